"""What has changed since a moment is asked by when it was recorded only: nobody looks for events by when they were true."""

from collections.abc import Sequence

from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.drop_index("ix_ticket_events_occurred_at", table_name="ticket_events")


def downgrade() -> None:
    op.create_index(
        "ix_ticket_events_occurred_at",
        "ticket_events",
        ["occurred_at"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"pages_per_range": 16, "autosummarize": "on"},
    )
