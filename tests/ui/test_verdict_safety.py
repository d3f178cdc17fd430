"""A verdict is never lost: the store fails, the window closes, one tries again."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from triage_app.domain.decisions import Verdict
from triage_app.domain.errors import WorkspaceError
from triage_app.services.statistics import verify

CLAIM, OPINION, UNDO = (Qt.Key(ord(letter)) for letter in "COU")
FULL = WorkspaceError(
    "The disk is full, so the verdict was not kept.", next_step="Make room."
)


def records(desk: Any) -> Any:
    return desk.composition.session.workspace.history.records


def try_again(desk: Any) -> None:
    (message,) = [
        m for m in desk.composition.window.messages.messages() if m.title == FULL.title
    ]
    (label, callback) = message.actions[0]
    assert label == "Try again"
    callback()
    desk.settle()


def test_a_verdict_that_can_not_be_kept_leaves_card_and_note_and_says_so(
    desk: Any, backlog: Path, stores: Any
) -> None:
    desk.open(backlog)
    desk.composition.desk_page.card.note_field.setText("seen twice")
    stores.failure = FULL
    desk.press(CLAIM)
    assert desk.item() == "r1"
    assert desk.composition.desk_page.card.note() == "seen twice"
    assert records(desk) == 0
    (message,) = [m for m in desk.told if m.title == FULL.title]
    assert message.next_step == "Make room."


def test_trying_again_keeps_the_same_verdict_once(
    desk: Any, backlog: Path, stores: Any
) -> None:
    desk.open(backlog)
    desk.composition.desk_page.card.note_field.setText("seen twice")
    stores.failure = FULL
    desk.press(CLAIM)
    (failed,) = desk.composition.flow.unsaved
    stores.failure = None
    try_again(desk)
    current = desk.composition.session.workspace.history.current("r1")
    assert current.decision_id == failed.decision_id
    assert (current.verdict, current.note) == (Verdict.CLAIM, "seen twice")
    assert desk.item() == "r2"
    shown = [m.title for m in desk.composition.window.messages.messages()]
    assert FULL.title not in shown


def test_a_commit_that_landed_without_an_answer_is_not_kept_twice(
    desk: Any, backlog: Path, stores: Any
) -> None:
    desk.open(backlog)
    stores.failure, stores.after = FULL, True
    desk.press(CLAIM)
    assert desk.item() == "r1"
    stores.failure = None
    desk.press(CLAIM)
    assert records(desk) == 1
    assert desk.item() == "r2"
    assert verify(desk.composition.session.workspace).ok


def test_a_commit_that_landed_without_an_answer_is_taken_in_with_the_next(
    desk: Any, backlog: Path, stores: Any
) -> None:
    desk.open(backlog)
    stores.failure, stores.after = FULL, True
    desk.press(CLAIM)
    stores.failure = None
    desk.press(OPINION)
    assert records(desk) == 2
    assert desk.verdict_of("r1") is Verdict.OPINION
    assert verify(desk.composition.session.workspace).ok


def test_the_key_alone_tries_again_and_another_verdict_takes_its_place(
    desk: Any, backlog: Path, stores: Any
) -> None:
    desk.open(backlog)
    stores.failure = FULL
    desk.press(CLAIM)
    stores.failure = None
    desk.press(OPINION)
    assert desk.verdict_of("r1") is Verdict.OPINION
    assert records(desk) == 1
    assert desk.composition.flow.unsaved == ()


def test_an_unsaved_verdict_is_kept_with_the_next_one_that_is(
    desk: Any, backlog: Path, stores: Any
) -> None:
    desk.open(backlog)
    stores.failure = FULL
    desk.press(CLAIM)
    desk.press(Qt.Key.Key_Down)
    stores.failure = None
    desk.press(OPINION)
    assert desk.verdict_of("r1") is Verdict.CLAIM
    assert desk.verdict_of("r2") is Verdict.OPINION
    assert desk.item() == "r3"


@pytest.mark.parametrize("landed", [False, True])
def test_undo_gives_up_the_unsaved_verdict_and_not_the_one_before(
    desk: Any, backlog: Path, stores: Any, landed: bool
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    stores.failure, stores.after = FULL, landed
    desk.press(OPINION)
    assert desk.item() == "r2"
    stores.failure = None
    desk.press(UNDO)
    assert desk.verdict_of("r1") is Verdict.CLAIM
    assert desk.verdict_of("r2") is None
    assert desk.composition.flow.unsaved == ()
    assert records(desk) == (3 if landed else 1)
    assert desk.item() == "r2"
    shown = [m.title for m in desk.composition.window.messages.messages()]
    assert FULL.title not in shown
    desk.press(CLAIM)
    assert desk.verdict_of("r2") is Verdict.CLAIM
    assert verify(desk.composition.session.workspace).ok


def test_an_undo_that_failed_can_be_tried_again(
    desk: Any, backlog: Path, stores: Any
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    stores.failure = FULL
    desk.press(UNDO)
    assert desk.verdict_of("r1") is Verdict.CLAIM
    assert desk.item() == "r2"
    stores.failure = None
    try_again(desk)
    assert desk.verdict_of("r1") is None
    assert desk.item() == "r1"


def test_a_second_key_is_ignored_while_the_first_is_on_its_way(
    desk: Any, backlog: Path, stores: Any
) -> None:
    desk.open(backlog)
    stores.gate = threading.Event()
    desk.composition.desk.deciding.decide(Verdict.CLAIM)
    assert desk.composition.flow.busy
    buttons = desk.composition.desk_page.card.buttons
    buttons[Verdict.SKIP].click()
    desk.composition.desk.deciding.decide(Verdict.OPINION)
    desk.composition.desk.deciding.undo()
    stores.gate.set()
    desk.settle()
    assert records(desk) == 1
    assert desk.verdict_of("r1") is Verdict.CLAIM


def test_closing_waits_for_the_verdict_that_is_on_its_way(
    desk: Any, make_desk: Any, backlog: Path, stores: Any
) -> None:
    desk.open(backlog)
    stores.gate = threading.Event()
    desk.composition.desk.deciding.decide(Verdict.CLAIM)
    desk.composition.window.close()
    assert desk.composition.window.isVisible()
    with desk.qtbot.waitSignal(desk.composition.finished):
        stores.gate.set()
    assert not desk.composition.window.isVisible()
    again = make_desk()
    again.open(backlog)
    assert again.verdict_of("r1") is Verdict.CLAIM


def test_closing_with_an_unsaved_verdict_asks_first(
    desk: Any, backlog: Path, stores: Any
) -> None:
    desk.open(backlog)
    stores.failure = FULL
    desk.press(CLAIM)
    desk.composition.window.close()
    assert desk.composition.window.isVisible()
    stores.failure = None
    try_again(desk)
    desk.close()
    assert not desk.composition.window.isVisible()


def test_a_verdict_that_fails_while_closing_keeps_the_window_open(
    desk: Any, backlog: Path, stores: Any
) -> None:
    desk.open(backlog)
    stores.gate = threading.Event()
    stores.failure = FULL
    desk.composition.desk.deciding.decide(Verdict.CLAIM)
    desk.composition.window.close()
    stores.gate.set()
    desk.qtbot.waitUntil(lambda: FULL.title in desk.titles())
    assert desk.composition.window.isVisible()
    assert desk.item() == "r1"
    stores.failure = None
    try_again(desk)
    assert desk.verdict_of("r1") is Verdict.CLAIM


def test_nothing_else_is_opened_while_a_verdict_is_unsaved(
    desk: Any, backlog: Path, write_backlog: Callable[..., Path], stores: Any
) -> None:
    desk.open(backlog)
    stores.failure = FULL
    desk.press(CLAIM)
    desk.composition.opening.open(write_backlog(name="other.csv"))
    assert "A verdict isn't saved yet." in desk.titles()
    assert desk.item() == "r1"
    stores.failure = None
    try_again(desk)


def test_a_verdict_that_failed_while_another_workspace_opened_is_said_to_be_lost(
    desk: Any, backlog: Path, write_backlog: Callable[..., Path], stores: Any
) -> None:
    desk.open(backlog)
    desk.composition.opening.open(write_backlog(name="other.csv"))
    stores.failure = FULL
    desk.composition.flow.give(2, Verdict.CLAIM, "", "", None)
    desk.qtbot.waitUntil(
        lambda: desk.composition.session.workspace.name == "other.triage"
    )
    desk.settle()
    stores.failure = None
    assert "The verdict of r1 was not saved." in desk.titles()
    assert desk.composition.flow.unsaved == ()
    desk.press(CLAIM)
    assert desk.verdict_of("r1") is Verdict.CLAIM


def test_a_verdict_that_lands_after_another_workspace_opened_moves_nothing_there(
    make_desk: Any, backlog: Path, write_backlog: Callable[..., Path], services: Any
) -> None:
    first = make_desk()
    first.open(write_backlog(name="other.csv"))
    other = first.composition.session.workspace.path
    first.close()
    desk = make_desk()
    desk.open(backlog)
    left, session = desk.composition.session.workspace, desk.composition.session
    desk.composition.flow.give(2, Verdict.CLAIM, "", "", None)
    session.adopt(services.workspaces.open(other))
    desk.settle()
    assert left.history.records == 1
    assert session.counts.tally.records == 0
    assert desk.receipt() == "No decision yet"
    assert desk.composition.flow.unsaved == ()
    desk.press(OPINION)
    assert desk.verdict_of("r1") is Verdict.OPINION


def test_a_note_that_is_too_long_is_refused_with_a_sentence(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.composition.flow.give(2, Verdict.CLAIM, "x" * 10_001, "", None)
    desk.settle()
    assert any("A note may have 10,000 characters" in title for title in desk.titles())
    assert records(desk) == 0


def test_a_bug_in_the_store_frees_the_card_and_reaches_the_crash_dialog(
    desk: Any, backlog: Path, stores: Any, no_error_records: list[logging.LogRecord]
) -> None:
    desk.open(backlog)
    stores.failure = ValueError("a bug")
    desk.press(CLAIM)
    desk.qtbot.waitUntil(lambda: bool(desk.answers.crashes))
    assert "ValueError: a bug" in desk.answers.crashes[0]
    assert desk.item() == "r1"
    no_error_records.clear()
    stores.failure = None
    desk.press(CLAIM)
    assert desk.verdict_of("r1") is Verdict.CLAIM
