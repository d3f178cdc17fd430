"""Migrations: the same schema as a fresh one, a backup first, all or nothing."""

import re
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from triage_app.domain.errors import WorkspaceBusyError, WorkspaceError
from triage_app.store import backups, schema, upgrade
from triage_app.store.upgrade import Migrations
from triage_app.store.workspaces import SqliteWorkspaces

_LATER = '''"""A later schema."""
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table("teams", sa.Column("name", sa.String))
    {more}
'''


@pytest.fixture
def later(tmp_path: Path) -> Callable[..., SqliteWorkspaces]:
    """Make a program whose schema is one version further."""

    def make(more: str = "") -> SqliteWorkspaces:
        place = tmp_path / "100% later"
        place.mkdir(exist_ok=True)
        (place / "v0003_later.py").write_text(_LATER.format(more=more))
        migrations = Migrations(version=3, folders=(place,))
        return SqliteWorkspaces(lock_wait=0.1, busy_wait=0.2, migrations=migrations)

    return make


def objects(file: Path) -> dict[str, object]:
    """Return a database's tables, indices and guards, without their SQL's layout."""
    with closing(sqlite3.connect(file)) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            )
        ]
        found: dict[str, object] = {
            f"{pragma} {table}": sorted(
                connection.execute(f"PRAGMA {pragma}({table})").fetchall()
            )
            for table in tables
            for pragma in ("table_info", "foreign_key_list", "index_list")
        }
        for name, sql in connection.execute("SELECT name, sql FROM sqlite_master"):
            found[name] = sorted(re.findall(r"\w+", (sql or "").lower()))
        return found


def version(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_the_revisions_make_the_same_schema_as_a_fresh_workspace(
    tmp_path: Path,
) -> None:
    fresh, migrated = tmp_path / "fresh.db", tmp_path / "migrated.db"
    upgrade.create(fresh)
    migrated.touch()
    upgrade.bring_up(migrated, Migrations())
    assert objects(migrated) == objects(fresh)
    assert version(migrated) == version(fresh) == schema.SCHEMA_VERSION
    with closing(sqlite3.connect(migrated)) as connection:
        stamp = connection.execute("SELECT version_num FROM alembic_version")
        assert stamp.fetchall() == [(schema.REVISION,)]


def test_a_fresh_workspace_needs_no_migration_library(tmp_path: Path) -> None:
    import subprocess

    program = (
        "import sys; from pathlib import Path;"
        "from triage_app.store.workspaces import SqliteWorkspaces as Stores;"
        "folder = Path(sys.argv[1]);"
        "Stores().open(folder, create=True).close(); Stores().open(folder).close();"
        "print([m for m in ('alembic', 'pandas', 'sklearn') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "new.triage"],
        cwd=Path(upgrade.__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_an_older_workspace_is_brought_up_to_date_after_a_backup(
    closed: Path, later: Callable[..., SqliteWorkspaces]
) -> None:
    store = later().open(closed)
    assert len(list(store.records())) == 5
    assert store.verify().problems == ()
    store.close()
    assert version(closed / "workspace.db") == 3
    assert "table_info teams" in objects(closed / "workspace.db")
    (backup,) = (closed / "backups").iterdir()
    assert backup.name.endswith("-migration.db")
    assert version(backup) == 2
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM decisions").fetchone() == (5,)
    later().open(closed).close()
    assert len(list((closed / "backups").iterdir())) == 1


def test_a_backup_holds_what_stands_in_the_wal_alone(
    closed: Path, later: Callable[..., SqliteWorkspaces]
) -> None:
    other = sqlite3.connect(closed / "workspace.db")
    other.execute("PRAGMA wal_autocheckpoint = 0")
    other.execute("INSERT INTO heads VALUES ('of a test', 0, '')")
    other.commit()
    later().open(closed).close()
    other.close()
    (backup,) = (closed / "backups").iterdir()
    with closing(sqlite3.connect(backup)) as connection:
        query = "SELECT COUNT(*) FROM heads WHERE log = 'of a test'"
        assert connection.execute(query).fetchone() == (1,)


def test_a_migration_that_fails_changes_nothing(
    stores: SqliteWorkspaces, closed: Path, later: Callable[..., SqliteWorkspaces]
) -> None:
    broken = later("op.execute('INSERT INTO nowhere_at_all VALUES (1, 2')")
    with pytest.raises(WorkspaceError, match="couldn't be brought up to date"):
        broken.open(closed)
    assert version(closed / "workspace.db") == 2
    assert "table_info teams" not in objects(closed / "workspace.db")
    assert len(list((closed / "backups").iterdir())) == 1
    store = stores.open(closed)
    assert store.verify().problems == ()
    store.close()


def test_without_a_backup_nothing_is_migrated(
    closed: Path,
    later: Callable[..., SqliteWorkspaces],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "flush_file", full)
    with pytest.raises(WorkspaceError, match="The disk is full, so it was left as it"):
        later().open(closed)
    assert version(closed / "workspace.db") == 2
    assert list((closed / "backups").iterdir()) == []


def test_an_older_workspace_is_not_migrated_to_be_looked_at(
    closed: Path, later: Callable[..., SqliteWorkspaces]
) -> None:
    with pytest.raises(WorkspaceError, match="by an older version of Claim Triage"):
        later().open(closed, read_only=True)
    assert version(closed / "workspace.db") == 2
    assert not (closed / "backups").exists()


def test_a_workspace_open_elsewhere_is_not_migrated(
    stores: SqliteWorkspaces, closed: Path, later: Callable[..., SqliteWorkspaces]
) -> None:
    store = stores.open(closed)
    with pytest.raises(WorkspaceBusyError, match="open in another window"):
        later().open(closed)
    store.close()
    assert version(closed / "workspace.db") == 2


def test_a_workspace_of_version_1_is_brought_up_to_date_and_its_chain_holds(
    stores: SqliteWorkspaces, version_1: Path, make: Any
) -> None:
    store = stores.open(version_1)
    check = store.verify()
    assert check.problems == ()
    assert check.decisions == 5
    head = "2c1b8b211122ec85b4b091d4ad9abef523ad2f3322a9b84eb650117e8bc463ed"
    assert check.head_hash == head
    old = list(store.records())
    assert {(r.decision.action_id, r.decision.active_ms) for r in old} == {("", None)}
    assert [r.decision.step for r in old] == [r.decision.decision_id for r in old]
    new = make.decision(action_id="a step", active_ms=1250)
    (record,) = store.append([new])
    assert record.previous_hash == head
    assert list(store.records())[-1].decision == new
    assert store.verify().problems == ()
    store.close()
    (backup,) = (version_1 / "backups").iterdir()
    assert version(backup) == 1


def test_a_migrated_workspace_has_the_schema_of_a_fresh_one(
    stores: SqliteWorkspaces, version_1: Path, tmp_path: Path
) -> None:
    stores.open(version_1).close()
    fresh = tmp_path / "fresh.db"
    upgrade.create(fresh)
    assert objects(version_1 / "workspace.db") == objects(fresh)
