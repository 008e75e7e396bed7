"""Whether somebody's look at a ticket is on record already is asked at every look: not by reading all they have done."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "ix_audit_entries_seen",
        "audit_entries",
        ["actor_id", "subject_id", "recorded_at"],
        unique=False,
        postgresql_where=sa.text("outcome = 'seen'"),
    )


def downgrade() -> None:
    op.drop_index("ix_audit_entries_seen", table_name="audit_entries", postgresql_where=sa.text("outcome = 'seen'"))
