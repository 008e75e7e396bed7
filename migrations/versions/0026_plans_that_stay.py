"""Lists keep their plans: policies that PostgreSQL reckons with, and indexes of what is rare.

The vendor sees all rows, but of a policy that compares a setting with two words PostgreSQL takes it to let one row in
thirty through. So it never trusted a list to be full early, and read a customer's tickets from end to end, or all closed
ones. Of a comparison by `<>` it takes all rows to pass, which is so; nobody sees more or less than before.

Kind and priority are what a third of all tickets have, and status and step where most of them are closed: what is left
are the indexes of those that are not. A ticket's step says most of its status, which PostgreSQL is to count together.
"""

from collections.abc import Sequence

from alembic import op

from app.postgres.migrations import beside_others

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SCOPE = "current_setting('duetime.scope', true)"
SEES_ALL = f"(SELECT CASE WHEN {SCOPE} IN ('vendor', 'system') THEN 'all' ELSE 'own' END) <> 'own'"
IS_STAFF = f"(SELECT {SCOPE}) IN ('vendor', 'system')"
BEFORE = {name: [name, "id"] for name in ("kind", "priority", "step", "status")}
NOT_CLOSED = "status <> 'closed'"
AFTER = {
    "ix_tickets_status": (["status", "id"], NOT_CLOSED),
    "ix_tickets_customer_status": (["customer_id", "status", "id"], NOT_CLOSED),
    "ix_tickets_step": (["step", "id"], "step <> 13"),
}


def upgrade() -> None:
    _vendor_sees(SEES_ALL)
    op.execute("CREATE STATISTICS IF NOT EXISTS st_tickets_status_step (mcv) ON status, step FROM tickets")
    with beside_others():
        for name, (columns, where) in AFTER.items():
            op.drop_index(name, "tickets", postgresql_concurrently=True, if_exists=True)
            op.create_index(name, "tickets", columns, postgresql_concurrently=True, postgresql_where=where)
        for name in BEFORE:
            op.drop_index(f"ix_tickets_{name}_id", "tickets", postgresql_concurrently=True, if_exists=True)
        op.execute("ANALYZE tickets")


def downgrade() -> None:
    _vendor_sees(IS_STAFF)
    op.execute("DROP STATISTICS IF EXISTS st_tickets_status_step")
    with beside_others():
        for name, columns in BEFORE.items():
            op.drop_index(f"ix_tickets_{name}_id", "tickets", postgresql_concurrently=True, if_exists=True)
            op.create_index(f"ix_tickets_{name}_id", "tickets", columns, postgresql_concurrently=True)
        for name in AFTER:
            op.drop_index(name, "tickets", postgresql_concurrently=True, if_exists=True)


def _vendor_sees(which: str) -> None:
    """In every table that has rows of customers."""
    op.execute(f"""
        DO $policies$ DECLARE name text; BEGIN
            FOR name IN SELECT tablename FROM pg_policies WHERE schemaname = current_schema() AND policyname = 'vendor' LOOP
                EXECUTE format($policy$ALTER POLICY vendor ON %I USING ({which})$policy$, name);
            END LOOP;
        END $policies$
    """)
