"""When consultants come to customers (§1.2.2); and a ticket's row says that it is escalated (§1).

No ticket's row is written: none of them is so far.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.postgres.migrations import beside_others
from migrations.streams import make_stream, make_subjects
from migrations.tables import one_of

revision: str = "0049"
down_revision: str | None = "0045"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "ix_tickets_escalated"


def upgrade() -> None:
    _escalations()
    make_subjects(
        "bookings",
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("consultant_id", sa.Uuid(), nullable=True),
        one_of("bookings", "progress", "requested", "confirmed", "moved", "cancelled", "held"),
        comment="When a consultant comes to a customer, as its facts add up",
    )
    op.create_index("ix_bookings_booked_on", "bookings", ["booked_on"])
    make_stream("booking_events", "booking", "bookings", comment="What happened to each booking")


def _escalations() -> None:
    """First: an index is made beside others, and if that fails all that stands before it is done again."""
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
    for table in ("booking_events", "bookings"):
        op.drop_table(table)
