"""A workspace's queue: audited, served by lot, ranked anew; what its log then says."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from triage_app.domain.audit import AuditRule
from triage_app.domain.decisions import Verdict, WhyShown
from triage_app.domain.history import State
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy, CapacityPolicy, ErrorBudgetPolicy
from triage_app.domain.queue import Column, QueueQuery, arrange
from triage_app.domain.routing import Lane, Reason
from triage_app.domain.serving import Ranking, Served
from triage_app.domain.visibility import ScoreVisibility
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.workspace import Workspace

MANY = 400


@pytest.fixture
def foreign(store: Any, clock: Any, scored: Callable[..., Any]) -> Workspace:
    """Four hundred items, all of them outside what the model learned."""
    made = scored(np.linspace(9e5, 1e5, MANY).tolist())
    outside = replace(made.scores, outside=np.ones(MANY, dtype=np.bool_))
    opened = Workspace(store, clock)
    opened.add(replace(made, scores=outside), "ann")
    return opened


@pytest.fixture
def sure(store: Any, clock: Any, scored: Callable[..., Any]) -> Workspace:
    """Two hundred sure items: thirty of each automatic lane are audited."""
    opened = Workspace(store, clock)
    views = [9.9e5, 0.1e5] * 100
    opened.add(scored(views, plan=RoutingPlan(BandPolicy())), "ann")
    return opened


def decide(workspace: Workspace, row: int, verdict: Verdict) -> Any:
    request = VerdictRequest(row, verdict, "ann", note="odd")
    changes = ReviewDesk(workspace).decide(request)
    assert changes.record is not None
    return changes.record.decision


def order(workspace: Workspace) -> list[int]:
    hidden = workspace.veil.rows(workspace.case)
    return arrange(workspace.case, QueueQuery(), hidden).tolist()


def reversed_ranking(workspace: Workspace) -> Ranking:
    pending = np.flatnonzero(workspace.case.states == State.PENDING)
    return Ranking(pending[::-1], 20, "views-1")


def test_the_audit_counts_what_people_said_of_the_slice(sure: Workspace) -> None:
    audited = np.flatnonzero(sure.case.routing.reasons == Reason.AUDIT)
    assert len(audited) == 60
    claims = [int(row) for row in audited if row % 2 == 0]
    opinions = [int(row) for row in audited if row % 2]
    decide(sure, claims[0], Verdict.CLAIM)
    decide(sure, claims[1], Verdict.OPINION)
    decide(sure, claims[2], Verdict.SKIP)
    decide(sure, opinions[0], Verdict.OPINION)
    decide(sure, opinions[1], Verdict.ESCALATE)
    automatic = np.flatnonzero(sure.case.routing.lanes == Lane.LIKELY_CLAIM)
    decide(sure, int(automatic[0]), Verdict.OPINION)
    report = sure.audit()
    claim, opinion = (report.lanes[lane] for lane in sorted(report.lanes))
    assert (claim.size, claim.audited, claim.wrong) == (30, 2, 1)
    assert (opinion.size, opinion.audited, opinion.wrong) == (30, 1, 0)
    assert report.promise is None
    ReviewDesk(sure).undo("ann")
    again = decide(sure, claims[1], Verdict.CLAIM)
    assert again.why_shown is WhyShown.RECONSIDERED
    assert again.score_visible
    assert sure.audit().total.wrong == 1, "what was said before the score showed counts"
    decide(sure, claims[0], Verdict.OPINION)
    assert sure.audit().total.wrong == 1
    for _ in range(3):
        ReviewDesk(sure).undo("ann")
    assert (sure.audit().total.audited, sure.audit().total.wrong) == (3, 1)


def test_the_audit_follows_the_plan_in_force(sure: Workspace) -> None:
    audited = np.flatnonzero(sure.case.routing.reasons == Reason.AUDIT)
    decide(sure, int(audited[0]), Verdict.SKIP)
    for row in audited[1:].tolist():
        decide(sure, row, Verdict.CLAIM)
    assert sure.audit().total.audited == 59
    sure.set_plan(RoutingPlan(BandPolicy(), AuditRule(0.0)), "lead")
    assert sure.audit().total.size == 0
    sure.set_plan(RoutingPlan(BandPolicy()), "lead")
    assert sure.audit().total.audited == 59


def test_an_error_budget_is_the_promise_that_the_audit_is_held_to(
    sure: Workspace, scorer: Any
) -> None:
    policy = ErrorBudgetPolicy.from_evidence(0.05, scorer.evidence())
    sure.set_plan(RoutingPlan(policy), "lead")
    audited = np.flatnonzero(sure.case.routing.reasons == Reason.AUDIT)
    for row in audited.tolist():
        decide(sure, row, Verdict.CLAIM)
    report = sure.audit()
    assert report.promise == 0.05
    assert report.broken == (Lane.LIKELY_OPINION,)


def test_audited_items_come_unmarked_and_in_an_order_that_tells_nothing(
    sure: Workspace,
) -> None:
    first = order(sure)
    kinds = [row % 2 for row in first]
    assert 5 < sum(kinds[:30]) < 25
    desk = ReviewDesk(sure)
    item = desk.next_item()
    assert item is not None
    assert item.row == first[0]
    assert desk.score_hidden(item)
    decide(sure, item.row, Verdict.CLAIM)
    assert order(sure) == first, "a verdict moves nobody"


def test_unfamiliar_items_are_logged_as_they_were_chosen(foreign: Workspace) -> None:
    by_lot = int(np.flatnonzero(foreign.case.served == Served.RANDOM)[0])
    ranked = int(np.flatnonzero(foreign.case.served == Served.RANKED)[0])
    assert decide(foreign, by_lot, Verdict.CLAIM).why_shown is WhyShown.RANDOM
    assert foreign.case.item(by_lot).reason is Reason.OUTSIDE_TRAINING
    ordinary = decide(foreign, ranked, Verdict.CLAIM)
    assert ordinary.why_shown is WhyShown.OUTSIDE_TRAINING
    foreign.set_plan(RoutingPlan(CapacityPolicy(10)), "lead")
    first = order(foreign)[:10]
    doubtful = next(
        row for row in first if foreign.case.served[row] == Served.UNCERTAIN
    )
    decision = decide(foreign, doubtful, Verdict.OPINION)
    assert decision.why_shown is WhyShown.UNCERTAIN
    foreign.set_plan(RoutingPlan(BandPolicy()), "lead")
    assert foreign.case.item(doubtful).reason is Reason.OUTSIDE_TRAINING


def test_a_ranking_changes_the_order_alone_and_is_logged(
    foreign: Workspace, store: Any
) -> None:
    before, first = foreign.case, order(foreign)
    ranking = reversed_ranking(foreign)
    assert foreign.rank(ranking, "ann")
    after = foreign.case
    assert order(foreign) != first
    assert after.scores is before.scores
    assert after.routing is before.routing
    assert after.states is before.states
    event = store.log_events[-1]
    assert (event.kind, event.moderator) == ("reranked", "ann")
    assert json.loads(event.payload) == {
        "verdicts": 20,
        "items": MANY,
        "model_id": "views-1",
        "order_sha256": ranking.digest(),
    }


def test_worked_items_keep_their_place_when_the_rest_is_ranked(
    foreign: Workspace,
) -> None:
    first = order(foreign)
    for row in first[:3]:
        decide(foreign, row, Verdict.CLAIM)
    foreign.rank(reversed_ranking(foreign), "ann")
    assert order(foreign)[:3] == first[:3]
    assert sorted(order(foreign)) == sorted(first)


def test_new_orders_keep_the_random_places_where_they_were(
    foreign: Workspace,
) -> None:
    for row in order(foreign)[:40]:
        decide(foreign, row, Verdict.CLAIM)
    foreign.rank(reversed_ranking(foreign), "ann")
    served = foreign.case.served[order(foreign)[40:60]].tolist()
    assert served == [Served.RANKED] * 9 + [Served.RANDOM] + [Served.RANKED] * 10


def test_an_item_chosen_by_lot_stays_where_it_was_worked_if_the_model_knows_it_now(
    foreign: Workspace, store: Any, clock: Any
) -> None:
    by_lot = int(np.flatnonzero(foreign.case.served == Served.RANDOM)[0])
    decide(foreign, by_lot, Verdict.CLAIM)
    ((backlog, scores),) = store.columns.values()
    inside = replace(scores, outside=np.zeros(MANY, dtype=np.bool_))
    store.columns[store.kept[0].backlog_id] = (backlog, inside)
    item = Workspace(store, clock).case.item(by_lot)
    assert (item.lane, item.reason) == (Lane.REVIEW, Reason.OUTSIDE_TRAINING)


def test_a_ranking_survives_a_new_plan_and_more_items(
    foreign: Workspace, scored: Callable[..., Any]
) -> None:
    foreign.rank(reversed_ranking(foreign), "ann")
    ranked = order(foreign)
    foreign.set_plan(RoutingPlan(BandPolicy(0.1, 0.9)), "lead")
    assert order(foreign) == ranked
    foreign.add(scored([5e5] * 3, MANY), "ann")
    assert [row for row in order(foreign) if row < MANY] == ranked


def test_the_switch_is_kept_logged_and_gives_the_order_back(
    foreign: Workspace, store: Any, clock: Any
) -> None:
    assert foreign.reranking, "on until a lead switches it off"
    first = order(foreign)
    foreign.rank(reversed_ranking(foreign), "ann")
    foreign.set_reranking(False, "lead")
    event = store.log_events[-1]
    assert (event.kind, event.payload) == ("reranking_set", "false")
    assert order(foreign) == first
    assert not foreign.rank(reversed_ranking(foreign), "ann")
    assert store.log_events[-1] is event
    assert not Workspace(store, clock).reranking
    foreign.set_reranking(True, "lead")
    assert Workspace(store, clock).reranking


def test_the_first_import_sets_the_plan_it_was_routed_by(
    store: Any, clock: Any, scored: Callable[..., Any]
) -> None:
    opened = Workspace(store, clock)
    assert opened.own_plan is None
    plan = RoutingPlan(BandPolicy(0.3, 0.7))
    opened.add(scored(plan=plan), "ann")
    assert opened.plan == opened.own_plan == plan
    assert [event.kind for event in store.log_events] == ["routing_set"]
    opened.add(scored([1.0] * 9), "ann")
    assert opened.plan == plan
    assert Workspace(store, clock).plan == plan


def test_a_workspace_of_before_keeps_the_band_it_never_set(
    foreign: Workspace, store: Any, clock: Any, scored: Callable[..., Any]
) -> None:
    del store.settings["routing"]
    opened = Workspace(store, clock)
    assert opened.own_plan == RoutingPlan(BandPolicy())
    opened.add(scored([1.0] * 9, MANY), "ann")
    assert "routing" not in store.settings


def test_the_slice_is_the_same_after_opening_and_another_elsewhere(
    sure: Workspace, store: Any, clock: Any
) -> None:
    again = Workspace(store, clock)
    np.testing.assert_array_equal(again.case.keys, sure.case.keys)
    np.testing.assert_array_equal(again.case.routing.reasons, sure.case.routing.reasons)
    store.workspace_id = "another"
    other = Workspace(store, clock)
    assert other.case.routing.reasons.tolist() != sure.case.routing.reasons.tolist()


def test_the_order_is_the_same_whether_scores_are_shown(foreign: Workspace) -> None:
    first = order(foreign)
    foreign.set_visibility(ScoreVisibility.SHOWN, "lead")
    assert order(foreign) == first


def test_where_scores_show_no_filter_or_order_by_reason_tells_of_the_audit(
    sure: Workspace,
) -> None:
    sure.set_visibility(ScoreVisibility.SHOWN, "lead")
    case, (first, second) = sure.case, order(sure)[:2]
    assert set(case.routing.reasons[[first, second]].tolist()) == {Reason.AUDIT}
    hidden = sure.veil.rows(case)
    by_reason = QueueQuery(sort=Column.REASON)
    assert arrange(case, by_reason, hidden).tolist() == order(sure)
    audited, waiting = QueueQuery(reason=Reason.AUDIT), order(sure)
    assert arrange(case, audited, hidden).tolist() == waiting, "none is told apart"
    decide(sure, second, Verdict.CLAIM)
    assert arrange(case, audited, hidden).tolist() == waiting
    others = QueueQuery(reason=Reason.MISSING_CONTENT)
    assert second not in arrange(case, others, hidden).tolist()
    assert arrange(case, by_reason, hidden).tolist()[0] == second
