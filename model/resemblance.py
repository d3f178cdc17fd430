"""Which sets of words are nearly the same: candidates, their proof, their groups.

Candidates come from min-wise hashing (Broder 1997, "On the resemblance and containment
of documents", SEQUENCES) with weighted words (Chum et al. 2008, "Near duplicate image
detection: min-hash and tf-idf weighting", BMVC) in bands (Leskovec et al. 2020, *Mining
of massive datasets*, Cambridge University Press, chapter 3). Each is verified by its
exact weighted Jaccard resemblance. What is connected makes a group only as far as it
resembles the group's most frequent set, so that groups don't chain.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

RESEMBLANCE = 0.6
"""From this weighted Jaccard resemblance on, two sets are nearly the same."""

# Sets of just that resemblance meet in one band at least with 99.8 %.
_BANDS, _ROWS = 14, 2
_ROUNDING = 1e-6
_BLOCK = 32_768
_ROUNDS = 24
# Odd numbers without pattern: the golden ratio's, and splitmix64's two.
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))

Rows = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Told = Callable[[int], None]
"""Given the per cent done now and then; may raise to stop the work."""


def alike(matrix: "csr_matrix", exact: Hashes, times: Rows, told: Told) -> Rows:
    """Group the rows of a matrix that are nearly the same.

    Parameters
    ----------
    matrix : csr_matrix of shape (n, k)
        The weight of each word where it occurs; no row is empty.
    exact : uint64 array of shape (n,)
        Rows that differ here are never the same.
    times : int64 array of shape (n,)
        How often each occurs; the most frequent row stands for its group.
    told : callable

    Returns
    -------
    int64 array of shape (n,)
        A number for each row's group.
    """
    one, other = _candidates(matrix, exact, told)
    similar = Resemblance(matrix, exact)
    linked = [similar.reach(*pair) for pair in _blocks(one, other)]
    told(85)
    kept = np.concatenate([np.zeros(0, np.bool_), *linked])
    labels = _components(one[kept], other[kept], len(times))
    told(90)
    return _unchained(labels, times, similar)


class Resemblance:
    """Weighted Jaccard resemblance of rows of a matrix: what they share of all.

    Parameters
    ----------
    matrix : csr_matrix of shape (n, k)
        The weight of each word where it occurs.
    exact : uint64 array of shape (n,)
        Rows that differ here never say the same.
    """

    def __init__(self, matrix: "csr_matrix", exact: Hashes) -> None:
        self._matrix = matrix
        self._exact = exact
        self._binary = matrix.astype(bool).astype(np.float32)
        self._whole = np.asarray(matrix.sum(axis=1)).ravel()

    def of(self, one: Rows, other: Rows) -> NDArray[np.float64]:
        """Return the resemblance of pairs, each from 0 to 1."""
        shared = self._matrix[one].multiply(self._binary[other]).sum(axis=1)
        both = np.asarray(shared).ravel()
        together: NDArray[np.float64] = both / (
            self._whole[one] + self._whole[other] - both
        )
        return together

    def reach(self, one: Rows, other: Rows) -> NDArray[np.bool_]:
        """Return which pairs say the same."""
        near = self.of(one, other) >= RESEMBLANCE - _ROUNDING
        same: NDArray[np.bool_] = near & (self._exact[one] == self._exact[other])
        return same


def _candidates(matrix: "csr_matrix", exact: Hashes, told: Told) -> tuple[Rows, Rows]:
    """Return pairs of rows that are likely to say the same, each pair once."""
    texts = matrix.shape[0]
    idf = np.ones(matrix.shape[1], dtype=np.float64)
    idf[matrix.indices] = matrix.data
    found = []
    for band in range(_BANDS):
        keys = exact.copy()
        for row in range(_ROWS):
            drawn = _least(matrix, idf, band * _ROWS + row)
            keys = mixed(keys * _STEP + drawn)
        told(15 + 50 * (band + 1) // _BANDS)
        found += [one * texts + other for one, other in _neighbours(keys)]
    # Not numpy.unique: it keeps all other threads waiting, sorting doesn't.
    cells = np.sort(np.concatenate(found))
    cells = cells[np.concatenate([[True], np.diff(cells) != 0])[: len(cells)]]
    told(70)
    return cells // texts, cells % texts


def _least(matrix: "csr_matrix", idf: NDArray[np.float64], number: int) -> Hashes:
    """Draw one word of each text: the heavier, the likelier; alike texts draw alike."""
    lots = np.random.default_rng(number).random(len(idf))
    waits = -np.log1p(-lots) / idf
    drawn = np.empty(matrix.shape[0], dtype=np.float64)
    bounds = matrix.indptr
    for start in range(0, len(drawn), _BLOCK):
        stop = min(start + _BLOCK, len(drawn))
        inside = waits[matrix.indices[bounds[start] : bounds[stop]]]
        drawn[start:stop] = np.minimum.reduceat(
            inside, bounds[start:stop] - bounds[start]
        )
    return drawn.view(np.uint64)


def _neighbours(keys: Hashes) -> Iterator[tuple[Rows, Rows]]:
    """Pair each text with the first of its bucket, and with the one before it."""
    order = np.argsort(keys, kind="stable")
    same = keys[order][1:] == keys[order][:-1]
    begins = np.concatenate([[True], ~same])
    first = order[np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))]
    yield first[1:][same], order[1:][same]
    before = order[:-1][same]
    apart = before != first[1:][same]
    yield before[apart], order[1:][same][apart]


def _blocks(one: Rows, other: Rows) -> Iterator[tuple[Rows, Rows]]:
    for start in range(0, len(one), _BLOCK):
        yield one[start : start + _BLOCK], other[start : start + _BLOCK]


def _components(one: Rows, other: Rows, texts: int) -> Rows:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    links = coo_matrix((np.ones(len(one), np.int8), (one, other)), (texts, texts))
    labels: Rows = connected_components(links, directed=False)[1].astype(np.int64)
    return labels


def _unchained(labels: Rows, times: Rows, similar: Resemblance) -> Rows:
    """Part components until every text resembles its group's most frequent one."""
    final = np.full(len(labels), -1, dtype=np.int64)
    left = np.arange(len(labels))
    made = 0
    for _ in range(_ROUNDS):
        if not len(left):
            break
        order = left[np.lexsort((left, -times[left], labels[left]))]
        begins = np.concatenate([[True], np.diff(labels[order]) != 0])
        group = np.cumsum(begins) - 1
        leaders = order[begins][group]
        near = np.concatenate(
            [similar.reach(*pair) for pair in _blocks(order, leaders)]
        )
        final[order[near]] = made + group[near]
        made += int(group[-1]) + 1
        left = order[~near]
    final[left] = made + np.arange(len(left))
    return final


def mixed(values: Hashes) -> Hashes:
    """Spread close numbers over all 64 bits (Steele et al. 2014, splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * _MIX[0]
    values = (values ^ (values >> np.uint64(27))) * _MIX[1]
    spread: Hashes = values ^ (values >> np.uint64(31))
    return spread
