"""What the routing page says; plain functions from the routing's values to words."""

from PySide6.QtCore import QCoreApplication

from triage_app.domain.audit import AuditReport
from triage_app.domain.budget import ErrorBudgetPolicy
from triage_app.domain.forecast import Forecast
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy, CapacityPolicy
from triage_app.domain.routing import Lane
from triage_app.services.simulation import Simulation
from triage_app.ui import text
from triage_app.ui.views.routing.risk_curve import PresentPoint
from triage_app.ui.views.routing.values import (
    Effect,
    PolicyChoice,
    PolicyKind,
    Standing,
)


def _tr(source: str) -> str:
    return QCoreApplication.translate("routing", source)


def choice_of(plan: RoutingPlan, before: PolicyChoice) -> PolicyChoice:
    """Return the choice that a plan stands for; other policies' numbers stay."""
    policy = plan.policy
    numbers = {"low": before.low, "high": before.high}
    items, budget = before.items, before.budget
    kind = PolicyKind(policy.kind)
    if isinstance(policy, BandPolicy):
        numbers = {"low": policy.low, "high": policy.high}
    elif isinstance(policy, CapacityPolicy):
        items = policy.items
    elif isinstance(policy, ErrorBudgetPolicy):
        budget = policy.budget
    return PolicyChoice(kind, budget=budget, items=items, **numbers)


def effect_of(forecast: Forecast) -> Effect:
    """Return what the page shows of a forecast."""
    bound = forecast.at_most
    return Effect(
        forecast.lanes,
        forecast.reasons,
        forecast.expected_wrong,
        None if bound is None else bound * forecast.automatic,
    )


def point_of(forecast: Forecast) -> PresentPoint:
    """Return where a forecast stands beside the risk-coverage curve."""
    total = sum(forecast.lanes.values())
    return PresentPoint(
        forecast.automatic / total if total else 0.0,
        forecast.expected_error,
        forecast.at_most,
    )


def in_force(plan: RoutingPlan) -> str:
    """Say which routing holds now."""
    return _tr("In force: {0}").format(plan.describe())


def notes(found: Simulation) -> str:
    """Say what a plan leaves to people though nobody asked for it."""
    policy, people = found.plan.policy, found.forecast.people
    if found.notes or not isinstance(policy, CapacityPolicy) or people <= policy.items:
        return " ".join(found.notes)
    pattern = _tr(
        "People get {0} items: the audit slice of the automatic lanes needs more "
        "places than {1} leaves."
    )
    return pattern.format(text.count(people), text.count(policy.items))


def consequence(found: Simulation, *, tightened: bool) -> str:
    """Say what applying a plan will do."""
    said = []
    if tightened:
        said.append(_tr("Tightened: {0}.").format(found.plan.describe()))
    moves = found.moves
    if moves.to_people and moves.to_automatic:
        pattern = _tr(
            "Applying moves {0} undecided items to people and {1} to the automatic "
            "lanes; decided items stay."
        )
    elif moves.to_automatic:
        pattern = _tr(
            "Applying moves {1} undecided items to the automatic lanes; decided items "
            "stay."
        )
    elif moves.to_people:
        pattern = _tr(
            "Applying moves {0} undecided items to people; decided items stay."
        )
    else:
        pattern = _tr("Applying moves no undecided item.")
    said.append(
        pattern.format(text.count(moves.to_people), text.count(moves.to_automatic))
    )
    for lane in sorted(found.reopened):
        said.append(_tr("The lane {0} opens again.").format(_quoted(lane)))
    return " ".join(said)


def nothing_new() -> str:
    """Say that the page shows what is in force."""
    return _tr("This is the routing in force. Choose another one to see what it does.")


def audit(report: AuditReport, plan: RoutingPlan) -> tuple[str, Standing]:
    """Return the audit's sentence against the promise, and how it stands."""
    said, total, promise = report.sentence(), report.total, report.promise
    if report.broken:
        return said, Standing.BROKEN
    if not total.audited or promise is None:
        return said, Standing.UNKNOWN
    kept = total.at_most <= promise
    if isinstance(plan.policy, ErrorBudgetPolicy):
        pattern = (
            _tr("The promise of at most {0} is kept.")
            if kept
            else _tr("Nothing so far breaks the promise of at most {0}.")
        )
    else:
        pattern = _tr("Held-out labels foretold at most {0}.")
    return f"{said} {pattern.format(f'{promise * 100:.2g} %')}", Standing.HOLDS


def applied(plan: RoutingPlan) -> str:
    """Say that a plan is in force."""
    return _tr("Undecided items are routed anew: {0}.").format(plan.describe())


def _quoted(lane: Lane) -> str:
    return text.lane(lane).lower()
