"""Sorting many long keys a few letters at a time, whole arrays at once."""

from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.progress import CancelToken

_Places = NDArray[np.intp]
# What is alike for so many steps is compared as a whole.
_MOST_STEPS = 128


class Alike(Protocol):
    """Rows that are compared step by step."""

    def keys(self, rows: _Places, step: int) -> NDArray[np.uint64]:
        """Return what a step compares; the lowest bit says whether another follows."""

    def whole(self, row: int) -> bytes:
        """Return all of a row, to be compared as bytes."""


def sorted_codes(
    alike: Alike, rows: int, cancel: CancelToken | None = None
) -> NDArray[np.int32]:
    """Return the place of each row among the distinct ones.

    A radix sort from the front: rows are put in order by their first letters, then
    those that are still equal by the next, until all are told apart.

    Parameters
    ----------
    alike : Alike
    rows : int
    cancel : CancelToken, optional
        Looked at between the steps.

    Returns
    -------
    int32 array of shape (n,)
        Equal rows share a place.

    Raises
    ------
    CancelledError
    """
    token = cancel or CancelToken()
    order = np.arange(rows)
    # Where in the order a row stands that differs from the one before it.
    new = np.zeros(rows, dtype=np.bool_)
    new[:1] = True
    places, groups = np.arange(rows), np.zeros(rows, np.int64)
    for step in range(_MOST_STEPS):
        token.raise_if_cancelled()
        if not len(places):
            break
        keys = alike.keys(order[places], step)
        found, differs = _refined(keys, groups)
        order[places], keys = order[places[found]], keys[found]
        new[places] |= differs
        # Equal ones go on if they have letters left, and aren't alone.
        alone = differs & np.append(differs[1:], True)
        going = ~alone & ((keys & np.uint64(1)) > 0)
        firsts = np.maximum.accumulate(np.where(differs, places, 0))
        places, groups = places[going], firsts[going]
    _finish(alike, order, new, places, groups)
    codes = np.empty(rows, np.int32)
    codes[order] = np.cumsum(new, dtype=np.int32) - 1
    return codes


def _refined(
    keys: NDArray[np.uint64], groups: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the order by group and key, and where either differs from the former."""
    by_key = np.argsort(keys)
    bits = len(keys).bit_length()
    both = (groups[by_key] << bits) | np.arange(len(keys))
    both.sort()
    found = by_key[both & ((1 << bits) - 1)]
    keys, groups = keys[found], groups[found]
    differs = np.ones(len(keys), dtype=np.bool_)
    differs[1:] = (keys[1:] != keys[:-1]) | (groups[1:] != groups[:-1])
    return found, differs


def _finish(
    alike: Alike,
    order: _Places,
    new: NDArray[np.bool_],
    places: _Places,
    groups: NDArray[np.int64],
) -> None:
    """Sort what is alike for very long by the whole."""
    rows = order[places].tolist()
    whole = sorted(
        (group, alike.whole(row), row)
        for group, row in zip(groups.tolist(), rows, strict=True)
    )
    order[places] = [row for _, _, row in whole]
    for place, (one, other) in enumerate(pairwise(whole), 1):
        new[places[place]] |= one[:2] != other[:2]
