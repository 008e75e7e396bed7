"""The schema as release 0.1.0 has it, in one step: databases made by its fourteen migrations are at this revision too.

What it makes is written in `migrations/schema_0014.sql`.
"""

from collections.abc import Sequence
from pathlib import Path

from alembic import op

revision: str = "0014"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SCHEMA = Path(__file__).parents[1] / "schema_0014.sql"

CHANGING = (
    "administration_networks",
    "api_keys",
    "clock_pauses",
    "clocks",
    "counted_attainment",
    "counted_standings",
    "customers",
    "idempotency_keys",
    "integrations",
    "people",
    "quota_windows",
    "registrants",
    "service_secrets",
    "ticket_assignments",
    "tickets",
    "webhook_messages",
)
APPEND_ONLY = ("audit_entries", "calendar_revisions", "ticket_events")
TABLES = (*CHANGING, *APPEND_ONLY, "audit_heads", "counting")


def upgrade() -> None:
    for statement in SCHEMA.read_text().split(";\n\n"):
        op.execute(statement.replace(":", r"\:"))
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    op.execute(
        "INSERT INTO calendar_revisions (revision, closing_days, reason, recorded_at)"
        " VALUES (1, '{}', 'The public holidays only', now())"
    )
    op.execute("INSERT INTO counting (id, epoch, terms, complete) VALUES (1, 0, '', true)")
    _let_searches_use_their_index()
    _grant()


def _let_searches_use_their_index() -> None:
    """Under row security only operators that are known to leak nothing may look into an index before the policy.

    Declaring that takes a superuser; without one it is left to who runs the database (see the README), and until then
    a search for words reads every ticket.
    """
    op.execute("""
        DO $$ BEGIN
            IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
                ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF;
            END IF;
        END $$
    """)


def _grant() -> None:
    """The service's role, where there is one beside the owner, gets what it uses and no more."""
    op.execute(f"""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'duetime_app') THEN
                GRANT SELECT, INSERT, UPDATE, DELETE ON {", ".join(CHANGING)} TO duetime_app;
                GRANT SELECT, INSERT ON {", ".join(APPEND_ONLY)} TO duetime_app;
                GRANT SELECT, INSERT, UPDATE (position, hash) ON audit_heads TO duetime_app;
                GRANT SELECT, UPDATE ON counting TO duetime_app;
                GRANT USAGE ON SEQUENCE ticket_numbers TO duetime_app;
                GRANT SELECT ON alembic_version TO duetime_app;
            END IF;
        END $$
    """)


def downgrade() -> None:
    op.execute("DROP POLICY service ON alembic_version")
    op.execute("ALTER TABLE alembic_version DISABLE ROW LEVEL SECURITY")
    op.execute(f"DROP TABLE {', '.join(TABLES)}")
    op.execute("DROP SEQUENCE ticket_numbers")
    op.execute("DROP FUNCTION duetime_enter, recount_clock, recount_clocks_of_ticket, refuse_change")
