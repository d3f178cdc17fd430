"""The routing page: policies and their numbers, the plots, the audit's line."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from triage_app.domain.routing import Lane, Reason
from triage_app.ui.theme import Scheme, Theme
from triage_app.ui.views.routing.risk_curve import PresentPoint
from triage_app.ui.views.routing.values import (
    Effect,
    PolicyChoice,
    PolicyKind,
    Standing,
)
from triage_app.ui.views.routing_page import RoutingPage
from triage_app.ui.widgets.empty import no_backlog

BAND = PolicyChoice(PolicyKind.BAND, low=0.2, high=0.8)
EFFECT = Effect(
    {Lane.LIKELY_CLAIM: 50, Lane.REVIEW: 20, Lane.LIKELY_OPINION: 30},
    {Reason.MISSING_CONTENT: 5, Reason.MID_CONFIDENCE: 12, Reason.AUDIT: 3},
    expected_wrong=0.4,
    at_most_wrong=2.0,
)


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> Iterator[RoutingPage]:
    made = RoutingPage(theme)
    qtbot.addWidget(made)
    made.resize(1208, 632)
    free = np.ones(1000, dtype=np.int64)
    made.show_spread(free, np.zeros(1000, dtype=np.int64))
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def texts(widget: QWidget) -> str:
    return " ".join(
        child.text() for child in widget.findChildren(QWidget) if hasattr(child, "text")
    )


def test_dragging_a_cut_means_the_band_and_moves_the_box(
    page: RoutingPage, qtbot: QtBot
) -> None:
    page.set_choice(PolicyChoice(PolicyKind.BUDGET))
    page.show_cuts(0.2, 0.8)
    with qtbot.waitSignal(page.choice_changed) as changed:
        page.histogram.drag(0, 0.333)
    (choice,) = changed.args
    assert choice.key() == (PolicyKind.BAND, 0.33, 0.8)
    assert page.controls.low.value() == 0.33
    assert page.controls.kinds.current() == PolicyKind.BAND


def test_typing_a_cut_moves_the_line(page: RoutingPage, qtbot: QtBot) -> None:
    page.set_choice(BAND)
    with qtbot.waitSignal(page.choice_changed):
        page.controls.high.setValue(0.6)
    assert page.histogram.cuts() == (0.2, 0.6)


def test_the_lower_cut_stays_below_the_upper_one(page: RoutingPage) -> None:
    page.set_choice(BAND)
    page.histogram.drag(0, 0.95)
    page.controls.high.setValue(0.0)
    choice = page.choice()
    assert 0 <= choice.low < choice.high <= 1
    page.controls.low.setValue(1.0)
    choice = page.choice()
    assert 0 <= choice.low < choice.high <= 1
    page.histogram.drag(1, 0.0)
    choice = page.choice()
    assert 0 <= choice.low < choice.high <= 1


def test_a_cut_near_an_end_is_never_said_to_be_there(page: RoutingPage) -> None:
    page.set_choice(PolicyChoice())
    page.show_cuts(0.0003, 0.9997)
    lines = (page.histogram._low, page.histogram._high)
    assert [line.label.format for line in lines] == ["<0.001", ">0.999"]
    page.show_cuts(0.004, 0.5)
    assert [line.label.format for line in lines] == ["0.004", "0.50"]


def test_each_policy_has_its_own_control(page: RoutingPage, qtbot: QtBot) -> None:
    controls = page.controls
    boxes = {
        PolicyKind.BUDGET: controls.budget,
        PolicyKind.CAPACITY: controls.items,
        PolicyKind.BAND: controls.low,
    }
    for kind in PolicyKind:
        controls.kinds.button(kind).click()
        assert page.choice().kind is kind
        assert [own for own, box in boxes.items() if box.isVisible()] == [kind]


def test_a_preset_sets_the_budget(page: RoutingPage, qtbot: QtBot) -> None:
    page.set_choice(PolicyChoice())
    preset = next(
        button
        for button in page.controls.findChildren(QPushButton)
        if button.text() == "2 %"
    )
    with qtbot.waitSignal(page.choice_changed) as changed:
        preset.click()
    assert changed.args[0].budget == 0.02
    assert page.controls.budget.text() == "2 %"


def test_policies_are_chosen_by_the_arrow_keys(page: RoutingPage, qtbot: QtBot) -> None:
    page.set_choice(PolicyChoice())
    first = page.controls.kinds.button(PolicyKind.BUDGET)
    with qtbot.waitSignal(page.choice_changed) as changed:
        qtbot.keyClick(first, Qt.Key.Key_Right)
    assert changed.args[0].kind is PolicyKind.CAPACITY
    assert not first.focusPolicy() & Qt.FocusPolicy.TabFocus
    second = page.controls.kinds.button(PolicyKind.CAPACITY)
    with qtbot.waitSignal(page.choice_changed) as changed:
        qtbot.keyClick(second, Qt.Key.Key_Left)
    assert changed.args[0].kind is PolicyKind.BUDGET


def test_the_wheel_scrolls_the_page_and_changes_no_number(page: RoutingPage) -> None:
    box = page.controls.budget
    page.histogram.setFocus()
    centre = QPointF(box.rect().center())
    turned = QWheelEvent(
        centre,
        box.mapToGlobal(centre),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    before = box.value()
    QApplication.sendEvent(box, turned)
    assert box.value() == before


def test_numbers_of_other_policies_make_no_difference() -> None:
    assert BAND.same_as(PolicyChoice(PolicyKind.BAND, budget=0.05, low=0.2, high=0.8))
    assert not BAND.same_as(PolicyChoice(PolicyKind.BAND, low=0.21, high=0.8))
    assert not BAND.same_as(PolicyChoice(PolicyKind.BUDGET, low=0.2, high=0.8))


def test_the_effect_is_two_numbers_and_three_lanes(page: RoutingPage) -> None:
    page.show_effect(EFFECT)
    assert page.headline.people.value.text() == "20"
    assert page.headline.errors.value.text() == "0.4"
    assert "At most 2.0 (90 %)" in texts(page.headline)
    assert "20.0 % of 100" in texts(page.headline)
    assert page.strip.number(Lane.LIKELY_CLAIM) == "50"
    assert page.reasons_said() == (
        "For people: 5 with nothing to score, 12 uncertain, 3 drawn for the audit."
    )


def test_an_effect_nobody_knows_is_dashes(page: RoutingPage) -> None:
    page.show_effect(EFFECT)
    page.show_effect(None)
    assert page.headline.people.value.text() == "–"
    assert page.headline.errors.value.text() == "–"
    assert page.strip.number(Lane.REVIEW) == "–"
    assert page.reasons_said() == ""


def test_errors_without_labels_have_no_bound_and_without_automatic_none(
    page: RoutingPage,
) -> None:
    page.show_effect(Effect({Lane.LIKELY_CLAIM: 5, Lane.REVIEW: 5}, {}, 0.1, None))
    assert "No bound" in texts(page.headline)
    page.show_effect(Effect({Lane.REVIEW: 10}, {Reason.OUTSIDE_TRAINING: 10}, 0.0))
    assert "Nothing is automatic" in texts(page.headline)
    assert page.headline.errors.value.text() == "0"


def test_a_bar_is_split_by_the_lanes_of_its_items(page: RoutingPage) -> None:
    forced = np.zeros(1000, dtype=np.int64)
    forced[0] = 7
    page.show_spread(np.full(1000, 2, dtype=np.int64), forced)
    page.set_choice(PolicyChoice(PolicyKind.BUDGET))
    page.show_cuts(0.004, 0.5)
    opinion, people, claim = page.histogram.lane_counts()
    assert (opinion[0], people[0], claim[0]) == (8, 12 + 7, 0)
    assert claim[50:].tolist() == [20] * 50


def test_the_plots_are_told_in_words_too(page: RoutingPage) -> None:
    page.set_choice(PolicyChoice(PolicyKind.BAND, low=0.25, high=0.75))
    said = page.histogram.accessibleDescription()
    assert "Up to 0.25" in said
    assert "from 0.75" in said
    assert page.histogram.accessibleName() == "Histogram of P(claim)"
    coverage = np.linspace(0.1, 1.0, 10)
    page.curve.show_curve(coverage, coverage / 100, coverage / 50)
    page.show_effect(EFFECT, PresentPoint(0.8, 0.005, 0.02))
    said = page.curve.accessibleDescription()
    assert "With 100 % automatic 1.0 % is wrong, at most 2.0 %." in said
    assert "This plan: 80.0 % automatic, 0.50 % of it expected wrong." in said


def test_a_curve_without_labels_says_so(page: RoutingPage) -> None:
    none = np.zeros(0)
    page.curve.show_curve(none, none, none)
    assert "No labels" in page.curve.accessibleDescription()


def test_a_refusal_stands_below_its_control(page: RoutingPage) -> None:
    page.controls.say("0.1 % can't be promised.", refused=True)
    assert page.controls.said() == "0.1 % can't be promised."
    assert page.controls._said.property("role") == "danger"
    page.controls.say("")
    assert not page.controls._said.isVisible()


def test_apply_and_reset_wait_until_they_make_sense(
    page: RoutingPage, qtbot: QtBot
) -> None:
    footer = page.footer
    assert not footer.apply.isEnabled()
    footer.show_consequence("Moves 3 items.", can_apply=True, can_reset=True)
    with qtbot.waitSignal(page.apply_requested):
        footer.apply.click()
    with qtbot.waitSignal(page.reset_requested):
        footer.reset.click()
    assert footer.words() == "Moves 3 items."


def test_a_broken_promise_offers_to_tighten(page: RoutingPage, qtbot: QtBot) -> None:
    page.standing.show_audit("0 wrong of 62 audited.", Standing.HOLDS)
    assert not page.standing.tighten.isVisible()
    page.standing.show_audit("9 wrong.", Standing.BROKEN, can_tighten=True)
    with qtbot.waitSignal(page.tighten_requested):
        page.standing.tighten.click()


def test_no_drift_takes_no_room(page: RoutingPage) -> None:
    page.standing.show_drift("Half of it is unlike training.")
    assert page.standing._drift.isVisible()
    page.standing.show_drift("")
    assert not page.standing._drift.isVisible()


def test_the_switch_reports_the_person_alone(page: RoutingPage, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(page.reranking_toggled):
        page.heading.set_reranking(True, enabled=True)
    with qtbot.waitSignal(page.reranking_toggled) as toggled:
        page.heading.reranking.click()
    assert toggled.args == [False]


def test_an_empty_page_takes_no_keys(page: RoutingPage) -> None:
    page.show_empty_state(no_backlog())
    assert page.empty_state() == no_backlog()
    assert not page.controls.budget.isEnabled()
    page.show_empty_state(None)
    assert page.empty_state() is None
    assert page.controls.budget.isEnabled()


def test_everything_is_in_sight_in_a_small_window(page: RoutingPage) -> None:
    page.show_effect(EFFECT)
    page.standing.show_audit("Automatic lanes: nothing yet.", Standing.UNKNOWN)
    QApplication.processEvents()
    lower = page.curve.mapTo(page, QPoint(0, page.curve.height())).y()
    assert lower < page.footer.y()


def test_every_control_has_a_name(page: RoutingPage) -> None:
    controls = page.controls
    boxes = (controls.budget, controls.items, controls.low, controls.high)
    assert all(box.accessibleName() for box in boxes)
    assert page.headline.people.accessibleName().startswith("Items for people")
    assert page.strip.accessibleDescription().startswith("Likely opinion")
    stops = [
        part
        for part in page.findChildren(QScrollArea)
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert stops
    assert all(part.accessibleName() for part in stops)


def test_the_plots_follow_a_change_of_theme(page: RoutingPage, theme: Theme) -> None:
    light = page.grab().toImage().pixelColor(2, 2).lightness()
    theme.apply(Scheme.DARK)
    dark = page.grab().toImage().pixelColor(2, 2).lightness()
    assert light > 200 > 80 > dark
