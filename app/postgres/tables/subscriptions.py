"""Who is told of events by webhook, what they are told, and how that went."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from app.domain.subscriptions.states import DeliveryOrdering, DeliveryState, PayloadForm, SubscriptionState
from app.postgres.tables.columns import key, metadata, moment, one_of, sane, word

subscriptions = Table(
    "subscriptions",
    metadata,
    key("customer_id"),
    key(),
    word("name"),
    word("sink"),
    Column("types", ARRAY(Text), nullable=False),
    word("payload"),
    word("ordering"),
    Column("include_bulk", Boolean, nullable=False),
    word("reference", nullable=True),
    word("state"),
    word("why", nullable=True),
    Column("secret", LargeBinary, nullable=False),
    Column("former_secret", LargeBinary, nullable=True),
    moment("former_holds_until", nullable=True),
    word("access_token", nullable=True),
    moment("access_token_expires_at", nullable=True),
    Column("position", BigInteger, nullable=False),
    moment("failing_since", nullable=True),
    Column("failures", Integer, nullable=False),
    key("created_by", nullable=True),
    moment("created_at"),
    moment("updated_at"),
    Column("version", Integer, nullable=False),
    PrimaryKeyConstraint("customer_id", "id"),
    one_of("payload", PayloadForm),
    one_of("ordering", DeliveryOrdering),
    one_of("state", SubscriptionState),
    *sane("former_holds_until", "access_token_expires_at", "failing_since", "created_at", "updated_at"),
    comment="Who is told of which events, and up to which position of the feed it is settled what they get",
)
Index("ix_subscriptions_id", subscriptions.c.id)

deliveries = Table(
    "deliveries",
    metadata,
    key("customer_id"),
    key("subscription_id"),
    Column("position", BigInteger, nullable=False),
    key("subject_id"),
    Column("sequence", Integer, nullable=False),
    word("type"),
    word("state"),
    Column("attempts", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    moment("next_attempt_at", nullable=True),
    moment("lease_until", nullable=True),
    Column("token", BigInteger, nullable=False),
    Column("last_status", Integer, nullable=True),
    word("last_fault", nullable=True),
    moment("created_at"),
    PrimaryKeyConstraint("customer_id", "subscription_id", "position"),
    ForeignKeyConstraint(
        ["customer_id", "subscription_id"],
        ["subscriptions.customer_id", "subscriptions.id"],
        name="fk_deliveries_subscription",
    ),
    one_of("state", DeliveryState),
    *sane("next_attempt_at", "lease_until", "created_at"),
    comment="One event to one subscription: `tries` since it was to go out, `attempts` in all; `token` fences leases",
)
Index(
    "ix_deliveries_due",
    deliveries.c.next_attempt_at,
    postgresql_where=text("state IN ('pending', 'delivering')"),
)
Index(
    "ix_deliveries_subject",
    deliveries.c.subscription_id,
    deliveries.c.subject_id,
    deliveries.c.sequence,
    postgresql_where=text("state IN ('pending', 'delivering')"),
)

delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    key("customer_id"),
    key("subscription_id"),
    Column("position", BigInteger, nullable=False),
    Column("token", BigInteger, nullable=False),
    moment("at"),
    Column("duration_us", BigInteger, nullable=False),
    Column("status", Integer, nullable=True),
    word("fault", nullable=True),
    word("address", nullable=True),
    word("answer"),
    PrimaryKeyConstraint("customer_id", "subscription_id", "position", "token"),
    ForeignKeyConstraint(
        ["customer_id", "subscription_id", "position"],
        ["deliveries.customer_id", "deliveries.subscription_id", "deliveries.position"],
        name="fk_delivery_attempts_delivery",
        ondelete="CASCADE",
    ),
    *sane("at"),
    comment="Each time that an event was sent, by the lease that it was sent under",
)
