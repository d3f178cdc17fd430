"""Several chosen rows in the window: by key and mouse, over orders, one verdict."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest

from triage_app.domain.decisions import Verdict, WhyShown
from triage_app.domain.errors import WorkspaceError
from triage_app.domain.filters import Standing
from triage_app.domain.queue import Column, QueueQuery
from triage_app.services.export import ExportRequest, Preset
from triage_app.services.statistics import verify
from triage_app.ui.models.bulk_question import BulkAnswer
from triage_app.ui.presenters.bulk import BulkFlow
from triage_app.ui.presenters.lister import Lister
from triage_app.ui.tasks import Queue

CLAIM, OPINION, SKIP, ESCALATE, UNDO = map(Qt.Key, b"COSEU")
ALL, COPY, DOWN, ESC = Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_Down, Qt.Key.Key_Escape
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
MANY = 1_200
FULL = "The disk is full, so the decisions were not saved."


@pytest.fixture
def many(write_backlog: Callable[..., Path]) -> Path:
    """A good thousand items in review, their ids in the order of the queue."""
    rows = [(f"i{n:05}", f"report {n}", 799 - n * 598 // MANY) for n in range(MANY)]
    return write_backlog(rows)


def chosen(desk: Any) -> Any:
    return desk.composition.desk.model.chosen


def chosen_ids(desk: Any) -> list[str]:
    ids = desk.composition.session.case.backlog.ids
    return ids.take(chosen(desk).rows()).to_list()


def bar(desk: Any) -> Any:
    return desk.composition.desk_page.selection


def tap(desk: Any, key: Qt.Key, modifiers: Any = NONE) -> None:
    QTest.keyClick(desk.focus(), key, modifiers)


def click(desk: Any, position: int, modifiers: Any = NONE) -> None:
    table = desk.composition.desk_page.queue.table
    place = QPoint(300, table.rowViewportPosition(position) + 8)
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(table.viewport(), left, modifiers, place)


def bulk(desk: Any) -> Any:
    return desk.composition.findChild(BulkFlow)


def tally(desk: Any) -> Any:
    return desk.composition.session.workspace.counts().tally


def on_first_part(desk: Any, act: Callable[[], object]) -> None:
    """Do something once the first part of a step of many has landed."""
    left = [act]
    bulk(desk).landed.connect(lambda _changes: left.pop()() if left else None)


def test_shift_chooses_a_range_and_escape_goes_back_to_one(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    tap(desk, DOWN, SHIFT)
    tap(desk, DOWN, SHIFT)
    assert chosen(desk).count == 3
    assert desk.item() == "r3", "the card shows the current item"
    assert bar(desk).isVisible()
    assert bar(desk).words() == "3 selected"
    tap(desk, ESC)
    assert not chosen(desk).several
    assert not bar(desk).isVisible()
    assert desk.item() == "r3"


def test_an_arrow_without_shift_leaves_the_selection(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    tap(desk, DOWN, SHIFT)
    assert chosen(desk).several
    desk.press(DOWN)
    assert not chosen(desk).several


def test_the_mouse_chooses_ranges_and_single_rows(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    click(desk, 1)
    click(desk, 4, SHIFT)
    assert chosen(desk).count == 4
    click(desk, 2, CONTROL)
    assert chosen(desk).count == 3
    desk.settle()
    assert desk.item() == "r3"
    click(desk, 0)
    assert not chosen(desk).several


def test_a_range_begins_at_the_card_wherever_verdicts_led_from_the_last_click(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    click(desk, 0)
    desk.press(CLAIM, OPINION)
    assert desk.item() == "r3"
    tap(desk, DOWN, SHIFT)
    assert chosen_ids(desk) == ["r3", "r4"]
    assert bar(desk).words() == "2 selected"


def test_a_pointer_that_slips_while_rows_are_added_loses_none_of_them(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    click(desk, 0)
    click(desk, 2, CONTROL)
    viewport = desk.composition.desk_page.queue.table.viewport()
    place = desk.composition.desk_page.queue.table.rowViewportPosition(4)
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(viewport, left, CONTROL, QPoint(300, place + 31))
    moved = QPointF(300, place + 33)
    event = QMouseEvent(
        QEvent.Type.MouseMove, moved, viewport.mapToGlobal(moved), left, left, CONTROL
    )
    QCoreApplication.sendEvent(viewport, event)
    QTest.mouseRelease(viewport, left, CONTROL, moved.toPoint())
    assert chosen_ids(desk) == ["r1", "r3", "r5", "x1"]


def test_what_is_not_seen_as_chosen_does_not_join_the_next_choice(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    click(desk, 0)
    click(desk, 3, CONTROL)
    click(desk, 0, CONTROL)
    assert not chosen(desk).several, "only the card's own row is marked now"
    click(desk, 1, CONTROL)
    assert chosen_ids(desk) == ["r1", "r2"]


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_PageUp]
)
def test_pages_and_ends_without_shift_leave_the_selection_as_an_arrow_does(
    desk: Any, backlog: Path, key: Qt.Key
) -> None:
    desk.open(backlog)
    click(desk, 2)
    tap(desk, DOWN, SHIFT)
    assert chosen(desk).several
    tap(desk, key)
    assert not chosen(desk).several
    assert desk.item() == (
        "r1" if key in (Qt.Key.Key_Home, Qt.Key.Key_PageUp) else "x1"
    )


def test_the_selection_outlives_another_order_and_narrows_with_a_filter(
    desk: Any, many: Path, qtbot: Any
) -> None:
    desk.open(many)
    for _ in range(9):
        tap(desk, DOWN, SHIFT)
    before = set(chosen(desk).rows().tolist())
    desk.composition.desk_page.queue.sort_requested.emit(Column.VIEWS, False)
    desk.settle()
    assert set(chosen(desk).rows().tolist()) == before
    query = desk.composition.desk.query.changed("in_id", "00003")
    desk.composition.desk_page.filters.query_edited.emit(query)
    desk.settle()
    assert chosen(desk).count == 1
    assert not bar(desk).isVisible()


def test_one_verdict_for_all_is_asked_for_given_undone_and_redone(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    tap(desk, ALL, CONTROL)
    assert bar(desk).words() == "6 selected"
    desk.press(OPINION)
    question = desk.answers.bulk_questions[-1]
    assert question.title == "Opinion for 5 items?"
    assert question.lines[0] == "5 items without a verdict will be called opinion."
    assert question.lines[1] == "Left as they are: 1 decided already."
    assert "One undo (U) takes them all back." in question.lines
    assert not any("0." in line for line in question.lines), "a score is told"
    assert (tally(desk).claims, tally(desk).opinions) == (1, 5)
    assert desk.receipt() == "Saved: opinion for 5 items · U undoes"
    current = desk.composition.session.workspace.history.current("r3")
    assert current.why_shown is WhyShown.GROUP
    daily = desk.composition.window.status.daily
    desk.qtbot.waitUntil(lambda: daily() == "Today: 6 done")
    desk.press(UNDO)
    assert tally(desk).opinions == 0
    desk.qtbot.waitUntil(lambda: daily() == "Today: 1 done")
    tap(desk, UNDO, SHIFT)
    desk.settle()
    assert tally(desk).opinions == 5


def test_who_would_rather_not_changes_nothing(desk: Any, backlog: Path) -> None:
    desk.answers.bulk = None
    desk.open(backlog)
    tap(desk, ALL, CONTROL)
    desk.press(CLAIM)
    assert len(desk.answers.bulk_questions) == 1
    assert tally(desk).records == 0
    assert chosen(desk).count == 6


def test_nobody_is_asked_where_nothing_waits(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    tap(desk, ALL, CONTROL)
    desk.press(CLAIM)
    tap(desk, ALL, CONTROL)
    desk.press(OPINION)
    assert len(desk.answers.bulk_questions) == 1
    assert desk.titles()[-1] == "None of the selected items waits for this verdict."


def test_an_escalation_of_many_goes_with_its_reason(desk: Any, backlog: Path) -> None:
    desk.answers.bulk = BulkAnswer("", "all from one account")
    desk.open(backlog)
    tap(desk, ALL, CONTROL)
    desk.press(ESCALATE)
    assert desk.answers.bulk_questions[-1].needs_reason
    assert tally(desk).escalated == 6
    workspace = desk.composition.session.workspace
    assert workspace.history.current("r1").note == "all from one account"


def test_an_escalation_without_reason_is_refused_in_a_sentence(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    tap(desk, ALL, CONTROL)
    desk.press(ESCALATE)
    assert desk.titles()[-1] == "An escalation needs a reason."
    assert tally(desk).records == 0


def test_ids_are_copied_in_the_order_of_the_list(
    desk: Any, backlog: Path, qtbot: Any
) -> None:
    desk.open(backlog)
    click(desk, 0)
    click(desk, 2, SHIFT)
    tap(desk, COPY, CONTROL)
    said = "The ids of 3 items are on the clipboard."
    qtbot.waitUntil(lambda: said in desk.titles())
    assert QGuiApplication.clipboard().text() == "r1\nr2\nr3"


def test_what_is_chosen_is_exported_and_nothing_else(
    desk: Any, backlog: Path, tmp_path: Path
) -> None:
    out = tmp_path / "some.csv"
    desk.answers.export = ExportRequest(out, Preset.QUEUE, "m-07")
    desk.open(backlog)
    click(desk, 1)
    click(desk, 2, SHIFT)
    tap(desk, Qt.Key.Key_E, CONTROL | SHIFT)
    desk.settle()
    lines = out.read_text("utf-8").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["r2", "r3"]
    assert '"selected": 2' in (tmp_path / "some.csv.manifest.json").read_text("utf-8")


def test_many_are_decided_undone_and_redone_as_one(desk: Any, many: Path) -> None:
    desk.open(many)
    tap(desk, ALL, CONTROL)
    desk.press(CLAIM)
    assert tally(desk).claims == MANY
    assert desk.receipt() == "Saved: claim for 1,200 items · U undoes"
    desk.press(UNDO)
    assert desk.answers.bulk_questions[-1].title == "Take back claim for 1,200 items?"
    assert tally(desk).decided == 0
    assert desk.receipt() == "Taken back: claim for 1,200 items · Shift+U redoes"
    tap(desk, UNDO, SHIFT)
    desk.settle()
    assert tally(desk).claims == MANY
    workspace = desk.composition.session.workspace
    assert workspace.history.records == 3 * MANY
    assert verify(workspace).ok


def test_the_day_counts_every_item_of_a_step_of_many(desk: Any, many: Path) -> None:
    desk.open(many)
    tap(desk, ALL, CONTROL)
    desk.press(CLAIM)
    daily = desk.composition.window.status.daily
    desk.qtbot.waitUntil(lambda: daily() == f"Today: {MANY:,} done")


def test_cancel_keeps_what_landed_as_one_step_and_says_so(
    desk: Any, many: Path
) -> None:
    desk.open(many)
    on_first_part(desk, desk.composition.jobs.cancel)
    tap(desk, ALL, CONTROL)
    desk.press(CLAIM)
    kept = tally(desk).claims
    assert 0 < kept < MANY
    assert desk.titles()[-1] == f"Cancelled: {kept:,} of {MANY:,} verdicts were saved."
    desk.press(UNDO)
    assert tally(desk).decided == 0
    shown = [m.title for m in desk.composition.window.messages.messages()]
    assert not any("Cancelled" in title for title in shown), "they are taken back"
    assert verify(desk.composition.session.workspace).ok


def test_a_search_typed_while_many_verdicts_land_is_not_forgotten(
    desk: Any, many: Path
) -> None:
    desk.open(many)
    composition, gate = desk.composition, threading.Event()
    edited = composition.desk_page.filters.query_edited
    waiting = QueueQuery(standings=frozenset({Standing.WAITING}))
    edited.emit(waiting)
    composition.findChild(Lister).at_once = 0

    def typed() -> None:
        composition.runner.submit(
            Queue.QUICK, lambda *_: gate.wait(20), lambda _: None, lambda _: None
        )
        edited.emit(waiting.changed("search", "report"))

    on_first_part(desk, typed)
    bulk(desk).ended.connect(gate.set)
    tap(desk, ALL, CONTROL)
    desk.press(CLAIM)
    assert composition.desk.query.search == "report"
    assert composition.desk.model.rowCount() == 0, "nothing waits any more"


def test_a_full_disk_half_way_keeps_what_landed_and_goes_on_from_there(
    desk: Any, many: Path, stores: Any
) -> None:
    desk.open(many)

    def fill() -> None:
        stores.failure = WorkspaceError(FULL, next_step="Make room and try again.")

    on_first_part(desk, fill)
    tap(desk, ALL, CONTROL)
    desk.press(CLAIM)
    message = desk.told[-1]
    kept = tally(desk).claims
    assert 0 < kept < MANY
    assert message.title == FULL
    said = f"{kept:,} of {MANY:,} verdicts are saved and stay; the rest is not."
    assert message.detail == said
    stores.failure = None
    dict(message.actions)["Try again"]()
    desk.settle()
    assert tally(desk).claims == desk.composition.session.workspace.history.records
    assert tally(desk).claims == MANY
    shown = [m.title for m in desk.composition.window.messages.messages()]
    assert FULL not in shown


def test_verdicts_by_key_are_kept_meanwhile_and_undo_waits(
    desk: Any, many: Path, stores: Any
) -> None:
    desk.open(many)
    last = MANY - 1
    click(desk, 0)
    composition = desk.composition
    composition.desk_page.queue.table.reach(MANY - 500)
    composition.desk.open_row(last)

    def between() -> None:
        composition.desk.deciding.undo()
        composition.desk.open_row(last)
        gate = threading.Event()
        composition.desk.card_ready.connect(gate.set)
        composition.flow.give(last, Verdict.OPINION, "", "", None)

    on_first_part(desk, between)
    rows = chosen(desk).rows()
    assert len(rows) == MANY - 499
    desk.press(CLAIM)
    assert "A verdict for many items is still being saved." in desk.titles()
    assert (tally(desk).claims, tally(desk).opinions) == (MANY - 499, 1)


def test_closing_meanwhile_keeps_log_and_memory_whole(
    make_desk: Any, many: Path, tmp_path: Path
) -> None:
    desk = make_desk()
    desk.open(many)
    path = desk.composition.session.workspace.path
    on_first_part(desk, desk.composition.window.close)
    tap(desk, ALL, CONTROL)
    with desk.qtbot.waitSignal(desk.composition.finished, timeout=10_000):
        tap(desk, CLAIM)
    again = make_desk()
    again.open(None, path)
    kept = tally(again).claims
    assert 0 < kept < MANY
    again.press(UNDO)
    assert tally(again).decided == 0
