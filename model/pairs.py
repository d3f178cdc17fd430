"""A table of word pairs: open addressing in plain arrays, looked up by the thousand."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Places = NDArray[np.intp]

UNKNOWN_LEFT = np.uint64(0xFFFFFFFE_00000000)
UNKNOWN_RIGHT = np.uint64(0x00000000_FFFFFFFE)
"""Halves of a key that no pair in the table has."""
NO_PAIR = UNKNOWN_LEFT | UNKNOWN_RIGHT

_FREE = np.uint64(0xFFFFFFFF_FFFFFFFF)
# Knuth 1998, "The art of computer programming" 3, 6.4: multiplicative hashing.
_MULTIPLIER = np.uint64(0x9E3779B9_7F4A7C15)
# So few places are taken that most pairs nobody knows are told by one look.
_PLACES_A_PAIR = 8
_LEFT_BITS = np.uint64(32)


def left_half(tokens: NDArray[np.int64]) -> Keys:
    """Return the left half of the keys of pairs that begin with these tokens.

    Parameters
    ----------
    tokens : int64 array
        Numbers of tokens; -1 where a token is unknown.
    """
    halves = tokens.astype(np.uint64) << _LEFT_BITS
    halves[tokens < 0] = UNKNOWN_LEFT
    return halves


def right_half(tokens: NDArray[np.int64]) -> Keys:
    """Return the right half of the keys of pairs that end with these tokens."""
    halves = tokens.astype(np.uint64)
    halves[tokens < 0] = UNKNOWN_RIGHT
    return halves


@dataclass(frozen=True, eq=False)
class PairTable:
    """Pairs of tokens with what each adds; linear probing.

    Attributes
    ----------
    keys : uint64 array of shape (m,)
        m is a power of two; a place that is free holds no pair's key.
    weights : float64 array of shape (m,)
        What the pair at each place adds to the log-odds.
    seen : int64 array of shape (m,)
        1 where training has seen the pair.
    """

    keys: Keys
    weights: NDArray[np.float64]
    seen: NDArray[np.int64]

    @classmethod
    def of(
        cls, keys: Keys, weights: NDArray[np.float64], seen: NDArray[np.bool_]
    ) -> "PairTable":
        """Build the table of distinct keys.

        Parameters
        ----------
        keys : uint64 array of shape (k,)
            ``left_half | right_half`` of each pair, all different.
        weights : float64 array of shape (k,)
        seen : bool array of shape (k,)
        """
        size = 1 << max(4, (len(keys) * _PLACES_A_PAIR - 1).bit_length())
        table = cls(
            np.full(size, _FREE), np.zeros(size), np.zeros(size, dtype=np.int64)
        )
        waiting, places = keys, table._home(keys)
        spots = np.empty(len(keys), dtype=np.intp)
        order = np.arange(len(keys))
        while len(waiting):
            free = table.keys[places] == _FREE
            table.keys[places[free]] = waiting[free]
            left_over = table.keys[places] != waiting
            spots[order[~left_over]] = places[~left_over]
            waiting, order = waiting[left_over], order[left_over]
            places = (places[left_over] + 1) & (size - 1)
        table.weights[spots], table.seen[spots] = weights, seen
        return table

    def find(self, keys: Keys) -> tuple[Places, Places]:
        """Look pairs up.

        Parameters
        ----------
        keys : uint64 array of shape (n,)

        Returns
        -------
        rows : intp array of shape (h,)
            Which of the keys are in the table, rising.
        places : intp array of shape (h,)
            Where in the table each of them is.
        """
        places = self._home(keys)
        there = self.keys[places]
        match = there == keys
        open_ = np.flatnonzero(~match & (there != _FREE))
        looked = places[open_]
        while len(open_):
            looked = (looked + 1) & (len(self.keys) - 1)
            there = self.keys[looked]
            same = there == keys[open_]
            match[open_[same]], places[open_[same]] = True, looked[same]
            on = ~same & (there != _FREE)
            open_, looked = open_[on], looked[on]
        rows = np.flatnonzero(match)
        return rows, places[rows]

    def _home(self, keys: Keys) -> Places:
        shift = np.uint64(64 - (len(self.keys).bit_length() - 1))
        return ((keys * _MULTIPLIER) >> shift).view(np.int64)
