"""Connections to a workspace's SQLite file, set up to be durable and wary."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from triage_app.store.errors import moved, translated

DATABASE = "workspace.db"
_BEGIN = "triage_begin"


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
    location = file.absolute().as_posix()
    if location.startswith("//"):
        location = "//" + location  # a Windows share; SQLite takes no host there
    elif not location.startswith("/"):
        location = "/" + location
    return sqlite3.connect(
        f"file:{quote(location)}?{options}",
        uri=True,
        timeout=busy_wait,
        isolation_level=None,
        check_same_thread=False,
    )


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
        self._frozen = False
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
            with self._as("BEGIN").begin() as connection:
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
            with self._as("BEGIN IMMEDIATE").begin() as connection:
                yield connection

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _as(self, begin: str) -> Engine:
        return self._engine.execution_options(**{_BEGIN: begin})

    def _connect(self) -> sqlite3.Connection:
        if self.read_only:
            connection = self._connect_read_only()
        else:
            connection = connect(self.file, "mode=rw", self._busy_wait)
        try:
            _set_up(connection, read_only=self.read_only)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect_read_only(self) -> sqlite3.Connection:
        """Open to look; as a fixed file where SQLite can't keep its side files."""
        connection = connect(self.file, "mode=ro", self._busy_wait)
        try:
            connection.execute("PRAGMA schema_version").fetchone()
        except sqlite3.OperationalError:
            connection.close()
            if self._wal_size():
                raise  # the newest records are in there, and can't be read
            self._frozen = True
            return connect(self.file, "immutable=1")
        return connection

    def _check_place(self, consequence: str) -> None:
        """Refuse to go on with a file that isn't the one that was opened.

        SQLite itself would go on writing to a deleted file, and would misread one
        opened as fixed that changes after all.
        """
        now = _stamp(self.file)
        if now[:2] != self._stamp[:2]:
            raise moved(self.file.parent, consequence)
        if self._frozen and (now != self._stamp or self._wal_size()):
            raise moved(self.file.parent, consequence)

    def _wal_size(self) -> int:
        wal = self.file.with_name(self.file.name + "-wal")
        return wal.stat().st_size if wal.exists() else 0


def _stamp(file: Path) -> tuple[int, int, int, int]:
    """Return what tells a file from another, then what tells it has changed."""
    found = file.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


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
