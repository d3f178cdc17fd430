"""What a routing would send to people, and the error to expect among the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from triage_app.domain.audit import AUTOMATIC, AuditRule
from triage_app.domain.bounds import upper_bound
from triage_app.domain.cuts import BELOW_HALF, KINDS, Cuts, LaneCuts
from triage_app.domain.evidence import Evidence
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy
from triage_app.domain.risk_coverage import RiskCoverage, risk_coverage
from triage_app.domain.routing import Lane, Reason, forced
from triage_app.domain.scores import Parts, Scores
from triage_app.domain.sorted_sums import SortedSums

__all__ = ["DELTA", "Forecast", "Forecaster", "RiskCoverage"]

DELTA = 0.1

_ROUNDED = 1e-6
"""Labelled rows are kept so exactly: a score as sure as can be must find its like."""


@dataclass(frozen=True)
class Forecast:
    """What a plan would do, before it is applied.

    Attributes
    ----------
    lanes : dict of Lane to int
        Items by lane, the audit slice in review.
    reasons : dict of Reason to int
        Items in review by reason; reasons nobody has are absent.
    expected_wrong : float
        Automatic items whose lane is expected to be wrong: the sum of their calibrated
        chances, less what the audit slice takes out.
    at_most : float or None
        Bound (90 %) on the share of wrong ones among automatic items, from labelled
        rows that the same cuts would have put in each lane, at its worst age. Never
        below `expected_error`, for a backlog may be less sure. None without them.
    """

    lanes: dict[Lane, int] = field(hash=False)
    reasons: dict[Reason, int] = field(hash=False)
    expected_wrong: float
    at_most: float | None

    @property
    def people(self) -> int:
        """Items that people look at."""
        return self.lanes[Lane.REVIEW]

    @property
    def automatic(self) -> int:
        """Items that nobody need look at."""
        return sum(self.lanes[lane] for lane in AUTOMATIC)

    @property
    def expected_error(self) -> float:
        """Expected share of wrong ones among automatic items; 0 where there is none."""
        return self.expected_wrong / self.automatic if self.automatic else 0.0


@dataclass(frozen=True)
class _Passed:
    """Items of one kind that a routing lets pass, and how many are expected wrong."""

    claims: int = 0
    opinions: int = 0
    wrong_claims: float = 0.0
    wrong_opinions: float = 0.0


class Forecaster:
    """Answers for one backlog at once what any routing would do to it.

    Parameters
    ----------
    scores : Scores
    evidence : Evidence or None
        Labelled rows of the model that gave the scores; those of another are ignored.
    audit : AuditRule
        For `band`; a plan brings its own.
    """

    def __init__(
        self, scores: Scores, evidence: Evidence | None, audit: AuditRule
    ) -> None:
        known = evidence is not None and evidence.model_id == scores.model_id
        self._scores, self._audit = scores, audit
        self._evidence = evidence if known else None
        must, parts = forced(scores), scores.parts()
        counts = np.bincount(must, minlength=len(Reason))
        self._forced = {reason: int(counts[reason]) for reason in Reason}
        free = must == Reason.NONE
        self._items = {
            kind: SortedSums.of(scores.p_claim[free & (parts == kind)])
            for kind in KINDS
        }
        self._labelled = {} if self._evidence is None else _labelled(self._evidence)

    def band(
        self, low: float, high: float, closed: frozenset[Lane] = frozenset()
    ) -> Forecast:
        """Forecast two cuts by hand, in O(log n).

        Raises
        ------
        UserFacingError
            If they make no band.
        """
        return self.plan(RoutingPlan(BandPolicy(low, high), self._audit, closed))

    def plan(self, plan: RoutingPlan) -> Forecast:
        """Forecast a plan; in O(n) where its cuts depend on the backlog."""
        cuts = plan.policy.cuts_for(self._scores.model_id)
        if cuts is None:
            passed, cuts = self._counted(plan)
        else:
            cuts = {kind: _shut(pair, plan.closed) for kind, pair in cuts.items()}
            passed = {kind: self._passed(kind, pair) for kind, pair in cuts.items()}
        return self._forecast(passed, plan.audit, self._at_most(passed, cuts))

    def risk_coverage(self) -> RiskCoverage:
        """Return the curve over the labelled rows (see `domain.risk_coverage`)."""
        return risk_coverage(self._evidence, DELTA)

    def _passed(self, kind: Parts, cuts: LaneCuts) -> _Passed:
        items = self._items[kind]
        claims, sum_claims = items.from_(cuts.claim_from)
        opinions, sum_opinions = items.up_to(cuts.opinion_to)
        return _Passed(claims, opinions, max(0.0, claims - sum_claims), sum_opinions)

    def _counted(self, plan: RoutingPlan) -> tuple[dict[Parts, _Passed], Cuts]:
        """Route, count what passes, and say what cuts that came to."""
        routing, scores = plan.before_audit(self._scores), self._scores
        parts, passed, cuts = scores.parts(), {}, {}
        for kind in KINDS:
            own = parts == kind
            claims = scores.p_claim[own & (routing.lanes == Lane.LIKELY_CLAIM)]
            opinions = scores.p_claim[own & (routing.lanes == Lane.LIKELY_OPINION)]
            passed[kind] = _Passed(
                len(claims),
                len(opinions),
                float((1.0 - claims).sum()),
                float(opinions.sum()),
            )
            cuts[kind] = LaneCuts(
                max(0.5, float(claims.min()) - _ROUNDED) if len(claims) else None,
                min(BELOW_HALF, float(opinions.max()) + _ROUNDED)
                if len(opinions)
                else None,
            )
        return passed, cuts

    def _forecast(
        self, passed: Mapping[Parts, _Passed], audit: AuditRule, at_most: float | None
    ) -> Forecast:
        """Put the counts together, the audit slice taken out of each lane."""
        every = passed.values()
        claims = sum(one.claims for one in every)
        opinions = sum(one.opinions for one in every)
        drawn = audit.size(claims), audit.size(opinions)
        expected = _left(sum(one.wrong_claims for one in every), claims, drawn[0])
        expected += _left(sum(one.wrong_opinions for one in every), opinions, drawn[1])
        lanes = {
            Lane.LIKELY_CLAIM: claims - drawn[0],
            Lane.REVIEW: len(self._scores) - claims - opinions + sum(drawn),
            Lane.LIKELY_OPINION: opinions - drawn[1],
        }
        reasons = dict(self._forced)
        free = reasons.pop(Reason.NONE)
        reasons[Reason.MID_CONFIDENCE] += free - claims - opinions
        reasons[Reason.AUDIT] = sum(drawn)
        some = {reason: count for reason, count in reasons.items() if count}
        return Forecast(lanes, some, expected, at_most)

    def _at_most(self, passed: Mapping[Parts, _Passed], cuts: Cuts) -> float | None:
        """Bound the error of each kind's lanes that have items, weighted by these.

        Lane by lane, for a backlog may hold other shares of claims than the labelled
        rows do. What may go wrong is shared, so that all bounds hold at once.
        """
        if self._evidence is None:
            return None
        items = {
            (kind, lane): count
            for kind, one in passed.items()
            for lane, count in zip(AUTOMATIC, (one.claims, one.opinions), strict=True)
            if count
        }
        if not items:
            return 0.0
        total, delta = sum(items.values()), DELTA / len(items)
        bound = sum(
            count / total * self._worst_age(kind, lane, cuts[kind], delta)
            for (kind, lane), count in items.items()
        )
        expected = sum(one.wrong_claims + one.wrong_opinions for one in passed.values())
        return min(1.0, max(bound, expected / total))

    def _worst_age(
        self, kind: Parts, lane: Lane, cuts: LaneCuts, delta: float
    ) -> float:
        """Bound the error at the age where the cuts do worst; 1 where none has rows."""
        bounds = []
        for group in self._labelled[kind]:
            if lane is Lane.LIKELY_CLAIM:
                rows, claims = group.from_(cuts.claim_from)
                wrong = rows - claims
            else:
                rows, wrong = group.up_to(cuts.opinion_to)
            if rows:
                bounds.append(upper_bound(round(wrong), rows, delta))
        return max(bounds, default=1.0)


def _left(wrong: float, items: int, drawn: int) -> float:
    """Return how many wrong ones a slice drawn by lot is expected to leave."""
    return wrong * (1.0 - drawn / items) if items else 0.0


def _labelled(evidence: Evidence) -> dict[Parts, list[SortedSums]]:
    """Sort the labelled rows of each kind and age, with the claims among them."""
    return {
        kind: [SortedSums.of(p_claim, labels) for p_claim, labels in groups]
        for kind in KINDS
        for groups in [evidence.groups(kind)]
    }


def _shut(cuts: LaneCuts, closed: frozenset[Lane]) -> LaneCuts:
    """Close the lanes that a lead has closed."""
    return LaneCuts(
        None if Lane.LIKELY_CLAIM in closed else cuts.claim_from,
        None if Lane.LIKELY_OPINION in closed else cuts.opinion_to,
    )
