"""Parts of which migrations since 0024 make tables: a change to what one of them says is another, beside it.

`app/postgres/tables/` says the same to the service; a test holds the two against each other.
"""

import sqlalchemy as sa
from alembic import op

STAFF = (
    "(SELECT CASE WHEN current_setting('duetime.scope', true) IN ('vendor', 'system') THEN 'all' ELSE 'own' END)"
    " <> 'own'"
)
"""Of which PostgreSQL knows that it lets all rows through or none: see 0026."""
OWN = "customer_id = (SELECT nullif(current_setting('duetime.customer', true), '')::uuid)"
SANE = "{0} >= '2000-01-01T00:00:00Z'::timestamptz AND {0} < '2200-01-01T00:00:00Z'::timestamptz"


def moment(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def one_of(table: str, name: str, *words: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{each}'" for each in words)
    return sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}_known"))


def sane(table: str, *names: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(SANE.format(name), name=op.f(f"ck_{table}_{name}_sane")) for name in names]


def wall(table: str, *, own: str = OWN, grants: str, shared: bool = False) -> None:
    """The vendor sees all rows, a customer those that are `own`; `grants`: what the service may do, as GRANT has it.

    `shared`: what concerns several customers; each may only read it.
    """
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY vendor ON {table} USING ({STAFF})")
    op.execute(f"CREATE POLICY own ON {table} {'FOR SELECT ' if shared else ''}USING ({own})")
    op.execute(f"""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'duetime_app') THEN
                GRANT {grants} ON {table} TO duetime_app;
            END IF;
        END $$
    """)
