"""The lead's desk: what a routing would do, what the audit found, and setting one."""

from dataclasses import dataclass, replace

from triage_app.domain.audit import AuditReport, AuditRule
from triage_app.domain.drift import Drift, measure
from triage_app.domain.evidence import Evidence
from triage_app.domain.forecast import Forecaster
from triage_app.domain.plans import RoutingPlan, RoutingPolicy, tightened
from triage_app.domain.policies import BandPolicy, CapacityPolicy, ErrorBudgetPolicy
from triage_app.domain.scores import Scores
from triage_app.services.workspace import Workspace


@dataclass(frozen=True)
class _Built:
    """A forecaster, and what it was built for."""

    scores: Scores
    audit: AuditRule
    forecaster: Forecaster


class RoutingDesk:
    """Simulates routings of an open workspace and sets them.

    Only `apply` changes anything; the others may be called from any thread.

    Parameters
    ----------
    workspace : Workspace
    evidence : Evidence
        What the model in use can promise.
    """

    def __init__(self, workspace: Workspace, evidence: Evidence) -> None:
        self.workspace = workspace
        self.evidence = evidence
        self._built: _Built | None = None

    def forecaster(self) -> Forecaster:
        """Return what foretells routings of the items as they are now; built once."""
        scores, audit = self.workspace.case.scores, self.workspace.plan.audit
        built = self._built
        if built is None or built.scores is not scores or built.audit != audit:
            built = _Built(scores, audit, Forecaster(scores, self.evidence, audit))
            self._built = built
        return built.forecaster

    def budget_plan(self, budget: float) -> RoutingPlan:
        """Return a plan with at most such a share wrong among the automatic items.

        Raises
        ------
        PromiseRefusedError
            If the labels can't support it.
        """
        return self._plan(ErrorBudgetPolicy.from_evidence(budget, self.evidence))

    def capacity_plan(self, items: int) -> RoutingPlan:
        """Return a plan under which people look at so many items.

        Raises
        ------
        UserFacingError
            If the number is out of range.
        """
        return self._plan(CapacityPolicy(items))

    def band_plan(self, low: float, high: float) -> RoutingPlan:
        """Return a plan with two cuts by hand.

        Raises
        ------
        UserFacingError
            If the cuts are out of range or order.
        """
        return self._plan(BandPolicy(low, high))

    def tightened(self) -> RoutingPlan | None:
        """Return the plan that the audit asks for; None if it broke no promise."""
        return tightened(self.workspace.plan, self.evidence, self.audit())

    def apply(self, plan: RoutingPlan, moderator: str) -> None:
        """Put a plan in force: undecided items are routed anew, and that is logged.

        Raises
        ------
        WorkspaceError
        """
        self.workspace.set_plan(plan, moderator)

    def audit(self) -> AuditReport:
        """Say what the audit found, against the promise.

        A plan without an error budget is held to what the evidence foretold of it.
        """
        report = self.workspace.audit()
        if report.promise is not None:
            return report
        foretold = self.forecaster().plan(self.workspace.plan)
        known = foretold.at_most is not None
        return replace(report, promise=foretold.at_most, foretold=known)

    def drift(self) -> Drift | None:
        """Say how the items compare with what the model learned.

        None where it scored none of them.
        """
        drift = measure(self.workspace.case.scores, self.evidence)
        return drift if drift.rows else None

    def _plan(self, policy: RoutingPolicy) -> RoutingPlan:
        """A new policy opens the lanes that were closed; the audit slice stays."""
        return RoutingPlan(policy, self.workspace.plan.audit)
