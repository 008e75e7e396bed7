"""Keys and foreign keys carry the customer, and an event knows the transaction that wrote it.

So a customer's rows can be kept together, whatever they are kept on; and what follows the events reads them in the
order in which they were committed. The events of before have the transaction 0, which is before all others.

Nobody is locked out for long: indexes are built beside the traffic, take the place of the former ones in an instant, and
foreign keys are checked afterwards. Each part may be done again, for whoever has waited for a lock in vain starts over.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SYSTEM = "SELECT set_config('duetime.scope', 'system', true)"
OWN = "customer_id = (SELECT nullif(current_setting('duetime.customer', true), '')::uuid)"
OF_INTEGRATION = "EXISTS (SELECT FROM integrations WHERE integrations.id = webhook_messages.integration_id)"
CHILDREN = ("clocks", "clock_pauses", "ticket_events", "ticket_assignments")
RECOUNT = """
    CREATE OR REPLACE FUNCTION recount_clocks_of_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE clocks SET recount = true WHERE {ours} AND NOT recount;
            RETURN NULL;
        END $$
"""


@dataclass(frozen=True)
class Shape:
    """Primary keys and unique constraints; plain indexes of tickets; foreign keys to tickets, by table and name."""

    keys: Mapping[str, str]
    uniques: Mapping[str, str]
    indexes: Mapping[str, str]
    foreign_keys: Mapping[str, tuple[str, str]]


BEFORE = Shape(
    keys={
        "tickets": "id",
        "clocks": "ticket_id, name",
        "clock_pauses": "ticket_id, name, number",
        "ticket_events": "ticket_id, sequence",
        "ticket_assignments": "ticket_id, role",
        "webhook_messages": "integration_id, message_id",
    },
    uniques={"uq_tickets_customer_id_id": "customer_id, id", "uq_tickets_number": "number"},
    indexes={},
    foreign_keys={
        **{
            each: (f"fk_{each}_ticket", "(customer_id, ticket_id) REFERENCES tickets (customer_id, id)")
            for each in CHILDREN
        },
        "webhook_messages": ("fk_webhook_messages_ticket_id", "(ticket_id) REFERENCES tickets (id)"),
    },
)
AFTER = Shape(
    keys={table: f"customer_id, {columns}" for table, columns in BEFORE.keys.items()},
    uniques={"uq_tickets_customer_id_number": "customer_id, number"},
    indexes={"ix_tickets_id": "id", "ix_tickets_number": "number"},
    foreign_keys={
        each: (f"fk_{each}_ticket", "(customer_id, ticket_id) REFERENCES tickets")
        for each in (*CHILDREN, "webhook_messages")
    },
)
"""Without its columns named, a foreign key rests on the primary key, and not on the unique constraint that goes."""


def upgrade() -> None:
    op.execute(SYSTEM)
    _tell_who_wrote_events()
    _tell_whose_messages_are()
    _rekey(BEFORE, AFTER)
    op.execute("ALTER TABLE webhook_messages DROP CONSTRAINT IF EXISTS ck_webhook_messages_customer_known")
    op.execute("DROP POLICY own ON webhook_messages")
    op.execute(f"CREATE POLICY own ON webhook_messages USING ({OWN})")
    op.execute(RECOUNT.format(ours="customer_id = NEW.customer_id AND ticket_id = NEW.id"))
    op.execute("""
        CREATE OR REPLACE FUNCTION duetime_overtaken() RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'somebody else came before' USING ERRCODE = 'serialization_failure';
        END $$
    """)


def downgrade() -> None:
    op.execute(SYSTEM)
    op.execute("DROP FUNCTION IF EXISTS duetime_overtaken()")
    op.execute(RECOUNT.format(ours="ticket_id = NEW.id"))
    op.execute("DROP POLICY own ON webhook_messages")
    op.execute(f"CREATE POLICY own ON webhook_messages USING ({OF_INTEGRATION})")
    _rekey(AFTER, BEFORE)
    op.execute("ALTER TABLE webhook_messages DROP COLUMN customer_id")
    op.execute("ALTER TABLE ticket_events DROP COLUMN xid")


def _tell_who_wrote_events() -> None:
    """A constant for what is there rewrites nothing."""
    op.execute("ALTER TABLE ticket_events ADD COLUMN IF NOT EXISTS xid xid8 DEFAULT '0' NOT NULL")
    op.execute("ALTER TABLE ticket_events ALTER COLUMN xid SET DEFAULT pg_current_xact_id()")


def _tell_whose_messages_are() -> None:
    """Of each the customer of its integration. They are kept for a week, so there are never many."""
    op.execute("ALTER TABLE webhook_messages ADD COLUMN IF NOT EXISTS customer_id uuid")
    op.execute("""
        UPDATE webhook_messages SET customer_id = integrations.customer_id
        FROM integrations WHERE integrations.id = integration_id AND webhook_messages.customer_id IS NULL
    """)
    op.execute("""
        ALTER TABLE webhook_messages
            DROP CONSTRAINT IF EXISTS ck_webhook_messages_customer_known,
            ADD CONSTRAINT ck_webhook_messages_customer_known CHECK (customer_id IS NOT NULL) NOT VALID
    """)


def _rekey(before: Shape, after: Shape) -> None:
    with _beside_the_traffic():
        if after is AFTER:
            op.execute("ALTER TABLE webhook_messages VALIDATE CONSTRAINT ck_webhook_messages_customer_known")
        for index, table, columns in _unique_indexes(after):
            _build("UNIQUE INDEX", index, table, columns)
        for index, columns in after.indexes.items():
            _build("INDEX", index, "tickets", columns)
    if after is AFTER:
        op.execute("ALTER TABLE webhook_messages ALTER COLUMN customer_id SET NOT NULL")
    _swap(before, after)
    with _beside_the_traffic():
        for table, (name, _) in after.foreign_keys.items():
            op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")
        for index in before.indexes.keys() - after.indexes.keys():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index}")


def _unique_indexes(shape: Shape) -> Iterator[tuple[str, str, str]]:
    """The name each is built under, its table and its columns."""
    yield from ((f"fresh_pk_{table}", table, columns) for table, columns in shape.keys.items())
    yield from ((f"fresh_{name}", "tickets", columns) for name, columns in shape.uniques.items())


def _build(kind: str, index: str, table: str, columns: str) -> None:
    """What an attempt before left behind is not valid."""
    op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index}")
    op.execute(f"CREATE {kind} CONCURRENTLY {index} ON {table} ({columns})")


def _swap(before: Shape, after: Shape) -> None:
    """At once, so that there is no moment without any of them."""
    names = {table: {before.foreign_keys[table][0], name} for table, (name, _) in after.foreign_keys.items()}
    for table, both in names.items():
        op.execute(f"ALTER TABLE {table} {', '.join(f'DROP CONSTRAINT IF EXISTS {name}' for name in sorted(both))}")
    for name in before.uniques.keys() | after.uniques.keys():
        op.execute(f"ALTER TABLE tickets DROP CONSTRAINT IF EXISTS {name}")
    for table in after.keys:
        op.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT pk_{table},"
            f" ADD CONSTRAINT pk_{table} PRIMARY KEY USING INDEX fresh_pk_{table}"
        )
    for name in after.uniques:
        op.execute(f"ALTER TABLE tickets ADD CONSTRAINT {name} UNIQUE USING INDEX fresh_{name}")
    for table, (name, columns) in after.foreign_keys.items():
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY {columns} NOT VALID")


@contextmanager
def _beside_the_traffic() -> Generator[None]:
    """What locks nobody out takes the time that it takes."""
    with op.get_context().autocommit_block():
        op.execute("SET statement_timeout = 0")
        try:
            yield
        finally:
            op.execute("RESET statement_timeout")
    op.execute(SYSTEM)
