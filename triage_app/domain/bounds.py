"""Exact bounds on a share of which a sample was seen (Clopper and Pearson 1934)."""

import math
from functools import lru_cache
from typing import overload

import numpy as np
from numpy.typing import NDArray

_EXACT = 1e-13


def tail(wrong: int, rows: int, share: float) -> float:
    """Return how likely so few wrong ones are: P(X <= wrong), X ~ Bin(rows, share)."""
    if wrong >= rows or share <= 0.0:
        return 1.0
    if share >= 1.0:
        return 0.0
    if wrong > share * rows:
        return 1.0 - tail(rows - wrong - 1, rows, 1.0 - share)
    return math.exp(_log_chance(wrong, rows, share)) * _relative_sum(wrong, rows, share)


def rows_needed(share: float, delta: float) -> int:
    """Return how many rows, none of them wrong, show that fewer than `share` are."""
    return math.ceil(math.log(delta) / math.log1p(-share))


@overload
def upper_bound(wrong: int, rows: int, delta: float) -> float: ...
@overload
def upper_bound(
    wrong: NDArray[np.int64], rows: NDArray[np.int64], delta: float
) -> NDArray[np.float64]: ...
def upper_bound(
    wrong: int | NDArray[np.int64], rows: int | NDArray[np.int64], delta: float
) -> float | NDArray[np.float64]:
    """Return the largest share of wrong ones that the sample leaves believable.

    Parameters
    ----------
    wrong, rows : int or int arrays of one shape
        Wrong ones found among so many rows drawn; ``0 <= wrong <= rows``.
    delta : float
        How often the true share may lie above the bound; above 0, at most 0.5.

    Returns
    -------
    float or float64 array
        One-sided; 1 where no row was drawn.

    Notes
    -----
    The share at which the binomial tail is `delta`: C. J. Clopper and E. S. Pearson,
    "The use of confidence or fiducial limits illustrated in the case of the binomial",
    Biometrika 26 (1934) 404-413. Exact, so it keeps its word for few rows as well.
    """
    if isinstance(wrong, int) and isinstance(rows, int):
        return _upper(wrong, rows, delta)
    pairs = np.broadcast(wrong, rows)
    found = [_upper(int(few), int(all_), delta) for few, all_ in pairs]
    return np.array(found, dtype=np.float64).reshape(pairs.shape)


@overload
def lower_bound(wrong: int, rows: int, delta: float) -> float: ...
@overload
def lower_bound(
    wrong: NDArray[np.int64], rows: NDArray[np.int64], delta: float
) -> NDArray[np.float64]: ...
def lower_bound(
    wrong: int | NDArray[np.int64], rows: int | NDArray[np.int64], delta: float
) -> float | NDArray[np.float64]:
    """Return the smallest share of wrong ones that the sample leaves believable.

    As `upper_bound`, from below; 0 where no row was drawn.
    """
    if isinstance(wrong, int) and isinstance(rows, int):
        return 1.0 - _upper(rows - wrong, rows, delta)
    right = np.asarray(rows, np.int64) - np.asarray(wrong, np.int64)
    return 1.0 - upper_bound(right, np.asarray(rows, np.int64), delta)


def percent(share: float) -> str:
    """Write a share for people: two digits are as much as a sample can tell."""
    value = share * 100.0
    return f"{value:.0f} %" if value >= 9.95 else f"{value:.2g} %"


@lru_cache(maxsize=65_536)
def _upper(wrong: int, rows: int, delta: float) -> float:
    """Solve ``log tail = log delta`` by Newton's steps, kept within a bracket.

    The logarithm of the tail falls and is concave, so that the steps close in from
    above and never turn back; bisection takes over where one leaves the bracket.
    """
    if wrong >= rows:
        return 1.0
    if wrong == 0:
        return -math.expm1(math.log(delta) / rows)
    low, high = wrong / rows, 1.0
    share = low + (1.0 - low) * min(0.5, 2.0 / math.sqrt(rows))
    while True:
        total = _relative_sum(wrong, rows, share)
        excess = _log_chance(wrong, rows, share) + math.log(total) - math.log(delta)
        low, high = (share, high) if excess > 0.0 else (low, share)
        ahead = share + excess * (1.0 - share) * total / (rows - wrong)
        if min(abs(ahead - share), high - low) <= _EXACT * share:
            return share
        share = ahead if low < ahead < high else (low + high) / 2.0


def _log_chance(wrong: int, rows: int, share: float) -> float:
    """Return the logarithm of P(X = wrong)."""
    ways = (
        math.lgamma(rows + 1) - math.lgamma(wrong + 1) - math.lgamma(rows - wrong + 1)
    )
    return ways + wrong * math.log(share) + (rows - wrong) * math.log1p(-share)


def _relative_sum(wrong: int, rows: int, share: float) -> float:
    """Return ``P(X <= wrong) / P(X = wrong)`` for a share from ``wrong / rows`` up."""
    odds = (1.0 - share) / share
    total = term = 1.0
    for count in range(wrong, 0, -1):
        term *= count / (rows - count + 1) * odds
        total += term
        if term < total * 1e-17:
            break
    return total
