"""Each failure of the store in the window: its sentence, card and note stay, retry.

SQLite itself is made to fail, by its own pragmas or from another connection.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import event
from sqlalchemy.pool import Pool

from triage_app.domain.decisions import Verdict
from triage_app.services.statistics import verify

CLAIM, UNDO = (Qt.Key(ord(letter)) for letter in "CU")
Failure = Callable[[Path], AbstractContextManager[None]]


@contextmanager
def pragmas(during: str, after: str) -> Iterator[None]:
    """Set a pragma on each connection that is used."""

    def begin(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA {during}").fetchall()

    def end(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA {after}").fetchall()

    event.listen(Pool, "checkout", begin)
    event.listen(Pool, "checkin", end)
    try:
        yield
    finally:
        event.remove(Pool, "checkout", begin)
        event.remove(Pool, "checkin", end)


@contextmanager
def full(_folder: Path) -> Iterator[None]:
    with pragmas("max_page_count = 1", "max_page_count = 1073741823"):
        yield


@contextmanager
def read_only(_folder: Path) -> Iterator[None]:
    with pragmas("query_only = ON", "query_only = OFF"):
        yield


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    database = sqlite3.connect(folder / "workspace.db", isolation_level=None)
    with (
        closing(database) as other,
        pragmas("busy_timeout = 20", "busy_timeout = 5000"),
    ):
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def moved(folder: Path) -> Iterator[None]:
    elsewhere = folder.with_name("elsewhere.triage")
    folder.rename(elsewhere)
    yield
    elsewhere.rename(folder)


@contextmanager
def replaced(folder: Path) -> Iterator[None]:
    elsewhere = folder.with_name("elsewhere.triage")
    folder.rename(elsewhere)
    shutil.copytree(elsewhere, folder)
    yield
    shutil.rmtree(folder)
    elsewhere.rename(folder)


@contextmanager
def tampered(folder: Path) -> Iterator[None]:
    """Let the noted end of the decision log be another one."""
    note = "UPDATE heads SET records = records + {} WHERE log = 'decisions'"
    with closing(sqlite3.connect(folder / "workspace.db")) as other:
        other.execute(note.format(1))
        other.commit()
        yield
        other.execute(note.format(-1))
        other.commit()


def press_until_refused(desk: Any, sentence: str) -> Any:
    """Give verdicts with long notes until one is refused; return what was told.

    On a full disk the pages that there are still take one or two.
    """
    for _ in range(5):
        desk.composition.desk_page.card.note_field.setText("seen twice " + "n" * 1_900)
        desk.press(CLAIM)
        found = [m for m in desk.told if m.title.startswith(sentence)]
        if found:
            return found[0]
    raise AssertionError(desk.titles())


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (full, "The disk is full, so the decision was not saved."),
        (read_only, "The workspace november.triage can't be written to, so the decis"),
        (locked, "Another program is using the workspace november.triage, so the de"),
        (moved, "The workspace november.triage is no longer complete, so its decisio"),
        (replaced, "The workspace november.triage was moved or replaced, so its dec"),
        (tampered, "The decision log was changed by another program, so nothing mor"),
    ],
)
def test_the_card_and_the_note_stay_and_trying_again_saves_once(
    desk: Any, backlog: Path, failure: Failure, sentence: str
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    workspace = desk.composition.session.workspace
    with failure(workspace.path):
        message = press_until_refused(desk, sentence)
        assert message.detail or message.next_step
        item, kept = desk.item(), workspace.history.records
        note = desk.composition.desk_page.card.note()
        assert note.startswith("seen twice")
        assert desk.verdict_of(item) is None
    retry = dict(message.actions)["Try again"]
    retry()
    desk.settle()
    assert desk.item() != item
    current = workspace.history.current(item)
    assert (current.verdict, current.note) == (Verdict.CLAIM, note)
    assert workspace.history.records == kept + 1
    assert verify(workspace).problems == ()
    shown = [m.title for m in desk.composition.window.messages.messages()]
    assert message.title not in shown


@pytest.mark.parametrize("failure", [read_only, locked])
def test_an_undo_that_fails_can_be_tried_again(
    desk: Any, backlog: Path, failure: Failure
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    workspace = desk.composition.session.workspace
    with failure(workspace.path):
        desk.press(UNDO)
        assert desk.verdict_of("r1") is Verdict.CLAIM
    desk.press(UNDO)
    assert desk.verdict_of("r1") is None
    assert desk.item() == "r1"
    assert workspace.history.records == 2
    assert verify(workspace).ok
