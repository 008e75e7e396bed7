"""A ticket's row has what decisions brought along, when it was closed, and its cycles before it was opened again.

What is there already follows from the events, in whose order the latest of each output is the one that counts.
"""

from collections.abc import Sequence

from alembic import op

from migrations.tables import SANE

revision: str = "0036"
down_revision: str | None = "0035"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SYSTEM = "SELECT set_config('duetime.scope', 'system', true)"


def written(at: str) -> str:
    """As pydantic writes it."""
    text = f"""to_char({at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')"""
    return f"replace({text}, '.000000', '') || 'Z'"


def upgrade() -> None:
    op.execute(SYSTEM)
    op.execute(f"""
        ALTER TABLE tickets ADD COLUMN outputs jsonb, ADD COLUMN closed_at timestamptz, ADD COLUMN cycles jsonb,
            ADD CONSTRAINT ck_tickets_closed_at_sane CHECK ({SANE.format("closed_at")})
    """)
    op.execute("""
        UPDATE tickets SET outputs = brought.outputs FROM (
            SELECT customer_id, ticket_id, jsonb_object_agg(each.key, each.value ORDER BY sequence) AS outputs
            FROM ticket_events, jsonb_each(payload -> 'outputs') AS each
            WHERE type = 'decision_taken' AND each.key <> 'cause' AND each.value <> 'null'
            GROUP BY customer_id, ticket_id
        ) AS brought WHERE tickets.customer_id = brought.customer_id AND tickets.id = brought.ticket_id
    """)
    op.execute(f"""
        WITH turns AS (
            SELECT customer_id, ticket_id, sequence, occurred_at,
                CASE WHEN type = 'signal_withdrawn' OR payload ->> 'decision' = 'close' THEN 'closed'
                     WHEN type = 'registered' THEN 'begun' ELSE 'reopened' END AS turn
            FROM ticket_events
            WHERE type IN ('registered', 'signal_withdrawn')
               OR type = 'decision_taken' AND payload ->> 'decision' IN ('close', 'reopen')
        ), placed AS (
            SELECT *, lag(occurred_at) OVER each AS closed_at, lag(occurred_at, 2) OVER each AS began_at,
                row_number() OVER (each_latest) AS latest
            FROM turns
            WINDOW each AS (PARTITION BY customer_id, ticket_id ORDER BY sequence),
                each_latest AS (PARTITION BY customer_id, ticket_id ORDER BY sequence DESC)
        ), told AS (
            SELECT customer_id, ticket_id, max(occurred_at) FILTER (WHERE latest = 1 AND turn = 'closed') AS closed_at,
                jsonb_agg(jsonb_build_object('began_at', {written("began_at")}, 'closed_at', {written("closed_at")},
                    'reopened_at', {written("occurred_at")}) ORDER BY sequence) FILTER (WHERE turn = 'reopened') AS cycles
            FROM placed GROUP BY customer_id, ticket_id
        )
        UPDATE tickets SET closed_at = told.closed_at, cycles = told.cycles FROM told
        WHERE tickets.customer_id = told.customer_id AND tickets.id = told.ticket_id
            AND (told.closed_at IS NOT NULL OR told.cycles IS NOT NULL)
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE tickets DROP COLUMN outputs, DROP COLUMN closed_at, DROP COLUMN cycles")
