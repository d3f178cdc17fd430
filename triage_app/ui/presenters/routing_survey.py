"""What the routing page asks the lead's desk for; plain work for the background."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.audit import AuditReport
from triage_app.domain.forecast import Forecaster, RiskCoverage
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.scores import Scores
from triage_app.services.routing import RoutingDesk
from triage_app.services.simulation import spread
from triage_app.ui.views.routing.histogram import FINE
from triage_app.ui.views.routing.values import PolicyChoice, PolicyKind


@dataclass(frozen=True, eq=False)
class Survey:
    """What is known of the items whatever the routing."""

    scores: Scores
    forecaster: Forecaster
    free: NDArray[np.int64]
    forced: NDArray[np.int64]
    curve: RiskCoverage
    drift: str


@dataclass(frozen=True)
class Audited:
    """What the audit found, and what it leads to."""

    report: AuditReport
    plan: RoutingPlan
    stricter: RoutingPlan | None


def survey(desk: RoutingDesk) -> Survey:
    """Look at the items once; O(n log n)."""
    case = desk.workspace.case
    forecaster = desk.forecaster()
    free, forced = spread(case, FINE)
    drift = desk.drift()
    return Survey(
        case.scores,
        forecaster,
        free,
        forced,
        forecaster.risk_coverage(),
        drift.sentence() if drift else "",
    )


def audit(desk: RoutingDesk) -> Audited:
    """Look at what people found in the audit slice."""
    return Audited(desk.audit(), desk.workspace.plan, desk.tightened())


def plan_of(desk: RoutingDesk, choice: PolicyChoice) -> RoutingPlan:
    """Return the plan that a choice stands for; raises `UserFacingError`."""
    if choice.kind is PolicyKind.BUDGET:
        return desk.budget_plan(choice.budget)
    if choice.kind is PolicyKind.CAPACITY:
        return desk.capacity_plan(choice.items)
    return desk.band_plan(choice.low, choice.high)
