"""What of the backlog has a stream of its own: the fold, what its row is found by, and who sees it."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, TypeAdapter
from sqlalchemy import ColumnElement, exists

from app.domain.backlog.item_facts import BacklogItemFact
from app.domain.backlog.items import BacklogItem, advance_item, begin_item
from app.postgres.tables import backlog_events, backlog_items, tickets
from app.streams.subjects import SubjectKind


def seen_by_tickets(customer_id: UUID) -> ColumnElement[bool]:
    """A customer sees what a ticket of its own is about."""
    return exists().where(tickets.c.customer_id == customer_id, tickets.c.backlog_item_id == backlog_items.c.id)


BACKLOG_ITEMS: Final = SubjectKind[BacklogItemFact, BacklogItem](
    stream=backlog_events,
    subjects=backlog_items,
    facts=TypeAdapter(Annotated[BacklogItemFact, Field(discriminator="type")]),
    states=TypeAdapter(BacklogItem),
    begin=lambda item_id, _, event: begin_item(item_id, event),
    advance=advance_item,
    columns=lambda item: {
        "reference": item.reference,
        "kind": item.kind.value,
        "progress": item.state.value,
        "known_error": item.known_error and item.known_error.audience.value,
    },
    missing="There is no such backlog item.",
    seen=seen_by_tickets,
)
