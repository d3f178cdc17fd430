"""The routing page at work: simulating, refusing, applying, tightening, telling."""

import json
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt

from triage_app.domain.audit import AuditCount, AuditReport, AuditRule
from triage_app.domain.decisions import Event
from triage_app.domain.errors import WorkspaceError
from triage_app.domain.forecast import Forecaster
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy, ErrorBudgetPolicy
from triage_app.domain.queue import Tab
from triage_app.domain.routing import Lane
from triage_app.domain.scores import Scores
from triage_app.ui.presenters import routing_words
from triage_app.ui.presenters.routing import RoutingPresenter
from triage_app.ui.tasks import Queue
from triage_app.ui.views.routing.values import PolicyKind, Standing

CLAIM, OPINION = Qt.Key.Key_C, Qt.Key.Key_O


class Lead:
    """A lead at the routing page, who waits until it has said all."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        desk.composition.window.show_page("routing")
        self.page = desk.composition.window._made["routing"]
        self.presenter = self.page.findChild(RoutingPresenter)
        self.wait()

    def wait(self) -> None:
        runner, pause = self.desk.composition.runner, self.presenter._pause

        def quiet() -> bool:
            busy = any(runner.busy(queue) for queue in Queue)
            return not busy and not pause.isActive()

        self.desk.qtbot.waitUntil(quiet, timeout=10_000)

    def choose(self, kind: PolicyKind) -> None:
        self.page.controls.kinds.button(kind).click()
        self.wait()

    def set_band(self, low: float, high: float) -> None:
        self.choose(PolicyKind.BAND)
        self.page.controls.low.setValue(low)
        self.page.controls.high.setValue(high)
        self.wait()

    def numbers(self) -> list[str]:
        order = (Lane.REVIEW, Lane.LIKELY_CLAIM, Lane.LIKELY_OPINION)
        return [self.page.strip.number(lane) for lane in order]

    def apply(self) -> None:
        self.page.footer.apply.click()
        self.wait()

    @property
    def plan(self) -> RoutingPlan:
        plan: RoutingPlan = self.desk.composition.session.workspace.plan
        return plan


@pytest.fixture
def lead(desk: Any, backlog: Path) -> Lead:
    desk.open(backlog)
    return Lead(desk)


def test_the_page_begins_with_the_routing_in_force(lead: Lead) -> None:
    assert lead.page.empty_state() is None
    assert lead.page.heading.in_force() == "In force: review band 0.2 to 0.8"
    assert lead.page.choice().key() == (PolicyKind.BAND, 0.2, 0.8)
    assert lead.numbers() == ["6", "2", "2"]
    assert lead.page.headline.people.value.text() == "6"
    assert not lead.page.footer.apply.isEnabled()
    assert lead.page.reasons_said() == (
        "For people: 1 with nothing to score, 5 uncertain."
    )


def test_other_cuts_are_simulated_and_change_nothing(lead: Lead) -> None:
    lead.set_band(0.45, 0.55)
    assert lead.numbers() == ["2", "4", "4"]
    assert lead.page.footer.words() == (
        "Applying moves 4 undecided items to the automatic lanes; decided items stay."
    )
    assert lead.desk.composition.session.counts.waiting[Lane.REVIEW] == 6
    assert lead.plan.policy == BandPolicy(0.2, 0.8)


def test_a_dragged_cut_is_answered_before_the_background_is_asked(lead: Lead) -> None:
    lead.page.histogram.drag(0, 0.45)
    assert lead.page.headline.people.value.text() == "4"
    lead.wait()
    assert lead.numbers()[0] == "4"


def test_applied_cuts_route_what_is_undecided_and_keep_what_was_decided(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    lead = Lead(desk)
    lead.set_band(0.45, 0.55)
    lead.apply()
    said = "Undecided items are routed anew: review band 0.45 to 0.55."
    assert said in desk.titles()
    assert not lead.page.footer.apply.isEnabled()
    assert lead.page.heading.in_force() == "In force: review band 0.45 to 0.55"
    desk.composition.window.show_page("desk")
    desk.settle()
    assert desk.queue() == ["r1", "r3", "x1"]
    desk.composition.desk.choose_tab(Tab.LIKELY_CLAIM)
    assert desk.queue() == ["c1", "c2", "r2"]
    card = desk.composition.desk_page.tabs.card(Tab.LIKELY_CLAIM)
    assert card.detail == "P(claim) 0.55 and up"


def test_a_budget_that_the_labels_support_can_be_applied(lead: Lead) -> None:
    lead.choose(PolicyKind.BUDGET)
    assert lead.numbers() == ["1", "5", "4"]
    assert lead.page.controls.said() == ""
    lead.apply()
    assert lead.plan.policy.kind == "error_budget"
    card = lead.desk.composition.desk_page.tabs.card(Tab.LIKELY_CLAIM)
    assert card.detail == "at most 1 % wrong"


def test_a_budget_that_they_do_not_support_is_refused_in_place(lead: Lead) -> None:
    lead.choose(PolicyKind.BUDGET)
    lead.page.controls.budget.set_share(0.0005)
    lead.wait()
    assert "0.05 %" in lead.page.controls.said()
    assert lead.numbers() == ["–", "–", "–"]
    assert not lead.page.footer.apply.isEnabled()
    assert lead.page.footer.reset.isEnabled()
    lead.page.footer.reset.click()
    lead.wait()
    assert lead.page.controls.said() == ""
    assert lead.numbers() == ["6", "2", "2"]


def test_a_capacity_sends_as_many_items_to_people(lead: Lead) -> None:
    lead.choose(PolicyKind.CAPACITY)
    assert lead.page.controls.items.value() == 6
    lead.page.controls.items.setValue(4)
    lead.wait()
    assert lead.numbers()[0] == "4"
    low, high = lead.page.histogram.cuts()
    assert 0.3 <= low < high <= 0.7


def test_a_capacity_below_what_people_must_see_says_so(lead: Lead) -> None:
    lead.choose(PolicyKind.CAPACITY)
    lead.page.controls.items.setValue(0)
    lead.wait()
    said = lead.page.controls.said()
    assert said.startswith("1 item must be looked at whatever the capacity")


def test_a_capacity_that_the_audit_slice_exceeds_says_so(
    desk: Any, write_backlog: Callable[..., Path], services: Any
) -> None:
    services.intake.plan = RoutingPlan(BandPolicy(), AuditRule(0.0001, 30))
    desk.open(write_backlog())
    lead = Lead(desk)
    lead.choose(PolicyKind.CAPACITY)
    lead.page.controls.items.setValue(4)
    lead.wait()
    assert lead.page.controls.said() == (
        "People get 10 items: the audit slice of the automatic lanes needs more "
        "places than 4 leaves."
    )


def test_only_the_newest_choice_is_shown(lead: Lead) -> None:
    lead.choose(PolicyKind.CAPACITY)
    for items in (9, 8, 3):
        lead.page.controls.items.setValue(items)
        lead.presenter._simulate()
    lead.wait()
    assert lead.numbers()[0] == "3"


def test_a_routing_that_can_not_be_kept_says_so_and_changes_nothing(
    lead: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise WorkspaceError("The disk is full.")

    store = lead.desk.composition.session.workspace.store
    monkeypatch.setattr(store, "set_setting", refuse)
    lead.set_band(0.45, 0.55)
    lead.apply()
    assert "The disk is full." in lead.desk.titles()
    assert lead.plan.policy == BandPolicy(0.2, 0.8)
    assert lead.page.footer.apply.isEnabled()


def test_without_a_backlog_the_page_says_what_it_is_for(desk: Any) -> None:
    desk.composition.window.show()
    desk.composition.window.show_page("routing")
    page = desk.composition.window._made["routing"]
    assert page.empty_state().title == "Nothing to route yet"


def test_the_switch_for_re_ranking_is_kept_and_logged_at_once(lead: Lead) -> None:
    workspace = lead.desk.composition.session.workspace
    assert lead.page.heading.reranking.isChecked()
    lead.page.heading.reranking.click()
    lead.wait()
    assert not workspace.reranking
    assert workspace.store.events()[-1].kind == "reranking_set"


def test_a_switch_that_can_not_be_kept_goes_back(
    lead: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise WorkspaceError("The disk is full.")

    store = lead.desk.composition.session.workspace.store
    monkeypatch.setattr(store, "set_setting", refuse)
    lead.page.heading.reranking.click()
    lead.wait()
    assert lead.page.heading.reranking.isChecked()
    assert "The disk is full." in lead.desk.titles()


@pytest.fixture
def audited(
    desk: Any, write_backlog: Callable[..., Path], services: Any
) -> Callable[[], None]:
    """A budget of 1 % with everything audited, and reviewers who never agree."""
    evidence = services.scorer().evidence()
    policy = ErrorBudgetPolicy.from_evidence(0.01, evidence)
    services.intake.plan = RoutingPlan(policy, AuditRule(0.0001, 30))
    rows = [(f"c{row}", "said", 990 - row) for row in range(12)]
    desk.open(write_backlog(rows))

    def disagree() -> None:
        desk.press(*[OPINION] * 6)

    return disagree


def test_a_broken_promise_is_told_once_and_leads_to_the_page(
    desk: Any, audited: Callable[[], None]
) -> None:
    audited()
    title = "The audit breaks the routing's promise."
    desk.qtbot.waitUntil(lambda: title in desk.titles())
    desk.press(OPINION)
    desk.qtbot.waitUntil(lambda: not desk.composition.runner.busy(Queue.QUICK))
    assert desk.titles().count(title) == 1
    (message,) = [m for m in desk.told if m.title == title]
    ((label, act),) = message.actions
    assert label == "Routing"
    act()
    assert desk.composition.window.page == "routing"


def test_the_message_of_a_broken_promise_goes_with_the_routing_that_made_it(
    desk: Any, audited: Callable[[], None]
) -> None:
    audited()
    title = "The audit breaks the routing's promise."
    desk.qtbot.waitUntil(lambda: title in desk.titles())
    lead = Lead(desk)
    messages = desk.composition.window.messages
    assert title in [message.title for message in messages.messages()]
    lead.page.standing.tighten.click()
    lead.wait()
    lead.apply()
    assert title not in [message.title for message in messages.messages()]


def test_the_lane_s_tab_says_what_was_found_of_it(
    desk: Any, audited: Callable[[], None]
) -> None:
    card = desk.composition.desk_page.tabs.card
    audited()
    assert card(Tab.LIKELY_CLAIM).detail == "6 wrong of 6 audited"
    assert card(Tab.LIKELY_OPINION).detail == "no report qualifies"


def test_tightening_shows_its_effect_before_it_is_applied(
    desk: Any, audited: Callable[[], None]
) -> None:
    audited()
    lead = Lead(desk)
    said, standing = lead.page.standing.audit()
    assert standing is Standing.BROKEN
    assert "6 wrong of 6 audited" in said
    before = lead.plan
    lead.page.standing.tighten.click()
    lead.wait()
    assert lead.plan == before
    assert lead.page.footer.words().startswith("Tightened: ")
    assert lead.page.footer.apply.isEnabled()
    lead.apply()
    assert lead.plan != before
    assert lead.plan.closed or lead.plan.policy.budget < 0.01


def test_another_choice_opens_a_closed_lane_and_says_so(
    desk: Any, write_backlog: Callable[..., Path], services: Any
) -> None:
    services.intake.plan = RoutingPlan(
        BandPolicy(), AuditRule(0.0), frozenset({Lane.LIKELY_CLAIM})
    )
    desk.open(write_backlog())
    lead = Lead(desk)
    assert lead.numbers() == ["8", "0", "2"]
    lead.set_band(0.2, 0.7)
    assert "The lane likely claim opens again." in lead.page.footer.words()


def test_an_audit_within_the_promise_is_no_news(desk: Any, backlog: Path) -> None:
    plan = RoutingPlan(BandPolicy())
    report = AuditReport({Lane.LIKELY_CLAIM: AuditCount(60, 60, 0)}, 0.1)
    said, standing = routing_words.audit(report, plan)
    assert standing is Standing.HOLDS
    assert said.endswith("Held-out labels foretold at most 10 %.")
    nothing = AuditReport({Lane.LIKELY_CLAIM: AuditCount(60, 0, 0)}, 0.1)
    assert routing_words.audit(nothing, plan)[1] is Standing.UNKNOWN


def test_an_unfamiliar_backlog_is_told_of_with_a_way_to_the_routing(
    desk: Any, write_backlog: Callable[..., Path]
) -> None:
    rows = [(f"u{row}", "unfamiliar words", 500 + row) for row in range(40)]
    desk.open(write_backlog(rows))
    message = desk.told[-1]
    assert message.detail.startswith("40 of 40 items are unlike what the model learned")
    assert message.detail.count("unlike") == 1
    assert [label for label, _ in message.actions] == ["Import report", "Routing"]
    message.actions[1][1]()
    assert desk.composition.window.page == "routing"
    lead = Lead(desk)
    assert lead.page.standing.drift().startswith("This backlog is unlike")
    assert lead.numbers() == ["40", "0", "0"]
    card = desk.composition.desk_page.tabs.card(Tab.REVIEW)
    assert card.detail == "40 unlike the training data"


def test_a_setting_that_can_not_be_read_is_told_when_the_workspace_opens(
    desk: Any, make_desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    path = desk.composition.session.workspace.path
    workspace = desk.composition.session.workspace
    rubbish = json.dumps({"kind": "astrology"})
    workspace.store.set_setting(
        "routing", rubbish, Event("routing_set", rubbish, workspace.now(), "m-07")
    )
    desk.close()
    again = make_desk()
    again.open(None, path)
    assert any("can't be read" in title for title in again.titles())


def test_a_million_items_answer_a_moved_cut_within_a_frame(services: Any) -> None:
    rng = np.random.default_rng(0)
    p_claim = rng.uniform(0.001, 0.999, 1_000_000)
    outside = np.zeros(len(p_claim), np.bool_)
    scores = Scores(p_claim, p_claim, p_claim, outside, "plain-1")
    evidence = services.scorer().evidence()
    forecaster = Forecaster(scores, evidence, AuditRule())
    cuts = np.linspace(0.1, 0.4, 20)
    forecaster.band(0.2, 0.8)
    began = perf_counter()
    for low in cuts:
        forecaster.band(float(low), 0.8)
    assert (perf_counter() - began) / len(cuts) < 0.016
