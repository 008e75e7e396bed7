"""Clocks are counted once, by the worker, and added up ever after; what changed since is counted at each question.

A clock's row says whether it is to be counted (again), which every write that matters sets by a trigger, and as what
it was counted, so that it can be taken off. Nothing is written when a ticket comes in, and no counter is touched by a
request. The index that counting needed until now is no longer read.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SCOPE = "(SELECT current_setting('duetime.scope', true))"
STAFF = f"{SCOPE} IN ('vendor', 'system')"
ANYBODY = f"{SCOPE} IN ('customer', 'vendor', 'system')"
OWN = "customer_id = (SELECT nullif(current_setting('duetime.customer', true), '')::uuid)"
COUNTED = ["name", "priority", "state", "customer_id", "service_level"]

OF_CLOCK = (
    *("customer_id", "name", "priority", "service_level", "state"),
    *("at_risk_at", "stopped_at", "not_applicable"),
)
OF_TICKET = (
    *("customer_id", "kind", "priority", "service_level", "registered_at", "created_at"),
    *("agreement_revision", "calendar_revision"),
)
"""What a clock is counted by."""


def upgrade() -> None:
    op.add_column("clocks", sa.Column("recount", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("clocks", sa.Column("counted_as", sa.Text(), nullable=True))
    op.create_index("ix_clocks_recount", "clocks", ["ticket_id"], unique=False, postgresql_where=sa.text("recount"))
    op.drop_index("ix_clocks_counted", table_name="clocks")
    _make_tables()
    _notice_changes()
    _wall()


def _make_tables() -> None:
    op.create_table(
        "counted_standings",
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("service_level", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("warned_on", sa.Date(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_counted_standings_customer_id")),
        sa.UniqueConstraint(
            *("customer_id", "name", "priority", "service_level", "state", "warned_on"),
            name="uq_counted_standings",
            postgresql_nulls_not_distinct=True,
        ),
        *_known(
            "counted_standings",
            state="'not_started', 'running', 'paused', 'met', 'breached', 'not_applicable', 'best_effort'",
        ),
        comment="How many counted clocks are stored how, and at risk from which day; without a customer: of all together",
    )
    op.create_table(
        "counted_attainment",
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("grain", sa.Text(), nullable=False),
        sa.Column("service_level", sa.Text(), nullable=False),
        sa.Column("agreement_revision", sa.Integer(), nullable=False),
        sa.Column("calendar_revision", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("numbers", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_counted_attainment_customer_id")),
        sa.UniqueConstraint(
            *("customer_id", "grain", "service_level", "agreement_revision", "calendar_revision"),
            *("begins", "priority", "name"),
            name="uq_counted_attainment",
            postgresql_nulls_not_distinct=True,
        ),
        *_known("counted_attainment", grain="'day', 'month'"),
        comment="Of counted clocks whose tickets began on a day or in a month: how many at which stage, and in time",
    )
    op.create_table(
        "counting",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("reached", sa.Uuid(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_counting_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counting")),
        comment="By which figures clocks are counted; what was counted in an earlier epoch is not in the numbers",
    )
    op.execute("INSERT INTO counting (id, epoch, terms, complete) VALUES (1, 0, '', true)")


def _known(table: str, **others: str) -> list[sa.CheckConstraint]:
    words = {
        "name": "'response', 'resolution'",
        "priority": "'high', 'normal', 'low'",
        "service_level": "'standard', 'extended'",
        **others,
    }
    return [
        sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}_known"))
        for name, listed in words.items()
    ]


def _notice_changes() -> None:
    """Whatever code writes, an older version's too, what was counted is counted again once it is another."""
    op.execute("""
        CREATE FUNCTION recount_clock() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.recount := true;
            RETURN NEW;
        END $$
    """)
    op.execute(f"""
        CREATE TRIGGER clocks_recount BEFORE UPDATE ON clocks FOR EACH ROW
        WHEN (NOT OLD.recount AND {_differs(OF_CLOCK)}) EXECUTE FUNCTION recount_clock()
    """)
    op.execute("""
        CREATE FUNCTION recount_clocks_of_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE clocks SET recount = true WHERE ticket_id = NEW.id AND NOT recount;
            RETURN NULL;
        END $$
    """)
    op.execute(f"""
        CREATE TRIGGER tickets_recount AFTER UPDATE ON tickets FOR EACH ROW
        WHEN ({_differs(OF_TICKET)}) EXECUTE FUNCTION recount_clocks_of_ticket()
    """)


def _differs(columns: Sequence[str]) -> str:
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"({old}) IS DISTINCT FROM ({new})"


def _wall() -> None:
    for table in ("counted_standings", "counted_attainment", "counting"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    for table in ("counted_standings", "counted_attainment"):
        op.execute(f"CREATE POLICY vendor ON {table} USING ({STAFF})")
        op.execute(f"CREATE POLICY own ON {table} FOR SELECT USING ({OWN})")
    op.execute(f"CREATE POLICY system ON counting USING ({SCOPE} = 'system')")
    op.execute(f"CREATE POLICY everybody ON counting FOR SELECT USING ({ANYBODY})")
    op.execute("""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'duetime_app') THEN
                GRANT SELECT, INSERT, UPDATE, DELETE ON counted_standings, counted_attainment TO duetime_app;
                GRANT SELECT, UPDATE ON counting TO duetime_app;
            END IF;
        END $$
    """)


def downgrade() -> None:
    op.execute("DROP TRIGGER tickets_recount ON tickets")
    op.execute("DROP TRIGGER clocks_recount ON clocks")
    op.execute("DROP FUNCTION recount_clocks_of_ticket()")
    op.execute("DROP FUNCTION recount_clock()")
    for table in ("counting", "counted_attainment", "counted_standings"):
        op.drop_table(table)
    op.create_index("ix_clocks_counted", "clocks", COUNTED, unique=False)
    op.drop_index("ix_clocks_recount", table_name="clocks", postgresql_where=sa.text("recount"))
    op.drop_column("clocks", "counted_as")
    op.drop_column("clocks", "recount")
