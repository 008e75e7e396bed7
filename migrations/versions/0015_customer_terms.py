"""What is agreed with a customer has dates of its own; a signal can be withdrawn, and a ticket says who registered it.

A customer's level and figures become the first entry of their history, from the beginning. `tickets.registered_by` is
filled where it is somebody else than who raised it, as of a signal.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STAFF = "(SELECT current_setting('duetime.scope', true)) IN ('vendor', 'system')"
OWN = "customer_id = (SELECT nullif(current_setting('duetime.customer', true), '')::uuid)"
SYSTEM = "SELECT set_config('duetime.scope', 'system', true)"
"""The policies hold for the owner too: a migration that reads or writes rows says as whom."""

REGISTERED_OR_SIGNAL = "(status = 'signal') = (registered_at IS NULL)"
REGISTERED_WHILE_OPEN = (
    "CASE status WHEN 'signal' THEN registered_at IS NULL WHEN 'open' THEN registered_at IS NOT NULL ELSE true END"
)


def upgrade() -> None:
    op.execute(SYSTEM)
    _make_terms()
    op.execute("""
        INSERT INTO customer_terms (customer_id, number, from_at, service_level, own_targets, recorded_at)
        SELECT id, 1, created_at, service_level, own_targets, created_at FROM customers
    """)
    op.drop_column("customers", "own_targets")
    op.drop_column("customers", "service_level")
    op.add_column("tickets", sa.Column("registered_by", sa.Uuid(), nullable=True))
    op.execute("""
        UPDATE tickets SET registered_by = event.actor_id FROM ticket_events AS event
        WHERE tickets.channel <> 'portal'
            AND event.ticket_id = tickets.id AND event.type = 'registered'
            AND event.actor_id IS DISTINCT FROM tickets.raised_by
    """)
    _check_signals(REGISTERED_WHILE_OPEN)


def _make_terms() -> None:
    op.create_table(
        "customer_terms",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("service_level", sa.Text(), nullable=True),
        sa.Column("own_targets", postgresql.JSONB(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_terms_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "number", name=op.f("pk_customer_terms")),
        sa.CheckConstraint(
            "service_level IN ('standard', 'extended')", name=op.f("ck_customer_terms_service_level_known")
        ),
        sa.CheckConstraint("from_at >= recorded_at", name=op.f("ck_customer_terms_never_from_earlier")),
        sa.CheckConstraint(
            "CASE number WHEN 1 THEN service_level IS NOT NULL AND own_targets IS NOT NULL"
            " ELSE service_level IS NOT NULL OR own_targets IS NOT NULL END",
            name=op.f("ck_customer_terms_agrees_something"),
        ),
        *(
            sa.CheckConstraint(
                f"{name} >= '2000-01-01T00:00:00Z'::timestamptz AND {name} < '2200-01-01T00:00:00Z'::timestamptz",
                name=op.f(f"ck_customer_terms_{name}_sane"),
            )
            for name in ("from_at", "recorded_at")
        ),
        comment="What is agreed with a customer from when on, append-only: a change names what it changes (§1)",
    )
    op.execute("ALTER TABLE customer_terms ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY vendor ON customer_terms USING ({STAFF})")
    op.execute(f"CREATE POLICY own ON customer_terms FOR SELECT USING ({OWN})")
    op.execute(
        "CREATE TRIGGER customer_terms_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON customer_terms"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute("""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'duetime_app') THEN
                GRANT SELECT, INSERT ON customer_terms TO duetime_app;
            END IF;
        END $$
    """)


def _check_signals(condition: str) -> None:
    op.drop_constraint(op.f("ck_tickets_signal_is_not_registered"), "tickets", type_="check")
    op.create_check_constraint(op.f("ck_tickets_signal_is_not_registered"), "tickets", condition)


def downgrade() -> None:
    """What is agreed for later is lost; of a signal that was withdrawn, that it was closed."""
    op.execute(SYSTEM)
    op.execute("UPDATE tickets SET status = 'signal' WHERE status = 'closed' AND registered_at IS NULL")
    _check_signals(REGISTERED_OR_SIGNAL)
    op.drop_column("tickets", "registered_by")
    op.add_column("customers", sa.Column("service_level", sa.Text(), nullable=True))
    op.add_column(
        "customers", sa.Column("own_targets", postgresql.JSONB(), nullable=False, server_default=sa.text("'[]'"))
    )
    for column in ("service_level", "own_targets"):
        op.execute(f"""
            UPDATE customers SET {column} = (
                SELECT {column} FROM customer_terms
                WHERE customer_id = customers.id AND {column} IS NOT NULL
                ORDER BY from_at <= now() DESC, from_at DESC, number DESC LIMIT 1
            )
        """)
    op.alter_column("customers", "service_level", nullable=False)
    op.create_check_constraint(
        op.f("ck_customers_service_level_known"), "customers", "service_level IN ('standard', 'extended')"
    )
    op.drop_table("customer_terms")
