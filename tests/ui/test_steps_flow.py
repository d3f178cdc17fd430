"""Undo, redo and the way back: named, without end, across restarts, one key each."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from triage_app.domain.decisions import Verdict, WhyShown
from triage_app.domain.filters import Standing
from triage_app.domain.queue import QueueQuery, Tab
from triage_app.services.statistics import verify

CLAIM, OPINION, SKIP, UNDO, BACK = (Qt.Key(ord(letter)) for letter in "COSUB")


def redo(desk: Any) -> None:
    desk.settle()
    desk.qtbot.keyClick(desk.focus(), UNDO, Qt.KeyboardModifier.ShiftModifier)
    desk.settle()


def words(desk: Any, command: str) -> str:
    """What menu and tooltip say of a command; empty where it is off."""
    action = desk.composition.actions.by_id[command]
    said = action.text().split("\t")[0].replace("&&", "&")
    if not action.isEnabled():
        return ""
    assert said in action.toolTip()
    return str(said)


def records(desk: Any) -> int:
    return int(desk.composition.session.workspace.history.records)


def test_menu_and_tooltips_name_what_undo_and_redo_would_do(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    card = desk.composition.desk_page.card
    assert (words(desk, "undo"), words(desk, "redo"), words(desk, "back")) == ("",) * 3
    desk.press(CLAIM, OPINION)
    assert words(desk, "undo") == "Undo: opinion · r2"
    assert words(desk, "redo") == ""
    assert "Undo: opinion · r2" in card.undo.toolTip()
    desk.press(UNDO)
    assert words(desk, "undo") == "Undo: claim · r1"
    assert words(desk, "redo") == "Redo: opinion · r2"
    redo(desk)
    assert words(desk, "redo") == ""
    desk.press(UNDO, SKIP)
    assert words(desk, "redo") == ""
    assert verify(desk.composition.session.workspace).ok


def test_the_keys_of_what_there_is_nothing_of_do_nothing(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(UNDO, BACK)
    redo(desk)
    assert (records(desk), desk.item(), len(desk.titles())) == (0, "r1", 1)


def test_redo_brings_verdicts_back_one_after_another_and_goes_on(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM, OPINION, UNDO, UNDO)
    assert desk.item() == "r1"
    redo(desk)
    assert (desk.verdict_of("r1"), desk.item()) == (Verdict.CLAIM, "r2")
    assert desk.receipt().startswith("Saved again: claim · r1 · U undoes")
    redo(desk)
    assert (desk.verdict_of("r2"), desk.item()) == (Verdict.OPINION, "r3")


def test_undo_and_redo_go_on_after_a_restart(make_desk: Any, backlog: Path) -> None:
    desk = make_desk()
    desk.open(backlog)
    desk.qtbot.keyClicks(desk.composition.desk_page.card.note_field, "as heard")
    desk.press(CLAIM, OPINION, UNDO)
    desk.close()
    again = make_desk()
    again.open(backlog)
    assert words(again, "undo") == "Undo: claim · r1"
    assert words(again, "redo") == "Redo: opinion · r2"
    again.press(UNDO)
    card = again.composition.desk_page.card
    assert (again.item(), card.note()) == ("r1", "as heard")
    redo(again)
    redo(again)
    assert again.verdict_of("r2") is Verdict.OPINION
    assert verify(again.composition.session.workspace).ok


def test_a_verdict_taken_back_gives_its_reason_back(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    window = desk.composition.desk
    window.set_reason("hearsay")
    desk.press(CLAIM)
    history = desk.composition.session.workspace.history
    assert history.current("r1").reason_code == "hearsay"
    assert window.reason_code == ""
    desk.press(UNDO)
    assert (desk.item(), window.reason_code) == ("r1", "hearsay")


def test_a_bulk_step_is_given_undone_and_redone_as_one(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    case = desk.composition.session.case
    rows = [case.row_of.get(item) for item in ("r1", "r2", "r4")]
    desk.composition.desk.deciding.decide_many(rows, Verdict.CLAIM)
    desk.settle()
    assert desk.receipt() == "Saved: claim for 3 items · U undoes"
    assert words(desk, "undo") == "Undo: claim for 3 items"
    assert desk.item() == "r3"
    assert desk.composition.desk_page.tabs.card(Tab.REVIEW).count == "3"
    desk.press(UNDO)
    assert [desk.verdict_of(item) for item in ("r1", "r2", "r4")] == [None] * 3
    assert desk.receipt() == "Taken back: claim for 3 items · Shift+U redoes"
    assert desk.item() == "r1"
    redo(desk)
    assert desk.verdict_of("r4") is Verdict.CLAIM
    assert verify(desk.composition.session.workspace).ok


def test_the_way_back_shows_the_last_decided_with_its_score_to_reconsider(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM, BACK)
    content = desk.composition.desk_page.card.content()
    assert (desk.item(), content.score_hidden) == ("r1", False)
    desk.press(OPINION)
    current = desk.composition.session.workspace.history.current("r1")
    assert current.verdict is Verdict.OPINION
    assert current.why_shown is WhyShown.RECONSIDERED
    assert current.score_visible
    assert desk.item() == "r2"
    desk.press(UNDO)
    assert desk.verdict_of("r1") is Verdict.CLAIM


def test_an_item_that_left_the_list_comes_back_to_it(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    waiting = QueueQuery(standings=frozenset({Standing.WAITING}))
    desk.composition.desk_page.filters.query_edited.emit(waiting)
    desk.press(CLAIM, OPINION)
    assert desk.queue() == ["r3", "r4", "r5", "x1"]
    desk.press(UNDO)
    assert (desk.item(), desk.queue()[0]) == ("r2", "r2")
    desk.press(BACK)
    assert desk.item() == "r1"


@pytest.mark.parametrize("command", ["undo", "redo", "back"])
def test_a_held_key_takes_one_step_and_typing_takes_none(
    desk: Any, backlog: Path, command: str
) -> None:
    desk.open(backlog)
    desk.press(CLAIM, OPINION, CLAIM, UNDO, UNDO)
    before, card = records(desk), desk.composition.desk_page.card
    key = {"undo": UNDO, "redo": UNDO, "back": BACK}[command]
    shift = Qt.KeyboardModifier.ShiftModifier
    none = Qt.KeyboardModifier.NoModifier
    modifier = shift if command == "redo" else none
    desk.composition.actions.by_id["note"].trigger()
    desk.qtbot.keyClick(desk.focus(), key, modifier)
    assert card.note().lower() == chr(key).lower()
    assert records(desk) == before
    card.clear_note()
    desk.composition.desk.focus_queue()
    kind = QEvent.Type.KeyPress
    held = QKeyEvent(kind, key, modifier, chr(key), autorep=True)
    QApplication.sendEvent(desk.focus(), held)
    desk.settle()
    assert records(desk) == before


def test_nothing_counts_until_the_card_is_painted(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    desk.press(CLAIM, OPINION, UNDO)
    before, presenter = records(desk), desk.composition.desk
    presenter.move(1)
    assert not presenter.ready
    presenter.deciding.undo()
    presenter.deciding.redo()
    presenter.back()
    presenter.deciding.decide_many([4, 5], Verdict.CLAIM)
    assert not desk.composition.flow.busy
    desk.settle()
    assert (records(desk), desk.item()) == (before, "r3")


def test_another_moderator_has_steps_of_her_own(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    desk.press(CLAIM, SKIP)
    desk.composition.session.set_moderator("m-08")
    desk.settle()
    assert words(desk, "undo") == ""
    assert desk.receipt() == "No decision yet"
    model, case = desk.composition.desk.model, desk.composition.session.case
    assert case.states[model.row_at(1)] == 0
    desk.composition.session.set_moderator("m-07")
    desk.settle()
    assert words(desk, "undo") == "Undo: skip · r2"


def test_every_verdict_says_how_long_its_card_was_looked_at(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    clock = desk.composition.desk.clock
    clock.pause("test")
    desk.qtbot.wait(30)
    desk.press(OPINION)
    clock.resume("test")
    history = desk.composition.session.workspace.history
    assert history.current("r1").active_ms is not None
    assert history.current("r2").active_ms < 30
