"""Which undecided items another routing would move."""

from dataclasses import dataclass

import numpy as np

from triage_app.domain.case import Case
from triage_app.domain.draws import Draws
from triage_app.domain.history import State
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.routing import Lane


@dataclass(frozen=True)
class Moves:
    """How many undecided items would change their lane.

    Attributes
    ----------
    to_people : int
        From an automatic lane to review.
    to_automatic : int
        From review to an automatic lane.
    """

    to_people: int
    to_automatic: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.to_people + self.to_automatic


def count_moves(case: Case, plan: RoutingPlan, draws: Draws) -> Moves:
    """Count what a plan would move, the audit slice drawn anew; changes nothing.

    Parameters
    ----------
    case : Case
        Under the routing in force.
    plan : RoutingPlan
    draws : float64 array of shape (n, 4)
    """
    open_items = case.in_state(State.PENDING, State.SKIPPED)
    now = np.equal(case.routing.lanes, Lane.REVIEW)
    then = np.equal(plan.route(case.scores, draws).lanes, Lane.REVIEW)
    return Moves(
        int(np.count_nonzero(open_items & ~now & then)),
        int(np.count_nonzero(open_items & now & ~then)),
    )
