"""Verdicts on the first items of a file that is still being read."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from triage_app.domain.decisions import Verdict
from triage_app.domain.errors import WorkspaceError
from triage_app.services.statistics import verify

CLAIM, ESCALATE, UNDO, ALL = map(Qt.Key, b"CEUA")
ROWS = 20_000
FULL = "The disk is full, so the backlog was not kept."


@pytest.fixture
def file(write_backlog: Callable[..., Path]) -> Path:
    """Twenty thousand items, the likeliest claims of them all in the last rows."""
    rows = [(f"i{row:05}", "said", 300 + row * 400 // ROWS) for row in range(ROWS)]
    return write_backlog(rows)


@pytest.fixture
def reading(desk: Any, file: Path, scorer: Any) -> Any:
    """A window that shows the first items; scoring waits for the gate."""
    scorer.gate = threading.Event()
    scorer.free_calls = 1
    desk.composition.begin(file, None)
    wait_for_first_items(desk, scorer)
    return desk


def wait_for_first_items(desk: Any, scorer: Any) -> None:
    window = desk.composition
    desk.qtbot.waitUntil(lambda: window.session.filling)
    desk.qtbot.waitUntil(scorer.reached.is_set)
    desk.qtbot.waitUntil(lambda: window.desk._hand.can_begin)


def press(desk: Any, key: Qt.Key) -> None:
    QTest.keyClick(desk.focus(), key)


def wait_for_verdict(desk: Any, item: str) -> None:
    desk.qtbot.waitUntil(lambda: desk.verdict_of(item) is not None)
    desk.qtbot.waitUntil(lambda: desk.composition.desk.ready)


def let_go_on(desk: Any, scorer: Any) -> None:
    scorer.gate.set()
    desk.settle()


def workspace(desk: Any) -> Any:
    return desk.composition.session.workspace


def test_a_verdict_is_kept_while_the_file_is_still_read(
    reading: Any, scorer: Any
) -> None:
    desk, first, shown = reading, reading.item(), len(reading.queue())
    assert 0 < shown < ROWS
    press(desk, CLAIM)
    wait_for_verdict(desk, first)
    assert not scorer.gate.is_set(), "the file is read to its end already"
    assert desk.receipt().startswith("Saved: claim")
    assert desk.item() not in ("", first)
    assert len(desk.queue()) == shown
    second = desk.item()
    press(desk, CLAIM)
    wait_for_verdict(desk, second)
    held = desk.item()
    let_go_on(desk, scorer)
    assert desk.item() == held, "the card changed under the moderator's eyes"
    assert len(desk.queue()) == ROWS
    assert desk.queue()[0] == f"i{ROWS - 50:05}", "the likeliest claim, read last"
    assert {desk.verdict_of(first), desk.verdict_of(second)} == {Verdict.CLAIM}
    assert workspace(desk).history.records == 2
    assert [kept.added for kept in workspace(desk).imports] == [shown, ROWS - shown]
    assert verify(workspace(desk)).ok
    account = "20,000 rows read: 20,000 accepted, 0 quarantined, 0 duplicates;"
    assert f"{account} 20,000 new." in desk.titles()


def test_whoever_decides_nothing_meanwhile_has_one_import(
    reading: Any, scorer: Any
) -> None:
    let_go_on(reading, scorer)
    assert [kept.added for kept in workspace(reading).imports] == [ROWS]


def test_cancelling_after_a_verdict_keeps_what_was_read(
    reading: Any, scorer: Any, file: Path
) -> None:
    desk, first, shown = reading, reading.item(), len(reading.queue())
    press(desk, CLAIM)
    wait_for_verdict(desk, first)
    desk.composition.window.status.cancel_requested.emit()
    scorer.gate.set()
    desk.settle()
    assert "The import was cancelled." in desk.titles()
    assert f"{shown:,} reports and your verdicts are kept." in desk.titles()
    assert desk.verdict_of(first) is Verdict.CLAIM
    assert len(workspace(desk).case) == shown
    desk.composition.opening.open(file)
    desk.qtbot.waitUntil(lambda: len(workspace(desk).case) == ROWS)
    desk.settle()
    assert workspace(desk).history.records == 1
    assert desk.verdict_of(first) is Verdict.CLAIM
    assert verify(workspace(desk)).ok


def test_what_can_not_be_kept_is_said_and_can_be_decided_again(
    reading: Any, scorer: Any, services: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, first = reading, reading.item()
    opens = services.workspaces.open

    def refuse(*_args: Any, **_named: Any) -> None:
        raise WorkspaceError(FULL)

    monkeypatch.setattr(services.workspaces, "open", refuse)
    press(desk, CLAIM)
    desk.qtbot.waitUntil(lambda: FULL in desk.titles())
    desk.qtbot.waitUntil(lambda: desk.composition.desk._hand.can_begin)
    assert desk.item() == first
    assert desk.composition.session.filling
    monkeypatch.setattr(services.workspaces, "open", opens)
    press(desk, CLAIM)
    wait_for_verdict(desk, first)
    let_go_on(desk, scorer)
    assert workspace(desk).history.records == 1


def test_a_file_that_ends_while_the_first_items_are_kept_goes_to_the_same_workspace(
    reading: Any, scorer: Any, services: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, first, gate = reading, reading.item(), threading.Event()
    opens, opened = services.workspaces.open, []

    def late(*args: Any, **named: Any) -> Any:
        gate.wait(10)
        opened.append(args)
        return opens(*args, **named)

    monkeypatch.setattr(services.workspaces, "open", late)
    press(desk, CLAIM)
    press(desk, CLAIM)
    status = desk.composition.window.status
    scorer.gate.set()
    desk.qtbot.waitUntil(lambda: "Saving" in status.text())
    gate.set()
    wait_for_verdict(desk, first)
    desk.settle()
    assert len(opened) == 1
    assert len(workspace(desk).case) == ROWS
    assert workspace(desk).history.records == 1, "the second key counted"


def test_cancelling_while_the_first_items_are_kept_gives_no_verdict_and_says_so(
    reading: Any,
    scorer: Any,
    services: Any,
    backlog_of_its_own: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk, gate, shown = reading, threading.Event(), len(reading.queue())
    opens = services.workspaces.open

    def late(*args: Any, **named: Any) -> Any:
        gate.wait(10)
        return opens(*args, **named)

    monkeypatch.setattr(services.workspaces, "open", late)
    press(desk, CLAIM)
    desk.composition.window.status.cancel_requested.emit()
    scorer.gate.set()
    gate.set()
    title = "The verdict was not given: the import ended before."
    desk.qtbot.waitUntil(lambda: title in desk.titles())
    detail = next(one.detail for one in desk.told if one.title == title)
    assert detail == f"{shown:,} reports are kept in november.triage."
    desk.composition.opening.open(backlog_of_its_own)
    desk.qtbot.waitUntil(lambda: workspace(desk) is not None)
    desk.settle()
    assert workspace(desk).name == "december.triage"
    assert workspace(desk).history.records == 0
    assert len(workspace(desk).case) == 3


@pytest.fixture
def backlog_of_its_own(write_backlog: Callable[..., Path]) -> Path:
    rows = [(f"d{row}", "said", 500) for row in range(3)]
    return write_backlog(rows, name="december.csv")


def test_the_workspace_that_was_open_gets_nothing_of_it(
    desk: Any, scorer: Any, file: Path, backlog_of_its_own: Path
) -> None:
    desk.open(backlog_of_its_own)
    former = workspace(desk)
    scorer.reached.clear()
    scorer.gate = threading.Event()
    scorer.free_calls = 1
    desk.composition.opening.open(file)
    wait_for_first_items(desk, scorer)
    first = desk.item()
    press(desk, UNDO)
    press(desk, CLAIM)
    wait_for_verdict(desk, first)
    assert workspace(desk) is not former
    assert former.history.records == 0
    let_go_on(desk, scorer)
    assert workspace(desk).history.records == 1


def test_an_escalation_without_a_reason_asks_for_it_once_the_items_are_kept(
    reading: Any, scorer: Any
) -> None:
    desk, first = reading, reading.item()
    press(desk, ESCALATE)
    desk.qtbot.waitUntil(lambda: desk.composition.desk.ready)
    card = desk.composition.desk_page.card
    picker = card.findChild(type(desk.composition.care.reasons.picker))
    assert not picker.isHidden()
    assert desk.item() == first
    assert workspace(desk).history.records == 0
    let_go_on(desk, scorer)


def test_many_items_wait_until_the_file_is_read(reading: Any, scorer: Any) -> None:
    desk = reading
    QTest.keyClick(desk.focus(), ALL, Qt.KeyboardModifier.ControlModifier)
    press(desk, CLAIM)
    assert "The file is still being read." in desk.titles()
    assert desk.composition.session.filling
    let_go_on(desk, scorer)
    assert workspace(desk).history.records == 0


def test_a_verdict_that_waits_for_a_file_that_can_not_be_kept_is_said_to_be_lost(
    reading: Any, scorer: Any, services: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, first, gate = reading, reading.item(), threading.Event()
    opens = services.workspaces.open

    def refuse(*_args: Any, **_named: Any) -> None:
        gate.wait(10)
        raise WorkspaceError(FULL)

    monkeypatch.setattr(services.workspaces, "open", refuse)
    status = desk.composition.window.status
    scorer.gate.set()
    desk.qtbot.waitUntil(lambda: "Saving" in status.text())
    desk.qtbot.waitUntil(lambda: desk.composition.desk._hand.can_begin)
    press(desk, CLAIM)
    gate.set()
    lost = "The verdict was not given: the file could not be saved."
    desk.qtbot.waitUntil(lambda: lost in desk.titles())
    monkeypatch.setattr(services.workspaces, "open", opens)
    next(one for one in desk.told if one.title == FULL).actions[0][1]()
    desk.settle()
    assert len(workspace(desk).case) == ROWS
    assert desk.verdict_of(first) is None
    assert workspace(desk).history.records == 0
