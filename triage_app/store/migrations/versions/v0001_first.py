"""The first schema: five logs that only grow, their heads, the workspace's identity."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.sql.schema import SchemaItem

revision = "0001"
down_revision = None

_LOGS = ("imports", "score_sets", "decisions", "events", "settings")


def upgrade() -> None:
    """Make every table, index and guard."""
    op.create_table(
        "workspace",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        *_texts("workspace_id created_at"),
        sa.CheckConstraint("id = 1", name="workspace_is_one_row"),
    )
    op.create_table(
        "heads",
        sa.Column("log", sa.String, primary_key=True),
        sa.Column("records", sa.Integer, nullable=False),
        *_texts("hash"),
    )
    _make_imports()
    _make_score_sets()
    _make_decisions()
    _make_log("events", *_texts("kind payload at moderator"))
    _make_log("settings", *_texts("key value set_at moderator"))
    op.create_index("settings_by_key", "settings", ["key"])
    _make_guards()


def _make_imports() -> None:
    counts = ("rows_read", "accepted", "quarantined", "duplicates", "added")
    _make_log(
        "imports",
        sa.Column("backlog_id", sa.String, nullable=False, unique=True),
        *_texts("source source_sha256 source_path imported_at moderator"),
        *(sa.Column(name, sa.Integer, nullable=False) for name in counts),
        *_texts("notes report_file report_sha256 snapshot_file snapshot_sha256"),
    )


def _make_score_sets() -> None:
    _make_log(
        "score_sets",
        _backlog(),
        *_texts("model_id made_at"),
        sa.Column("rows", sa.Integer, nullable=False),
        *_texts("file sha256"),
    )
    op.create_index("score_sets_by_backlog", "score_sets", ["backlog_id"])


def _make_decisions() -> None:
    _make_log(
        "decisions",
        sa.Column("decision_id", sa.String, nullable=False, unique=True),
        *_texts("kind revokes item_id"),
        _backlog(),
        *_texts("verdict reason_code note model_id"),
        sa.Column("p_claim", sa.Double, nullable=True),
        *_texts("model_label lane why_shown"),
        sa.Column("score_visible", sa.Boolean, nullable=False),
        *_texts("shown_at decided_at moderator app_version"),
    )


def _texts(names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String, nullable=False) for name in names.split()]


def _backlog() -> sa.Column[str]:
    parent = sa.ForeignKey("imports.backlog_id")
    return sa.Column("backlog_id", sa.String, parent, nullable=False)


def _make_log(name: str, *columns: SchemaItem) -> None:
    seq = sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False)
    op.create_table(name, seq, *columns, *_texts("previous_hash hash"))


def _make_guards() -> None:
    for table in ("workspace", *_LOGS):
        for word in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{word.lower()} BEFORE {word} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
    for log in _LOGS:
        op.execute(
            f"CREATE TRIGGER {log}_in_order BEFORE INSERT ON {log} "
            f"WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM {log}) "
            f"BEGIN SELECT RAISE(ABORT, '{log} only grows at its end'); END"
        )
