"""The routing plan: a policy, the audit slice and what is closed, as a workspace keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from triage_app.domain.audit import AuditRule, Draws
from triage_app.domain.errors import UserFacingError
from triage_app.domain.policies import BandPolicy
from triage_app.domain.routing import Lane, Reason, Routing
from triage_app.domain.scores import Scores


class RoutingPolicy(Protocol):
    """A rule that sends scored items to lanes; a value, kept with the workspace."""

    @property
    def kind(self) -> str:
        """The policy's name in files and logs."""

    def to_json(self) -> dict[str, object]:
        """Return the policy as plain data, `kind` included."""

    def describe(self) -> str:
        """Say the policy in a few words for people."""

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


def plan_from_json(data: Mapping[str, object]) -> RoutingPlan:
    """Read a plan that `RoutingPlan.to_json` wrote, or a bare policy of before.

    Raises
    ------
    UserFacingError
        If the data is no plan that this version knows.
    """
    policy = data.get("policy")
    if policy is None:
        return RoutingPlan(policy_from_json(data))
    return RoutingPlan(policy_from_json(policy if isinstance(policy, dict) else {}))


def policy_from_json(data: Mapping[str, object]) -> RoutingPolicy:
    """Read a policy that `RoutingPolicy.to_json` wrote.

    Raises
    ------
    UserFacingError
        If the data is no policy that this version knows.
    """
    low, high = data.get("low"), data.get("high")
    numeric = all(
        isinstance(cut, int | float) and not isinstance(cut, bool)
        for cut in (low, high)
    )
    if data.get("kind") == "band" and numeric:
        return BandPolicy(float(str(low)), float(str(high)))
    raise UserFacingError(
        "The routing kept in this workspace can't be read.",
        f"It names a policy called {str(data.get('kind'))[:40]!r}.",
        "Open the workspace with the version of the program that set it.",
    )
