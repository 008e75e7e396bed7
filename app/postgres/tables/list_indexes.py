"""An index for every order in which tickets and clocks are listed, looked for or counted.

None for what a third of all tickets are, such as a kind or a priority: the newest of them are found by walking a list
that is in order anyway. Nor for where most of them are, which is step 13, and closed.
"""

from typing import Any

from sqlalchemy import ColumnElement, Index, Table, func, text

from app.postgres.tables.tickets import clocks, ticket_assignments, ticket_events, tickets


def to_announce(table: Table) -> ColumnElement[Any]:
    """When a clock is news next, at risk or breached: of those with an `announce_at`, and no others are."""
    return func.least(table.c.warn_at, table.c.announce_at)


Index("ix_tickets_id", tickets.c.id)
_NOT_CLOSED = text("status <> 'closed'")
Index("ix_tickets_status", tickets.c.status, tickets.c.id, postgresql_where=_NOT_CLOSED)
Index("ix_tickets_customer_status", tickets.c.customer_id, tickets.c.status, tickets.c.id, postgresql_where=_NOT_CLOSED)
Index("ix_tickets_step", tickets.c.step, tickets.c.id, postgresql_where=text("step <> 13"))
Index("ix_tickets_words", tickets.c.words, postgresql_using="gin")
Index("ix_tickets_raci", tickets.c.raci, postgresql_using="gin", postgresql_where=_NOT_CLOSED)
Index("ix_tickets_work", tickets.c.due_order, tickets.c.id, postgresql_where=_NOT_CLOSED)
Index(
    "ix_tickets_customer_work", tickets.c.customer_id, tickets.c.due_order, tickets.c.id, postgresql_where=_NOT_CLOSED
)
Index("ix_tickets_begun_at", tickets.c.begun_at)
Index("ix_tickets_customer_begun_at", tickets.c.customer_id, tickets.c.begun_at)
Index("ix_tickets_updated_at", tickets.c.updated_at, tickets.c.id)
Index("ix_tickets_customer_updated_at", tickets.c.customer_id, tickets.c.updated_at, tickets.c.id)
Index("ix_tickets_product", func.lower(tickets.c.product), tickets.c.id)
Index(
    "ix_tickets_coverage",
    tickets.c.coverage_outcome,
    tickets.c.id,
    postgresql_where=text("coverage_outcome <> 'support'"),
)
Index("ix_tickets_waiting", tickets.c.id, postgresql_where=text("waiting_since IS NOT NULL"))
Index("ix_tickets_escalated", tickets.c.id, postgresql_where=text("escalation IS NOT NULL"))
Index(
    "ix_tickets_backlog_item",
    tickets.c.backlog_item_id,
    tickets.c.id,
    postgresql_where=text("backlog_item_id IS NOT NULL"),
)
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
_RESTING = text("stopped_at IS NOT NULL OR started_at IS NULL")

Index("ix_clocks_going", *_SOONEST_DUE, clocks.c.state, postgresql_where=_GOING)
Index(
    "ix_clocks_customer_going",
    clocks.c.customer_id,
    *_SOONEST_DUE,
    clocks.c.state,
    postgresql_include=["started_at", "at_risk_at", "kind", "priority", "service_level"],
    postgresql_where=_GOING,
)
"""With all that they are counted by at each question, of one customer or of all. The other one has none of it: where
that is as large, PostgreSQL takes this one for the list over all customers, and sorts.
"""
Index("ix_clocks_resting", clocks.c.state, *_SOONEST_DUE, postgresql_where=_RESTING)
Index("ix_clocks_customer_resting", clocks.c.customer_id, clocks.c.state, *_SOONEST_DUE, postgresql_where=_RESTING)
Index(
    "ix_clocks_to_tell",
    to_announce(clocks),
    clocks.c.ticket_id,
    postgresql_where=text("announce_at IS NOT NULL"),
)
