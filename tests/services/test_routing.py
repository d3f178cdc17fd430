from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from triage_app.domain.audit import AuditRule
from triage_app.domain.decisions import Verdict, WhyShown
from triage_app.domain.errors import PromiseRefusedError, UserFacingError
from triage_app.domain.evidence import Evidence
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy, CapacityPolicy, ErrorBudgetPolicy
from triage_app.domain.routing import Lane, Reason
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.routing import RoutingDesk
from triage_app.services.workspace import Workspace

SURE = [9.9e5, 0.1e5] * 100


@pytest.fixture
def evidence(scorer: Any) -> Evidence:
    found: Evidence = scorer.evidence()
    return found


@pytest.fixture
def desk(
    store: Any, clock: Any, scored: Callable[..., Any], evidence: Evidence
) -> RoutingDesk:
    opened = Workspace(store, clock)
    opened.add(scored(SURE, plan=RoutingPlan(BandPolicy())), "ann")
    return RoutingDesk(opened, evidence)


def say(desk: RoutingDesk, verdict: Verdict) -> None:
    """Give one verdict of every audited item."""
    reasons = desk.workspace.case.routing.reasons
    for row in np.flatnonzero(reasons == Reason.AUDIT).tolist():
        ReviewDesk(desk.workspace).decide(VerdictRequest(row, verdict, "ann"))


def test_plans_keep_the_audit_slice_and_open_what_was_closed(desk: RoutingDesk) -> None:
    rule = AuditRule(0.5)
    desk.apply(RoutingPlan(BandPolicy(), rule, frozenset({Lane.LIKELY_CLAIM})), "lead")
    assert desk.band_plan(0.3, 0.7) == RoutingPlan(BandPolicy(0.3, 0.7), rule)
    assert desk.capacity_plan(80) == RoutingPlan(CapacityPolicy(80), rule)
    budget = desk.budget_plan(0.05)
    assert isinstance(budget.policy, ErrorBudgetPolicy)
    assert (budget.policy.budget, budget.audit) == (0.05, rule)


def test_what_cannot_be_promised_or_looked_at_is_a_sentence(
    desk: RoutingDesk, evidence: Evidence
) -> None:
    few = replace(
        evidence,
        labels=evidence.labels[:10],
        both=evidence.both[:10],
        text=evidence.text[:10],
        engagement=evidence.engagement[:10],
    )
    with pytest.raises(PromiseRefusedError):
        RoutingDesk(desk.workspace, few).budget_plan(0.01)
    with pytest.raises(UserFacingError, match=r"A review band from 0\.7 to"):
        desk.band_plan(0.7, 0.3)
    with pytest.raises(UserFacingError, match="A capacity of -1 items"):
        desk.capacity_plan(-1)


def test_a_forecast_is_what_applying_then_does(desk: RoutingDesk) -> None:
    for plan in (desk.band_plan(0.4, 0.6), desk.capacity_plan(90)):
        foretold = desk.forecaster().plan(plan)
        desk.apply(plan, "lead")
        counts = desk.workspace.case.routing.lane_counts()
        assert {lane.word: n for lane, n in foretold.lanes.items()} == counts


def test_the_forecaster_is_built_once_for_the_items_there_are(
    desk: RoutingDesk, scored: Callable[..., Any]
) -> None:
    first = desk.forecaster()
    desk.apply(desk.band_plan(0.4, 0.6), "lead")
    assert desk.forecaster() is first, "another policy is no other forecaster"
    desk.workspace.add(scored([1.0], 500), "ann")
    assert desk.forecaster() is not first
    second = desk.forecaster()
    desk.apply(RoutingPlan(BandPolicy(), AuditRule(0.5)), "lead")
    assert desk.forecaster() is not second


def test_a_band_is_held_to_what_was_foretold_of_it(desk: RoutingDesk) -> None:
    foretold = desk.forecaster().plan(desk.workspace.plan)
    assert foretold.at_most is not None
    assert desk.audit().promise == foretold.at_most
    assert desk.workspace.audit().promise is None
    assert desk.tightened() is None
    say(desk, Verdict.CLAIM)
    assert desk.audit().broken == (Lane.LIKELY_OPINION,)
    assert "That is more than held-out labels foretold, " in desk.audit().sentence()
    tighter = desk.tightened()
    assert tighter is not None
    desk.apply(tighter, "lead")
    assert desk.workspace.case.routing.lane_counts()["likely_opinion"] == 0


def test_a_budget_is_held_to_itself(desk: RoutingDesk) -> None:
    desk.apply(desk.budget_plan(0.05), "lead")
    assert desk.audit().promise == 0.05
    assert desk.audit() == desk.workspace.audit()
    assert not desk.audit().foretold


def test_evidence_of_another_model_bounds_nothing(
    desk: RoutingDesk, evidence: Evidence
) -> None:
    stranger = RoutingDesk(desk.workspace, replace(evidence, model_id="other-1"))
    assert stranger.audit().promise is None


def test_drift_is_measured_where_there_are_items(
    desk: RoutingDesk, evidence: Evidence, stores: Any, clock: Any
) -> None:
    drift = desk.drift()
    assert drift is not None
    assert drift.rows == len(SURE)
    empty = Workspace(stores.open("x.triage", create=True), clock)
    assert RoutingDesk(empty, evidence).drift() is None


def test_one_key_for_a_whole_group_accuses_no_lane(desk: RoutingDesk) -> None:
    rows = np.flatnonzero(desk.workspace.case.routing.reasons == Reason.AUDIT).tolist()
    review = ReviewDesk(desk.workspace)
    review.decide_many(
        [
            VerdictRequest(row, Verdict.CLAIM, "ann", why_shown=WhyShown.GROUP)
            for row in rows
        ]
    )
    before = desk.workspace.audit().lanes[Lane.LIKELY_OPINION]
    assert (before.audited, before.wrong) == (0, 0)
    assert before.size > 0
    lane = desk.workspace.case.scores.p_claim[rows] < 0.5
    row = int(np.array(rows)[lane][0])
    review.decide(VerdictRequest(row, Verdict.CLAIM, "ben"))
    after = desk.workspace.audit().lanes[Lane.LIKELY_OPINION]
    assert (after.audited, after.wrong) == (1, 1), "somebody looked at it by itself"
