"""Making a word index: words to numbers, numbers to rows, a piece of text at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.folded_text import (
    LOWER,
    SEPARATOR,
    Bytes,
    FoldedColumn,
    Offsets,
    blocks,
    present,
)
from triage_app.domain.folding import fold
from triage_app.domain.progress import CancelToken
from triage_app.domain.text_column import TextColumn
from triage_app.domain.word_index import (
    BEGINNING,
    StreamIds,
    WordIndex,
    WordLists,
    vocabulary_bytes,
)
from triage_app.domain.word_numbers import PADDING, Ids, WordNumbers, joined

_PIECE_BYTES = 1 << 20
_ROWS = 1 << 14
# Bits cost a row an eighth of a byte, a list four bytes for each row in it.
_RARE = 32
# With more distinct words than this and one for each row a vocabulary doesn't pay.
_MOST_WORDS = 1 << 20
_MOST_PLACES = 1 << 30


@dataclass(frozen=True, eq=False)
class _Entries:
    """The folded words that each numbered word is made of: one, but for a few.

    Attributes
    ----------
    vocabulary : FoldedColumn
    first : int64 array of shape (w + 1,)
        Where a word's entries begin in `which`.
    which : int32 array
        Places in the vocabulary.
    """

    vocabulary: FoldedColumn
    first: Offsets
    which: Ids

    @cached_property
    def counts(self) -> Offsets:
        """How many entries each word is made of; int64 array of shape (w,)."""
        return np.diff(self.first)

    def of(self, ids: Ids, first: Offsets) -> tuple[Ids, Offsets]:
        """Return the entries of a run of words, and where each row's begin."""
        counts = self.counts[ids]
        if len(counts) == 0 or (counts == 1).all():
            return self.which[self.first[ids]] if len(ids) else ids, first
        ends = np.zeros(len(counts) + 1, np.int64)
        np.cumsum(counts, out=ends[1:])
        places = np.repeat(self.first[ids] - ends[:-1], counts) + np.arange(ends[-1])
        return self.which[places], ends[first]


def word_index(column: TextColumn, cancel: CancelToken) -> WordIndex | None:
    """Index a column by its folded words.

    Every step works on about a megabyte, so that other threads get their turn.

    Parameters
    ----------
    column : TextColumn
    cancel : CancelToken
        Looked at between the pieces.

    Returns
    -------
    WordIndex or None
        None where the column has so many distinct words that an index doesn't pay.

    Raises
    ------
    CancelledError
    """
    column = present(column)
    numbers, parts, counts, done = WordNumbers(), [], [], 0
    for low, high in blocks(column.offsets, _PIECE_BYTES):
        cancel.raise_if_cancelled()
        ids, words = _numbered(column.slice(low, high), numbers)
        parts.append(ids)
        counts.append(words)
        done += len(ids)
        if len(numbers) > _MOST_WORDS + len(column) or done + high > _MOST_PLACES:
            return None
    first = np.zeros(len(column) + 1, np.int64)
    np.cumsum(np.concatenate([*counts, np.zeros(0, np.int64)]), out=first[1:])
    raw, distinct = joined(parts), TextColumn.concat(numbers.words)
    del numbers  # its table is as large as the words
    entries = _folded(distinct, cancel)
    return _Postings(entries, raw, first).index(cancel).with_letters(cancel)


def _numbered(column: TextColumn, numbers: WordNumbers) -> tuple[Ids, Offsets]:
    """Return the numbers of some rows' words, and how many each row has."""
    text = column.data.tobytes().translate(LOWER) + bytes(PADDING)
    block = np.frombuffer(text, np.uint8)
    letter = block[:-PADDING] != ord(" ")
    filled = np.diff(column.offsets) > 0
    begins, ends = letter.copy(), letter.copy()
    np.greater(letter[1:], letter[:-1], out=begins[1:])
    np.greater(letter[:-1], letter[1:], out=ends[:-1])
    edges = column.offsets[:-1][filled]
    begins[edges] = letter[edges]
    edges = column.offsets[1:][filled] - 1
    ends[edges] = letter[edges]
    starts = np.flatnonzero(begins)
    ids = numbers.number(block, starts, np.flatnonzero(ends) + 1 - starts)
    return ids, np.diff(np.searchsorted(starts, column.offsets))


def _folded(words: TextColumn, cancel: CancelToken) -> _Entries:
    """Fold the words that are not plain; they go behind the others."""
    odd = (words.data < ord(" ")) | (words.data > ord("~"))
    places = np.searchsorted(words.offsets, np.flatnonzero(odd), side="right") - 1
    special = np.zeros(len(words), dtype=np.bool_)
    special[places] = True
    plain, strange = np.flatnonzero(~special), np.flatnonzero(special)
    sizes = np.ones(len(words), np.int64)
    pieces: list[bytes] = []
    for low in range(0, len(strange), _ROWS):
        cancel.raise_if_cancelled()
        part = strange[low : low + _ROWS]
        for word, text in zip(part.tolist(), words.take(part).to_list(), strict=True):
            made = fold(text or "").encode("utf-8").split(b" ")
            known = len(pieces)
            pieces += [piece for piece in made if piece]
            sizes[word] = len(pieces) - known
    first = np.zeros(len(words) + 1, np.int64)
    np.cumsum(sizes, out=first[1:])
    which = np.empty(int(first[-1]), np.int32)
    which[first[plain]] = np.arange(len(plain))
    behind = np.ones(len(which), dtype=np.bool_)
    behind[first[plain]] = False
    which[behind] = len(plain) + np.arange(len(pieces))
    data = [_vocabulary(words.take(plain)), vocabulary_bytes(pieces)]
    return _Entries(FoldedColumn.ended(np.concatenate(data)), first, which)


def _vocabulary(words: TextColumn) -> Bytes:
    """Return plain words as a vocabulary keeps them."""
    begins = words.offsets[:-1] + 2 * np.arange(len(words))
    ends = words.offsets[1:] + 2 * np.arange(len(words)) + 1
    data = np.empty(len(words.data) + 2 * len(words), np.uint8)
    letters = np.ones(len(data), dtype=np.bool_)
    letters[begins] = letters[ends] = False
    data[letters] = words.data
    data[begins], data[ends] = BEGINNING, SEPARATOR
    return data


class _Postings:
    """Gathers the rows of every word.

    Parameters
    ----------
    entries : _Entries
    raw : int32 array
        The column's words by number.
    first : int64 array of shape (n + 1,)
        Where each row's words begin.
    """

    def __init__(self, entries: _Entries, raw: Ids, first: Offsets) -> None:
        self._entries, self._raw, self._first = entries, raw, first
        self._words, self._rows = len(entries.vocabulary), len(first) - 1

    def index(self, cancel: CancelToken) -> WordIndex:
        """Return the index."""
        often = self._occurrences(cancel)
        frequent = np.flatnonzero(often > self._rows // _RARE)
        slots = np.full(self._words, len(frequent), np.int32)
        slots[frequent] = np.arange(len(frequent))
        bits = np.zeros((len(frequent), -(-self._rows // 8)), np.uint8)
        everywhere, rare = _Lists(often), _Lists(np.where(slots < len(bits), 0, often))
        entries = int(often.sum()) + self._rows + 1
        stream: StreamIds = np.full(entries, self._words, np.int32)
        if self._words < 1 << 16:
            stream = np.full(entries, self._words, np.uint16)
        begins = np.ones(self._rows + 1, np.int64)
        for low, ids, first in self._pieces():
            cancel.raise_if_cancelled()
            rows = np.repeat(np.arange(len(first) - 1), np.diff(first))
            places = np.arange(len(ids)) + rows + begins[low]
            stream[places] = ids
            ends = first[1:] + np.arange(1, len(first)) + begins[low]
            begins[low + 1 : low + len(first)] = ends
            kinds = slots[ids]
            marked = np.zeros((len(frequent) + 1, len(first) - 1), dtype=np.bool_)
            marked.reshape(-1)[kinds * (len(first) - 1) + rows] = True
            packed = np.packbits(marked[:-1], axis=1)
            bits[:, low // 8 : low // 8 + packed.shape[1]] = packed
            everywhere.add(ids, places)
            few = np.flatnonzero(kinds == len(frequent))
            rare.add(ids[few], rows[few] + low)
        return WordIndex(
            self._entries.vocabulary,
            stream,
            begins,
            everywhere.made(),
            bits,
            slots,
            rare.made(),
        )

    def _occurrences(self, cancel: CancelToken) -> NDArray[np.int64]:
        """Return how often every word occurs, twice in a row counted twice."""
        of_raw = np.zeros(len(self._entries.first) - 1, np.int64)
        step = max(1 << 20, len(of_raw))
        for low in range(0, len(self._raw), step):
            cancel.raise_if_cancelled()
            of_raw += np.bincount(self._raw[low : low + step], minlength=len(of_raw))
        weights = np.repeat(of_raw, self._entries.counts)
        often = np.zeros(self._words, np.int64)
        np.add.at(often, self._entries.which, weights)
        return often

    def _pieces(self) -> Iterator[tuple[int, Ids, Offsets]]:
        """Return first row, entries and where each row's begin, of some rows a time."""
        for low in range(0, self._rows, _ROWS):
            first = self._first[low : low + _ROWS + 1]
            ids = self._raw[first[0] : first[-1]]
            yield low, *self._entries.of(ids, first - first[0])


class _Lists:
    """Fills a list for every word.

    Parameters
    ----------
    room : int64 array of shape (v,)
        How many integers each list may come to hold.
    """

    def __init__(self, room: NDArray[np.int64]) -> None:
        self._begins = np.cumsum(room) - room
        self._free = self._begins.copy()
        self._values = np.zeros(int(room.sum()), np.int32)

    def add(self, words: Ids, values: NDArray[np.int64]) -> None:
        """Add integers to the lists of words; each once to a list."""
        if not len(words):
            return
        pairs = (words.astype(np.uint64) << np.uint64(32)) | values.astype(np.uint64)
        pairs.sort()
        pairs = pairs.compress(np.append(True, pairs[1:] != pairs[:-1]))
        owners = (pairs >> np.uint64(32)).astype(np.int64)
        firsts = np.flatnonzero(np.append(True, owners[1:] != owners[:-1]))
        counts = np.diff(np.append(firsts, len(owners)))
        which = owners[firsts]
        places = np.repeat(self._free[which] - firsts, counts) + np.arange(len(owners))
        self._values[places] = (pairs & np.uint64(0xFFFFFFFF)).astype(np.int32)
        self._free[which] += counts

    def made(self) -> WordLists:
        """Return the lists."""
        return WordLists(self._values, self._begins, self._free - self._begins)
