"""A ticket's row says that it is escalated (§1). No row is written: none of them is so far."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.postgres.migrations import beside_others

revision: str = "0049"
down_revision: str | None = "0045"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "ix_tickets_escalated"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("escalation", postgresql.JSONB(), nullable=True), if_not_exists=True)
    with beside_others():
        op.drop_index(INDEX, "tickets", postgresql_concurrently=True, if_exists=True)
        op.create_index(
            INDEX,
            "tickets",
            ["id"],
            postgresql_concurrently=True,
            postgresql_where=sa.text("escalation IS NOT NULL"),
        )


def downgrade() -> None:
    with beside_others():
        op.drop_index(INDEX, "tickets", postgresql_concurrently=True, if_exists=True)
    op.drop_column("tickets", "escalation", if_exists=True)
