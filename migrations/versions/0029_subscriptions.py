"""Subscriptions to events, what goes out to them, and each attempt."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tables import moment, one_of, sane, wall

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("delivery_attempts", "deliveries", "subscriptions")
STATES = {
    "subscriptions": ("verifying", "active", "paused", "suspended", "ended"),
    "deliveries": ("pending", "delivering", "delivered", "given_up", "cancelled", "skipped"),
}


def upgrade() -> None:
    _subscriptions()
    _deliveries()
    _attempts()
    wall("subscriptions", grants="SELECT, INSERT, UPDATE")
    wall("deliveries", grants="SELECT, INSERT, UPDATE, DELETE")
    wall("delivery_attempts", grants="SELECT, INSERT, DELETE")


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "sink")),
        sa.Column("types", postgresql.ARRAY(sa.Text()), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("payload", "ordering")),
        sa.Column("include_bulk", sa.Boolean(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("former_secret", sa.LargeBinary(), nullable=True),
        moment("former_holds_until", nullable=True),
        sa.Column("access_token", sa.Text(), nullable=True),
        moment("access_token_expires_at", nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        moment("failing_since", nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        moment("created_at"),
        moment("updated_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "id", name=op.f("pk_subscriptions")),
        sa.CheckConstraint("payload IN ('thin', 'full')", name=op.f("ck_subscriptions_payload_known")),
        sa.CheckConstraint("ordering IN ('subject', 'none')", name=op.f("ck_subscriptions_ordering_known")),
        one_of("subscriptions", "state", *STATES["subscriptions"]),
        *sane(
            "subscriptions",
            "former_holds_until",
            "access_token_expires_at",
            "failing_since",
            "created_at",
            "updated_at",
        ),
        comment="Who is told of which events, and up to which position of the feed it is settled what they get",
    )
    op.create_index("ix_subscriptions_id", "subscriptions", ["id"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        moment("next_attempt_at", nullable=True),
        moment("lease_until", nullable=True),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_fault", sa.Text(), nullable=True),
        moment("created_at"),
        sa.PrimaryKeyConstraint("customer_id", "subscription_id", "position", name=op.f("pk_deliveries")),
        sa.ForeignKeyConstraint(
            ["customer_id", "subscription_id"],
            ["subscriptions.customer_id", "subscriptions.id"],
            name=op.f("fk_deliveries_subscription"),
        ),
        one_of("deliveries", "state", *STATES["deliveries"]),
        *sane("deliveries", "next_attempt_at", "lease_until", "created_at"),
        comment="One event to one subscription: `tries` since it was to go out, `attempts` in all; `token` fences"
        " leases",
    )
    is_open = sa.text("state IN ('pending', 'delivering')")
    op.create_index("ix_deliveries_due", "deliveries", ["next_attempt_at"], postgresql_where=is_open)
    op.create_index(
        "ix_deliveries_subject", "deliveries", ["subscription_id", "subject_id", "sequence"], postgresql_where=is_open
    )


def _attempts() -> None:
    op.create_table(
        "delivery_attempts",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        moment("at"),
        sa.Column("duration_us", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "customer_id", "subscription_id", "position", "token", name=op.f("pk_delivery_attempts")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id", "subscription_id", "position"],
            ["deliveries.customer_id", "deliveries.subscription_id", "deliveries.position"],
            name=op.f("fk_delivery_attempts_delivery"),
            ondelete="CASCADE",
        ),
        *sane("delivery_attempts", "at"),
        comment="Each time that an event was sent, by the lease that it was sent under",
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
