"""Rows of tickets by key. A key has the customer and the id, so that a customer's rows can be kept together."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, and_, any_, literal, select, tuple_

from app.postgres.tables import tickets


def any_of(ids: Sequence[UUID]) -> ColumnElement[Any]:
    """As one parameter, so that it is the same statement whatever their number."""
    return any_(literal(ids, ARRAY(Uuid)))


def of_ticket(row: Any, ticket: Any) -> ColumnElement[bool]:
    """`row`: the columns of a table that hangs on tickets. `ticket`: those of tickets, or a ticket."""
    return and_(row.customer_id == ticket.customer_id, row.ticket_id == ticket.id)


def of_tickets(row: Any, ids: ColumnElement[Any]) -> ColumnElement[bool]:
    """Where nothing but the ids is known: the customer is that of the ticket. `ids`: one, or `any_of` several."""
    whose = select(tickets.c.customer_id, tickets.c.id).where(tickets.c.id == ids)
    return tuple_(row.customer_id, row.ticket_id).in_(whose)
