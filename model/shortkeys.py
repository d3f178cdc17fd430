"""A table of short byte strings: found by the thousand, with no Python object each."""

import secrets

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Places = NDArray[np.int64]

LONGEST = 15
"""Bytes of the longest string that has a key."""

_HALF, _LENGTH_SHIFT = 8, 56
_FIRST_SIZE = 1 << 12
_ABSENT = -1
# Which bytes of a half belong to a string that has so many bytes left.
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(_HALF + 1)], dtype="<u8")


def short_keys(strings: pa.LargeBinaryArray) -> tuple[Keys, NDArray[np.bool_]]:
    """Return each string's key: its bytes and its length, in two numbers.

    Parameters
    ----------
    strings : pyarrow.LargeBinaryArray of length m
        None of them missing.

    Returns
    -------
    keys : uint64 array of shape (2, m)
        Equal only where the strings are, among those short enough.
    short : bool array of shape (m,)
        Where a string is no longer than `LONGEST`.
    """
    bounds = np.frombuffer(strings.buffers()[1], dtype=np.int64)
    bounds = bounds[strings.offset : strings.offset + len(strings) + 1]
    sizes = np.diff(bounds)
    data = np.zeros(int(bounds[-1] - bounds[0]) + 2 * _HALF, dtype=np.uint8)
    data[: -2 * _HALF] = np.frombuffer(strings.buffers()[2], dtype=np.uint8)[
        bounds[0] : bounds[-1]
    ]
    words = np.ndarray(len(data) - _HALF + 1, "<u8", data, strides=(1,))
    starts = bounds[:-1] - bounds[0]
    keys = np.empty((2, len(strings)), dtype="<u8")
    keys[0] = words[starts] & _MASKS[np.minimum(sizes, _HALF)]
    keys[1] = words[np.minimum(starts + _HALF, len(words) - 1)]
    keys[1] &= _MASKS[np.clip(sizes - _HALF, 0, _HALF - 1)]
    keys[1] |= sizes.astype(np.uint64) << np.uint64(_LENGTH_SHIFT)
    return keys, sizes <= LONGEST


class KeyTable:
    """Numbers by key; linear probing, at most half full.

    The hash is drawn anew for each table, so that nobody can write a text whose words
    all fall on one place (Dietzfelbinger 1996, "Universal hashing and k-wise
    independent random variables via integer arithmetic without primes").
    """

    def __init__(self) -> None:
        self._factors = np.array(
            [secrets.randbits(64) | 1, secrets.randbits(64) | 1], dtype=np.uint64
        )
        self._size = 0
        self._clear(_FIRST_SIZE)

    def find(self, keys: Keys) -> Places:
        """Look keys up.

        Parameters
        ----------
        keys : uint64 array of shape (2, m)

        Returns
        -------
        int64 array of shape (m,)
            The number of each key, -1 where it isn't in the table.
        """
        spots = self._home(keys)
        found = self._numbers[spots]
        other = self._differ(spots, keys) & (found != _ABSENT)
        waiting = np.flatnonzero(other)
        while len(waiting):
            spots = (spots[other] + 1) & self._mask
            found[waiting] = self._numbers[spots]
            other = self._differ(spots, keys[:, waiting])
            other &= found[waiting] != _ABSENT
            waiting = waiting[other]
        return found

    def add(self, keys: Keys, numbers: Places) -> None:
        """Add keys that are not in the table, all different.

        Parameters
        ----------
        keys : uint64 array of shape (2, m)
        numbers : int64 array of shape (m,)
            Not negative.
        """
        self._size += len(numbers)
        if 2 * self._size > len(self._numbers):
            kept = np.flatnonzero(self._numbers != _ABSENT)
            keys = np.hstack([self._keys[:, kept], keys])
            numbers = np.concatenate([self._numbers[kept], numbers])
            self._clear(1 << (4 * self._size - 1).bit_length())
        spots = self._home(keys)
        while len(numbers):
            free = self._numbers[spots] == _ABSENT
            self._numbers[spots[free]] = numbers[free]
            placed = free & (self._numbers[spots] == numbers)
            self._keys[:, spots[placed]] = keys[:, placed]
            keys, numbers = keys[:, ~placed], numbers[~placed]
            spots = (spots[~placed] + 1) & self._mask

    def _clear(self, size: int) -> None:
        self._keys = np.zeros((2, size), dtype=np.uint64)
        self._numbers = np.full(size, _ABSENT, dtype=np.int64)
        self._mask = size - 1
        self._shift = np.uint64(64 - (size.bit_length() - 1))

    def _home(self, keys: Keys) -> Places:
        mixed = keys[0] * self._factors[0]
        mixed += (keys[1] ^ (keys[0] >> np.uint64(32))) * self._factors[1]
        places: Places = (mixed >> self._shift).view(np.int64)
        return places

    def _differ(self, spots: Places, keys: Keys) -> NDArray[np.bool_]:
        differ: NDArray[np.bool_] = self._keys[0][spots] != keys[0]
        differ |= self._keys[1][spots] != keys[1]
        return differ
