"""An index for every order in which tickets and clocks are listed, looked for or counted."""

from sqlalchemy import Index, text

from app.postgres.tables.tickets import clocks, ticket_assignments, ticket_events, tickets

Index("ix_tickets_id", tickets.c.id)
Index("ix_tickets_number", tickets.c.number)
for _column in ("kind", "priority", "step", "status"):
    Index(f"ix_tickets_{_column}_id", tickets.c[_column], tickets.c.id)
Index("ix_tickets_due_at_id", tickets.c.due_at, tickets.c.id, postgresql_where=text("due_at IS NOT NULL"))
Index("ix_tickets_words", tickets.c.words, postgresql_using="gin")
Index(
    "ix_tickets_raci",
    tickets.c.raci,
    postgresql_using="gin",
    postgresql_where=text("status <> 'closed'"),
)
_NOT_CLOSED = text("status <> 'closed'")
Index("ix_tickets_work", tickets.c.due_order, tickets.c.id, postgresql_where=_NOT_CLOSED)
Index(
    "ix_tickets_customer_work", tickets.c.customer_id, tickets.c.due_order, tickets.c.id, postgresql_where=_NOT_CLOSED
)
Index("ix_tickets_begun_at", tickets.c.begun_at)
Index(
    "ix_tickets_open_calendar",
    tickets.c.calendar_revision,
    tickets.c.id,
    postgresql_where=text("status = 'open'"),
)
Index(
    "ix_tickets_external_reference",
    tickets.c.customer_id,
    tickets.c.external_reference,
    postgresql_where=text("external_reference IS NOT NULL"),
)

Index(
    "ix_ticket_events_recorded_at",
    ticket_events.c.recorded_at,
    postgresql_using="brin",
    postgresql_with={"pages_per_range": 16, "autosummarize": "on"},
)

Index("ix_ticket_assignments_person_id", ticket_assignments.c.person_id, ticket_assignments.c.ticket_id)

_SOONEST_DUE = (clocks.c.due_order, clocks.c.ticket_id, clocks.c.name)
_GOING = text("stopped_at IS NULL AND started_at IS NOT NULL")

Index("ix_clocks_state_due", clocks.c.state, *_SOONEST_DUE)
Index("ix_clocks_customer_state_due", clocks.c.customer_id, clocks.c.state, *_SOONEST_DUE)
Index("ix_clocks_going_due", *_SOONEST_DUE, postgresql_where=_GOING)
Index("ix_clocks_customer_going_due", clocks.c.customer_id, *_SOONEST_DUE, postgresql_where=_GOING)
Index("ix_clocks_breach_due", *_SOONEST_DUE, postgresql_where=text("breach_at IS NOT NULL"))
Index(
    "ix_clocks_to_announce",
    clocks.c.announce_at,
    clocks.c.ticket_id,
    postgresql_where=text("announce_at IS NOT NULL"),
)
Index("ix_clocks_recount", clocks.c.ticket_id, postgresql_where=text("recount"))
Index(
    "ix_clocks_counted_by_time",
    clocks.c.at_risk_at,
    clocks.c.breach_at,
    clocks.c.state,
    clocks.c.name,
    clocks.c.priority,
    clocks.c.customer_id,
    clocks.c.service_level,
    postgresql_where=text("stopped_at IS NULL AND breach_at IS NOT NULL"),
)
