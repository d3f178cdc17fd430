"""A database's beginnings and its way to this version's schema."""

import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, insert
from sqlalchemy.pool import StaticPool

from triage_app.domain.errors import WorkspaceDamagedError, WorkspaceError
from triage_app.domain.ports import Backup, Occasion
from triage_app.store import logs, schema
from triage_app.store.backups import BackupFolder, discard
from triage_app.store.chain import GENESIS
from triage_app.store.database import DATABASE, connect, connect_to_read
from triage_app.store.errors import RESTORE
from triage_app.store.files import flush_file, flush_folder

_MIGRATIONS = Path(__file__).parent / "migrations"
_MAGIC = b"SQLite format 3\x00"
UNFINISHED = f"{DATABASE}.new"


@dataclass(frozen=True)
class Migrations:
    """Where the way to a schema's version is written down.

    Attributes
    ----------
    version : int
        The version that this program writes; also Alembic's revision, as ``"0001"``.
    folders : tuple of Path
        Of revisions, beside those that the package holds.
    """

    version: int = schema.SCHEMA_VERSION
    folders: tuple[Path, ...] = ()


def create(file: Path, now: datetime | None = None) -> None:
    """Make a workspace's database; it is whole or not there.

    Raises
    ------
    OSError, sqlite3.Error, sqlalchemy.exc.DBAPIError
        If the disk won't have it.
    """
    new = file.with_name(UNFINISHED)
    discard(new)
    try:
        new.touch()
        _build(new, now or datetime.now(UTC))
        flush_file(new)
        new.replace(file)
    except BaseException:
        discard(new)
        raise
    flush_folder(file.parent)


def check_header(file: Path) -> None:
    """Look at a file's first bytes, before SQLite touches it.

    Raises
    ------
    WorkspaceError
        If it isn't a database of this program.
    OSError
        If it can't be read.
    """
    with file.open("rb") as opened:
        head = opened.read(100)
    name = file.parent.name
    if not head:
        raise WorkspaceDamagedError(
            f"The workspace {name} is damaged: its {DATABASE} is empty.",
            "",
            RESTORE,
            path=file.parent,
        )
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise WorkspaceDamagedError(
            f"The workspace {name} can't be used: its {DATABASE} is not a database.",
            "The file was replaced or damaged.",
            RESTORE,
            path=file.parent,
        )
    if int.from_bytes(head[68:72], "big") != schema.APPLICATION_ID:
        raise WorkspaceError(
            f"{name} is not a workspace: its {DATABASE} belongs to another program.",
            "Nothing in it was touched.",
            "Choose a folder that Claim Triage made.",
        )


def check_version(file: Path, migrations: Migrations, *, read_only: bool) -> bool:
    """Whether a database must be brought up to date first.

    Raises
    ------
    WorkspaceError
        If it was made by a newer version, or is older and may only be looked at.
    """
    found = _user_version(file, read_only=read_only)
    name = file.parent.name
    if found > migrations.version:
        raise WorkspaceError(
            f"The workspace {name} was made by a newer version of Claim Triage.",
            f"Its format is {found}; this version knows up to {migrations.version}.",
            "Update the program, then open the workspace again.",
        )
    if found < migrations.version and read_only:
        raise WorkspaceError(
            f"The workspace {name} was made by an older version of Claim Triage.",
            "It must be brought up to date before it can be read.",
            "Open it once in the window, or run triage backup on it.",
        )
    return found < migrations.version


def migrate(file: Path, migrations: Migrations) -> Backup:
    """Bring a database up to date, after a backup, which is returned.

    All revisions are applied in one transaction, or none.

    Raises
    ------
    WorkspaceError
        If the database is damaged, or there is too little room for the backup.
    OSError, sqlite3.Error, sqlalchemy.exc.DBAPIError
        If the disk won't have it; then the database is as it was.
    """
    backup = BackupFolder(file.parent).make(Occasion.MIGRATION)
    bring_up(file, migrations)
    return backup


def bring_up(file: Path, migrations: Migrations) -> None:
    """Apply the revisions that a database lacks, in one transaction.

    Raises
    ------
    OSError, sqlite3.Error, sqlalchemy.exc.DBAPIError
        If the disk won't have it; then the database is as it was.
    """
    from alembic import command
    from alembic.config import Config

    with closing(connect(file, "mode=rw")) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        with _transaction(connection) as core:
            config = Config()
            config.set_main_option("script_location", _escaped([_MIGRATIONS]))
            folders = [_MIGRATIONS / "versions", *migrations.folders]
            config.set_main_option("path_separator", "newline")
            config.set_main_option("version_locations", _escaped(folders))
            config.attributes["connection"] = core
            command.upgrade(config, f"{migrations.version:04d}")
            core.exec_driver_sql(f"PRAGMA user_version = {migrations.version}")


def _escaped(paths: Sequence[Path]) -> str:
    return "\n".join(str(path).replace("%", "%%") for path in paths)


def _user_version(file: Path, *, read_only: bool) -> int:
    opened = connect_to_read(file)[0] if read_only else connect(file, "mode=rw")
    with closing(opened) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[Connection]:
    """Give SQLAlchemy one connection of ours, inside one explicit transaction."""
    engine = create_engine(
        "sqlite://", creator=lambda: connection, poolclass=StaticPool
    )
    with engine.connect() as core:
        core.exec_driver_sql("BEGIN IMMEDIATE")
        yield core
        core.commit()


def _build(file: Path, now: datetime) -> None:
    """Make this version's schema in an empty file, with no help of Alembic's."""
    with closing(connect(file, "mode=rw")) as connection:
        with _transaction(connection) as core:
            schema.metadata.create_all(core)
            _fill(core, now)
            core.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            core.exec_driver_sql(f"PRAGMA user_version = {schema.SCHEMA_VERSION}")
        connection.execute("PRAGMA journal_mode = WAL").fetchall()


def _fill(core: Connection, now: datetime) -> None:
    """Write what an empty workspace holds."""
    first = {
        "id": 1,
        "workspace_id": str(uuid.uuid4()),
        "created_at": now.isoformat(timespec="milliseconds"),
    }
    core.execute(insert(schema.workspace), [first])
    heads = [{"log": log.name, "records": 0, "hash": GENESIS} for log in logs.ALL]
    core.execute(insert(schema.heads), heads)
    core.execute(insert(schema.alembic_version), [{"version_num": schema.REVISION}])
