"""A full disk, a read-only folder, a locked database: a sentence, and no loss.

A disk is filled by SQLite's own `max_page_count`, which fails as a full disk does;
files beside the database fail by an injected `OSError`.
"""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import Pool

from triage_app.domain.errors import WorkspaceBusyError, WorkspaceError
from triage_app.store import files
from triage_app.store.errors import translated
from triage_app.store.workspace import SqliteWorkspace
from triage_app.store.workspaces import SqliteWorkspaces


@contextmanager
def pages(limit: int) -> Iterator[None]:
    """Let no database grow beyond a number of pages."""

    def set_limit(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {limit}").fetchall()

    def lift(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA max_page_count = 1073741823").fetchall()

    event.listen(Pool, "checkout", set_limit)
    event.listen(Pool, "checkin", lift)
    try:
        yield
    finally:
        event.remove(Pool, "checkout", set_limit)
        event.remove(Pool, "checkin", lift)


def fail_with(number: int) -> Any:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_a_full_disk_refuses_a_decision_and_a_retry_saves_it(
    store: SqliteWorkspace, make: Any
) -> None:
    acknowledged = list(store.append([make.decision() for _ in range(3)]))
    refused = make.decision(note="n" * 3000)
    with pages(1):
        while True:  # until the pages there are hold no more
            try:
                acknowledged += store.append([refused])
            except WorkspaceError as error:
                told = error
                break
            refused = make.decision(note="n" * 3000)
    assert told.title == "The disk is full, so the decision was not saved."
    assert "Make some room" in told.next_step
    assert list(store.records()) == acknowledged
    acknowledged += store.append([refused])
    assert list(store.records()) == acknowledged
    assert store.verify().problems == ()


def test_a_full_disk_refuses_many_decisions_as_a_whole(
    store: SqliteWorkspace, make: Any
) -> None:
    many = [make.decision(note="n" * 3000) for _ in range(20)]
    with (
        pages(1),
        pytest.raises(WorkspaceError, match="disk is full, so the decisions"),
    ):
        store.append(many)
    assert list(store.records()) == []
    assert len(store.append(many)) == 20


def test_a_full_disk_refuses_a_new_workspace_and_a_retry_makes_it(
    stores: SqliteWorkspaces, folder: Path
) -> None:
    with pages(1), pytest.raises(WorkspaceError, match="full, so no workspace was mad"):
        stores.open(folder, create=True)
    assert [path.name for path in folder.glob("*.db*")] == []
    stores.open(folder, create=True).close()


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk is full, so the backlog was not kept."),
        (errno.EROFS, "november.triage can't be written to, so the backlog was not k"),
        (errno.EACCES, "no permission to use the workspace november.triage, so the b"),
        (errno.EIO, "The disk failed under the workspace november.triage, so the ba"),
        (errno.EMFILE, "The disk failed under the workspace november.triage, so the"),
        (errno.ENOENT, "november.triage is no longer complete, so the backlog was n"),
    ],
)
def test_an_import_that_fails_leaves_nothing_and_a_retry_keeps_it(
    store: SqliteWorkspace,
    make: Any,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    sentence: str,
) -> None:
    before = sorted(folder.rglob("*.parquet*"))
    monkeypatch.setattr(files.os, "fsync", fail_with(number))
    with pytest.raises(WorkspaceError) as caught:
        make.fill(store, "b2")
    assert sentence in caught.value.title
    assert sorted(folder.rglob("*.parquet*")) == before
    assert len(store.imports()) == 1
    monkeypatch.undo()
    make.fill(store, "b2")
    assert len(store.imports()) == 2
    assert store.verify().problems == ()


def test_an_import_whose_commit_fails_is_not_there(
    store: SqliteWorkspace, make: Any, folder: Path
) -> None:
    long = make.report(make.issue("x"))
    import dataclasses

    huge = dataclasses.replace(make.imported("b2"), notes=("n" * 100_000,))
    with pages(1), pytest.raises(WorkspaceError, match="full, so the backlog was not"):
        store.add_import(huge, make.backlog(), make.scores(), long)
    assert len(store.imports()) == 1
    store.add_import(huge, make.backlog(), make.scores(), long)
    assert store.load("b2")[1].model_id == "base-1-3f9c2a"


def test_a_database_locked_by_another_program_is_told(
    store: SqliteWorkspace, make: Any, folder: Path
) -> None:
    other = sqlite3.connect(folder / "workspace.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(WorkspaceBusyError, match="Another program is using the work"):
        store.append([make.decision()])
    assert list(store.records()) == []
    other.execute("ROLLBACK")
    other.close()
    assert len(store.append([make.decision()])) == 1


def test_a_workspace_that_was_deleted_while_open_is_told(
    store: SqliteWorkspace, make: Any, folder: Path
) -> None:
    shutil.rmtree(folder)
    with pytest.raises(WorkspaceError, match="no longer complete, so the decision was"):
        store.append([make.decision()])
    store.close()


def sqlite_error(name: str, message: str = "") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(message)
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("SQLITE_FULL", "The disk is full, so it stopped."),
        ("SQLITE_BUSY", "Another program is using the workspace w.triage, so it stop"),
        ("SQLITE_BUSY_SNAPSHOT", "Another program is using the workspace w.triage"),
        ("SQLITE_LOCKED", "Another program is using the workspace w.triage"),
        (
            "SQLITE_CANTOPEN_ISDIR",
            "The database of the workspace w.triage is out of re",
        ),
        ("SQLITE_NOTADB", "The workspace w.triage is damaged, so it stopped."),
        ("SQLITE_CORRUPT_VTAB", "The workspace w.triage is damaged, so it stopped."),
        (
            "SQLITE_READONLY",
            "The workspace w.triage can't be written to, so it stopped",
        ),
        ("SQLITE_READONLY_DBMOVED", "The workspace w.triage was moved or replaced"),
        ("SQLITE_IOERR_FSYNC", "The disk failed under the workspace w.triage"),
    ],
)
def test_each_of_sqlite_s_failures_has_its_sentence(name: str, sentence: str) -> None:
    bare = sqlite_error(name)
    wrapped = OperationalError("SELECT 1", {}, bare)
    for error in (bare, wrapped):
        with (
            pytest.raises(WorkspaceError) as caught,
            translated(Path("w.triage"), "it stopped"),
        ):
            raise error
        assert caught.value.title.startswith(sentence)
        assert caught.value.detail
        assert caught.value.next_step
        assert caught.value.__cause__ is error


def test_a_failure_of_the_snapshot_library_is_told() -> None:
    with (
        pytest.raises(WorkspaceError, match=r"w\.triage is damaged, so it stopped"),
        translated(Path("w.triage"), "it stopped"),
    ):
        raise pa.ArrowCapacityError("too large")


def test_bugs_of_ours_are_not_dressed_up() -> None:
    bare = sqlite_error("SQLITE_ERROR", 'near "SELEC": syntax error')
    for error in (bare, OperationalError("SELEC", {}, bare), ZeroDivisionError()):
        with pytest.raises(type(error)), translated(Path("w.triage"), "it stopped"):
            raise error


_AS_ANYONE = """
import sys
from pathlib import Path
from triage_app.domain.errors import WorkspaceError
from triage_app.store.workspaces import SqliteWorkspaces

stores, folder = SqliteWorkspaces(lock_wait=0.1), Path(sys.argv[1])
try:
    store = stores.open(folder, **eval(sys.argv[2]))
    print(len(list(store.records())), len(store.load(store.imports()[0].backlog_id)[0]))
    print(store.verify().problems)
    store.close()
except WorkspaceError as error:
    print(error.title)
"""


def run_bound(folder: Path, options: str) -> str:
    """Open a workspace as somebody whom permissions bind, root included."""
    command = [sys.executable, "-c", _AS_ANYONE, str(folder), options]
    if os.name != "posix":
        pytest.skip("permissions of this kind are POSIX's")
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("permissions don't bind root, and there is no setpriv")
        bound = "-dac_override,-dac_read_search"
        dropped = [f"--bounding-set={bound}", f"--inh-caps={bound}"]
        command = ["setpriv", *dropped, *command]
    project = Path(files.__file__).parents[2]
    done = subprocess.run(
        command, cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def protected(folder: Path, mode: int = 0o555) -> Iterator[None]:
    entries = [folder, *folder.rglob("*")]
    for path in entries:
        path.chmod(mode if path.is_dir() else mode & 0o444)
    try:
        yield
    finally:
        for path in entries:
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_read_only_folder_can_be_looked_at(closed: Path) -> None:
    before = sorted(closed.rglob("*"))
    with protected(closed):
        assert run_bound(closed, "{'read_only': True}") == "5 3\n()\n"
    assert sorted(closed.rglob("*")) == before


def test_a_read_only_folder_can_not_be_opened_for_writing(closed: Path) -> None:
    with protected(closed):
        told = run_bound(closed, "{}")
    assert told == (
        "There is no permission to use the workspace november.triage, "
        "so it can't be opened.\n"
    )


def test_a_workspace_can_not_be_made_in_a_read_only_folder(tmp_path: Path) -> None:
    place = tmp_path / "shelf"
    place.mkdir()
    with protected(place):
        told = run_bound(place / "new.triage", "{'create': True}")
    assert told == (
        "There is no permission to use the workspace new.triage, "
        "so no workspace was made.\n"
    )


def test_an_unreadable_folder_is_told(closed: Path) -> None:
    with protected(closed, 0):
        told = run_bound(closed, "{'read_only': True}")
    assert told.startswith("There is no permission to use the workspace november.tri")


def test_records_that_can_not_be_read_from_a_read_only_folder_are_not_passed_over(
    store: SqliteWorkspace, make: Any, folder: Path, tmp_path: Path
) -> None:
    store.append([make.decision()])
    left = tmp_path / "left.triage"
    # As a crash leaves it: the newest records stand in the WAL alone.
    shutil.copytree(folder, left, ignore=shutil.ignore_patterns("*-shm"))
    with protected(left):
        told = run_bound(left, "{'read_only': True}")
    assert told.startswith("The database of the workspace left.triage is out of reach")
    assert run_bound(left, "{'read_only': True}") == "1 3\n()\n"
