"""Finds the cuts under which labelled rows support a promise about the automatic lanes.

Selective prediction with a controlled risk: Y. Geifman and R. El-Yaniv, "Selective
classification for deep neural networks" (NIPS 2017), bound the error of what a
classifier answers by an exact binomial bound at each threshold tried. S. Bates,
A. Angelopoulos, L. Lei, J. Malik and M. I. Jordan, "Distribution-free, risk-controlling
prediction sets" (Journal of the ACM 68, 2021), and A. Angelopoulos, S. Bates,
E. Candès, M. I. Jordan and L. Lei, "Learn then test: calibrating predictive algorithms
to achieve risk control" (arXiv 2110.01052, 2021), put it as a test for each threshold,
corrected for their number. Here a threshold passes only if every age passes, which
needs no further correction (an intersection-union test).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.bounds import rows_needed, tail
from triage_app.domain.cuts import BELOW_HALF, KINDS, LaneCuts
from triage_app.domain.evidence import Array, Evidence
from triage_app.domain.routing import Lane
from triage_app.domain.scores import Parts

LEVELS = 8
"""Thresholds tried in a lane: all of it, its surest 7/8, 6/8, ..."""

_AUTOMATIC = (Lane.LIKELY_CLAIM, Lane.LIKELY_OPINION)
_TIGHTEST, _LOOSEST = 1e-4, 0.5


@dataclass(frozen=True, eq=False)
class _Group:
    """The rows of one age on a lane's side, the least sure first."""

    sureness: Array
    wrong_from: NDArray[np.int64]
    """How many are wrong from each place on; one more than there are rows."""

    def __len__(self) -> int:
        return len(self.sureness)


@dataclass(frozen=True, eq=False)
class _Side:
    """One kind's rows on one lane's side of 0.5, by age."""

    kind: Parts
    lane: Lane
    groups: Sequence[_Group]

    @property
    def smallest(self) -> int:
        """Rows of the age that has fewest."""
        return min((len(group) for group in self.groups), default=0)

    def levels(self, budget: float, delta: float) -> int:
        """Return how many thresholds the smallest age can afford; 0 if not one.

        It depends on the scores, never on the labels, and so costs no confidence.
        """
        for levels in range(LEVELS, 0, -1):
            if rows_needed(budget, delta / levels) <= self.smallest:
                return levels
        return 0

    def cut(self, budget: float, delta: float) -> float | None:
        """Return the loosest sureness from which every age is within the budget.

        None where not even the surest rows are.
        """
        levels = self.levels(budget, delta)
        pooled = np.sort(np.concatenate([group.sureness for group in self.groups]))
        floor = 0.5 if self.lane is Lane.LIKELY_CLAIM else -BELOW_HALF
        places = np.arange(1, levels) * len(pooled) // levels
        cuts = np.unique(np.concatenate([[floor], pooled[places]]))
        share = delta / len(cuts)
        for at, cut in enumerate(self._counts(cuts)):
            if all(_within(wrong, rows, budget, share) for wrong, rows in cut):
                return float(cuts[at])
        return None

    def _counts(self, cuts: Array) -> Iterator[list[tuple[int, int]]]:
        """Yield, for each cut, the wrong ones and the rows of each age."""
        starts = [np.searchsorted(group.sureness, cuts) for group in self.groups]
        for at in range(len(cuts)):
            yield [
                (int(group.wrong_from[start[at]]), len(group) - int(start[at]))
                for group, start in zip(self.groups, starts, strict=True)
            ]


def _within(wrong: int, rows: int, budget: float, delta: float) -> bool:
    """Whether the upper bound at `delta` is within the budget."""
    return wrong < budget * rows and tail(wrong, rows, budget) <= delta


def sides_of(evidence: Evidence) -> tuple[_Side, ...]:
    """Arrange the evidence once for any number of budgets."""
    return tuple(
        _Side(kind, lane, [_group(p, labels, lane) for p, labels in rows])
        for kind in KINDS
        for rows in [evidence.groups(kind)]
        for lane in _AUTOMATIC
    )


def _group(p_claim: Array, labels: Array, lane: Lane) -> _Group:
    """Pick the rows on the lane's side, sorted by how sure they are."""
    claims = lane is Lane.LIKELY_CLAIM
    picked = p_claim >= 0.5 if claims else p_claim < 0.5
    sureness = p_claim[picked] if claims else -p_claim[picked]
    wrong = labels[picked] != (1.0 if claims else 0.0)
    order = np.argsort(sureness, kind="stable")
    from_end = np.cumsum(wrong[order][::-1], dtype=np.int64)[::-1]
    return _Group(sureness[order], np.append(from_end, 0))


def promised_cuts(
    sides: Sequence[_Side], budget: float, confidence: float
) -> dict[Parts, LaneCuts]:
    """Return the loosest cuts that the evidence supports.

    Parameters
    ----------
    sides : sequence, as `sides_of` returns it
    budget : float
        Largest share of wrong ones in any lane, for any kind of report, at any age.
    confidence : float
        How surely all of that holds at once.

    Returns
    -------
    dict of Parts to LaneCuts
        For every kind; closed where nothing can be promised.

    Notes
    -----
    What may go wrong, ``1 - confidence``, is shared equally among the lanes of each
    kind that are tested at all (Bonferroni). Lanes that would have too few rows for
    their share, whatever the labels, aren't, and leave it to those with more: that is
    known before a label is seen, and so costs no confidence.
    """
    delta = 1.0 - confidence
    tested = _affordable(sides, budget, delta)
    found = {
        (side.kind, side.lane): side.cut(budget, delta / len(tested)) for side in tested
    }
    return {kind: _lane_cuts(found, kind) for kind in KINDS}


def _affordable(sides: Sequence[_Side], budget: float, delta: float) -> Sequence[_Side]:
    """Return as many sides as can all be tested at once, those with most rows first."""
    ranked = sorted(sides, key=lambda side: -side.smallest)
    for tested in range(len(ranked), 0, -1):
        if ranked[tested - 1].levels(budget, delta / tested):
            return ranked[:tested]
    return ()


def _lane_cuts(found: dict[tuple[Parts, Lane], float | None], kind: Parts) -> LaneCuts:
    opinions = found.get((kind, Lane.LIKELY_OPINION))
    return LaneCuts(
        found.get((kind, Lane.LIKELY_CLAIM)), None if opinions is None else -opinions
    )


def smallest_budget(sides: Sequence[_Side], confidence: float) -> float | None:
    """Return the smallest budget worth asking for, to two digits.

    One that opens both lanes to the first kind of report to which both can open at all;
    else one that opens some lane. None if not even one of 50 % does. Found by halving,
    so one still smaller may exist.
    """
    loosest = promised_cuts(sides, _LOOSEST, confidence)
    whole = next((kind for kind, pair in loosest.items() if pair.open), None)
    steps = [
        digits * scale
        for scale in (1e-5, 1e-4, 1e-3, 1e-2)
        for digits in range(10, 100)
    ]
    budgets = [step for step in steps if _TIGHTEST <= step <= _LOOSEST + 1e-9]
    first, last = 0, len(budgets)
    while first < last:
        middle = (first + last) // 2
        cuts = promised_cuts(sides, budgets[middle], confidence)
        if cuts[whole].open if whole else not all(p.closed for p in cuts.values()):
            last = middle
        else:
            first = middle + 1
    return round(budgets[first], 8) if first < len(budgets) else None
