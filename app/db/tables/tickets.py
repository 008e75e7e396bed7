"""Tickets: the append-only events, and the row and clocks that they add up to."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

from app.db.tables.columns import key, metadata, moment, one_of, sane, word
from app.domain.actor import ActorKind
from app.domain.vocabulary import (
    CallType,
    Cause,
    ChangeType,
    Channel,
    ClockName,
    ClockState,
    CoverageOutcome,
    Impact,
    Kind,
    Priority,
    ProblemType,
    Role,
    ServiceLevel,
    TicketStatus,
    Urgency,
)

ticket_numbers = Sequence("ticket_numbers", metadata=metadata)

tickets = Table(
    "tickets",
    metadata,
    key(primary_key=True),
    key("customer_id", ForeignKey("customers.id")),
    word("number"),
    word("kind"),
    word("change_type", nullable=True),
    word("call_type"),
    word("product"),
    word("product_version", nullable=True),
    word("problem_type"),
    word("title"),
    word("description"),
    word("channel"),
    word("external_reference", nullable=True),
    word("urgency"),
    word("impact"),
    word("priority"),
    word("coverage_outcome"),
    word("coverage_section"),
    word("service_level"),
    word("status"),
    Column("step", Integer, nullable=False),
    moment("step_entered_at"),
    moment("last_fact_at"),
    moment("registered_at", nullable=True),
    key("registrant_id", nullable=True),
    key("raised_by", nullable=True),
    Column("agreement_revision", Integer, nullable=False),
    Column("calendar_revision", Integer, nullable=False),
    Column("own_targets", JSONB, nullable=False),
    moment("waiting_since", nullable=True),
    moment("reassessed_at", nullable=True),
    word("reassessed_from", nullable=True),
    word("cause", nullable=True),
    Column("responsible_roles", ARRAY(Text), nullable=False),
    Column("overrides", JSONB, nullable=False),
    Column("open_requests", JSONB, nullable=False),
    moment("due_at", nullable=True),
    Column("event_count", Integer, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    Column("version", Integer, nullable=False),
    Column(
        "words",
        TSVECTOR,
        Computed(
            "to_tsvector('simple', number || ' ' || title || ' ' || coalesce(external_reference, '')"
            " || ' ' || left(description, 100000))",
            persisted=True,
        ),
        nullable=False,
    ),
    UniqueConstraint("number", name="uq_tickets_number"),
    UniqueConstraint("customer_id", "id", name="uq_tickets_customer_id_id"),
    CheckConstraint("step BETWEEN 1 AND 13", name="step_in_process"),
    CheckConstraint("(kind = 'change') = (change_type IS NOT NULL)", name="change_has_type"),
    CheckConstraint("(status = 'signal') = (registered_at IS NULL)", name="signal_is_not_registered"),
    one_of("kind", Kind),
    one_of("change_type", ChangeType),
    one_of("call_type", CallType),
    one_of("problem_type", ProblemType),
    one_of("channel", Channel),
    one_of("urgency", Urgency),
    one_of("impact", Impact),
    one_of("priority", Priority),
    one_of("coverage_outcome", CoverageOutcome),
    one_of("service_level", ServiceLevel),
    one_of("status", TicketStatus),
    one_of("cause", Cause),
    one_of("reassessed_from", Priority),
    *sane(
        "step_entered_at",
        "last_fact_at",
        "registered_at",
        "waiting_since",
        "reassessed_at",
        "due_at",
        "created_at",
        "updated_at",
    ),
    comment="What a ticket's events add up to; `duetime` can rebuild it from them",
)
Index("ix_tickets_customer_id_id", tickets.c.customer_id, tickets.c.id)
for _column in ("kind", "priority", "step", "status"):
    Index(f"ix_tickets_{_column}_id", tickets.c[_column], tickets.c.id)
Index("ix_tickets_due_at_id", tickets.c.due_at, tickets.c.id, postgresql_where=text("due_at IS NOT NULL"))
Index("ix_tickets_words", tickets.c.words, postgresql_using="gin")
Index(
    "ix_tickets_responsible_roles",
    tickets.c.responsible_roles,
    postgresql_using="gin",
    postgresql_where=text("status <> 'closed'"),
)
Index(
    "ix_tickets_external_reference",
    tickets.c.customer_id,
    tickets.c.external_reference,
    postgresql_where=text("external_reference IS NOT NULL"),
)

ticket_assignments = Table(
    "ticket_assignments",
    metadata,
    key("ticket_id"),
    word("role"),
    key("customer_id"),
    key("person_id", ForeignKey("people.id")),
    PrimaryKeyConstraint("ticket_id", "role"),
    ForeignKeyConstraint(
        ["customer_id", "ticket_id"], ["tickets.customer_id", "tickets.id"], name="fk_ticket_assignments_ticket"
    ),
    one_of("role", Role),
    comment="Who holds a role on a ticket (§2.1)",
)
Index("ix_ticket_assignments_person_id", ticket_assignments.c.person_id, ticket_assignments.c.ticket_id)

ticket_events = Table(
    "ticket_events",
    metadata,
    key("ticket_id"),
    Column("sequence", Integer, nullable=False),
    key("customer_id"),
    word("type"),
    moment("occurred_at"),
    moment("recorded_at"),
    key("actor_id", nullable=True),
    word("actor_kind"),
    Column("internal", Boolean, nullable=False),
    Column("payload", JSONB, nullable=False),
    PrimaryKeyConstraint("ticket_id", "sequence"),
    ForeignKeyConstraint(
        ["customer_id", "ticket_id"], ["tickets.customer_id", "tickets.id"], name="fk_ticket_events_ticket"
    ),
    one_of("actor_kind", ActorKind),
    *sane("occurred_at", "recorded_at"),
    comment="What happened, append-only: occurred_at is when it was true, recorded_at when we learnt it",
)

clocks = Table(
    "clocks",
    metadata,
    key("ticket_id"),
    word("name"),
    key("customer_id"),
    word("priority"),
    word("service_level", nullable=True),
    word("state"),
    moment("started_at", nullable=True),
    moment("stopped_at", nullable=True),
    word("paused_for", nullable=True),
    word("not_applicable", nullable=True),
    Column("target", JSONB, nullable=True),
    Column("budget_us", BigInteger, nullable=True),
    word("section"),
    moment("due_at", nullable=True),
    moment("at_risk_at", nullable=True),
    moment("breach_at", nullable=True),
    Column("commitments", JSONB, nullable=False),
    Column("consumed_us", BigInteger, nullable=False),
    Column("paused_us", BigInteger, nullable=False),
    moment("counted_to", nullable=True),
    Column("pauses", JSONB, nullable=False),
    word("breach_reason", nullable=True),
    moment("announced_due_at", nullable=True),
    moment("announce_at", nullable=True),
    Column(
        "due_order",
        DateTime(timezone=True),
        Computed("coalesce(due_at, '2200-01-01T00:00:00+00:00'::timestamptz)", persisted=True),
        nullable=False,
    ),
    PrimaryKeyConstraint("ticket_id", "name"),
    ForeignKeyConstraint(["customer_id", "ticket_id"], ["tickets.customer_id", "tickets.id"], name="fk_clocks_ticket"),
    one_of("name", ClockName),
    one_of("priority", Priority),
    one_of("state", ClockState),
    *sane("started_at", "stopped_at", "due_at", "at_risk_at", "breach_at", "counted_to"),
    *sane("announced_due_at", "announce_at"),
    comment="Each ticket's two clocks as of its latest event; a running one past breach_at reads as breached",
)
Index("ix_clocks_state_due", clocks.c.state, clocks.c.due_order, clocks.c.ticket_id, clocks.c.name)
Index("ix_clocks_customer_id_due", clocks.c.customer_id, clocks.c.due_order, clocks.c.ticket_id, clocks.c.name)
Index(
    "ix_clocks_going_due",
    clocks.c.due_order,
    clocks.c.ticket_id,
    clocks.c.name,
    postgresql_where=text("stopped_at IS NULL AND started_at IS NOT NULL"),
)
Index(
    "ix_clocks_to_announce",
    clocks.c.announce_at,
    clocks.c.ticket_id,
    postgresql_where=text("announce_at IS NOT NULL"),
)
