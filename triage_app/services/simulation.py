"""What a routing would do to an open workspace, before it is applied."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.case import Case
from triage_app.domain.cuts import KINDS, LaneCuts
from triage_app.domain.forecast import Forecast
from triage_app.domain.moves import Moves, count_moves
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.routing import Lane, Reason, Routing, forced
from triage_app.domain.scores import Parts, Scores
from triage_app.services.routing import RoutingDesk

Counts = NDArray[np.int64]

BARS = 100


@dataclass(frozen=True, eq=False)
class Simulation:
    """A plan and all that it would do.

    Attributes
    ----------
    plan : RoutingPlan
    forecast : Forecast
    cuts : tuple of (float, float)
        P(claim) up to which the commonest kind of items is likely opinion, and from
        which likely claim; 0 and 1 where nothing is automatic.
    bars : int64 array of shape (3, 100)
        Items by `Lane` and by P(claim) in steps of 0.01, before the audit slice.
    moves : Moves
    reopened : frozenset of Lane
        Lanes that are closed now and would be open.
    notes : tuple of str
        What of the backlog the plan can't do as it is asked.
    """

    plan: RoutingPlan
    forecast: Forecast
    cuts: tuple[float, float]
    bars: Counts
    moves: Moves
    reopened: frozenset[Lane]
    notes: tuple[str, ...]


def simulate(desk: RoutingDesk, plan: RoutingPlan) -> Simulation:
    """Say what a plan would do to the workspace as it is; O(n), changes nothing."""
    workspace = desk.workspace
    scores = workspace.case.scores
    before = plan.before_audit(scores)
    return Simulation(
        plan,
        desk.forecaster().plan(plan),
        _cuts(plan, scores, before),
        _bars(scores, before),
        count_moves(workspace.case, plan, workspace.draws),
        workspace.plan.closed - plan.closed,
        plan.notes(scores),
    )


def spread(case: Case, bins: int) -> tuple[Counts, Counts]:
    """Count items by P(claim), the unscored left out.

    Returns
    -------
    free, forced : int64 arrays of shape (bins,)
        Items that a policy decides of, and those that people get under any.
    """
    free = forced(case.scores) == Reason.NONE
    p_claim = case.scores.p_claim
    return _histogram(p_claim[free], bins), _histogram(p_claim[~free], bins)


def _histogram(p_claim: NDArray[np.float64], bins: int) -> Counts:
    counts, _ = np.histogram(p_claim[~np.isnan(p_claim)], bins=bins, range=(0.0, 1.0))
    return counts.astype(np.int64)


def _bars(scores: Scores, routing: Routing) -> Counts:
    scored = ~np.isnan(scores.p_claim)
    steps = np.minimum((scores.p_claim[scored] * BARS).astype(np.intp), BARS - 1)
    codes = routing.lanes[scored].astype(np.intp) * BARS + steps
    counts = np.bincount(codes, minlength=len(Lane) * BARS)
    return counts.reshape(len(Lane), BARS).astype(np.int64)


def _cuts(plan: RoutingPlan, scores: Scores, before: Routing) -> tuple[float, float]:
    """Return the cuts of the commonest kind, else the ends of what is in doubt.

    Where nothing comes to be automatic, whatever its score, everything lies between.
    """
    if (before.lanes == Lane.REVIEW).all():
        return 0.0, 1.0
    cuts = plan.policy.cuts_for(scores.model_id)
    if cuts is None:
        doubted = np.equal(before.lanes, Lane.REVIEW)
        p_claim = scores.p_claim[doubted & (forced(scores) == Reason.NONE)]
        if not len(p_claim):
            return 0.5, 0.5
        return float(p_claim.min()), float(p_claim.max())
    kinds = np.bincount(scores.parts(), minlength=len(Parts))
    commonest = max(KINDS, key=lambda kind: int(kinds[kind]))
    pair = cuts.get(commonest, LaneCuts(None, None))
    shut = plan.closed
    low_cut = None if Lane.LIKELY_OPINION in shut else pair.opinion_to
    high_cut = None if Lane.LIKELY_CLAIM in shut else pair.claim_from
    return (
        0.0 if low_cut is None else low_cut,
        1.0 if high_cut is None else high_cut,
    )
