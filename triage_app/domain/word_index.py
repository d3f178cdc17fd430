"""Which rows hold which words of a column, so that a search looks at words only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.folded_text import SEPARATOR, Bools, Bytes, FoldedColumn
from triage_app.domain.progress import CancelToken

StreamIds = NDArray[np.uint16] | NDArray[np.int32]
_Places = NDArray[np.int64]
Bits = NDArray[np.uint8]

# Before each word of the vocabulary; it is in no folded text.
BEGINNING = 1
# A list of so many rows is better read by itself than together with others.
_LONG_LIST = 256
# Reading the bits of a row costs as much as so small a part of it in a list.
_BITS_COST = 1 / 256
# What is worked on stays in the processor's cache.
_PLACES_AT_ONCE = 1 << 14
_MOST_LETTERS = 256
# Letters are kept if their words are in more than this part of so many rows.
_KEPT_FROM = 1 / 4
_LONGEST_LETTERS = 16
# Fewer rows than this are gathered in no time.
_FEW_ROWS = 1 << 12
# A word without end repeats letters without number: only its beginning counts.
_WORD_BEGINNING = 64
# Among more words than this every second, third, ... one speaks for the others.
_MOST_ASKED = 1 << 17


@dataclass(frozen=True, eq=False)
class WordLists:
    """A list of integers for every word.

    Attributes
    ----------
    values : int32 array
        One list after another.
    begins, counts : int64 arrays of shape (v,)
        Where each word's list is.
    """

    values: NDArray[np.int32]
    begins: _Places
    counts: _Places

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.values.nbytes + self.begins.nbytes + self.counts.nbytes

    def of(self, words: NDArray[np.intp]) -> NDArray[np.int32]:
        """Return the lists of some words, as one."""
        long = self.counts[words] > _LONG_LIST
        spans = [(self.begins[word], self.counts[word]) for word in words[long]]
        parts = [self.values[begin : begin + count] for begin, count in spans]
        words = words[~long]
        short = self.values[_ranges(self.begins[words], self.counts[words])]
        return np.concatenate([*parts, short])


@dataclass(frozen=True, eq=False)
class WordIndex:
    """Substring search over a column by its words.

    A word of a query is looked for in the vocabulary, which is small beside the text;
    the rows of the words that hold it are the answer. Rows are kept as bits for a
    frequent word, as a list for a rare one, whichever is smaller. A phrase is looked
    for where its rarest word stands.

    Attributes
    ----------
    vocabulary : FoldedColumn
        Distinct words, some perhaps twice, each between `BEGINNING` and a separator.
    stream : uint16 or int32 array
        The column's words, row after row; v before the first row and behind each.
    first : int64 array of shape (n + 1,)
        Where each row's words begin in `stream`.
    places : WordLists
        Where each word stands in `stream`.
    bits : uint8 array of shape (f, ceil(n / 8))
        Rows of the frequent words.
    slots : int32 array of shape (v,)
        Each word's row in `bits`; f for a rare word.
    rows : WordLists
        Rows of the rare words.
    letters : mapping of bytes to uint8 array of shape (ceil(n / 8),)
        The rows of letters that are in too many words to gather each time.
    """

    vocabulary: FoldedColumn
    stream: StreamIds
    first: _Places
    places: WordLists
    bits: Bits
    slots: NDArray[np.int32]
    rows: WordLists
    letters: Mapping[bytes, Bits] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        sizes = [self.vocabulary.nbytes, self.stream.nbytes, self.first.nbytes]
        sizes += [self.places.nbytes, self.rows.nbytes, self.slots.nbytes]
        letters = {id(bits): len(bits) for bits in self.letters.values()}
        return sum(sizes) + self.bits.nbytes + sum(letters.values())

    def with_letters(self, cancel: CancelToken) -> "WordIndex":
        """Return the index with what searches for few letters would gather each time.

        Raises
        ------
        CancelledError
        """
        kept: dict[bytes, Bits] = {}
        same: dict[bytes, Bits] = {}
        for letters in self._costly():
            cancel.raise_if_cancelled()
            words = self.vocabulary.contains(letters)
            held = np.packbits(words).tobytes()
            if held not in same:
                same[held] = np.packbits(self._holding(np.flatnonzero(words)))
            kept[letters] = same[held]
        return replace(self, letters=kept)

    def _costly(self) -> list[bytes]:
        """Return letters whose words' rows take long to gather, the shortest first.

        Any that do so begin with others that do: they grow letter by letter.
        """
        rows, words = len(self.first) - 1, len(self.vocabulary)
        every = 1 + words // _MOST_ASKED
        most = max(rows * _KEPT_FROM, _FEW_ROWS) / every
        asked = slice(0, words, every)
        frequent = self.slots[asked] < len(self.bits)
        cost = np.where(frequent, rows * _BITS_COST, self.rows.counts[asked])
        data, starts = self.vocabulary.data, self.vocabulary.starts[:-1][asked]
        sizes = np.diff(self.vocabulary.starts)[asked]
        sizes = np.minimum(sizes, _WORD_BEGINNING)
        costs = np.repeat(cost, sizes)
        # Part of a longer character is no letter: nobody asks for it.
        plain = (np.arange(1 << 8) > ord(" ")) & (np.arange(1 << 8) < 1 << 7)
        found: list[bytes] = []
        ends, stems = _ranges(starts, sizes), np.zeros(len(costs), np.int64)
        grown = [b""]
        while grown and len(found) < _MOST_LETTERS and len(grown[0]) < _LONGEST_LETTERS:
            codes = stems << 8 | data[ends]
            masses = np.bincount(codes, costs, len(grown) << 8)
            heavy = np.flatnonzero((masses > most) & np.tile(plain, len(grown)))
            grown = [grown[code >> 8] + bytes([code & 255]) for code in heavy.tolist()]
            found += grown
            numbers = np.full(len(masses), -1)
            numbers[heavy] = np.arange(len(heavy))
            stems = numbers[codes]
            going = np.flatnonzero((stems >= 0) & (ends + 1 < len(data)))
            ends, stems, costs = ends[going] + 1, stems[going], costs[going]
        return found[:_MOST_LETTERS]

    def contains(self, word: bytes) -> Bools:
        """Return where folded text occurs; bool array of shape (n,)."""
        pieces = word.split(b" ")
        if len(pieces) > 1:
            return self._in_turn(pieces)
        known = self.letters.get(word)
        if known is not None:
            return np.unpackbits(known, count=len(self.first) - 1).view(np.bool_)
        return self._holding(np.flatnonzero(self.vocabulary.contains(word)))

    def _holding(self, words: NDArray[np.intp]) -> Bools:
        """Return the rows that hold any of some words of the vocabulary."""
        slots = self.slots[words]
        frequent = slots < len(self.bits)
        packed = np.zeros(self.bits.shape[1], np.uint8)
        for slot in slots[frequent].tolist():
            np.bitwise_or(packed, self.bits[slot], out=packed)
        found = np.unpackbits(packed, count=len(self.first) - 1).view(np.bool_)
        found[self.rows.of(words[~frequent])] = True
        return found

    def _in_turn(self, pieces: list[bytes]) -> Bools:
        """Return the rows in which words stand one after another."""
        kinds = [self.vocabulary.contains(form) for form in _forms(pieces)]
        words = [np.flatnonzero(kind) for kind in kinds]
        anchor = int(np.argmin([self.places.counts[ids].sum() for ids in words]))
        places = self.places.of(words[anchor])
        # From the rarest on, and then back: no row's end may be passed unseen.
        others = (*range(anchor + 1, len(kinds)), *range(anchor - 1, -1, -1))
        checks = [(other - anchor, np.append(kinds[other], False)) for other in others]
        found = np.zeros(len(self.first) - 1, dtype=np.bool_)
        for low in range(0, len(places), _PLACES_AT_ONCE):
            part = places[low : low + _PLACES_AT_ONCE]
            for step, fits in checks:
                part = part.compress(fits.take(self.stream.take(part + step)))
            if len(part):
                self._mark(part, found)
        return found

    def _mark(self, places: NDArray[np.int32], found: Bools) -> None:
        """Mark the rows of some words, which mostly stand near each other."""
        low = int(np.searchsorted(self.first, places.min(), side="right")) - 1
        high = int(np.searchsorted(self.first, places.max(), side="right"))
        rows = np.searchsorted(self.first[low:high], places, side="right")
        found[low - 1 + rows] = True


def _forms(pieces: list[bytes]) -> list[bytes]:
    """Return how a phrase's words look in the vocabulary; only its ends may be part."""
    begin, end = bytes([BEGINNING]), bytes([SEPARATOR])
    inner = [begin + piece + end for piece in pieces[1:-1]]
    return [pieces[0] + end, *inner, begin + pieces[-1]]


def _ranges(begins: _Places, counts: _Places) -> _Places:
    """Return the places of some ranges, one after another."""
    ends = np.cumsum(counts)
    if not len(ends):
        return np.zeros(0, np.int64)
    places = np.repeat(begins - (ends - counts), counts)
    places += np.arange(ends[-1])
    return places


def vocabulary_bytes(words: list[bytes]) -> Bytes:
    """Return words as a vocabulary keeps them."""
    begin, end = bytes([BEGINNING]), bytes([SEPARATOR])
    return np.frombuffer(b"".join(begin + word + end for word in words), np.uint8)
