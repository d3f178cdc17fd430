"""The disk fills up, the folder turns read-only: the card and the note stay.

SQLite itself refuses: by `max_page_count` as on a full disk, by `query_only` as in a
folder that may not be written to, and on a disk of two megabytes that is really full.
"""

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import event
from sqlalchemy.pool import Pool

from triage_app.domain.decisions import Verdict
from triage_app.services.statistics import status, verify

CLAIM, OPINION, UNDO, NOTE = (Qt.Key(ord(letter)) for letter in "COUN")
FULL = "The disk is full, so the decision was not saved."
# As long as a note may be: a page of a database holds two.
LONG_NOTE = ("seen twice " * 180).strip()


@contextmanager
def pragma(during: str, after: str) -> Iterator[None]:
    """Let every connection to a database work under a pragma."""

    def begin(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA {during}").fetchall()

    def lift(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA {after}").fetchall()

    event.listen(Pool, "checkout", begin)
    event.listen(Pool, "checkin", lift)
    try:
        yield
    finally:
        event.remove(Pool, "checkout", begin)
        event.remove(Pool, "checkin", lift)


def full_disk() -> AbstractContextManager[None]:
    return pragma("max_page_count = 1", "max_page_count = 1073741823")


def read_only() -> AbstractContextManager[None]:
    return pragma("query_only = 1", "query_only = 0")


def card_of(desk: Any) -> Any:
    return desk.composition.desk_page.card


def write_note(desk: Any, note: str) -> None:
    desk.press(NOTE)
    card_of(desk).note_field.setText(note)
    card_of(desk).note_field.textEdited.emit(note)
    desk.press(Qt.Key.Key_Return)


def try_again(desk: Any, title: str) -> None:
    shown = desk.composition.window.messages.messages()
    (message,) = [m for m in shown if m.title == title]
    (label, callback), *_ = message.actions
    assert label == "Try again"
    callback()
    desk.settle()


def decide_until_refused(desk: Any, sentence: str) -> str:
    """Decide with long notes until the store takes no more; return the item refused."""
    for _ in range(8):
        item: str = desk.item()
        write_note(desk, LONG_NOTE)
        desk.press(OPINION)
        if any(title.endswith(sentence) for title in desk.titles()):
            return item
    raise AssertionError("the store never refused")


def assert_kept_once(desk: Any, item: str, verdict: Verdict, note: str) -> None:
    workspace = desk.composition.session.workspace
    records = list(workspace.store.records())
    assert [r.decision.item_id for r in records].count(item) == 1
    current = workspace.history.current(item)
    assert (current.verdict, current.note) == (verdict, note)
    assert verify(workspace).ok
    assert status(workspace)["conserved"] is True


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (full_disk, FULL),
        (read_only, "can't be written to, so the decision was not saved."),
    ],
    ids=["full", "read-only"],
)
def test_what_the_store_refuses_stays_on_the_card_and_is_kept_on_trying_again(
    desk: Any,
    backlog: Path,
    trouble: Callable[[], AbstractContextManager[None]],
    sentence: str,
) -> None:
    desk.open(backlog)
    with trouble():
        item = decide_until_refused(desk, sentence)
        assert desk.item() == item
        assert card_of(desk).note() == LONG_NOTE
        (title,) = {title for title in desk.titles() if title.endswith(sentence)}
        desk.press(OPINION)  # the key alone tries again, and fails again
        assert desk.item() == item
        assert card_of(desk).note() == LONG_NOTE
    try_again(desk, title)
    assert desk.item() != item
    assert_kept_once(desk, item, Verdict.OPINION, LONG_NOTE)
    shown = [m.title for m in desk.composition.window.messages.messages()]
    assert title not in shown


def test_an_undo_that_is_refused_leaves_the_verdict_standing(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    with read_only():
        desk.press(UNDO)
        assert desk.verdict_of("r1") is Verdict.CLAIM
        assert any("can't be written to" in title for title in desk.titles())
    desk.press(UNDO)
    assert desk.verdict_of("r1") is None
    assert desk.item() == "r1"
    assert verify(desk.composition.session.workspace).ok


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk may be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Take all the room that is left on a disk."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return ballast


def test_on_a_disk_that_is_really_full_nothing_is_lost_or_kept_twice(
    make_desk: Callable[..., Any], small_disk: Path, backlog: Path
) -> None:
    desk = make_desk()
    desk.open(backlog)
    own = small_disk / "work.triage"
    made = desk.composition.session.workspace.path
    desk.close()
    subprocess.run(["cp", "-r", str(made), str(own)], check=True)
    desk = make_desk()
    desk.open(None, own)
    desk.press(CLAIM)
    ballast = fill(small_disk)
    item = decide_until_refused(desk, FULL)
    assert desk.item() == item
    assert card_of(desk).note() == LONG_NOTE
    ballast.unlink()
    try_again(desk, FULL)
    assert desk.item() != item
    assert_kept_once(desk, item, Verdict.OPINION, LONG_NOTE)
