"""A clock knows when its stop was recorded, if that was late; how clocks are counted goes by it, and by what they are
judged.

What was counted by the figures as they were read before is counted anew.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COUNTED_BEFORE = (
    *("customer_id", "name", "priority", "service_level", "state"),
    *("at_risk_at", "stopped_at", "not_applicable"),
)
COUNTED_NOW = (*COUNTED_BEFORE, "due_at", "recorded_late_at", "judged_by")
STATES = ("not_started", "running", "paused", "met", "breached", "not_applicable", "best_effort")
STANDINGS = ("recorded_late", "at_risk", *STATES)


def upgrade() -> None:
    op.add_column("clocks", sa.Column("recorded_late_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_clocks_recorded_late_at_sane"),
        "clocks",
        "recorded_late_at >= '2000-01-01T00:00:00Z'::timestamptz"
        " AND recorded_late_at < '2200-01-01T00:00:00Z'::timestamptz",
    )
    _find_late_records()
    _notice(COUNTED_NOW)
    _know(STANDINGS)
    _count_anew()


def _find_late_records() -> None:
    """The stop of a clock is the first decision of its moment that stops such a clock."""
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute("""
        UPDATE clocks SET recorded_late_at = stop.recorded_at
        FROM (
            SELECT DISTINCT ON (events.ticket_id, clocks.name) events.ticket_id, clocks.name, events.recorded_at
            FROM ticket_events AS events
            JOIN clocks ON clocks.ticket_id = events.ticket_id AND clocks.stopped_at = events.occurred_at
            WHERE events.type = 'decision_taken'
            AND CASE clocks.name
                WHEN 'resolution' THEN events.payload ->> 'decision' IN ('workaround', 'solved')
                ELSE coalesce((events.payload ->> 'from_step')::integer, 0) >= 3
                    AND coalesce(events.payload ->> 'role', '') <> 'customer'
                END
            ORDER BY events.ticket_id, clocks.name, events.sequence
        ) AS stop
        WHERE stop.ticket_id = clocks.ticket_id AND stop.name = clocks.name
        AND stop.recorded_at > clocks.stopped_at + interval '60 seconds'
    """)


def _notice(columns: Sequence[str]) -> None:
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    op.execute("DROP TRIGGER clocks_recount ON clocks")
    op.execute(f"""
        CREATE TRIGGER clocks_recount BEFORE UPDATE ON clocks FOR EACH ROW
        WHEN (NOT OLD.recount AND ({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION recount_clock()
    """)


def _know(states: Sequence[str]) -> None:
    listed = ", ".join(f"'{each}'" for each in states)
    op.drop_constraint(op.f("ck_counted_standings_state_known"), "counted_standings", type_="check")
    op.create_check_constraint(op.f("ck_counted_standings_state_known"), "counted_standings", f"state IN ({listed})")


def _count_anew() -> None:
    """Until the worker has counted, every question counts."""
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute("DELETE FROM counted_standings")
    op.execute("DELETE FROM counted_attainment")
    op.execute(
        "UPDATE counting SET epoch = epoch + 1, reached = '00000000-0000-0000-0000-000000000000', complete = false"
    )


def downgrade() -> None:
    _count_anew()
    _know(STATES)
    _notice(COUNTED_BEFORE)
    op.drop_constraint(op.f("ck_clocks_recorded_late_at_sane"), "clocks", type_="check")
    op.drop_column("clocks", "recorded_late_at")
