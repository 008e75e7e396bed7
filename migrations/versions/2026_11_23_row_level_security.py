"""Row-level security on every table: the service's role sees what its transaction was told to see, and nothing else.

FORCE makes the policies hold for an owner too, so that they also hold where one role both migrates and serves. The
settings are read in sub-selects: once per statement, not once per row.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SCOPE = "(SELECT current_setting('duetime.scope', true))"
CUSTOMER = "(SELECT nullif(current_setting('duetime.customer', true), '')::uuid)"
PRINCIPAL = "(SELECT nullif(current_setting('duetime.principal', true), '')::uuid)"
KEY = "(SELECT decode(nullif(current_setting('duetime.key', true), ''), 'hex'))"
INTEGRATION = "(SELECT nullif(current_setting('duetime.integration', true), '')::uuid)"

STAFF = f"{SCOPE} IN ('vendor', 'system')"
ANYBODY = f"{SCOPE} IN ('customer', 'vendor', 'system')"
OWN = f"customer_id = {CUSTOMER}"

POLICIES: dict[str, dict[str, str]] = {
    "customers": {"vendor": STAFF, "own": f"id = {CUSTOMER}"},
    "people": {"vendor": STAFF, "own": OWN},
    "registrants": {"vendor": STAFF, "own": OWN},
    "api_keys": {"vendor": STAFF, "own": OWN},
    "integrations": {"vendor": STAFF, "own": OWN},
    "tickets": {"vendor": STAFF, "own": OWN},
    "ticket_assignments": {"vendor": STAFF, "own": OWN},
    "ticket_events": {"vendor": STAFF, "own": f"{OWN} AND NOT internal"},
    "clocks": {"vendor": STAFF, "own": OWN},
    "clock_pauses": {"vendor": STAFF, "own": OWN},
    "webhook_messages": {
        "vendor": STAFF,
        "own": "EXISTS (SELECT FROM integrations WHERE integrations.id = integration_id)",
    },
    "idempotency_keys": {"system": f"{SCOPE} = 'system'", "own": f"principal_id = {PRINCIPAL}"},
    "calendar_revisions": {"vendor": STAFF},
    "service_secrets": {"system": f"{SCOPE} = 'system'"},
}
"""Who may read and write which rows of each table."""

READING: dict[str, dict[str, str]] = {
    "people": {
        "names_of_vendor_staff": f"customer_id IS NULL AND {ANYBODY}",
        "at_the_door": f"id = (SELECT person_id FROM api_keys WHERE digest = {KEY})",
    },
    "api_keys": {"at_the_door": f"digest = {KEY}"},
    "integrations": {"at_the_door": f"id = {INTEGRATION}"},
    "calendar_revisions": {"everybody": ANYBODY},
}
"""Who may read more than that. At the door, before it is known who comes: the one row that was named."""


def upgrade() -> None:
    op.add_column("api_keys", sa.Column("customer_id", sa.Uuid(), nullable=True))
    op.execute("UPDATE api_keys SET customer_id = people.customer_id FROM people WHERE people.id = person_id")
    op.create_foreign_key(
        "fk_api_keys_person_of_customer", "api_keys", "people", ["customer_id", "person_id"], ["customer_id", "id"]
    )
    for table, policies in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        for name, rows in policies.items():
            op.execute(f"CREATE POLICY {name} ON {table} USING ({rows})")
    for table, policies in READING.items():
        for name, rows in policies.items():
            op.execute(f"CREATE POLICY {name} ON {table} FOR SELECT USING ({rows})")
    _let_searches_use_their_index()
    op.execute("ALTER TABLE alembic_version ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY service ON alembic_version FOR SELECT USING ({ANYBODY})")


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


def downgrade() -> None:
    op.execute("DROP POLICY service ON alembic_version")
    op.execute("ALTER TABLE alembic_version DISABLE ROW LEVEL SECURITY")
    for table, policies in READING.items():
        for name in policies:
            op.execute(f"DROP POLICY {name} ON {table}")
    for table, policies in POLICIES.items():
        for name in policies:
            op.execute(f"DROP POLICY {name} ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY")
    op.drop_constraint("fk_api_keys_person_of_customer", "api_keys", type_="foreignkey")
    op.drop_column("api_keys", "customer_id")
