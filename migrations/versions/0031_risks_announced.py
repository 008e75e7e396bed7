"""That a clock is at risk is announced, as breaches are: a clock's row says when that is to be, and for when it was.

Open clocks that would be breached as news are warned of when they are at risk, and at once where they are by now. The
index is by whatever comes first, so that a clock has one place in it as before. A downgrade forgets which warnings were
given; `duetime reread` finds them in the histories again.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.postgres.migrations import beside_others

revision: str = "0031"
down_revision: str | None = "0029"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS = ("announced_risk_at", "warn_at")
SANE = "{0} >= '2000-01-01T00:00:00Z'::timestamptz AND {0} < '2200-01-01T00:00:00Z'::timestamptz"
PENDING = sa.text("announce_at IS NOT NULL")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("clocks", sa.Column(name, sa.DateTime(timezone=True), nullable=True), if_not_exists=True)
        constraint = f"ck_clocks_{name}_sane"
        op.execute(f"ALTER TABLE clocks DROP CONSTRAINT IF EXISTS {constraint}")
        op.execute(f"ALTER TABLE clocks ADD CONSTRAINT {constraint} CHECK ({SANE.format(name)}) NOT VALID")
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute("""
        UPDATE clocks SET warn_at = at_risk_at
        FROM tickets
        WHERE tickets.customer_id = clocks.customer_id AND tickets.id = clocks.ticket_id
            AND announce_at IS NOT NULL AND stopped_at IS NULL AND at_risk_at >= registration_recorded_at
            AND NOT coalesce((
                SELECT moved.recorded_at - moved.occurred_at > interval '60 seconds'
                    AND moved.recorded_at > clocks.at_risk_at
                FROM ticket_events AS moved
                WHERE moved.customer_id = clocks.customer_id AND moved.ticket_id = clocks.ticket_id
                    AND moved.type = 'due_moved' AND moved.payload ->> 'clock' = clocks.name
                ORDER BY moved.sequence DESC LIMIT 1
            ), false)
    """)
    with beside_others():
        for name in COLUMNS:
            op.execute(f"ALTER TABLE clocks VALIDATE CONSTRAINT ck_clocks_{name}_sane")
        _index("ix_clocks_to_tell", [sa.text("least(warn_at, announce_at)"), "ticket_id"])
        op.drop_index("ix_clocks_to_announce", "clocks", postgresql_concurrently=True, if_exists=True)


def _index(name: str, columns: Sequence[str | sa.TextClause]) -> None:
    """What an attempt before left behind is not valid."""
    op.drop_index(name, "clocks", postgresql_concurrently=True, if_exists=True)
    op.create_index(name, "clocks", columns, postgresql_concurrently=True, postgresql_where=PENDING)


def downgrade() -> None:
    with beside_others():
        _index("ix_clocks_to_announce", ["announce_at", "ticket_id"])
        op.drop_index("ix_clocks_to_tell", "clocks", postgresql_concurrently=True, if_exists=True)
    for name in COLUMNS:
        op.drop_column("clocks", name)
