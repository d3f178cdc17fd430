"""Tells whether some authors are wronged more often than others, and how sure that is.

Neither an author's ban status nor verification is a feature; that alone doesn't make
errors fall on all alike, so they are counted by group.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from model.dataset import OPINION
from model.metrics import Flags, Lanes, Probabilities

RESAMPLES = 1_000
CONFIDENCE = 0.95
SMALL = 30
"""Fewer rows than this can't show that groups differ."""

MISSED, ACCUSED, UNSEEN = "false negatives", "false positives", "claims unseen"
MEASURES = {
    MISSED: "claims called an opinion at P(claim) 0.5",
    ACCUSED: "opinions called a claim at P(claim) 0.5",
    UNSEEN: "claims sent to likely opinion, where nobody looks",
}

Groups = Mapping[str, Mapping[str, Flags]]
"""Rows by column and value."""


@dataclass(frozen=True)
class Rate:
    """One kind of error within one group.

    Attributes
    ----------
    condition : str
        How the rows came: as they are, or with something missing.
    column, value : str
        The group.
    measure : str
        One of `MEASURES`.
    rows, wrong : int
        Rows that the error could befall, and that it befell.
    rate, low, high : float or None
        `wrong` / `rows` and its interval; None where there are no rows.
    small : bool
        Fewer than `SMALL` rows: no difference is read from them.
    differs_from : tuple of str
        Groups of the same column whose interval doesn't touch this one.
    """

    condition: str
    column: str
    value: str
    measure: str
    rows: int
    wrong: int
    rate: float | None
    low: float | None
    high: float | None
    small: bool
    differs_from: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the rate as plain data."""
        return asdict(self) | {"differs_from": list(self.differs_from)}


def fairness(
    condition: str,
    p_claim: Probabilities,
    lanes: Lanes,
    is_claim: Flags,
    groups: Groups,
    seed: int = 0,
) -> list[Rate]:
    """Count errors by group, each with a 95 % interval.

    Parameters
    ----------
    condition : str
    p_claim, lanes, is_claim : arrays of shape (n,)
        Rows without a probability can't be called anything, nor pass unseen.
    groups : mapping of str to mapping of str to bool array of shape (n,)
    seed : int
        For the resampling.
    """
    called = p_claim >= 0.5
    scored = ~np.isnan(p_claim)
    events = {
        MISSED: (~called, is_claim & scored),
        ACCUSED: (called, ~is_claim & scored),
        UNSEEN: (lanes == OPINION, is_claim & scored),
    }
    random = np.random.default_rng(seed)
    found = []
    for column, values in groups.items():
        for measure, (event, among) in events.items():
            rates = [
                _rate((condition, column, value, measure), event, among, rows, random)
                for value, rows in values.items()
            ]
            found += [_compared(one, rates) for one in rates]
    return found


def _rate(
    names: tuple[str, str, str, str],
    event: Flags,
    among: Flags,
    group: Flags,
    random: np.random.Generator,
) -> Rate:
    rows, wrong = int((among & group).sum()), int((event & among & group).sum())
    low, high = bootstrap_interval(wrong, rows, int(group.sum()), random)
    return Rate(
        *names,
        rows=rows,
        wrong=wrong,
        rate=wrong / rows if rows else None,
        low=low,
        high=high,
        small=rows < SMALL,
    )


def bootstrap_interval(
    wrong: int, rows: int, group: int, random: np.random.Generator
) -> tuple[float | None, float | None]:
    """Return the percentile bootstrap's 95 % interval of a rate within a group.

    Drawing a group's rows anew, with replacement, makes the numbers of wrong rows, of
    right ones and of those that the error can't befall multinomial; so these are drawn
    (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13). Where
    no row or every row is wrong, all resamples are alike and say nothing; there the
    exact binomial end takes their place (Clopper and Pearson 1934, "The use of
    confidence or fiducial limits illustrated in the case of the binomial", Biometrika
    26).

    Parameters
    ----------
    wrong, rows : int
        Rows that the error befell, and could befall.
    group : int
        Rows of the group in all.
    random : numpy.random.Generator

    Returns
    -------
    low, high : float or None
        None where there are no rows.
    """
    if not rows:
        return None, None
    tail = (1.0 - CONFIDENCE) / 2
    if wrong == 0:
        return 0.0, float(1.0 - tail ** (1.0 / rows))
    if wrong == rows:
        return float(tail ** (1.0 / rows)), 1.0
    shares = np.array([wrong, rows - wrong, group - rows], dtype=np.float64) / group
    drawn: NDArray[np.int64] = random.multinomial(group, shares, RESAMPLES)
    counted = drawn[:, :2].sum(axis=1)
    rates = drawn[counted > 0, 0] / counted[counted > 0]
    low, high = np.quantile(rates, [tail, 1.0 - tail])
    return float(low), float(high)


def _compared(one: Rate, rates: list[Rate]) -> Rate:
    others = tuple(other.value for other in rates if _apart(one, other))
    return replace(one, differs_from=others)


def _apart(one: Rate, other: Rate) -> bool:
    if one.small or other.small:
        return False
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.high < other.low or other.high < one.low
