"""The audit trail: what was done, chained per customer, and how far each chain has come."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import INET, JSONB

from app.domain.access.audit import AuditedActorKind, AuditOutcome
from app.domain.actor import OF_VENDOR
from app.postgres.tables.columns import key, metadata, moment, one_of, sane, word

CUSTOMER_OF_CHAIN = f"nullif(chain, '{OF_VENDOR}'::uuid)"

audit_heads = Table(
    "audit_heads",
    metadata,
    key("chain", primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("customer_id", Uuid, Computed(CUSTOMER_OF_CHAIN, persisted=True), ForeignKey("customers.id"), nullable=True),
    comment="How far each chain of the audit trail has come: whoever appends to it holds this row",
)

audit_entries = Table(
    "audit_entries",
    metadata,
    key("chain"),
    Column("position", BigInteger, nullable=False),
    moment("recorded_at"),
    word("actor_kind"),
    key("actor_id", nullable=True),
    word("credential_kind", nullable=True),
    word("credential_id", nullable=True),
    key("on_behalf_of", nullable=True),
    word("operation"),
    word("subject_type", nullable=True),
    word("subject_id", nullable=True),
    Column("address", INET, nullable=True),
    word("request_id", nullable=True),
    word("outcome"),
    Column("status", Integer, nullable=True),
    Column("details", JSONB, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("chain", "position"),
    CheckConstraint("position > 0", name="position_counts"),
    CheckConstraint("length(hash) = 32", name="hash_is_sha256"),
    one_of("actor_kind", AuditedActorKind),
    one_of("outcome", AuditOutcome),
    *sane("recorded_at"),
    comment="Who did what, when, from where, on whose behalf: append-only, each entry's hash over the one before",
)
Index("ix_audit_entries_recorded_at", audit_entries.c.recorded_at, audit_entries.c.chain, audit_entries.c.position)
Index("ix_audit_entries_of_chain", audit_entries.c.chain, audit_entries.c.recorded_at, audit_entries.c.position)
Index("ix_audit_entries_subject", audit_entries.c.subject_id, audit_entries.c.recorded_at)
Index("ix_audit_entries_actor", audit_entries.c.actor_id, audit_entries.c.recorded_at)
Index(
    "ix_audit_entries_seen",
    audit_entries.c.actor_id,
    audit_entries.c.subject_id,
    audit_entries.c.recorded_at,
    postgresql_where=text("outcome = 'seen'"),
)
