"""A ticket that is closed is escalated no more (§1), nor is one that was closed since and reopened."""

from collections.abc import Sequence

from alembic import op

revision: str = "0064"
down_revision: str | None = "0063"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute("""
        UPDATE tickets SET escalation = NULL
        WHERE escalation IS NOT NULL AND EXISTS (
            SELECT FROM ticket_events closed JOIN ticket_events escalated USING (customer_id, ticket_id)
            WHERE ticket_id = tickets.id AND customer_id = tickets.customer_id
            AND closed.type = 'decision_taken' AND closed.payload ->> 'decision' = 'close'
            AND escalated.type = 'escalated' AND escalated.payload ->> 'escalation_id' = tickets.escalation ->> 'id'
            AND closed.sequence > escalated.sequence
        )
    """)


def downgrade() -> None:
    """What closing ended does not stand again."""
