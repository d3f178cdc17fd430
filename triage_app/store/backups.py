"""Copies of a workspace's database inside its folder: made whole, listed, found."""

import re
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from triage_app.domain.errors import WorkspaceDamagedError, WorkspaceError
from triage_app.domain.ports import Backup, Occasion
from triage_app.store.database import DATABASE, connect
from triage_app.store.errors import RESTORE
from triage_app.store.files import flush_file, flush_folder

FOLDER = "backups"
_STAMP = "%Y%m%dT%H%M%S%f"
_NAME = re.compile(rf"(\d{{8}}T\d{{12}})-({'|'.join(Occasion)})\.db")
_PART = ".part"
_TAILS = ("", "-wal", "-shm", "-journal")

Heads = list[tuple[str, int, str]]


class BackupFolder:
    """The backups of one workspace.

    Parameters
    ----------
    workspace : Path
        The workspace's folder; it may be damaged.
    """

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._folder = workspace / FOLDER

    def make(self, occasion: Occasion, now: datetime | None = None) -> Backup:
        """Copy the database as it is now, the newest records of its WAL too.

        The copy is checked, and on disk, before it counts as a backup.

        Raises
        ------
        WorkspaceError
            If there is too little room, or the database is damaged.
        OSError, sqlite3.Error
            If the disk won't have it; then nothing is left behind.
        """
        file = self._workspace / DATABASE
        self._check_room(file)
        path = self._new_path(occasion, now)
        part = path.with_name(path.name + _PART)
        try:
            copy_database(file, part)
            self._check_copy(part)
            flush_file(part)
            part.replace(path)
        except BaseException:
            discard(part)
            raise
        flush_folder(self._folder)
        return read_backup(path, occasion)

    def keep_replaced(self) -> Path | None:
        """Copy the database that is about to be replaced, whatever is wrong with it.

        Returns
        -------
        Path or None
            None where there is none.

        Raises
        ------
        OSError
            If the disk won't have it.
        """
        file = self._workspace / DATABASE
        if not file.is_file():
            return None
        path = self._new_path(Occasion.RESTORE, None)
        part = path.with_name(path.name + _PART)
        try:
            try:
                copy_database(file, part)
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorname.startswith(("SQLITE_FULL", "SQLITE_BUSY")):
                    raise
                discard(part)
                _copy_bytes(file, part, path)
            flush_file(part)
            part.replace(path)
            flush_folder(self._folder)
        except BaseException:
            discard(part)
            discard(path)
            raise
        return path

    def listed(self) -> tuple[Backup, ...]:
        """Return the backups, the newest first.

        Raises
        ------
        OSError
            If the folder can't be read.
        """
        return tuple(
            read_backup(path, occasion) for path, occasion in reversed(self._paths())
        )

    def find(self, name: str) -> tuple[Path, Backup]:
        """Return a backup by its name.

        Raises
        ------
        WorkspaceError
            If there is none of that name.
        """
        for path, occasion in self._paths():
            if path.name == name:
                return path, read_backup(path, occasion)
        raise WorkspaceError(
            f"The workspace {self._workspace.name} has no backup {name[:80]!r}.",
            next_step="List its backups, and choose one of them.",
        )

    def same_as(self, heads: Heads) -> Backup | None:
        """Return the newest backup if it is sound and ends as the given logs do.

        One that was damaged since must not keep another from being made.
        """
        for path, occasion in reversed(self._paths()):
            if occasion is not Occasion.RESTORE:
                same = _heads(path) == heads and quick_check(path) == "ok"
                return read_backup(path, occasion) if same else None
        return None

    def named_files(self) -> set[str] | None:
        """Return every file that a backup names; None if one can't be read."""
        named: set[str] = set()
        for path, _ in self._paths():
            try:
                with closing(open_backup(path)) as connection:
                    for query in _NAMED:
                        named.update(str(name) for (name,) in connection.execute(query))
            except sqlite3.Error:
                return None
        return named

    def remove(self, name: str) -> None:
        """Delete a backup and what SQLite keeps beside it."""
        discard(self._folder / name)

    def is_sound(self, name: str) -> bool:
        """Whether a backup could be put in the database's place."""
        path = self._folder / name
        return quick_check(path) == "ok" and _heads(path) is not None

    def _paths(self) -> list[tuple[Path, Occasion]]:
        """Return the backups' files with their occasions, the oldest first."""
        if not self._folder.is_dir():
            return []
        found = ((_NAME.fullmatch(path.name), path) for path in self._folder.iterdir())
        ours = [(path, Occasion(m[2])) for m, path in found if m and path.is_file()]
        return sorted(ours, key=lambda one: one[0].name)

    def _new_path(self, occasion: Occasion, now: datetime | None) -> Path:
        if not self._folder.is_dir():
            self._folder.mkdir()
            flush_folder(self._workspace)
        for left in self._folder.glob(f"*.db{_PART}*"):  # by a crash
            left.unlink(missing_ok=True)
        stamp = (now or datetime.now(UTC)).strftime(_STAMP)
        return self._folder / f"{stamp}-{occasion}.db"

    def _check_copy(self, part: Path) -> None:
        found = quick_check(part)
        if found != "ok":
            name = self._workspace.name
            raise WorkspaceDamagedError(
                f"The workspace {name} is damaged, so no backup was made of it.",
                f"SQLite says: {found[:200]}. The backups made before are kept.",
                RESTORE,
                path=self._workspace,
            )

    def _check_room(self, file: Path) -> None:
        """Leave as much room as the copy takes: verdicts go on being saved beside it.

        Raises
        ------
        WorkspaceError
        """
        wal = file.with_name(f"{file.name}-wal")
        size = file.stat().st_size + (wal.stat().st_size if wal.exists() else 0)
        if shutil.disk_usage(self._workspace).free < 2 * size:
            raise WorkspaceError(
                "The disk has too little room, so no backup was made.",
                f"A backup takes {size / 1e6:,.1f} MB, and as much must stay free. "
                "Verdicts are saved as before.",
                "Make some room; the next backup is tried within the hour.",
            )


def copy_database(source: Path, target: Path) -> None:
    """Copy a database with SQLite's own backup, which sees the WAL too.

    Raises
    ------
    sqlite3.Error, OSError
    """
    target.touch()
    with (
        closing(connect(source, "mode=rw", 5.0)) as original,
        closing(connect(target, "mode=rw")) as copy,
    ):
        copy.execute("PRAGMA synchronous = OFF")  # flushed as a whole once it is done
        original.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()


def open_backup(path: Path) -> sqlite3.Connection:
    """Open a backup to look; nothing is kept beside it."""
    return connect(path, "immutable=1")


def quick_check(path: Path) -> str:
    """Return what SQLite finds in a file's pages: ``"ok"``, or what is wrong."""
    try:
        with closing(open_backup(path)) as connection:
            return str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)


def read_backup(path: Path, occasion: Occasion) -> Backup:
    """Say what a backup holds, as far as it can be read."""
    records, newest_at = None, ""
    try:
        with closing(open_backup(path)) as connection:
            row = connection.execute(_RECORDS).fetchone()
            records = 0 if row is None else int(row[0])
            newest = connection.execute(_NEWEST).fetchone()
            newest_at = "" if newest is None else str(newest[0])[:40]
    except (sqlite3.Error, ValueError, TypeError):
        records = None
    made = datetime.strptime(path.name.partition("-")[0], _STAMP).replace(tzinfo=UTC)
    made_at = made.isoformat(timespec="milliseconds")
    size = path.stat().st_size
    return Backup(path.name, made_at, occasion, size, records, newest_at)


def discard(file: Path) -> None:
    """Remove a database and what SQLite keeps beside it."""
    for tail in _TAILS:
        file.with_name(file.name + tail).unlink(missing_ok=True)


def _copy_bytes(file: Path, part: Path, path: Path) -> None:
    """Copy a file that SQLite can't read as it is, and its WAL to its later place."""
    shutil.copyfile(file, part)
    wal = file.with_name(f"{file.name}-wal")
    if wal.exists():
        copy = path.with_name(f"{path.name}-wal")
        shutil.copyfile(wal, copy)
        flush_file(copy)


def _heads(path: Path) -> Heads | None:
    try:
        with closing(open_backup(path)) as connection:
            return [tuple(row) for row in connection.execute(_HEADS)]
    except sqlite3.Error:
        return None


_RECORDS = "SELECT records FROM heads WHERE log = 'decisions'"
_NEWEST = "SELECT decided_at FROM decisions ORDER BY seq DESC LIMIT 1"
_HEADS = "SELECT log, records, hash FROM heads ORDER BY log"
_NAMED = (
    "SELECT snapshot_file FROM imports",
    "SELECT report_file FROM imports",
    "SELECT file FROM score_sets",
)
