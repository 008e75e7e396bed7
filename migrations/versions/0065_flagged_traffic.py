"""An instance says for which months its customer's traffic is flagged (§5.6.1), as its facts do."""

from collections.abc import Sequence

from alembic import op

revision: str = "0065"
down_revision: str | None = "0064"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SYSTEM = "SELECT set_config('duetime.scope', 'system', true)"


def upgrade() -> None:
    op.execute(SYSTEM)
    op.execute("""
        UPDATE instances SET state = state || jsonb_build_object('flagged', (
            SELECT coalesce(jsonb_agg(month ORDER BY month), '[]') FROM (
                SELECT DISTINCT ON (payload ->> 'month') payload ->> 'month' AS month, type
                FROM instance_events
                WHERE customer_id = instances.customer_id AND instance_id = instances.id
                AND type IN ('traffic_flagged', 'traffic_flag_withdrawn')
                ORDER BY payload ->> 'month', sequence DESC
            ) AS latest WHERE type = 'traffic_flagged'
        ))
    """)


def downgrade() -> None:
    op.execute(SYSTEM)
    op.execute("UPDATE instances SET state = state - 'flagged'")
