"""Intervals of a share and of the difference between two, at 95 % unless told."""

import math
from dataclasses import dataclass

from triage_app.domain.bounds import lower_bound, upper_bound

CONFIDENCE = 0.95
# The normal distribution's 97.5 % point.
Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """What a sample leaves believable, from `low` to `high`."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def to_json(self) -> list[float]:
        """Return the two ends, rounded as far as a sample can tell."""
        return [round(self.low, 4), round(self.high, 4)]


def exact_interval(found: int, of: int) -> Interval:
    """Return the exact interval of a share of which a sample was seen.

    Parameters
    ----------
    found, of : int
        ``0 <= found <= of``; 0 to 1 where none was drawn.

    Notes
    -----
    C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404-413: holds the true share
    at least as often as it says, however few were drawn.
    """
    if not of:
        return Interval(0.0, 1.0)
    half = (1.0 - CONFIDENCE) / 2.0
    return Interval(lower_bound(found, of, half), upper_bound(found, of, half))


def score_interval(found: int, of: int) -> Interval:
    """Return the score interval of a share, which `difference_interval` is made of.

    As `exact_interval`, but near its confidence on average rather than at the least.

    Notes
    -----
    E. B. Wilson, "Probable inference, the law of succession, and statistical
    inference", J. Am. Stat. Assoc. 22 (1927) 209-212.
    """
    if not of:
        return Interval(0.0, 1.0)
    share, square = found / of, Z * Z
    middle = (2.0 * found + square) / (2.0 * (of + square))
    spread = Z * math.sqrt(square + 4.0 * found * (1.0 - share)) / (2 * (of + square))
    low = 0.0 if not found else middle - spread
    return Interval(low, 1.0 if found == of else middle + spread)


def difference_interval(one: tuple[int, int], other: tuple[int, int]) -> Interval:
    """Return the interval of the difference of two shares, the first less the second.

    Parameters
    ----------
    one, other : (int, int)
        Found, of how many; neither of none.

    Notes
    -----
    The hybrid score interval, method 10 of R. G. Newcombe, "Interval estimation for
    the difference between independent proportions", Stat. Med. 17 (1998) 873-890.
    """
    first, second = one[0] / one[1], other[0] / other[1]
    mine, theirs = score_interval(*one), score_interval(*other)
    apart = first - second
    return Interval(
        apart - math.hypot(first - mine.low, theirs.high - second),
        apart + math.hypot(mine.high - first, second - theirs.low),
    )
