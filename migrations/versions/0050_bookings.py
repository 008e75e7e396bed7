"""When consultants come to customers (§1.2.2), and who asks for an account (§1.6); and a ticket's row says that it is
escalated (§1), and when an account was asked for with it.

No ticket's row is written: none of them is so far.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.postgres.migrations import beside_others
from migrations.streams import make_stream, make_subjects
from migrations.tables import SANE, moment, one_of

revision: str = "0050"
down_revision: str | None = "0049"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "ix_tickets_escalated"
SANE_RAISED = "ck_tickets_raised_at_sane"
RAISED = SANE.format("raised_at")
INCLUDES = "ck_calendar_feeds_includes_known"
SYSTEM = "SELECT set_config('duetime.scope', 'system', true)"


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
    _include("clocks", "bookings")
    make_subjects(
        "account_requests",
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        one_of("account_requests", "progress", "received", "confirmed", "accepted", "declined"),
        comment="Who asks for an account; the vendor's own",
    )
    op.create_index("ix_account_requests_email_key", "account_requests", ["email_key"])
    make_stream(
        "account_request_events",
        "account_request",
        "account_requests",
        comment="What happened to each request for an account",
    )


def _include(*subjects: str) -> None:
    """What a calendar feed can show."""
    words = ", ".join(f"'{each}'" for each in subjects)
    op.execute(f"ALTER TABLE calendar_feeds DROP CONSTRAINT {INCLUDES}")
    op.execute(
        f"ALTER TABLE calendar_feeds ADD CONSTRAINT {INCLUDES}"
        f" CHECK (cardinality(includes) > 0 AND includes <@ ARRAY[{words}]::text[])"
    )


def _escalations() -> None:
    """First: an index is made beside others, and if that fails all that stands before it is done again."""
    op.add_column("tickets", sa.Column("escalation", postgresql.JSONB(), nullable=True), if_not_exists=True)
    op.add_column("tickets", moment("raised_at", nullable=True), if_not_exists=True)
    op.execute(f"ALTER TABLE tickets DROP CONSTRAINT IF EXISTS {SANE_RAISED}")
    op.execute(f"ALTER TABLE tickets ADD CONSTRAINT {SANE_RAISED} CHECK ({RAISED}) NOT VALID")
    with beside_others():
        op.execute(f"ALTER TABLE tickets VALIDATE CONSTRAINT {SANE_RAISED}")
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
    op.drop_column("tickets", "raised_at", if_exists=True)
    op.execute(SYSTEM)
    op.execute("DELETE FROM calendar_feeds WHERE includes = '{bookings}'")
    op.execute("UPDATE calendar_feeds SET includes = array_remove(includes, 'bookings')")
    _include("clocks")
    for table in ("account_request_events", "account_requests", "booking_events", "bookings"):
        op.drop_table(table)
