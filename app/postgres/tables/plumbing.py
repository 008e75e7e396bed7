"""Retries that have no second effect, calendars as they were, secrets that outlive a process."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.postgres.tables.columns import key, metadata, moment, sane, word

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    key("principal_id"),
    word("operation"),
    word("key"),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", Integer, nullable=True),
    Column("headers", JSONB, nullable=True),
    Column("body", LargeBinary, nullable=True),
    moment("created_at"),
    Column("packed_with", SmallInteger, nullable=True),
    PrimaryKeyConstraint("principal_id", "operation", "key"),
    CheckConstraint("length(key) BETWEEN 1 AND 255", name="key_length"),
    *sane("created_at"),
    comment="The first answer to a POST with an Idempotency-Key, written with its effect",
)
Index(
    "ix_idempotency_keys_created_at",
    idempotency_keys.c.created_at,
    postgresql_using="brin",
    postgresql_with={"pages_per_range": 16, "autosummarize": "on"},
)

webhook_messages = Table(
    "webhook_messages",
    metadata,
    key("customer_id"),
    key("integration_id", ForeignKey("integrations.id")),
    Column("message_id", Text, nullable=False),
    *(key(name, nullable=True) for name in ("ticket_id", "outage_id", "instance_id", "backlog_item_id")),
    moment("received_at"),
    PrimaryKeyConstraint("customer_id", "integration_id", "message_id"),
    ForeignKeyConstraint(
        ["customer_id", "ticket_id"], ["tickets.customer_id", "tickets.id"], name="fk_webhook_messages_ticket"
    ),
    CheckConstraint("length(message_id) BETWEEN 1 AND 255", name="message_id_length"),
    CheckConstraint("num_nonnulls(ticket_id, outage_id, instance_id, backlog_item_id) = 1", name="of_one_thing"),
    *sane("received_at"),
    comment="Which webhook message made or told what: the same message again does nothing",
)
Index("ix_webhook_messages_received_at", webhook_messages.c.received_at)

alerts = Table(
    "alerts",
    metadata,
    key("customer_id"),
    key("integration_id", ForeignKey("integrations.id")),
    word("fingerprint"),
    moment("starts_at"),
    key("ticket_id"),
    moment("received_at"),
    moment("resolved_at", nullable=True),
    key("outage_id", ForeignKey("outages.id"), nullable=True),
    PrimaryKeyConstraint("customer_id", "integration_id", "fingerprint", "starts_at"),
    ForeignKeyConstraint(["customer_id", "ticket_id"], ["tickets.customer_id", "tickets.id"], name="fk_alerts_ticket"),
    *sane("starts_at", "received_at", "resolved_at"),
    comment="Which ticket tells of which alert, so that the same alert is told once, however long it fires",
)
Index("ix_alerts_integration_id_fingerprint", alerts.c.integration_id, alerts.c.fingerprint, alerts.c.starts_at)
Index("ix_alerts_outage_id", alerts.c.outage_id, postgresql_where=alerts.c.outage_id.is_not(None))

calendar_revisions = Table(
    "calendar_revisions",
    metadata,
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("closing_days", JSONB, nullable=False),
    word("reason"),
    moment("recorded_at"),
    key("actor_id", nullable=True),
    *sane("recorded_at"),
    comment="The closing days beyond the public holidays, whole per revision: {date: name}",
)

quota_windows = Table(
    "quota_windows",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("granted", Integer, nullable=False),
    CheckConstraint("taken >= 0 AND granted >= 0", name="counts"),
    prefixes=["UNLOGGED"],
    comment="How much of each quota is leased in its current window; a crash of the server may forget it",
)

service_secrets = Table(
    "service_secrets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    moment("created_at"),
    *sane("created_at"),
    comment="Keys the service makes for itself, such as the one that signs cursors",
)
