"""The tables of a workspace's database: logs that only grow, heads, and drafts."""

from sqlalchemy import (
    DDL,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    event,
)
from sqlalchemy.sql.schema import SchemaItem

APPLICATION_ID = 0x54524941  # "TRIA", in the header that `file` reads
SCHEMA_VERSION = 2
REVISION = f"{SCHEMA_VERSION:04d}"  # Alembic's name for it

metadata = MetaData()

workspace = Table(
    "workspace",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("workspace_id", String, nullable=False),
    Column("created_at", String, nullable=False),
    CheckConstraint("id = 1", name="workspace_is_one_row"),
)

heads = Table(
    "heads",
    metadata,
    Column("log", String, primary_key=True),
    Column("records", Integer, nullable=False),
    Column("hash", String, nullable=False),
)

alembic_version = Table(
    "alembic_version",
    metadata,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


drafts = Table(
    "drafts",
    metadata,
    Column("moderator", String, nullable=False),
    Column("item_id", String, nullable=False),
    Column("note", String, nullable=False),
    Column("saved_at", String, nullable=False),
    PrimaryKeyConstraint("moderator", "item_id"),
)


def _log(name: str, *columns: SchemaItem, later: tuple[SchemaItem, ...] = ()) -> Table:
    """Return a log's table: its place and links around its own columns.

    Columns that a later version added stand last, where SQLite puts them.
    """
    return Table(
        name,
        metadata,
        Column("seq", Integer, primary_key=True, autoincrement=False),
        *columns,
        Column("previous_hash", String, nullable=False),
        Column("hash", String, nullable=False),
        *later,
    )


def _text(name: str) -> Column[str]:
    return Column(name, String, nullable=False)


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


imports = _log(
    "imports",
    Column("backlog_id", String, nullable=False, unique=True),
    *map(_text, ("source", "source_sha256", "source_path", "imported_at")),
    _text("moderator"),
    *map(_count, ("rows_read", "accepted", "quarantined", "duplicates", "added")),
    *map(_text, ("notes", "report_file", "report_sha256")),
    *map(_text, ("snapshot_file", "snapshot_sha256")),
)

score_sets = _log(
    "score_sets",
    Column("backlog_id", ForeignKey("imports.backlog_id"), nullable=False),
    *map(_text, ("model_id", "made_at")),
    _count("rows"),
    *map(_text, ("file", "sha256")),
    Index("score_sets_by_backlog", "backlog_id"),
)

decisions = _log(
    "decisions",
    Column("decision_id", String, nullable=False, unique=True),
    *map(_text, ("kind", "revokes", "item_id")),
    Column("backlog_id", ForeignKey("imports.backlog_id"), nullable=False),
    *map(_text, ("verdict", "reason_code", "note", "model_id")),
    Column("p_claim", Double, nullable=True),
    *map(_text, ("model_label", "lane", "why_shown")),
    Column("score_visible", Boolean, nullable=False),
    *map(_text, ("shown_at", "decided_at", "moderator", "app_version")),
    later=(
        Column("action_id", String, nullable=False, server_default=""),
        Column("active_ms", Integer, nullable=True),
    ),
)

events = _log("events", *map(_text, ("kind", "payload", "at", "moderator")))

settings = _log(
    "settings",
    *map(_text, ("key", "value", "set_at", "moderator")),
    Index("settings_by_key", "key"),
)

LOGS = (imports, score_sets, decisions, events, settings)


def guards() -> dict[str, str]:
    """Return the triggers that refuse changes, their SQL by their names."""
    made = {
        f"{table}_no_{word.lower()}": (
            f"CREATE TRIGGER {table}_no_{word.lower()} BEFORE {word} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )
        for table in ("workspace", *(log.name for log in LOGS))
        for word in ("UPDATE", "DELETE")
    }
    for log in LOGS:
        # INSERT OR REPLACE deletes without asking the trigger on DELETE.
        made[f"{log.name}_in_order"] = (
            f"CREATE TRIGGER {log.name}_in_order BEFORE INSERT ON {log.name} "
            f"WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM {log.name}) "
            f"BEGIN SELECT RAISE(ABORT, '{log.name} only grows at its end'); END"
        )
    return made


for _statement in guards().values():
    event.listen(metadata, "after_create", DDL(_statement))  # type: ignore[no-untyped-call]
