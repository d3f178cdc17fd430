"""Connections: how they are set up, and how a folder that can't be written is read.

The fallback is driven here by a connection that fails as SQLite does where it can't
keep its side files; `test_failures` drives it with real permissions.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from triage_app.domain.errors import WorkspaceError
from triage_app.store import database
from triage_app.store.database import Database, uri
from triage_app.store.workspaces import SqliteWorkspaces


@pytest.mark.parametrize(
    ("location", "written"),
    [
        ("/cases/a b?#%.db", "file:/cases/a%20b%3F%23%25.db?mode=rw"),
        ("C:/cases/w.db", "file:/C%3A/cases/w.db?mode=rw"),
        ("//desk/cases/w.db", "file:////desk/cases/w.db?mode=rw"),
    ],
)
def test_a_path_is_written_as_sqlite_reads_it(location: str, written: str) -> None:
    assert uri(location, "mode=rw") == written


def test_a_writer_s_connection_is_durable(closed: Path) -> None:
    opened = Database(closed / "workspace.db", read_only=False, busy_wait=1.5)
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 1500,
        "trusted_schema": 0,
    }
    with opened.writing("it failed") as connection:
        for pragma, value in expected.items():
            found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()
            assert (pragma, found) == (pragma, value)
    opened.close()


def test_a_block_that_fails_writes_nothing(closed: Path) -> None:
    opened = Database(closed / "workspace.db", read_only=False, busy_wait=1.0)

    def fail() -> None:
        with opened.writing("it failed") as connection:
            connection.exec_driver_sql("INSERT INTO heads VALUES ('x', 0, '')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with opened.reading("it failed") as connection:
        query = "SELECT COUNT(*) FROM heads WHERE log = 'x'"
        assert connection.exec_driver_sql(query).scalar_one() == 0
    opened.close()


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail to open beside a log, as where SQLite can't write."""
    real = database.connect

    def connect(file: Path, options: str, busy_wait: float = 0.0) -> Any:
        if options != "mode=ro":
            return real(file, options, busy_wait)
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorname = "SQLITE_CANTOPEN"
        raise error

    monkeypatch.setattr(database, "connect", connect)


def test_a_workspace_on_read_only_media_is_read_as_it_stands(
    closed: Path, stores: SqliteWorkspaces, bound: None
) -> None:
    store = stores.open(closed, read_only=True)
    assert len(list(store.records())) == 5
    assert store.verify().problems == ()
    store.close()


def test_a_file_read_as_fixed_that_changes_after_all_is_noticed(
    closed: Path, stores: SqliteWorkspaces, bound: None, make: Any
) -> None:
    looking = stores.open(closed, read_only=True)
    writer = stores.open(closed)
    writer.append([make.decision()])
    with pytest.raises(WorkspaceError, match="was moved or replaced, so its decisions"):
        list(looking.records())
    writer.close()
    looking.close()
    reopened = stores.open(closed, read_only=True)
    assert len(list(reopened.records())) == 6
    reopened.close()


def test_newest_records_that_only_the_log_beside_holds_are_not_passed_over(
    store: Any, folder: Path, stores: SqliteWorkspaces, bound: None, make: Any
) -> None:
    store.append([make.decision()])
    with pytest.raises(WorkspaceError, match="is out of reach, so it can't be opened"):
        stores.open(folder, read_only=True)


def test_a_connection_that_can_not_be_set_up_is_closed(closed: Path) -> None:
    file = closed / "workspace.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        opened = Database(file, read_only=False, busy_wait=0.0)
        with (
            pytest.raises(WorkspaceError, match="Another program is using"),
            opened.reading("it failed"),
        ):
            pass
        opened.close()
    if os.path.isdir("/proc/self/fd"):  # noqa: PTH112  # what the process holds open
        held = [link.resolve() for link in Path("/proc/self/fd").iterdir()]
        assert file not in held
