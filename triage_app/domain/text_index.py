"""Substring search over text columns, without a Python object per row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.folding import fold
from triage_app.domain.text_column import TextColumn
from triage_app.domain.visible_text import read_back

Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

_SEPARATOR = 0
# A block fits the processor's cache, and no thread waits long while it is worked on.
_BLOCK_BYTES = 1 << 18
# Up to here looking into rows one by one is faster than a scan of everything.
_FEW_ROWS = 20_000
_QUERY = re.compile(r'"([^"]*)(?:"|$)|(\S+)')
_CONTROLS = bytes({*range(1, 9), *range(14, 28), 127})
_LOWER = bytes(
    32 if 9 <= code <= 13 or 28 <= code <= 31 else ord(chr(code).lower())
    for code in range(128)
) + bytes(range(128, 256))


class TextIndex:
    """Substring search over the rows of some columns, case and accents passed over.

    Each column is kept once as folded bytes, so that a search is a scan at memory
    speed. What was found last is kept: a query that goes on from it, as it does while
    somebody types, looks only where the last one was found.

    Parameters
    ----------
    columns : sequence of TextColumn
        Aligned; a row matches if each word of the query is in one of its cells.
    """

    def __init__(self, columns: Sequence[TextColumn]) -> None:
        self._rows = len(columns[0]) if columns else 0
        self._unfolded = tuple(columns)
        self._columns = tuple(_FoldedColumn.of(column) for column in columns)
        self._last: dict[int | None, tuple[tuple[str, ...], Bools]] = {}

    def matches(self, query: str, column: int | None = None) -> Bools:
        """Return where every word of a query is found.

        Parameters
        ----------
        query : str
            Words; those in quotes stay together.
        column : int, optional
            The only column to look in.

        Returns
        -------
        bool array of shape (n,)
            Not to be written to.
        """
        words = tuple(query_words(query))
        known, found = self._last.get(column, ((), np.ones(self._rows, np.bool_)))
        if not _goes_on(words, known):
            known, found = (), np.ones(self._rows, np.bool_)
        found = found.copy()
        for word in words:
            if word in known:
                continue
            if fold(word).strip():
                self._narrow(found, word.encode("utf-8", "surrogatepass"), column)
            else:
                found &= self._holding(word, column)
        found.setflags(write=False)
        self._last[column] = (words, found)
        return found

    def _narrow(self, found: Bools, word: bytes, only: int | None) -> None:
        """Take out of `found` where a word is in no cell."""
        columns = self._columns if only is None else (self._columns[only],)
        rows = np.flatnonzero(found)
        if len(rows) <= _FEW_ROWS:
            for row in rows.tolist():
                found[row] = any(word in column.cell(row) for column in columns)
            return
        anywhere = columns[0].contains(word)
        for column in columns[1:]:
            anywhere |= column.contains(word)
        found &= anywhere

    def _holding(self, word: str, only: int | None) -> Bools:
        """Return where characters that no folded text keeps stand one after another."""
        columns = self._unfolded if only is None else (self._unfolded[only],)
        letters = word.encode("utf-8", "surrogatepass")
        found = np.zeros(self._rows, dtype=np.bool_)
        for column in columns:
            matches = re.finditer(re.escape(letters), column.data.data)
            places = np.array([match.start() for match in matches], np.int64)
            rows = np.searchsorted(column.offsets, places, side="right") - 1
            whole = column.offsets[rows + 1] >= places + len(letters)
            found[rows[whole]] = True
        return found


@dataclass(frozen=True, eq=False)
class _FoldedColumn:
    """A column's folded UTF-8, each cell ended by a separator.

    Attributes
    ----------
    data : uint8 array
    starts : int64 array of shape (n + 1,)
        Where each row's cell begins in `data`; the last entry is their end.
    """

    data: Bytes
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, column: TextColumn) -> "_FoldedColumn":
        parts = [_folded_block(column.slice(*rows)) for rows in _blocks(column.offsets)]
        if not parts:
            return cls(np.zeros(0, np.uint8), np.zeros(1, np.int64))
        data = np.concatenate(parts)
        ends = np.flatnonzero(data == _SEPARATOR).astype(np.int64) + 1
        return cls(data, np.concatenate([np.zeros(1, np.int64), ends]))

    def cell(self, row: int) -> bytes:
        """Return one row's folded text."""
        return self.data[self.starts[row] : self.starts[row + 1] - 1].tobytes()

    def contains(self, word: bytes) -> Bools:
        """Return where a word occurs; bool array of shape (n,)."""
        letters = np.frombuffer(word, np.uint8)
        rarest = int(np.argmin(self._frequency[letters]))
        parts = [
            self._block_contains(first, last, letters, rarest)
            for first, last in _blocks(self.starts)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, np.bool_)

    def _block_contains(
        self, first: int, last: int, letters: Bytes, rarest: int
    ) -> Bools:
        """Search the rows from `first` to `last` by the word's rarest letter."""
        begin = self.starts[first]
        block = self.data[begin : self.starts[last]]
        starts = self.starts[first:last] - begin
        room = len(block) - len(letters) + 1
        found = np.zeros(last - first, dtype=np.bool_)
        if room <= 0:
            return found
        places = np.flatnonzero(block[rarest : rarest + room] == letters[rarest])
        for offset, letter in enumerate(letters):
            if offset != rarest:
                places = places[block[places + offset] == letter]
        if len(places) > len(starts):
            hits = np.zeros(len(block), dtype=np.bool_)
            hits[places] = True
            return np.logical_or.reduceat(hits, starts)
        found[np.searchsorted(starts, places, side="right") - 1] = True
        return found

    @cached_property
    def _frequency(self) -> NDArray[np.int64]:
        return np.bincount(self.data[: 1 << 20], minlength=256)


def query_words(query: str) -> list[str]:
    """Split a query into folded words; ``"two words"`` in quotes stay together.

    A quote that is still open goes to the end, for whoever is typing it. Characters
    that folding leaves out are a word if they stand alone, such as ``⟨U+202E⟩`` as the
    card writes it out.
    """
    found = _QUERY.findall(read_back(query).replace("\0", " "))
    words = (
        (fold(quoted or plain).strip(), quoted or plain) for quoted, plain in found
    )
    return [word or asked for word, asked in words if word or asked.strip()]


def _goes_on(words: Sequence[str], known: Sequence[str]) -> bool:
    """Return whether rows with all of `words` are among those with all of `known`."""
    return all(any(old in word for word in words) for old in known)


def _blocks(starts: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return first and last rows of blocks, of about as many bytes each."""
    rows = len(starts) - 1
    if rows <= 0:
        return []
    marks = np.arange(int(starts[0]), int(starts[-1]), _BLOCK_BYTES)[1:]
    bounds = np.searchsorted(starts, marks)
    # Rows without a letter make no bytes; a block must not become endless by them.
    steps = np.arange(0, rows, _BLOCK_BYTES)
    edges = np.unique(np.concatenate([[0, rows], bounds, steps])).tolist()
    return list(pairwise(edges))


def _folded_block(column: TextColumn) -> Bytes:
    """Return some rows' folded UTF-8, each ended by a separator."""
    if (np.diff(column.offsets)[column.missing] > 0).any():
        column = TextColumn.from_strings(column.to_list())
    data = np.where(column.data == _SEPARATOR, ord(" "), column.data).astype(np.uint8)
    joined = np.zeros(len(data) + len(column), dtype=np.uint8)
    letters = np.ones(len(joined), dtype=np.bool_)
    letters[column.offsets[1:] + np.arange(len(column))] = False
    joined[letters] = data
    folded = joined.tobytes().translate(_LOWER, _CONTROLS)
    while b"  " in folded:
        folded = folded.replace(b"  ", b" ")
    if not folded.isascii():
        cells = folded.split(b"\0")
        folded = b"\0".join(c if c.isascii() else _folded_cell(c) for c in cells)
    return np.frombuffer(folded, np.uint8)


def _folded_cell(cell: bytes) -> bytes:
    return fold(cell.decode("utf-8", "replace")).encode("utf-8")
