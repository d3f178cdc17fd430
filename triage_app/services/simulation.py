"""What a routing would do to an open workspace, before it is applied."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.case import Case
from triage_app.domain.forecast import Forecast
from triage_app.domain.moves import Moves, count_moves
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy
from triage_app.domain.routing import Lane, Reason, forced
from triage_app.services.routing import RoutingDesk

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Simulation:
    """A plan and all that it would do.

    Attributes
    ----------
    plan : RoutingPlan
    forecast : Forecast
    cuts : tuple of (float, float)
        P(claim) up to which items are likely opinion, and from which likely claim:
        the band's own cuts, else what the plan comes to.
    moves : Moves
    reopened : frozenset of Lane
        Lanes that are closed now and would be open.
    """

    plan: RoutingPlan
    forecast: Forecast
    cuts: tuple[float, float]
    moves: Moves
    reopened: frozenset[Lane]


def simulate(desk: RoutingDesk, plan: RoutingPlan) -> Simulation:
    """Say what a plan would do to the workspace as it is; O(n), changes nothing."""
    workspace = desk.workspace
    case = workspace.case
    return Simulation(
        plan,
        desk.forecaster().plan(plan),
        _cuts(plan, case),
        count_moves(case, plan, workspace.draws),
        workspace.plan.closed - plan.closed,
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


def _cuts(plan: RoutingPlan, case: Case) -> tuple[float, float]:
    """Return the band's own cuts; else those that the lanes come to."""
    if isinstance(plan.policy, BandPolicy):
        return plan.policy.low, plan.policy.high
    p_claim, before = case.scores.p_claim, plan.before_audit(case.scores)
    opinions = p_claim[before.lanes == Lane.LIKELY_OPINION]
    claims = p_claim[before.lanes == Lane.LIKELY_CLAIM]
    low = float(opinions.max()) if len(opinions) else 0.0
    high = float(claims.min()) if len(claims) else 1.0
    return min(low, high), high
