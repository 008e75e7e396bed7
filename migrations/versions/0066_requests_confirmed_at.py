"""A request for an account says when its address was confirmed (§1.6), also once it is accepted or declined."""

from collections.abc import Sequence

from alembic import op

revision: str = "0066"
down_revision: str | None = "0065"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SYSTEM = "SELECT set_config('duetime.scope', 'system', true)"
WRITTEN = """to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
    || CASE WHEN to_char(occurred_at, 'US') = '000000' THEN '' ELSE to_char(occurred_at, '.US') END || 'Z'"""
"""As the state has its other moments."""


def upgrade() -> None:
    op.execute(SYSTEM)
    op.execute(f"""
        UPDATE account_requests SET state = state || jsonb_build_object('confirmed_at', (
            SELECT {WRITTEN} FROM account_request_events
            WHERE account_request_id = account_requests.id AND type = 'confirmed'
        ))
    """)


def downgrade() -> None:
    op.execute(SYSTEM)
    op.execute("UPDATE account_requests SET state = state - 'confirmed_at'")
