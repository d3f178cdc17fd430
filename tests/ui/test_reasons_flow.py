"""Reasons at the desk: chosen by key, shown by the note, kept with the verdict."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from triage_app.domain.decisions import Verdict
from triage_app.domain.desk_rules import DeskRules
from triage_app.domain.errors import WorkspaceError
from triage_app.domain.lead_settings import LeadSettings
from triage_app.domain.reason_codes import ReasonCodes

Key = Qt.Key


def picker(desk: Any) -> Any:
    return desk.composition.care.reasons.picker


def choose(desk: Any, key: Qt.Key) -> None:
    desk.qtbot.waitUntil(lambda: not picker(desk).isHidden())
    QTest.keyClick(picker(desk).list, key)
    desk.settle()


def record_of(desk: Any, item_id: str) -> Any:
    return desk.composition.session.workspace.history.current(item_id)


def test_a_reason_goes_with_the_verdict_and_not_with_the_next(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    card = desk.composition.desk_page.card
    desk.press(Key.Key_R)
    choose(desk, Key.Key_2)
    assert card.reason.reason() == "Passes on what somebody said"
    desk.press(Key.Key_C)
    assert record_of(desk, "r1").reason_code == "hearsay"
    assert card.reason.reason() == ""
    desk.press(Key.Key_O)
    assert record_of(desk, "r2").reason_code == ""


def test_the_button_opens_the_list_too_and_r_puts_it_away(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.composition.desk_page.card.reason.click()
    assert not picker(desk).isHidden()
    desk.composition.care.reasons.pick()
    assert picker(desk).isHidden()


def test_a_reason_waits_with_its_item_while_one_looks_elsewhere(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(Key.Key_R)
    choose(desk, Key.Key_1)
    desk.press(Key.Key_Down)
    card = desk.composition.desk_page.card
    assert card.reason.reason() == ""
    desk.press(Key.Key_Up)
    assert card.reason.reason() == "States a fact, gives no source"


def test_escalating_without_a_reason_asks_for_one_and_then_escalates_at_once(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.qtbot.keyClick(desk.focus(), Key.Key_E)
    assert picker(desk).title() == "Escalating needs a reason"
    assert desk.verdict_of("r1") is None
    choose(desk, Key.Key_7)
    record = record_of(desk, "r1")
    assert (record.verdict, record.reason_code) == (Verdict.ESCALATE, "policy-gap")
    assert desk.item() == "r2"


def test_esc_leaves_everything_as_it_was(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    desk.qtbot.keyClick(desk.focus(), Key.Key_E)
    choose(desk, Key.Key_Escape)
    assert desk.verdict_of("r1") is None
    assert desk.item() == "r1"
    assert desk.composition.desk_page.card.reason.reason() == ""
    # The queue has the keyboard again, and R alone escalates nothing.
    desk.press(Key.Key_R)
    choose(desk, Key.Key_3)
    assert desk.verdict_of("r1") is None
    desk.press(Key.Key_O)
    assert record_of(desk, "r1").reason_code == "personal-view"


def test_a_note_is_reason_enough_to_escalate(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    desk.composition.desk_page.card.set_note("ask legal")
    desk.press(Key.Key_E)
    assert picker(desk).isHidden()
    record = record_of(desk, "r1")
    assert (record.verdict, record.note) == (Verdict.ESCALATE, "ask legal")


def test_a_verdict_that_is_not_kept_keeps_its_reason(
    desk: Any, backlog: Path, stores: Any
) -> None:
    desk.open(backlog)
    desk.press(Key.Key_R)
    choose(desk, Key.Key_4)
    stores.failure = WorkspaceError("The disk is full.")
    desk.press(Key.Key_C)
    card = desk.composition.desk_page.card
    assert desk.item() == "r1"
    assert card.reason.reason() == "Claim and opinion in one"
    stores.failure = None
    desk.press(Key.Key_C)
    assert record_of(desk, "r1").reason_code == "mixed"


def test_the_reason_comes_back_with_the_card_after_an_undo(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(Key.Key_R)
    choose(desk, Key.Key_5)
    desk.press(Key.Key_C, Key.Key_U)
    assert desk.item() == "r1"
    assert desk.composition.desk_page.card.reason.reason() == "Can't be understood"


def test_a_reason_that_the_lead_removes_is_dropped(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    desk.press(Key.Key_R)
    choose(desk, Key.Key_1)
    desk.answers.settings = LeadSettings(rules=DeskRules(ReasonCodes(())))
    desk.composition.actions.by_id["lead_settings"].trigger()
    desk.qtbot.waitUntil(lambda: bool(desk.answers.kept))
    desk.settle()
    assert desk.composition.desk.reason_code == ""
    assert desk.composition.desk_page.card.reason.reason() == ""
    desk.press(Key.Key_C)
    assert record_of(desk, "r1").reason_code == ""


@pytest.mark.parametrize("key", [Key.Key_C, Key.Key_O, Key.Key_S, Key.Key_U])
def test_no_verdict_is_given_while_the_list_is_open(
    desk: Any, backlog: Path, key: Qt.Key
) -> None:
    desk.open(backlog)
    desk.press(Key.Key_R)
    QTest.keyClick(picker(desk).list, key)
    desk.settle()
    assert desk.composition.session.workspace.history.records == 0
    picker(desk).leave()
