"""Connections to a workspace's SQLite file, set up to be durable and wary."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from triage_app.store.errors import moved, translated

DATABASE = "workspace.db"
_BEGIN = "triage_begin"
_UNWRITABLE = ("SQLITE_CANTOPEN", "SQLITE_READONLY")


def connect(file: Path, options: str, busy_wait: float = 0.0) -> sqlite3.Connection:
    """Open a SQLite file that exists, without Python's own transactions.

    Parameters
    ----------
    file : Path
    options : str
        Of SQLite's URI, such as ``"mode=rw"``.
    busy_wait : float
        Seconds to wait for another connection's lock.
    """
    return sqlite3.connect(
        uri(file.absolute().as_posix(), options),
        uri=True,
        timeout=busy_wait,
        isolation_level=None,
        check_same_thread=False,
    )


def connect_to_read(
    file: Path, busy_wait: float = 0.0
) -> tuple[sqlite3.Connection, bool]:
    """Open a SQLite file to look; as a fixed one where nothing can be kept beside it.

    Returns
    -------
    sqlite3.Connection
    bool
        Whether SQLite takes the file as fixed, and won't notice a change of it.

    Raises
    ------
    sqlite3.OperationalError
        If it can't be opened, or its newest records can't be read.
    """
    try:
        connection = connect(file, "mode=ro", busy_wait)
        try:
            connection.execute("PRAGMA schema_version").fetchone()
        except sqlite3.Error:
            connection.close()
            raise
    except sqlite3.OperationalError as error:
        if not error.sqlite_errorname.startswith(_UNWRITABLE) or _wal_size(file):
            raise
        return connect(file, "immutable=1"), True
    return connection, False


def uri(location: str, options: str) -> str:
    """Return SQLite's URI of an absolute path with forward slashes."""
    if location.startswith("//"):
        location = f"//{location}"  # a Windows share; SQLite takes no host there
    elif not location.startswith("/"):
        location = f"/{location}"  # a Windows drive
    return f"file:{quote(os.fsencode(location))}?{options}"


class Database:
    """A pool of connections; any thread may use it.

    Parameters
    ----------
    file : Path
        A database that exists.
    read_only : bool
        Look only; also where the folder can't be written to.
    busy_wait : float
        Seconds to wait for another connection's lock.
    """

    def __init__(self, file: Path, *, read_only: bool, busy_wait: float) -> None:
        self.file = file
        self.read_only = read_only
        self._busy_wait = busy_wait
        self._fixed = False
        self._writer = threading.Lock()
        self._stamp = _stamp(file)
        self._engine = create_engine(
            "sqlite://", creator=self._connect, poolclass=QueuePool, pool_size=4
        )
        event.listen(self._engine, "begin", _begin)

    @contextmanager
    def reading(self, consequence: str) -> Iterator[Connection]:
        """Give one consistent view of the database, beside any writer.

        Parameters
        ----------
        consequence : str
            What a failure means, as `translated` takes it.

        Raises
        ------
        WorkspaceError
        """
        folder = self.file.parent
        with translated(folder, consequence):
            self._check_place(consequence)
            # Ends by rolling back: SQLite refuses to commit once a page was damaged.
            with self._as("BEGIN").connect() as connection:
                yield connection
            self._check_place(consequence)

    @contextmanager
    def writing(self, consequence: str) -> Iterator[Connection]:
        """Give a transaction that holds the write lock from its beginning.

        It is on disk when the block has ended, or none of it is.

        Raises
        ------
        WorkspaceError
        """
        folder = self.file.parent
        with translated(folder, consequence):
            self._check_place(consequence)
            # Threads wait here for one another; SQLite's own wait isn't fair.
            with self._writer, self._as("BEGIN IMMEDIATE").begin() as connection:
                yield connection

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _as(self, begin: str) -> Engine:
        return self._engine.execution_options(**{_BEGIN: begin})

    def _connect(self) -> sqlite3.Connection:
        if self.read_only:
            connection, fixed = connect_to_read(self.file, self._busy_wait)
            self._fixed = self._fixed or fixed
        else:
            connection = connect(self.file, "mode=rw", self._busy_wait)
        try:
            _set_up(connection, read_only=self.read_only)
        except BaseException:
            connection.close()
            raise
        return connection

    def _check_place(self, consequence: str) -> None:
        """Refuse to go on with a file that isn't the one that was opened.

        SQLite itself would go on writing to a deleted file, and would misread one
        opened as fixed that changes after all.
        """
        now = _stamp(self.file)
        if now[:2] != self._stamp[:2]:
            raise moved(self.file.parent, consequence)
        if self._fixed and (now != self._stamp or _wal_size(self.file)):
            raise moved(self.file.parent, consequence)


def _stamp(file: Path) -> tuple[int, int, int, int]:
    """Return what tells a file from another, then what tells it has changed."""
    found = file.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _wal_size(file: Path) -> int:
    """Return the size of what SQLite hasn't brought into the file yet."""
    wal = file.with_name(f"{file.name}-wal")
    return wal.stat().st_size if wal.exists() else 0


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options()[_BEGIN])


def _set_up(connection: sqlite3.Connection, *, read_only: bool) -> None:
    """Make a connection durable, checked, and deaf to tricks of a foreign schema."""
    pragmas = ["foreign_keys = ON", "trusted_schema = OFF", "cell_size_check = ON"]
    if read_only:
        pragmas.append("query_only = ON")
    else:
        pragmas += ["journal_mode = WAL", "synchronous = FULL"]
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}").fetchall()
