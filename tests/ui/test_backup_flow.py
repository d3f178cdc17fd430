"""Backups from the window: by themselves, on demand, restored; a damaged workspace."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from triage_app.domain.ports import Occasion
from triage_app.paths import Paths
from triage_app.services.statistics import verify
from triage_app.store import backups as store_backups
from triage_app.store.backups import BackupFolder

CLAIM, OPINION = (Qt.Key(ord(letter)) for letter in "CO")


@pytest.fixture
def place(paths: Paths) -> Path:
    """Where the backlog's own workspace lies."""
    return paths.workspaces_folder / "november.triage"


def kept(place: Path) -> list[Occasion]:
    return [one.occasion for one in BackupFolder(place).listed()]


def forge_newest(place: Path) -> None:
    """Change the newest record behind the program's back."""
    with closing(sqlite3.connect(place / "workspace.db")) as connection:
        connection.execute("DROP TRIGGER decisions_no_update")
        connection.execute(
            "UPDATE decisions SET note = 'forged' "
            "WHERE seq = (SELECT MAX(seq) FROM decisions)"
        )
        connection.commit()


def trigger(desk: Any, command: str) -> None:
    desk.composition.actions.by_id[command].trigger()


def told(desk: Any, start: str) -> Any:
    """Wait until something was told, and return it."""

    def found() -> bool:
        return any(title.startswith(start) for title in desk.titles())

    desk.qtbot.waitUntil(found, timeout=10_000)
    return next(m for m in reversed(desk.told) if m.title.startswith(start))


def act(message: Any, start: str) -> None:
    next(do for label, do in message.actions if label.startswith(start))()


def test_what_is_opened_is_backed_up_a_moment_later(
    desk: Any, backlog: Path, place: Path
) -> None:
    desk.open(backlog)
    assert kept(place) == []
    desk.qtbot.waitUntil(lambda: kept(place) == [Occasion.OPENED], timeout=10_000)
    assert all("backed up" not in title for title in desk.titles())


def test_a_backup_is_made_when_it_is_asked_for(
    desk: Any, backlog: Path, place: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    trigger(desk, "back_up")
    told(desk, "The workspace is backed up: 1 records.")
    assert kept(place)[0] is Occasion.ASKED


def test_a_backup_that_fails_is_told_once_and_the_work_goes_on(
    desk: Any, backlog: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    desk.open(backlog)
    monkeypatch.setattr(store_backups, "flush_file", full)
    upkeep = desk.composition.upkeep
    upkeep._by_itself(upkeep._backups.opened)
    message = told(desk, "The disk is full, so no backup was made.")
    upkeep._by_itself(upkeep._backups.hourly)
    desk.press(CLAIM)
    assert desk.item() == "r2"
    assert desk.titles().count(message.title) == 1
    monkeypatch.undo()
    act(message, "Try again")
    told(desk, "The workspace is backed up")
    shown = [m.title for m in desk.composition.window.messages.messages()]
    assert message.title not in shown


def test_the_sample_s_workspace_is_not_backed_up_by_itself(desk: Any) -> None:
    desk.open(None)
    upkeep = desk.composition.upkeep
    upkeep._by_itself(upkeep._backups.opened)
    desk.press(CLAIM)
    assert kept(desk.composition.session.workspace.path) == []


def test_a_chosen_backup_is_restored_and_newer_verdicts_are_carried_over(
    desk: Any, backlog: Path, place: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    trigger(desk, "back_up")
    told(desk, "The workspace is backed up")
    desk.press(OPINION, CLAIM)
    desk.answers.backup = BackupFolder(place).listed()[0].name
    trigger(desk, "restore")
    message = told(desk, "The backup of")
    assert message.title.endswith("is restored: 3 records.")
    assert message.detail == "2 of them are newer than the backup. None is lost."
    desk.settle()
    assert desk.item() == "r4"
    ((name, listed, records),) = desk.answers.backups
    assert (name, listed[0].records, records) == ("november.triage", 1, 3)
    workspace = desk.composition.session.workspace
    assert verify(workspace).ok
    assert workspace.store.events()[-1].moderator == "m-07"
    desk.press(CLAIM)
    assert desk.item() == "r5"


def test_nothing_happens_where_the_person_cancels(
    desk: Any, backlog: Path, place: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    trigger(desk, "restore")
    desk.qtbot.waitUntil(lambda: len(desk.answers.backups) == 1, timeout=10_000)
    desk.settle()
    assert desk.item() == "r2"
    assert Occasion.RESTORE not in kept(place)


def test_a_damaged_backup_is_refused_and_the_workspace_opens_again(
    desk: Any, backlog: Path, place: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    trigger(desk, "back_up")
    told(desk, "The workspace is backed up")
    name = BackupFolder(place).listed()[0].name
    (place / "backups" / name).write_bytes(b"x" * 5000)
    desk.answers.backup = name
    trigger(desk, "restore")
    message = told(desk, f"The backup {name} of november.triage can't be used")
    assert [label for label, _ in message.actions] == ["Choose another backup…"]
    desk.settle()
    assert desk.item() == "r2"


def damaged(
    desk: Any, make_desk: Callable[..., Any], backlog: Path, place: Path
) -> Any:
    """Leave a workspace damaged that has a backup, and open it in another window."""
    desk.open(backlog)
    desk.press(CLAIM)
    trigger(desk, "back_up")
    told(desk, "The workspace is backed up")
    desk.press(OPINION, CLAIM)
    desk.close()
    forge_newest(place)
    again = make_desk()
    again.composition.begin(None, place)
    return again


def test_a_damaged_workspace_offers_its_newest_sound_backup(
    desk: Any, make_desk: Any, backlog: Path, place: Path
) -> None:
    again = damaged(desk, make_desk, backlog, place)
    message = told(again, "The workspace november.triage is damaged, so it can't be op")
    assert "Record 3 of the decision log was changed" in message.detail
    labels = [label for label, _ in message.actions]
    assert labels[0].startswith("Restore the newest sound backup (20")
    assert labels[0].endswith(", 1 records)")
    assert labels[1] == "Open only to look"
    act(message, "Restore")
    done = told(again, "The backup of")
    assert done.title.endswith("is restored: 2 records.")
    assert done.detail.endswith("1 could not be read and are lost.")
    again.settle()
    assert again.item() == "r3"
    assert verify(again.composition.session.workspace).ok


def test_a_damaged_workspace_can_be_looked_at_and_not_changed(
    desk: Any, make_desk: Any, backlog: Path, place: Path
) -> None:
    again = damaged(desk, make_desk, backlog, place)
    act(told(again, "The workspace november.triage is damaged"), "Open only")
    message = told(again, "november.triage is open only to look at.")
    again.settle()
    assert len(again.composition.session.case) == 10
    before = again.item()
    again.press(CLAIM)
    assert again.item() == before
    told(again, "The workspace november.triage is open only to look at, so the decis")
    again.answers.abandon = True
    again.answers.backup = BackupFolder(place).listed()[-1].name
    act(message, "Restore backup")
    told(again, "The backup of")
    again.settle()
    again.press(CLAIM)
    assert verify(again.composition.session.workspace).ok


def test_a_workspace_without_a_backup_can_still_be_looked_at(
    desk: Any, make_desk: Any, backlog: Path, place: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    desk.close()
    forge_newest(place)
    again = make_desk()
    again.composition.begin(None, place)
    message = told(again, "The workspace november.triage is damaged")
    assert [label for label, _ in message.actions] == ["Open only to look"]
    act(message, "Open only")
    told(again, "november.triage is open only to look at.")
    again.settle()


def test_a_verdict_that_could_not_be_saved_keeps_a_restoring_waiting(
    desk: Any, backlog: Path, place: Path, stores: Any
) -> None:
    from triage_app.domain.errors import WorkspaceError

    desk.open(backlog)
    trigger(desk, "back_up")
    told(desk, "The workspace is backed up")
    stores.failure = WorkspaceError("The disk is full.")
    desk.press(CLAIM)
    desk.answers.backup = BackupFolder(place).listed()[0].name
    trigger(desk, "restore")
    desk.qtbot.waitUntil(lambda: len(desk.answers.backups) == 1, timeout=10_000)
    desk.settle()
    assert Occasion.RESTORE not in kept(place)
    assert len(desk.composition.flow.unsaved) == 1
    desk.answers.abandon = True


def test_a_workspace_that_is_open_elsewhere_is_told(
    desk: Any, make_desk: Any, backlog: Path, place: Path
) -> None:
    desk.open(backlog)
    again = make_desk()
    again.composition.begin(None, place)
    message = told(again, "The workspace november.triage is open in another window")
    assert message.next_step == "Close it there, then try again."
    desk.press(CLAIM)
    assert desk.item() == "r2"


def test_a_backlog_whose_workspace_is_damaged_does_not_begin_anew(
    desk: Any, make_desk: Any, backlog: Path, place: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    trigger(desk, "back_up")
    told(desk, "The workspace is backed up")
    desk.close()
    (place / "workspace.db").write_bytes(b"")
    again = make_desk()
    again.composition.begin(backlog, None)
    message = told(again, "The workspace november.triage is damaged: its workspace.db")
    assert [path.name for path in place.parent.iterdir()] == ["november.triage"]
    act(message, "Restore the newest")
    told(again, "The backup of")
    again.settle()
    assert again.item() == "r2"
