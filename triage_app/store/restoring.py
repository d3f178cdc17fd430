"""A backup put in the place of a workspace's database, and what it leaves behind."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from triage_app.domain.decisions import Event
from triage_app.domain.errors import BackupError, WorkspaceError
from triage_app.domain.ports import Backup, Restored
from triage_app.store import upgrade
from triage_app.store.backups import (
    BackupFolder,
    copy_database,
    discard,
    quick_check,
)
from triage_app.store.carrying import Carried, carry_over
from triage_app.store.database import DATABASE, Database, connect
from triage_app.store.files import flush_file, flush_folder
from triage_app.store.logs import DECISIONS, EVENTS
from triage_app.store.records import event_fields
from triage_app.store.verify import database_problems

_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")


def restore(
    folder: Path, name: str, migrations: upgrade.Migrations, moderator: str
) -> Restored:
    """Put a backup in place; the caller holds the right to write.

    The new database is made whole aside, checked, and then renamed over the old one,
    which is kept among the backups first: a crash leaves the one or the other.

    Raises
    ------
    BackupError
        If the backup is damaged.
    WorkspaceError
        If there is no such backup.
    OSError, sqlite3.Error, sqlalchemy.exc.DBAPIError
        If the disk won't have it; the workspace is then as it was.
    """
    backups = BackupFolder(folder)
    path, backup = backups.find(name)
    file, new = folder / DATABASE, folder / upgrade.UNFINISHED
    kept: Path | None = None
    discard(new)
    try:
        _take_out(path, new, folder, migrations)
        kept = backups.keep_replaced()
        carried = _carry(kept, new, folder)
        total = _log(new, backup, kept, carried, moderator)
        flush_file(new)
        _let_go_of_wal(file)
        new.replace(file)
    except BaseException:
        discard(new)
        if kept is not None:
            discard(kept)
        raise
    flush_folder(folder)
    kept_as = "" if kept is None else kept.name
    return Restored(backup, total, carried.records, carried.lost, kept_as)


def _take_out(
    path: Path, new: Path, folder: Path, migrations: upgrade.Migrations
) -> None:
    """Copy a backup, bring it up to date, and see that it is whole.

    Raises
    ------
    BackupError
    """
    try:
        upgrade.check_header(path)
    except WorkspaceError as error:
        detail = "It isn't a database of this program."
        raise _unusable(path, folder, detail) from error
    try:
        copy_database(path, new)
        _refuse_if(quick_check(new), path, folder)
        if upgrade.check_version(new, migrations, read_only=False):
            upgrade.bring_up(new, migrations)
    except (sqlite3.DatabaseError, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if getattr(cause, "sqlite_errorname", "").startswith("SQLITE_FULL"):
            raise
        raise _unusable(path, folder, f"SQLite says: {cause}.") from error
    database = Database(new, read_only=False, busy_wait=0.0)
    try:
        with database.reading("it can't be restored") as connection:
            problems = database_problems(connection)
    finally:
        database.close()
    _refuse_if(next(iter(problems), "ok"), path, folder)


def _carry(kept: Path | None, new: Path, folder: Path) -> Carried:
    if kept is None:
        return Carried(0, None)
    with closing(connect(new, "mode=rw")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN IMMEDIATE")
        carried = carry_over(kept, connection, folder)
        connection.execute("COMMIT")
    return carried


def _log(
    new: Path, backup: Backup, kept: Path | None, carried: Carried, moderator: str
) -> int:
    """Log the restoring; return how many decisions there are now."""
    payload = {
        "backup": backup.name,
        "made_at": backup.made_at,
        "carried": carried.records,
        "lost": carried.lost,
        "kept_as": "" if kept is None else kept.name,
    }
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    event = Event("restored", json.dumps(payload, sort_keys=True), at, moderator)
    database = Database(new, read_only=False, busy_wait=0.0)
    try:
        with database.writing("nothing was restored") as connection:
            EVENTS.append(connection, [event_fields(event)])
            total = DECISIONS.head(connection)[0]
    finally:
        database.close()
    with closing(connect(new, "mode=rw")) as plain:  # one file, with no WAL beside it
        plain.execute("PRAGMA journal_mode = DELETE").fetchall()
    return total


def _let_go_of_wal(file: Path) -> None:
    """Leave nothing beside the database that would be read into its successor.

    Raises
    ------
    sqlite3.OperationalError
        If another program looks at it.
    """
    if file.exists():
        try:
            with closing(connect(file, "mode=rw", 1.0)) as connection:
                connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorname.startswith(_BUSY):
                raise
            # Damaged: the copy among the backups holds the WAL's records too.
    for tail in ("-wal", "-shm", "-journal"):
        file.with_name(file.name + tail).unlink(missing_ok=True)


def _refuse_if(found: str, path: Path, folder: Path) -> None:
    if found != "ok":
        raise _unusable(path, folder, found)


def _unusable(path: Path, folder: Path, detail: str) -> WorkspaceError:
    return BackupError(
        f"The backup {path.name} of {folder.name} can't be used: it is damaged.",
        f"{detail[:300]} The workspace is as it was.",
        "Choose another backup.",
    )
