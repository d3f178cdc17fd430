"""Columns of folded text as bytes, searched at memory speed."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.folding import fold
from triage_app.domain.progress import CancelToken
from triage_app.domain.text_column import TextColumn

Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]

SEPARATOR = 0
# A block fits the processor's cache, and no thread waits long while it is worked on.
_BLOCK_BYTES = 1 << 18
_CONTROLS = bytes({*range(1, 9), *range(14, 28), 127})
LOWER = bytes(
    32 if code == 0 or 9 <= code <= 13 or 28 <= code <= 31 else ord(chr(code).lower())
    for code in range(128)
) + bytes(range(128, 256))


@dataclass(frozen=True, eq=False)
class FoldedColumn:
    """A column's folded UTF-8, each cell ended by a separator.

    Attributes
    ----------
    data : uint8 array
    starts : int64 array of shape (n + 1,)
        Where each row's cell begins in `data`; the last entry is their end.
    """

    data: Bytes
    starts: Offsets

    @classmethod
    def of(cls, column: TextColumn) -> "FoldedColumn":
        """Fold a whole column."""
        parts = [folded_block(column.slice(*rows)) for rows in blocks(column.offsets)]
        if not parts:
            return cls(np.zeros(0, np.uint8), np.zeros(1, np.int64))
        return cls.ended(np.concatenate(parts))

    @classmethod
    def ended(cls, data: Bytes) -> "FoldedColumn":
        """Take cells that are folded and ended by a separator each."""
        ends = np.flatnonzero(data == SEPARATOR).astype(np.int64) + 1
        return cls(data, np.concatenate([np.zeros(1, np.int64), ends]))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.data.nbytes + self.starts.nbytes

    def contains(self, word: bytes) -> Bools:
        """Return where a word occurs; bool array of shape (n,)."""
        letters = np.frombuffer(word, np.uint8)
        rarest_first = np.argsort(self._frequency[letters], kind="stable").tolist()
        parts = [
            self._block_contains(first, last, letters, rarest_first)
            for first, last in blocks(self.starts)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, np.bool_)

    def _block_contains(
        self, first: int, last: int, letters: Bytes, rarest_first: list[int]
    ) -> Bools:
        """Search the rows from `first` to `last` by the word's two rarest letters."""
        begin = self.starts[first]
        block = self.data[begin : self.starts[last]]
        starts = self.starts[first:last] - begin
        room = len(block) - len(letters) + 1
        found = np.zeros(last - first, dtype=np.bool_)
        if room <= 0:
            return found
        both = np.ones(room, dtype=np.bool_)
        for offset in rarest_first[:2]:
            both &= block[offset : offset + room] == letters[offset]
        places = np.flatnonzero(both)
        for offset in rarest_first[2:]:
            places = places[block[places + offset] == letters[offset]]
        if len(places) > len(starts):
            hits = np.zeros(len(block), dtype=np.bool_)
            hits[places] = True
            return np.logical_or.reduceat(hits, starts)
        found[np.searchsorted(starts, places, side="right") - 1] = True
        return found

    @cached_property
    def _frequency(self) -> NDArray[np.int64]:
        return np.bincount(self.data[: 1 << 20], minlength=256)


@dataclass(frozen=True, eq=False)
class UnfoldedColumn:
    """A column that is folded anew for each search: nothing to build, nothing kept."""

    column: TextColumn

    @property
    def nbytes(self) -> int:
        """Bytes in memory beside the column's own."""
        return 0

    def contains(self, word: bytes, cancel: CancelToken) -> Bools:
        """Return where a folded word occurs; bool array of shape (n,).

        Raises
        ------
        CancelledError
        """
        parts = []
        for rows in blocks(self.column.offsets):
            cancel.raise_if_cancelled()
            parts.append(_block_holds(present(self.column.slice(*rows)), word))
        return np.concatenate(parts) if parts else np.zeros(0, np.bool_)


def _block_holds(column: TextColumn, word: bytes) -> Bools:
    """Search some rows; only those that are not plain are folded one by one."""
    lowered = np.frombuffer(column.data.tobytes().translate(LOWER), np.uint8)
    blank = lowered == ord(" ")
    odd = (lowered < ord(" ")) | (lowered > ord("~"))
    odd[1:] |= blank[1:] & blank[:-1]
    found = _lies_in(lowered, column.offsets, word)
    if odd.any():
        places = np.flatnonzero(odd)
        rows = np.unique(np.searchsorted(column.offsets, places, side="right") - 1)
        folded = FoldedColumn.ended(folded_block(column.take(rows)))
        found[rows] = folded.contains(word)
    return found


def holds(column: TextColumn, letters: bytes, cancel: CancelToken) -> Bools:
    """Return in which rows some bytes lie as they are; bool array of shape (n,).

    Raises
    ------
    CancelledError
    """
    found = np.zeros(len(column), dtype=np.bool_)
    for low, high in blocks(column.offsets):
        cancel.raise_if_cancelled()
        part = present(column.slice(low, high))
        found[low:high] = _lies_in(part.data, part.offsets, letters)
    return found


def _lies_in(text: Bytes, offsets: Offsets, word: bytes) -> Bools:
    """Return in which rows of a plain text a word lies."""
    room = len(text) - len(word) + 1
    if room <= 0:
        return np.zeros(len(offsets) - 1, dtype=np.bool_)
    hits = text[:room] == word[0]
    for step, letter in enumerate(word[1:], 1):
        hits &= text[step : step + room] == letter
    places = np.flatnonzero(hits)
    rows = np.searchsorted(offsets, places, side="right") - 1
    found = np.zeros(len(offsets) - 1, dtype=np.bool_)
    found[rows[offsets[rows + 1] >= places + len(word)]] = True
    return found


def blocks(starts: Offsets, size: int = _BLOCK_BYTES) -> list[tuple[int, int]]:
    """Return first and last rows of blocks, of about as many bytes each."""
    rows = len(starts) - 1
    if rows <= 0:
        return []
    marks = np.arange(int(starts[0]), int(starts[-1]), size)[1:]
    bounds = np.searchsorted(starts, marks)
    # Rows without a letter make no bytes; a block must not become endless by them.
    steps = np.arange(0, rows, size)
    edges = np.unique(np.concatenate([[0, rows], bounds, steps])).tolist()
    return list(pairwise(edges))


def present(column: TextColumn) -> TextColumn:
    """Return a column whose missing rows hold no bytes."""
    if not (np.diff(column.offsets)[column.missing] > 0).any():
        return column
    return TextColumn.from_strings(column.to_list())


def folded_block(column: TextColumn) -> Bytes:
    """Return some rows' folded UTF-8, each ended by a separator."""
    column = present(column)
    first, last = column.offsets[0], column.offsets[-1]
    ends = column.offsets[1:] - first + np.arange(len(column))
    joined = np.empty(int(last - first) + len(column), dtype=np.uint8)
    letters = np.ones(len(joined), dtype=np.bool_)
    letters[ends] = False
    lowered = column.data[first:last].tobytes().translate(LOWER)
    joined[letters] = np.frombuffer(lowered, np.uint8)
    joined[ends] = SEPARATOR
    folded = joined.tobytes().translate(None, _CONTROLS)
    while b"  " in folded:
        folded = folded.replace(b"  ", b" ")
    if not folded.isascii():
        cells = folded.split(b"\0")
        folded = b"\0".join(c if c.isascii() else _folded_cell(c) for c in cells)
    return np.frombuffer(folded, np.uint8)


def _folded_cell(cell: bytes) -> bytes:
    return fold(cell.decode("utf-8", "replace")).encode("utf-8")
