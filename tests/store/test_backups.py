"""Backups: made whole beside the work, found again, and let go of in time."""

import errno
import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from triage_app.domain.errors import WorkspaceDamagedError, WorkspaceError
from triage_app.domain.ports import Backup, Occasion
from triage_app.store import backups
from triage_app.store.backups import BackupFolder
from triage_app.store.rotation import let_go, surplus
from triage_app.store.workspace import SqliteWorkspace
from triage_app.store.workspaces import SqliteWorkspaces

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def backup_at(hours: int, occasion: Occasion = Occasion.HOURLY) -> Backup:
    """Return a backup that is so many hours old."""
    made = NOW - timedelta(hours=hours)
    name = f"{made:%Y%m%dT%H%M%S%f}-{occasion}.db"
    return Backup(name, made.isoformat(), occasion, 1, 0)


def sound(_name: str) -> bool:
    return True


def test_a_backup_holds_what_stands_in_the_wal_and_says_what_it_holds(
    stores: SqliteWorkspaces, store: SqliteWorkspace, make: Any
) -> None:
    store.append([make.decision(), make.decision(decided_at="2026-11-21T09:00:00Z")])
    made = store.back_up(Occasion.ASKED)
    assert (made.occasion, made.records) == (Occasion.ASKED, 2)
    assert made.newest_at == "2026-11-21T09:00:00Z"
    assert stores.backups(store.path) == (made,)
    (file,) = (store.path / "backups").iterdir()
    assert (file.name, file.stat().st_size) == (made.name, made.size)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        count = connection.execute("SELECT COUNT(*) FROM decisions").fetchone()
    assert count == (2,)


def test_nothing_is_copied_where_nothing_changed_unless_it_is_asked_for(
    store: SqliteWorkspace, make: Any
) -> None:
    first = store.back_up(Occasion.OPENED)
    store.save_draft("Ada", "007", "looks")
    assert store.back_up(Occasion.HOURLY) == first
    assert store.back_up(Occasion.OPENED) == first
    asked = store.back_up(Occasion.ASKED)
    assert asked != first
    store.set_setting("routing", "{}", make.event())
    later = store.back_up(Occasion.HOURLY)
    assert later.occasion is Occasion.HOURLY
    assert later.made_at >= asked.made_at


def test_the_newest_backups_one_a_day_and_those_before_changes_stay() -> None:
    hourly = [backup_at(hours) for hours in range(0, 24 * 40, 6)]
    changes = [
        backup_at(hours, occasion)
        for hours in range(1, 24 * 40, 24)
        for occasion in (Occasion.MIGRATION, Occasion.RESTORE)
    ]
    every = sorted([*hourly, *changes], key=lambda one: one.name, reverse=True)
    gone = surplus(every, sound)
    kept = [one for one in every if one.name not in gone]
    usual = [one for one in kept if one.occasion is Occasion.HOURLY]
    assert usual[:10] == hourly[:10]
    days = [one.made_at[:10] for one in usual]
    assert len(set(days)) == 14
    for day in set(days):
        newest = next(one for one in hourly if one.made_at[:10] == day)
        assert newest in usual
    assert len(usual) == 10 + 14 - 3  # the newest ten are of three days
    for occasion in (Occasion.MIGRATION, Occasion.RESTORE):
        same = [one for one in changes if one.occasion is occasion]
        assert [one for one in kept if one.occasion is occasion] == same[:5]


def test_the_only_sound_backup_is_never_let_go() -> None:
    every = [backup_at(hours) for hours in range(30)]
    only = every[-1].name
    assert only in surplus(every, sound)
    gone = surplus(every, lambda name: name == only)
    assert gone
    assert only not in gone
    assert set(surplus(every, lambda _name: False)) == set(surplus(every, sound))


def test_backups_that_are_too_many_are_deleted(store: SqliteWorkspace) -> None:
    folder = BackupFolder(store.path)
    for minute in range(15):
        folder.make(Occasion.HOURLY, NOW + timedelta(minutes=minute))
    (store.path / "backups" / "mine.db").write_bytes(b"somebody's own")
    let_go(store.path)
    listed = folder.listed()
    assert [one.made_at[14:16] for one in listed] == [
        f"{m:02}" for m in range(14, 4, -1)
    ]
    assert (store.path / "backups" / "mine.db").exists()


def test_a_backup_that_can_not_be_read_is_listed_as_such(
    stores: SqliteWorkspaces, store: SqliteWorkspace
) -> None:
    made = store.back_up(Occasion.ASKED)
    (store.path / "backups" / made.name).write_bytes(b"x" * 5000)
    (listed,) = stores.backups(store.path)
    assert (listed.records, listed.newest_at, listed.size) == (None, "", 5000)


def test_a_damaged_workspace_is_not_backed_up_and_still_lists_its_backups(
    stores: SqliteWorkspaces, store: SqliteWorkspace, make: Any
) -> None:
    made = store.back_up(Occasion.ASKED)
    store.append([make.decision(note="n" * 3000) for _ in range(40)])
    store.close()
    file = store.path / "workspace.db"
    content = bytearray(file.read_bytes())
    content[-40_960:-20_480] = b"\xa5" * 20_480
    file.write_bytes(content)
    with pytest.raises(WorkspaceDamagedError, match="damaged, so no backup was made"):
        BackupFolder(store.path).make(Occasion.HOURLY)
    assert stores.backups(store.path) == (made,)
    assert len(list((store.path / "backups").iterdir())) == 1


def test_a_workspace_without_backups_and_none_at_all(
    stores: SqliteWorkspaces, store: SqliteWorkspace, tmp_path: Path
) -> None:
    assert stores.backups(store.path) == ()
    with pytest.raises(WorkspaceError, match=r"There is no workspace gone\.triage"):
        stores.backups(tmp_path / "gone.triage")


def test_a_full_disk_leaves_no_half_backup_and_the_work_goes_on(
    store: SqliteWorkspace, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backups, "flush_file", full)
    with pytest.raises(WorkspaceError, match="The disk is full, so no backup was made"):
        store.back_up(Occasion.HOURLY)
    assert list((store.path / "backups").iterdir()) == []
    assert len(store.append([make.decision()])) == 1
    monkeypatch.undo()
    assert store.back_up(Occasion.HOURLY).records == 1


def test_a_nearly_full_disk_is_left_to_the_verdicts(
    store: SqliteWorkspace, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    little = usage(10**9, 10**9 - 50_000, 50_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: little)
    with pytest.raises(WorkspaceError, match="too little room, so no backup was made"):
        store.back_up(Occasion.HOURLY)
    assert len(store.append([make.decision()])) == 1


def test_no_backup_is_made_of_a_workspace_open_to_look(
    stores: SqliteWorkspaces, closed: Path
) -> None:
    store = stores.open(closed, read_only=True)
    with pytest.raises(WorkspaceError, match="only to look at, so no backup was made"):
        store.back_up(Occasion.ASKED)
    store.close()


def test_what_a_crash_left_of_a_backup_is_cleared(store: SqliteWorkspace) -> None:
    store.back_up(Occasion.ASKED)
    left = store.path / "backups" / "20261121T120000000000-hourly.db.part"
    left.write_bytes(b"half")
    store.back_up(Occasion.ASKED)
    assert not left.exists()
    assert len(list((store.path / "backups").iterdir())) == 2


def test_files_that_only_a_backup_names_outlive_the_next_opening(
    stores: SqliteWorkspaces, store: SqliteWorkspace, make: Any
) -> None:
    before = store.back_up(Occasion.ASKED)
    make.fill(store, "b2")
    store.back_up(Occasion.ASKED)
    store.close()
    backup = store.path / "backups" / before.name
    shutil.copyfile(backup, store.path / "workspace.db")
    stray = store.path / "snapshots" / "b3.parquet"
    stray.write_bytes(b"left by a crash")
    stores.open(store.path).close()
    assert (store.path / "snapshots" / "b2.parquet").exists()
    assert not stray.exists()


def test_a_backup_that_was_damaged_since_keeps_no_other_from_being_made(
    store: SqliteWorkspace, make: Any
) -> None:
    store.append([make.decision(note="x" * 5_000) for _ in range(20)])
    first = store.back_up(Occasion.OPENED)
    file = store.path / "backups" / first.name
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'score_sets'"
        ((page,),) = connection.execute(query)
        ((size,),) = connection.execute("PRAGMA page_size")
    content = bytearray(file.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    file.write_bytes(content)
    (listed,) = BackupFolder(store.path).listed()
    assert listed.records == 20, "its ends can be read all the same"
    second = store.back_up(Occasion.HOURLY)
    assert second.name != first.name
    assert store.back_up(Occasion.HOURLY) == second
