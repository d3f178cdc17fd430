"""Words as numbers: every distinct word of some text gets one, first come first."""

import secrets

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.folded_text import Bytes
from triage_app.domain.text_column import TextColumn

Ids = NDArray[np.int32]
Places = NDArray[np.int64]
_Keys = NDArray[np.uint64]

# What a reader of eight bytes may look at behind the last word.
PADDING = 8
# Longer ones are numbered without asking whether they came before: they rarely did.
_LONGEST = 256
_LOW_BYTES = np.array([(1 << (8 * n)) - 1 for n in range(9)], dtype=np.uint64)


class WordNumbers:
    """A hash table from words to numbers, worked whole arrays at a time.

    A word of up to eight bytes is its own key. A longer one is known by a 64-bit hash
    under multipliers drawn anew for each table, so that nobody can write two words that
    collide: among ten million words two fall together once in 300,000 tables.

    Attributes
    ----------
    words : list of TextColumn
        The bytes of the words, in the order of their numbers.
    """

    def __init__(self) -> None:
        self.words: list[TextColumn] = []
        self._count = 0
        self._multipliers = [
            np.uint64(secrets.randbits(64) | 1 | 1 << 63) for _ in range(2)
        ]
        self._keys: _Keys = np.zeros(0, np.uint64)
        self._ids: Ids = np.zeros(0, np.int32)
        self._make_room(16)

    def __len__(self) -> int:
        return self._count

    def number(self, block: Bytes, starts: Places, lengths: Places) -> Ids:
        """Return the numbers of words.

        Parameters
        ----------
        block : uint8 array
            Text without a zero byte in its words, and `PADDING` bytes behind the last.
        starts, lengths : int64 arrays of shape (m,)
            Where the words are.

        Returns
        -------
        int32 array of shape (m,)
        """
        keys = self._hashed(block, starts, lengths)
        ids = self._looked_up(keys)
        unknown = np.flatnonzero(ids < 0)
        if not len(unknown):
            return ids
        long = lengths[unknown] > _LONGEST
        if long.any():
            alone, unknown = unknown[long], unknown[~long]
            ids[alone] = self._add(block, starts[alone], lengths[alone])
        new, first = np.unique(keys[unknown], return_index=True)
        if len(new):
            first = unknown[first]
            numbers = self._add(block, starts[first], lengths[first])
            if 3 * self._count > len(self._keys):
                self._make_room(2 + (3 * self._count).bit_length())
            self._insert(new, numbers)
            ids[unknown] = self._looked_up(keys[unknown])
        return ids

    def _add(self, block: Bytes, starts: Places, lengths: Places) -> Ids:
        """Keep the bytes of words and return their new numbers."""
        offsets = np.zeros(len(lengths) + 1, np.int64)
        np.cumsum(lengths, out=offsets[1:])
        source = np.repeat(starts - offsets[:-1], lengths)
        source += np.arange(offsets[-1])
        column = TextColumn(offsets, block[source], np.zeros(len(lengths), np.bool_))
        self.words.append(column)
        known, self._count = self._count, self._count + len(lengths)
        return np.arange(known, self._count, dtype=np.int32)

    def _hashed(self, block: Bytes, starts: Places, lengths: Places) -> _Keys:
        """Return keys, none of them 0; 0 for words that are too long for one."""
        first, other = self._multipliers
        eight = np.ndarray((len(block) - 7,), "<u8", block, strides=(1,))
        keys: _Keys = eight[starts] & _LOW_BYTES[np.minimum(lengths, 8)]
        keys *= first
        longer = np.flatnonzero((lengths > 8) & (lengths <= _LONGEST))
        done = 8
        while len(longer):
            rest = lengths[longer] - done
            piece = eight[starts[longer] + done] & _LOW_BYTES[np.minimum(rest, 8)]
            mixed = keys[longer]
            mixed ^= mixed >> np.uint64(32)
            mixed += piece
            keys[longer] = np.maximum(mixed * other, np.uint64(1))
            longer, done = longer[rest > 8], done + 8
        keys[lengths > _LONGEST] = 0
        return keys

    def _looked_up(self, keys: _Keys) -> Ids:
        """Return the numbers of keys; -1 for those without one, and for a key of 0."""
        slots = (keys >> self._shift).astype(np.intp)
        found = self._keys[slots]
        astray = np.flatnonzero(found != keys)
        while len(astray):
            there = self._keys[slots[astray]]
            astray = astray[(there != keys[astray]) & (there != 0)]
            slots[astray] = (slots[astray] + 1) & self._last
        ids = self._ids[slots]
        ids[self._keys[slots] != keys] = -1
        return ids

    def _insert(self, keys: _Keys, numbers: Ids) -> None:
        """Put distinct new keys into the table."""
        slots = (keys >> self._shift).astype(np.intp)
        while len(keys):
            free = self._keys[slots] == 0
            self._keys[slots[free]] = keys[free]
            # Of several that want one place the last has it; the rest go on.
            settled = self._keys[slots] == keys
            self._ids[slots[settled]] = numbers[settled]
            keys, numbers = keys[~settled], numbers[~settled]
            slots = (slots[~settled] + 1) & self._last

    def _make_room(self, bits: int) -> None:
        """Move to a table of ``2 ** bits`` places."""
        keys, ids = self._keys, self._ids
        self._shift, self._last = np.uint64(64 - bits), (1 << bits) - 1
        self._keys = np.zeros(1 << bits, np.uint64)
        self._ids = np.full(1 << bits, -1, np.int32)
        used = np.flatnonzero(keys)
        self._insert(keys[used], ids[used])


def joined(parts: list[Ids]) -> Ids:
    """Join numbers end to end; each part is let go, so that none is held twice."""
    end = sum(map(len, parts))
    numbers: Ids = np.empty(end, np.int32)
    while parts:
        part = parts.pop()
        numbers[end - len(part) : end] = part
        end -= len(part)
    return numbers
