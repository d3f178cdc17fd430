"""The routing plan that a workspace keeps: policy, audit slice, closed lanes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from triage_app.domain import plain_data
from triage_app.domain.audit import AUTOMATIC, AuditReport, AuditRule
from triage_app.domain.cuts import Cuts
from triage_app.domain.draws import Draws
from triage_app.domain.errors import PromiseRefusedError, UserFacingError
from triage_app.domain.evidence import Evidence
from triage_app.domain.policies import (
    BandPolicy,
    ErrorBudgetPolicy,
    policy_from_json,
)
from triage_app.domain.routing import Lane, Reason, Routing
from triage_app.domain.scores import Scores

__all__ = [
    "DEFAULT_BUDGET",
    "RoutingPlan",
    "RoutingPolicy",
    "default_plan",
    "plan_from_json",
    "policy_from_json",
    "tightened",
]

DEFAULT_BUDGET = 0.01


class RoutingPolicy(Protocol):
    """A rule that sends scored items to lanes; a value, kept with the workspace."""

    @property
    def kind(self) -> str:
        """The policy's name in files and logs."""

    def cuts_for(self, model_id: str) -> Cuts | None:
        """Return the cuts for that model's scores; None if they hang on the backlog."""

    def to_json(self) -> dict[str, object]:
        """Return the policy as plain data, `kind` included."""

    def describe(self) -> str:
        """Say the policy in a few words for people."""

    def notes(self, scores: Scores) -> tuple[str, ...]:
        """Say in sentences what of a backlog the policy can't do as it is asked."""

    def route(self, scores: Scores, audit: AuditRule) -> Routing:
        """Give every item a lane and a reason, before the audit slice is drawn.

        Parameters
        ----------
        scores : Scores
        audit : AuditRule
            What will be drawn afterwards; a policy that counts heads leaves room.
        """


@dataclass(frozen=True)
class RoutingPlan:
    """All that decides where an item goes: what a workspace keeps and logs.

    Attributes
    ----------
    policy : RoutingPolicy
    audit : AuditRule
    closed : frozenset of Lane
        Automatic lanes that a lead has closed: their items go to people.
    """

    policy: RoutingPolicy
    audit: AuditRule = field(default_factory=AuditRule)
    closed: frozenset[Lane] = field(default_factory=frozenset)

    def route(self, scores: Scores, draws: Draws) -> Routing:
        """Give every item a lane and a reason, the audit slice among them."""
        return self.audit.draw(self.before_audit(scores), draws)

    def notes(self, scores: Scores) -> tuple[str, ...]:
        """Say in sentences what of a backlog the policy can't do as it is asked."""
        return self.policy.notes(scores)

    def before_audit(self, scores: Scores) -> Routing:
        """Give every item a lane and a reason, without the audit slice."""
        routing = self.policy.route(scores, self.audit)
        if not self.closed:
            return routing
        lanes, reasons = routing.lanes.copy(), routing.reasons.copy()
        shut = np.isin(lanes, [int(lane) for lane in self.closed])
        lanes[shut] = Lane.REVIEW
        reasons[shut] = Reason.MID_CONFIDENCE
        return Routing(lanes, reasons)

    def describe(self) -> str:
        """Say the plan in a few words for people."""
        words = [self.policy.describe()]
        for lane in sorted(self.closed):
            words.append(f"{lane.word.replace('_', ' ')} closed")
        return ", ".join(words)

    def to_json(self) -> dict[str, object]:
        """Return the plan as plain data."""
        return {
            "policy": self.policy.to_json(),
            "audit": self.audit.to_json(),
            "closed": sorted(lane.word for lane in self.closed),
        }


def plan_from_json(data: object) -> RoutingPlan:
    """Read a plan that `RoutingPlan.to_json` wrote, or a bare policy of before.

    Raises
    ------
    UserFacingError
        If the data is no plan that this version knows.
    """
    found = plain_data.mapping(data, "plan")
    if "policy" not in found:
        return RoutingPlan(policy_from_json(found))
    policy = policy_from_json(found["policy"])
    closed = found.get("closed", [])
    lanes = {lane.word: lane for lane in AUTOMATIC}
    if not isinstance(closed, list) or not all(
        isinstance(word, str) and word in lanes for word in closed
    ):
        raise plain_data.refused("It closes a lane that isn't automatic.")
    return RoutingPlan(
        policy, _audit_from_json(found), frozenset(lanes[word] for word in closed)
    )


def _audit_from_json(data: Mapping[str, object]) -> AuditRule:
    """Read the audit rule of a plan; the usual one where there is none."""
    if "audit" not in data:
        return AuditRule()
    rule = plain_data.mapping(data["audit"], "audit")
    share, least = plain_data.number(rule, "share"), plain_data.whole(rule, "least")
    try:
        return AuditRule(share, least)
    except UserFacingError as error:
        raise plain_data.refused(error.title) from error


def default_plan(evidence: Evidence) -> tuple[RoutingPlan, str]:
    """Return the plan of a workspace nobody has set yet, and what to say of it.

    Returns
    -------
    RoutingPlan
        An error budget of 1 % where the labels support it, else the usual band.
    str
        Why nothing is promised; empty where something is.
    """
    try:
        policy = ErrorBudgetPolicy.from_evidence(DEFAULT_BUDGET, evidence)
    except PromiseRefusedError as error:
        band = BandPolicy()
        return RoutingPlan(
            band
        ), f"{error.title} Routed by a {band.describe()} instead."
    return RoutingPlan(policy), ""


def tightened(
    plan: RoutingPlan, evidence: Evidence | None, report: AuditReport
) -> RoutingPlan | None:
    """Return what to offer a lead when the audit breaks the promise.

    Half the error budget, where the labels support it and it moves a cut. Where it
    moves none, the same items would stay automatic and fail again: then, and under any
    other policy or with the labels of another model, the broken lanes are closed.

    Returns
    -------
    RoutingPlan or None
        None where nothing is broken, or the broken lanes are closed already.
    """
    broken = frozenset(report.broken) - plan.closed
    if not broken:
        return None
    policy = plan.policy
    if (
        isinstance(policy, ErrorBudgetPolicy)
        and evidence is not None
        and evidence.model_id == policy.model_id
    ):
        try:
            tighter = ErrorBudgetPolicy.from_evidence(
                policy.budget / 2.0, evidence, policy.confidence
            )
        except PromiseRefusedError:
            tighter = policy
        if tighter.cuts != policy.cuts:
            return replace(plan, policy=tighter)
    return replace(plan, closed=plan.closed | broken)
