import numpy as np
import pytest

from triage_app.domain.audit import AuditRule
from triage_app.domain.case import Case
from triage_app.domain.draws import draws_of
from triage_app.domain.history import State
from triage_app.domain.moves import Moves, count_moves
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy

NO_AUDIT = AuditRule(0.0)


@pytest.fixture
def case(make_case: object) -> Case:
    """Eight items under a band of 0.2 to 0.8: three of them automatic either way."""
    assert callable(make_case)
    made = make_case([0.95, 0.9, 0.85, 0.6, 0.5, 0.15, 0.1, 0.05])
    assert isinstance(made, Case)
    draws = draws_of(made.backlog.ids, "w")
    plan = RoutingPlan(BandPolicy(0.2, 0.8), NO_AUDIT)
    return made.rerouted(plan.route(made.scores, draws))


def moves(case: Case, low: float, high: float, audit: AuditRule = NO_AUDIT) -> Moves:
    draws = draws_of(case.backlog.ids, "w")
    return count_moves(case, RoutingPlan(BandPolicy(low, high), audit), draws)


def test_the_routing_in_force_moves_nothing(case: Case) -> None:
    assert moves(case, 0.2, 0.8) == Moves(0, 0)


def test_a_wider_band_moves_items_to_people_and_a_narrower_one_away(
    case: Case,
) -> None:
    assert moves(case, 0.07, 0.92) == Moves(to_people=4, to_automatic=0)
    assert moves(case, 0.2, 0.55) == Moves(to_people=0, to_automatic=1)
    both = moves(case, 0.07, 0.55)
    assert both == Moves(to_people=2, to_automatic=1)
    assert both.total == 3


def test_an_audit_slice_counts_as_items_for_people(case: Case) -> None:
    assert moves(case, 0.2, 0.8, AuditRule(0.0, 2)) == Moves(0, 0)
    assert moves(case, 0.2, 0.8, AuditRule(0.01, 2)) == Moves(4, 0)


def test_only_items_that_wait_are_counted(case: Case) -> None:
    before = case.routing.lanes.copy()
    for row, state in enumerate((State.CLAIM, State.SKIPPED, State.ESCALATED)):
        case.set_state(row, state)
    assert moves(case, 0.0, 1.0) == Moves(to_people=4, to_automatic=0)
    assert np.array_equal(case.routing.lanes, before)
