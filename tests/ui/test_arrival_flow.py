"""A file while it is read: what the moderator reads, notes and asks for then stays."""

import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from triage_app.domain.decisions import Verdict
from triage_app.domain.queue import Column, QueueQuery
from triage_app.ui.presenters import arrival

CLAIM, DOWN, UP = Qt.Key.Key_C, Qt.Key.Key_Down, Qt.Key.Key_Up
ROWS = 20_000


@pytest.fixture
def long(write_backlog: Callable[..., Path]) -> Path:
    """A file whose last rows are the first of the queue."""
    rows = [(f"i{n:05}", f"report {n}", 201 + n * 598 // ROWS) for n in range(ROWS)]
    return write_backlog(rows, "long.csv")


@pytest.fixture
def read(desk: Any, scorer: Any) -> Callable[[Path], None]:
    """Reads a file until its first rows are shown; `scorer.gate` lets it go on."""

    def read(path: Path) -> None:
        scorer.gate, scorer.free_calls = threading.Event(), 1
        scorer.reached.clear()
        window = desk.composition
        if window.window.isVisible():
            window.opening.open(path)
        else:
            window.begin(path, None)
        desk.qtbot.waitUntil(lambda: window.session.filling)
        desk.qtbot.waitUntil(scorer.reached.is_set)
        desk.qtbot.waitUntil(lambda: window.desk._hand._painted)
        assert 0 < len(desk.queue()) < ROWS

    return read


def ask(desk: Any, query: QueueQuery) -> None:
    desk.composition.desk_page.filters.query_edited.emit(query)


def test_the_card_and_its_note_stay_when_the_file_is_saved(
    desk: Any, read: Any, long: Path, scorer: Any
) -> None:
    read(long)
    note = desk.composition.desk_page.card.note_field
    first = desk.item()
    note.setText("of the first")
    desk.composition.desk.move(1)
    second = desk.item()
    assert (note.text(), first != second) == ("", True)
    note.setText("of the second")
    scorer.gate.set()
    desk.settle()
    assert len(desk.queue()) == ROWS
    assert (desk.item(), note.text()) == (second, "of the second")
    top = desk.queue()[0]
    assert top not in (first, second)
    desk.press(CLAIM)
    kept = desk.composition.session.workspace.history.current(second)
    assert (kept.verdict, kept.note) == (Verdict.CLAIM, "of the second")
    assert desk.item() == top, "the first of the whole queue is next"
    desk.composition.desk.open_row(int(first[1:]))
    assert note.text() == "of the first"


@pytest.mark.parametrize(("to_read", "stays"), [(0.0, True), (600.0, False)])
def test_a_card_that_nobody_had_time_to_read_makes_way_for_the_first_of_the_queue(
    desk: Any,
    read: Any,
    long: Path,
    scorer: Any,
    monkeypatch: pytest.MonkeyPatch,
    to_read: float,
    stays: bool,
) -> None:
    monkeypatch.setattr(arrival, "TIME_TO_READ_S", to_read)
    read(long)
    seen = desk.item()
    scorer.gate.set()
    desk.settle()
    assert (desk.item() == seen) is stays
    assert (desk.item() == desk.queue()[0]) is not stays


def test_how_much_there_is_to_score_is_told_by_what_was_scored(
    desk: Any, read: Any, long: Path
) -> None:
    read(long)
    status = desk.composition.window.status
    desk.qtbot.waitUntil(lambda: "Scoring" in status.text())
    (about,) = re.findall("of about ([0-9,]+)", status.text())
    assert 0.9 * ROWS < int(about.replace(",", "")) < 1.1 * ROWS


def test_what_is_searched_and_sorted_by_stays_when_the_file_is_saved(
    desk: Any, read: Any, long: Path, scorer: Any
) -> None:
    read(long)
    asked = QueueQuery(search="report 7", sort=Column.VIEWS, descending=False)
    ask(desk, asked)
    seen = desk.item()
    scorer.gate.set()
    desk.settle()
    assert desk.composition.desk.query == asked
    assert desk.item() == seen
    assert len(desk.queue()) > 1_000


def test_another_file_begins_unsearched_and_giving_it_up_leads_back(
    desk: Any, read: Any, backlog: Path, long: Path, scorer: Any
) -> None:
    desk.open(backlog)
    asked = QueueQuery(search="penguins")
    ask(desk, asked)
    assert desk.queue() == ["r1"]
    read(long)
    assert desk.composition.desk.query == QueueQuery()
    desk.composition.desk_page.card.note_field.setText("of no workspace")
    desk.composition.window.status.cancel_requested.emit()
    scorer.gate.set()
    desk.settle()
    assert desk.composition.desk.query == asked
    card = desk.composition.desk_page.card
    assert (desk.item(), card.note()) == ("r1", "")


def test_no_note_of_a_file_that_was_given_up_shows_on_the_next_one(
    desk: Any, read: Any, long: Path, backlog: Path, scorer: Any
) -> None:
    desk.open(backlog)
    read(long)
    first = desk.composition.desk.row
    note = desk.composition.desk_page.card.note_field
    note.setText("of no workspace")
    desk.composition.window.status.cancel_requested.emit()
    scorer.gate.set()
    desk.settle()
    read(long)
    assert (desk.composition.desk.row, note.text()) == (first, "")
    scorer.gate.set()
    desk.settle()
    assert note.text() == ""


def test_a_verdict_given_while_the_whole_file_is_saved_follows_it(
    desk: Any,
    read: Any,
    long: Path,
    scorer: Any,
    services: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opens, gate = services.workspaces.open, threading.Event()

    def late(*args: Any, **named: Any) -> Any:
        gate.wait(10)
        return opens(*args, **named)

    monkeypatch.setattr(services.workspaces, "open", late)
    read(long)
    first, window = desk.item(), desk.composition
    scorer.gate.set()
    desk.qtbot.waitUntil(lambda: "Saving" in window.window.status.text())
    desk.qtbot.waitUntil(lambda: window.desk._hand.can_begin)
    QTest.keyClick(desk.focus(), CLAIM)
    gate.set()
    desk.qtbot.waitUntil(lambda: desk.verdict_of(first) is Verdict.CLAIM)
    desk.settle()
    assert [kept.added for kept in window.session.workspace.imports] == [ROWS]
    assert len(desk.titles()) == 1, "nothing but the account is told"
    assert desk.item() == desk.queue()[0]
