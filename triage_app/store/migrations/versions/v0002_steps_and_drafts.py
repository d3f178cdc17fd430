"""The second schema: steps of several decisions, time on screen, and drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what was not measured before; the chain leaves it out where it is empty."""
    step = sa.Column("action_id", sa.String, nullable=False, server_default="")
    op.add_column("decisions", step)
    op.add_column("decisions", sa.Column("active_ms", sa.Integer, nullable=True))
    op.create_table(
        "drafts",
        *(
            sa.Column(name, sa.String, nullable=False)
            for name in ("moderator", "item_id", "note", "saved_at")
        ),
        sa.PrimaryKeyConstraint("moderator", "item_id"),
    )
