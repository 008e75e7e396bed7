"""What is announced goes by when a ticket's registration was recorded; a request that was declined bars nothing.

Announcements that are still owed under the former rule, and are none under the present one, are dropped. What was
announced stays announced. The moment of a ticket's latest fact is that of the latest one that moved a step, a clock or
a right.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAME = "registration_recorded_at"
MOVING = (
    *("signalled", "registered", "signal_withdrawn", "decision_taken", "priority_decided", "priority_assessed"),
    *("step_overridden", "classification_corrected"),
)


def upgrade() -> None:
    op.add_column("tickets", sa.Column(NAME, sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_tickets_registration_recorded_at_sane"),
        "tickets",
        f"{NAME} >= '2000-01-01T00:00:00Z'::timestamptz AND {NAME} < '2200-01-01T00:00:00Z'::timestamptz",
    )
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute("""
        UPDATE tickets SET registration_recorded_at = event.recorded_at
        FROM ticket_events AS event WHERE event.ticket_id = tickets.id AND event.type = 'registered'
    """)
    _drop_what_is_no_news()
    _moved_last("AND NOT (type = 'priority_decided' AND NOT (payload ->> 'accepted')::boolean)")


def _drop_what_is_no_news() -> None:
    """A due time before the recording of the registration, or one that had passed when a late fact moved it."""
    op.execute("""
        UPDATE clocks SET announce_at = NULL
        FROM tickets
        WHERE tickets.id = clocks.ticket_id AND (
            announce_at < registration_recorded_at
            OR (
                SELECT moved.recorded_at - moved.occurred_at > interval '60 seconds'
                    AND moved.recorded_at > clocks.announce_at
                FROM ticket_events AS moved
                WHERE moved.ticket_id = clocks.ticket_id AND moved.type = 'due_moved'
                    AND moved.payload ->> 'clock' = clocks.name
                ORDER BY moved.sequence DESC LIMIT 1
            )
        )
    """)


def _moved_last(narrowed: str) -> None:
    moving = ", ".join(f"'{each}'" for each in MOVING)
    op.execute(f"""
        UPDATE tickets SET last_fact_at = latest.at
        FROM (
            SELECT ticket_id, max(occurred_at) AS at FROM ticket_events
            WHERE type IN ({moving}) {narrowed}
            GROUP BY ticket_id
        ) AS latest
        WHERE latest.ticket_id = tickets.id AND latest.at <> last_fact_at
    """)


def downgrade() -> None:
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    _moved_last("")
    op.drop_constraint(op.f("ck_tickets_registration_recorded_at_sane"), "tickets", type_="check")
    op.drop_column("tickets", NAME)
