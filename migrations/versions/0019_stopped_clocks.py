"""A clock that has stopped keeps by what it is judged, and what would count if it went on again.

What stopped before is judged as it was judged: by what held when this was introduced. Of a solution it is known since
when there is one, so that a ticket can be reopened. `duetime reread` reads all histories anew.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("clocks", sa.Column("beyond", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("clocks", sa.Column("judged_by", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute(f"""
        UPDATE clocks SET
            judged_by = jsonb_build_object(
                'kind', tickets.kind, 'priority', tickets.priority, 'calendar_revision', tickets.calendar_revision,
                'reassessed', CASE WHEN tickets.reassessed_at IS NOT NULL THEN jsonb_build_object(
                    'at', {_written("tickets.reassessed_at")}, 'before', tickets.reassessed_from) END),
            beyond = CASE WHEN clocks.name = 'resolution' AND tickets.step = 13 THEN
                jsonb_build_array(jsonb_build_object(
                    'from_at', {_written("tickets.step_entered_at")}, 'until', NULL, 'reason', 'solved')) END
        FROM tickets WHERE tickets.id = clocks.ticket_id AND clocks.stopped_at IS NOT NULL
    """)


def _written(moment: str) -> str:
    """As the service writes it."""
    digits = f"to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
    return f"regexp_replace({digits}, '\\.000000$', '') || 'Z'"


def downgrade() -> None:
    op.drop_column("clocks", "judged_by")
    op.drop_column("clocks", "beyond")
