"""Indexes that nobody reads go, and keys stand in the order in which their rows are made.

Where a key begins with the customer, each of its pages is split in the middle of what that customer has and never gets
any more: half of it stays empty. Whoever looks up clocks, or events, knows the ticket and the customer, in any order. A
number is looked for with the customer or without, which one index serves.

Tickets with a due time are those that are not closed, which have an index in that order; and keys of requests are
forgotten in the order in which they came, for which the range of each page will do. Clocks that go are counted from an
index by which they are listed.

Answers are kept packed, from now on; the way back unpacks them.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

from app.postgres.idempotency import unpacked
from app.postgres.migrations import beside_others

revision: str = "0043"
down_revision: str | None = "0042"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEYS_BEFORE = {"clocks": "customer_id, ticket_id, name", "ticket_events": "customer_id, ticket_id, sequence"}
KEYS_AFTER = {"clocks": "ticket_id, customer_id, name", "ticket_events": "ticket_id, customer_id, sequence"}
NUMBER_BEFORE, NUMBER_AFTER = ("customer_id, number", "number, customer_id")
CREATED_AT = "ix_idempotency_keys_created_at"
GOING = "WHERE stopped_at IS NULL AND started_at IS NOT NULL"
COUNTED_BY = "started_at, at_risk_at, kind, priority, service_level"
GOING_COUNTED = f"(ticket_id, name) INCLUDE (customer_id, due_order, state, {COUNTED_BY}) {GOING}"
BY_RANGE = {"pages_per_range": 16, "autosummarize": "on"}


def upgrade() -> None:
    op.execute("ALTER TABLE idempotency_keys ADD COLUMN IF NOT EXISTS packed_with smallint")
    with _beside_the_traffic():
        _build(KEYS_AFTER, NUMBER_AFTER)
        op.drop_index("ix_clocks_going_counted", "clocks", postgresql_concurrently=True, if_exists=True)
        for name in ("ix_tickets_number", "ix_tickets_due_at_id"):
            op.drop_index(name, "tickets", postgresql_concurrently=True, if_exists=True)
        op.drop_index(CREATED_AT, "idempotency_keys", postgresql_concurrently=True, if_exists=True)
        op.create_index(
            CREATED_AT,
            "idempotency_keys",
            ["created_at"],
            postgresql_using="brin",
            postgresql_with=BY_RANGE,
            postgresql_concurrently=True,
        )
    _swap(KEYS_AFTER, "uq_tickets_customer_id_number", "uq_tickets_number_customer_id")


def downgrade() -> None:
    with _beside_the_traffic():
        _build(KEYS_BEFORE, NUMBER_BEFORE)
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_clocks_going_counted")
        op.execute(f"CREATE INDEX CONCURRENTLY ix_clocks_going_counted ON clocks {GOING_COUNTED}")
        for name, columns, where in (
            ("ix_tickets_number", "number", ""),
            ("ix_tickets_due_at_id", "due_at, id", " WHERE due_at IS NOT NULL"),
        ):
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON tickets ({columns}){where}")
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {CREATED_AT}")
        op.execute(f"CREATE INDEX CONCURRENTLY {CREATED_AT} ON idempotency_keys (created_at)")
    _swap(KEYS_BEFORE, "uq_tickets_number_customer_id", "uq_tickets_customer_id_number")
    op.execute("SELECT set_config('duetime.scope', 'system', true)")
    _unpack()
    op.execute("ALTER TABLE idempotency_keys DROP COLUMN packed_with")


KEPT = sa.table(
    "idempotency_keys",
    sa.column("principal_id", sa.Uuid()),
    sa.column("operation", sa.Text()),
    sa.column("key", sa.Text()),
    sa.column("body", sa.LargeBinary()),
    sa.column("packed_with", sa.SmallInteger()),
)


def _unpack() -> None:
    some = sa.select(KEPT).where(KEPT.c.packed_with.is_not(None)).limit(1_000)
    while rows := op.get_bind().execute(some).mappings().all():
        for row in rows:
            ours = sa.and_(*(KEPT.c[name] == row[name] for name in ("principal_id", "operation", "key")))
            fresh = {"body": unpacked(row["body"], row["packed_with"]), "packed_with": None}
            op.get_bind().execute(sa.update(KEPT).where(ours).values(fresh))


def _build(keys: Mapping[str, str], number: str) -> None:
    """What an attempt before left behind is not valid."""
    fresh = {f"fresh_pk_{table}": (table, columns) for table, columns in keys.items()}
    for index, (table, columns) in {**fresh, "fresh_uq_tickets_number": ("tickets", number)}.items():
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index}")
        op.execute(f"CREATE UNIQUE INDEX CONCURRENTLY {index} ON {table} ({columns})")


def _swap(keys: Mapping[str, str], former: str, name: str) -> None:
    """At once, so that there is no moment without any of them."""
    for table in keys:
        op.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT pk_{table},"
            f" ADD CONSTRAINT pk_{table} PRIMARY KEY USING INDEX fresh_pk_{table}"
        )
    op.execute(
        f"ALTER TABLE tickets DROP CONSTRAINT {former},"
        f" ADD CONSTRAINT {name} UNIQUE USING INDEX fresh_uq_tickets_number"
    )


@contextmanager
def _beside_the_traffic() -> Generator[None]:
    """For as long as it takes."""
    with beside_others():
        op.execute("SET statement_timeout = 0")
        try:
            yield
        finally:
            op.execute("RESET statement_timeout")
