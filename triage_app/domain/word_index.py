"""Which rows hold which words of a column, so that a search looks at words only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.folded_text import SEPARATOR, Bools, Bytes, FoldedColumn

_Ids = NDArray[np.uint16] | NDArray[np.int32]
_Places = NDArray[np.int64]
Bits = NDArray[np.uint8]

# Before each word of the vocabulary; it is in no folded text.
BEGINNING = 1
_ROWS_AT_ONCE = 1 << 15
# A list of so many rows is better read by itself than together with others.
_LONG_LIST = 256
# Reading the bits of a row costs as much as so small a part of it in a list.
_BITS_COST = 1 / 256


@dataclass(frozen=True, eq=False)
class WordIndex:
    """Substring search over a column by its words.

    A word of a query is looked for in the vocabulary, which is small beside the text;
    the rows of the words that hold it are the answer. Rows are kept as bits for a
    frequent word, as a list for a rare one, whichever is smaller.

    Attributes
    ----------
    vocabulary : FoldedColumn
        Distinct words, some perhaps twice, each between `BEGINNING` and a separator.
    stream : uint16 or int32 array of shape (m,)
        The column's words, row after row.
    first : int64 array of shape (n + 1,)
        Where each row's words begin in `stream`.
    bits : uint8 array of shape (f, ceil(n / 8))
        Rows of the frequent words.
    slots : int32 array of shape (v,)
        Each word's row in `bits`; f for a rare word.
    rows : int32 array
        Rows of the rare words, word after word.
    begins, counts : int64 arrays of shape (v,)
        Where each rare word's rows are in `rows`.
    letters : mapping of bytes to uint8 array of shape (ceil(n / 8),)
        The rows of one or two letters that are in too many words to gather each time.
    """

    vocabulary: FoldedColumn
    stream: _Ids
    first: _Places
    bits: Bits
    slots: NDArray[np.int32]
    rows: NDArray[np.int32]
    begins: _Places
    counts: _Places
    letters: Mapping[bytes, Bits] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        sizes = [self.vocabulary.nbytes, self.stream.nbytes, self.first.nbytes]
        sizes += [self.bits.nbytes, self.slots.nbytes, self.rows.nbytes]
        sizes += [self.begins.nbytes, self.counts.nbytes]
        return sum(sizes) + sum(bits.nbytes for bits in self.letters.values())

    def with_letters(self) -> "WordIndex":
        """Return the index with what a search of one or two letters would gather."""
        often = self.slots < len(self.bits)
        rows = len(self.first) - 1
        cost = np.where(often, rows * _BITS_COST, self.counts)
        data = self.vocabulary.data
        costs = np.repeat(cost, np.diff(self.vocabulary.starts))
        one = np.bincount(data, costs, 1 << 8)
        pairs = data[:-1].astype(np.int64) << 8 | data[1:]
        two = np.bincount(pairs, costs[:-1], 1 << 16)
        asked = [bytes([code]) for code in np.flatnonzero(one > rows).tolist()]
        asked += [
            code.to_bytes(2, "big") for code in np.flatnonzero(two > rows).tolist()
        ]
        marks = {BEGINNING, SEPARATOR}
        kept = {
            letters: np.packbits(self.contains(letters))
            for letters in asked
            if marks.isdisjoint(letters)
        }
        return replace(self, letters=kept)

    def contains(self, word: bytes) -> Bools:
        """Return where folded text occurs; bool array of shape (n,)."""
        pieces = word.split(b" ")
        if len(pieces) == 1:
            known = self.letters.get(word)
            if known is not None:
                return np.unpackbits(known, count=len(self.first) - 1).view(np.bool_)
            return self._holding(self.vocabulary.contains(word))
        wanted = [self.vocabulary.contains(form) for form in _forms(pieces)]
        found = self._holding(wanted[0])
        for words in wanted[1:]:
            found &= self._holding(words)
        candidates = np.flatnonzero(found)
        for low in range(0, len(candidates), _ROWS_AT_ONCE):
            rows = candidates[low : low + _ROWS_AT_ONCE]
            found[rows] = self._in_turn(rows, wanted)
        return found

    def _holding(self, words: Bools) -> Bools:
        """Return the rows that hold any of some words of the vocabulary."""
        rows = len(self.first) - 1
        wanted = np.flatnonzero(words)
        slots = self.slots[wanted]
        frequent = slots < len(self.bits)
        packed = np.zeros(self.bits.shape[1], np.uint8)
        for slot in slots[frequent].tolist():
            np.bitwise_or(packed, self.bits[slot], out=packed)
        found = np.unpackbits(packed, count=rows).view(np.bool_)
        rare = wanted[~frequent]
        long = self.counts[rare] > _LONG_LIST
        for word in rare[long].tolist():
            begin = self.begins[word]
            found[self.rows[begin : begin + self.counts[word]]] = True
        rare = rare[~long]
        found[self.rows[_ranges(self.begins[rare], self.counts[rare])]] = True
        return found

    def _in_turn(self, rows: NDArray[np.intp], wanted: list[Bools]) -> Bools:
        """Return in which rows words of each kind stand one after another."""
        counts = self.first[rows + 1] - self.first[rows]
        ids = self.stream[_ranges(self.first[rows], counts)]
        ends = np.cumsum(counts)
        hits = wanted[0][ids]
        for step, words in enumerate(wanted[1:], 1):
            hits[:-step] &= words[ids[step:]]
            hits[len(hits) - step :] = False
            # A run of words must not go on in the next row.
            last = ends - step
            hits[last[counts >= step]] = False
        found = np.zeros(len(rows), dtype=np.bool_)
        found[np.searchsorted(ends, np.flatnonzero(hits), side="right")] = True
        return found


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
