"""Opens workspaces: what a folder must be, who may write, what a crash left."""

import sqlite3
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from triage_app.domain.errors import WorkspaceDamagedError, WorkspaceError
from triage_app.domain.ports import Backup, Restored
from triage_app.store import lots, schema, upgrade
from triage_app.store.backups import FOLDER, BackupFolder, discard
from triage_app.store.database import DATABASE, Database
from triage_app.store.errors import RESTORE, damaged, translated
from triage_app.store.files import orphans
from triage_app.store.lock import HOLDER_FILE, LOCK_FILE, WriterLock
from triage_app.store.logs import ALL, IMPORTS, SCORE_SETS
from triage_app.store.restoring import restore
from triage_app.store.rotation import let_go
from triage_app.store.workspace import SqliteWorkspace

_SUBFOLDERS = ("snapshots", "scores", "reports", lots.FOLDER)
_OURS = {LOCK_FILE, HOLDER_FILE}
_CLOSED = "it can't be opened"
_UNMADE = "no workspace was made"


class SqliteWorkspaces:
    """`WorkspaceStores` on folders with SQLite.

    Parameters
    ----------
    lock_wait : float
        Seconds to wait for another writer to let a workspace go; enough for a
        command that writes once, short enough for a person to be told.
    busy_wait : float
        Seconds that one statement waits for SQLite's own lock.
    migrations : Migrations
        The schema's version and where the steps to it are.
    """

    def __init__(
        self,
        *,
        lock_wait: float = 5.0,
        busy_wait: float = 5.0,
        migrations: upgrade.Migrations | None = None,
    ) -> None:
        self._lock_wait = lock_wait
        self._busy_wait = busy_wait
        self._migrations = migrations or upgrade.Migrations()

    def open(
        self, path: Path, *, create: bool = False, read_only: bool = False
    ) -> SqliteWorkspace:
        """Open a workspace folder, or make one.

        Parameters
        ----------
        path : Path
            A folder, by custom ``NAME.triage``.
        create : bool
            Make it if it isn't there; never together with `read_only`.
        read_only : bool
            Only look; takes no lock and works beside a process that writes.

        Raises
        ------
        WorkspaceBusyError
            If another process has it open for writing.
        WorkspaceError
            If it is missing, not a workspace, damaged, or made by a newer version.
        """
        folder = path.absolute()
        making = create and not read_only
        with translated(folder, _CLOSED):
            there = _check_place(folder)
            if not there and not making:
                raise _missing(folder)
        if read_only:
            return self._open_to_read(folder)
        if not there:
            with translated(folder, _UNMADE):
                folder.mkdir(exist_ok=True)
        return self._open_to_write(folder)

    def backups(self, path: Path) -> tuple[Backup, ...]:
        """A workspace's backups, the newest first; works on a damaged one too.

        Raises
        ------
        WorkspaceError
            If the folder can't be read.
        """
        folder = path.absolute()
        with translated(folder, "its backups can't be listed"):
            if not folder.is_dir():
                raise _missing(folder)
            return BackupFolder(folder).listed()

    def restore(self, path: Path, name: str, moderator: str = "") -> Restored:
        """Put a backup in the place of a workspace's database.

        The database that was there is kept among the backups. Records of it that are
        newer than the backup are carried over where they are whole and follow on.

        Raises
        ------
        WorkspaceBusyError
            If another process has the workspace open.
        BackupError
            If the backup is damaged.
        WorkspaceError
            If there is no such backup, or the disk won't have it; the workspace is
            then as it was.
        """
        folder = path.absolute()
        with translated(folder, "nothing was restored"):
            if not folder.is_dir():
                raise _missing(folder)
            BackupFolder(folder).find(name)  # before a lock is left in any folder
            lock = WriterLock(folder, self._lock_wait)
            lock.acquire()
            try:
                done = restore(folder, name, self._migrations, moderator)
                let_go(folder)
            finally:
                lock.release()
        return done

    def _open_to_read(self, folder: Path) -> SqliteWorkspace:
        file = folder / DATABASE
        with translated(folder, _CLOSED):
            upgrade.check_header(file)
            upgrade.check_version(file, self._migrations, read_only=True)
            return self._attach(file, None)

    def _open_to_write(self, folder: Path) -> SqliteWorkspace:
        file = folder / DATABASE
        lock = WriterLock(folder, self._lock_wait)
        with translated(folder, _CLOSED):
            lock.acquire()
        try:
            if not file.exists():
                with translated(folder, _UNMADE):
                    upgrade.create(file)
            with translated(folder, _CLOSED):
                upgrade.check_header(file)
                if upgrade.check_version(file, self._migrations, read_only=False):
                    self._migrate(file)
                discard(folder / upgrade.UNFINISHED)  # a restoring that was cut short
                return self._attach(file, lock)
        except BaseException:
            lock.release()
            raise

    def _attach(self, file: Path, lock: WriterLock | None) -> SqliteWorkspace:
        """Connect, look at what must be there, and clear what a crash left."""
        database = Database(file, read_only=lock is None, busy_wait=self._busy_wait)
        release = (lambda: None) if lock is None else lock.release
        try:
            workspace = SqliteWorkspace(database, release)
            if lock is not None:
                _check_soundness(database)
                _clear_orphans(database)
        except BaseException:
            database.close()
            raise
        return workspace

    def _migrate(self, file: Path) -> None:
        consequence = "it was left as it was and can't be opened"
        try:
            with translated(file.parent, consequence):
                upgrade.migrate(file, self._migrations)
        except (DBAPIError, sqlite3.Error) as error:
            raise _not_migrated(file.parent) from error


def _check_place(folder: Path) -> bool:
    """Whether a workspace is there; False where one may be made.

    Raises
    ------
    WorkspaceError
        If something else is there.
    """
    name = folder.name
    if (folder / DATABASE).is_file():
        return True
    if not folder.parent.is_dir():
        raise WorkspaceError(
            f"There is no folder {folder.parent}, so {name} can't be there.",
            next_step="Check the path, or make that folder first.",
        )
    if not folder.exists():
        return False
    if not folder.is_dir():
        raise WorkspaceError(
            f"{name} is a file, not a workspace.",
            "A workspace is a folder, by custom named NAME.triage.",
            "Choose a workspace's folder, or import the file into one.",
        )
    if BackupFolder(folder).listed():
        raise WorkspaceDamagedError(
            f"The workspace {name} is damaged: its {DATABASE} is gone.",
            f"Its folder {FOLDER} is still there.",
            RESTORE,
            path=folder,
        )
    if any(_foreign(entry.name) for entry in folder.iterdir()):
        raise WorkspaceError(
            f"The folder {name} is not a workspace: it has no {DATABASE}.",
            "It holds other files, so no workspace is made in it.",
            "Choose another folder.",
        )
    return False


def _foreign(name: str) -> bool:
    """Whether an entry is neither hidden nor left by a beginning of ours."""
    return not (name.startswith((".", upgrade.UNFINISHED)) or name in _OURS)


def _missing(folder: Path) -> WorkspaceError:
    return WorkspaceError(
        f"There is no workspace {folder.name}.",
        f"The folder {folder} was not found or is empty.",
        "Check the name, or import a backlog to make it.",
    )


def _not_migrated(folder: Path) -> WorkspaceError:
    return WorkspaceError(
        f"The workspace {folder.name} couldn't be brought up to date.",
        "It was left as it was, and a copy of its database is in its folder backups.",
        "Go on with the version that made it, and report this.",
    )


def _check_soundness(database: Database) -> None:
    """Refuse to write to a database that is damaged (about 1 ms a MB).

    Looks at the pages, and at the end of each chain; `verify` reckons the whole.
    """
    folder, what = database.file.parent, f"so {_CLOSED}"
    with database.reading(_CLOSED) as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if found != "ok":
            raise damaged(folder, what, f"SQLite says: {found}.")
        for log in ALL:
            problem = log.end_problem(connection)
            if problem:
                raise damaged(folder, what, problem)


def _clear_orphans(database: Database) -> None:
    """Remove files of imports that a crash kept from being finished."""
    with database.reading(_CLOSED) as connection:
        imports, scored = schema.imports, schema.score_sets
        named = [
            *connection.execute(select(imports.c.snapshot_file)).scalars(),
            *connection.execute(select(imports.c.report_file)).scalars(),
            *connection.execute(select(scored.c.file)).scalars(),
            *map(
                _lots_name, connection.execute(select(imports.c.backlog_id)).scalars()
            ),
        ]
        whole = all(
            log.count(connection) == log.head(connection)[0]
            for log in (IMPORTS, SCORE_SETS)
        )
    folder = database.file.parent
    # A log that was tampered with leaves its files as evidence.
    found = orphans(folder, _SUBFOLDERS, set(named)) if whole else {}
    if not found:
        return
    in_backups = BackupFolder(folder).named_files()
    for name, file in found.items():
        if in_backups is not None and name not in in_backups:
            file.unlink()


def _lots_name(backlog_id: str) -> str:
    """Return an import's file of lots; what has no such name has no such file."""
    try:
        return lots.lots_name(backlog_id)
    except ValueError:
        return ""
