from typing import Any

import numpy as np
import pytest

from triage_app.domain.audit import AuditRule
from triage_app.domain.moves import Moves
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy, CapacityPolicy
from triage_app.domain.routing import Lane
from triage_app.services.routing import RoutingDesk
from triage_app.services.simulation import simulate, spread
from triage_app.services.workspace import Workspace

NO_AUDIT = AuditRule(0.0)


@pytest.fixture
def desk(workspace: Workspace, scorer: Any) -> RoutingDesk:
    """Six items: P(claim) of 0.9, 0.7, 0.5, 0.3 and 0.1, and one without a score."""
    return RoutingDesk(workspace, scorer.evidence())


def test_a_band_says_its_own_cuts_and_where_each_bar_goes(desk: RoutingDesk) -> None:
    found = simulate(desk, RoutingPlan(BandPolicy(0.4, 0.6), NO_AUDIT))
    assert found.cuts == (0.4, 0.6)
    assert found.bars.shape == (3, 100)
    assert found.bars.sum(axis=1).tolist() == [2, 1, 2]
    assert found.bars[Lane.LIKELY_CLAIM, 70] == 1
    assert found.bars[Lane.REVIEW, 50] == 1
    assert found.forecast.people == 2
    assert found.moves == Moves(to_people=0, to_automatic=2)
    assert not found.reopened


def test_a_capacity_says_between_which_scores_people_look(desk: RoutingDesk) -> None:
    low, high = simulate(desk, RoutingPlan(CapacityPolicy(4), NO_AUDIT)).cuts
    assert (low, high) == pytest.approx((0.3, 0.7))


def test_a_capacity_without_room_for_doubts_cuts_in_the_middle(
    desk: RoutingDesk,
) -> None:
    assert simulate(desk, RoutingPlan(CapacityPolicy(1), NO_AUDIT)).cuts == (0.5, 0.5)


def test_a_plan_that_sends_everything_to_people_has_no_cuts(desk: RoutingDesk) -> None:
    closed = frozenset({Lane.LIKELY_CLAIM, Lane.LIKELY_OPINION})
    found = simulate(desk, RoutingPlan(BandPolicy(), NO_AUDIT, closed))
    assert found.cuts == (0.0, 1.0)
    assert found.forecast.automatic == 0


def test_a_closed_lane_has_no_cut_and_opens_again_by_another_plan(
    desk: RoutingDesk,
) -> None:
    closed = RoutingPlan(BandPolicy(), NO_AUDIT, frozenset({Lane.LIKELY_CLAIM}))
    assert simulate(desk, closed).cuts == (0.2, 1.0)
    desk.apply(closed, "lead")
    found = simulate(desk, RoutingPlan(BandPolicy(), NO_AUDIT))
    assert found.reopened == {Lane.LIKELY_CLAIM}
    closed = RoutingPlan(BandPolicy(), NO_AUDIT, frozenset({Lane.LIKELY_OPINION}))
    assert simulate(desk, closed).cuts == (0.0, 0.8)


def test_a_simulation_changes_nothing(desk: RoutingDesk) -> None:
    before = desk.workspace.case.routing.lanes.copy()
    simulate(desk, RoutingPlan(BandPolicy(0.4, 0.6)))
    assert np.array_equal(desk.workspace.case.routing.lanes, before)
    assert desk.workspace.plan.policy == BandPolicy()


def test_the_spread_keeps_what_no_policy_decides_apart(workspace: Workspace) -> None:
    workspace.case.scores.outside[0] = True
    free, forced = spread(workspace.case, 10)
    assert free.sum() == 4
    assert forced.tolist() == [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
