"""Who holds a role on a ticket by name, and whether they still qualify: `domain.raci.qualifies`, in SQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, and_, exists, func, or_, select, tuple_

from app.domain.vocabulary import Role, TicketStatus
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import people, ticket_assignments, tickets
from app.tickets.store.ticket_keys import of_ticket

BY_NAME = ticket_assignments.join(people, people.c.id == ticket_assignments.c.person_id)
"""Each assignment with whom it names."""


def qualifies(person: FromClause = people, assignment: FromClause = ticket_assignments) -> ColumnElement[bool]:
    """Whether this person may hold the role of this assignment."""
    of_customer = or_(assignment.c.role != Role.CUSTOMER.value, person.c.customer_id == assignment.c.customer_id)
    return and_(person.c.active, assignment.c.role == person.c.roles.any_(), of_customer)


def held_on(ticket: Any) -> ScalarSelect[Any]:
    """By role, who is named for it and whether they qualify; somebody who cannot be seen from here is taken to.

    `ticket` has the columns of the ticket's key.
    """
    named = ticket_assignments.outerjoin(people, people.c.id == ticket_assignments.c.person_id)
    able = func.coalesce(qualifies(), True)
    holder = func.jsonb_build_array(ticket_assignments.c.person_id, able)
    held = select(func.jsonb_object_agg(ticket_assignments.c.role, holder)).select_from(named)
    return held.where(of_ticket(ticket_assignments.c, ticket)).scalar_subquery()


_ASSIGNED = (ticket_assignments.c.customer_id, ticket_assignments.c.ticket_id)
_TICKET = tuple_(tickets.c.customer_id, tickets.c.id)


def has_lapsed() -> ColumnElement[bool]:
    """Of a ticket that is not closed: somebody is named for a role who no longer qualifies for it."""
    lapsed = select(*_ASSIGNED).select_from(BY_NAME).where(~qualifies())
    return and_(tickets.c.status != TicketStatus.CLOSED.value, _TICKET.in_(lapsed))


def is_held_by(person_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """This person is named for a role on the ticket."""
    return _TICKET.in_(select(*_ASSIGNED).where(ticket_assignments.c.person_id == person_id))


async def count_lapsed(connection: Connection, person_id: UUID) -> int:
    """On how many tickets that are not closed this person is named for a role without qualifying for it any more."""
    lapsed = (
        exists()
        .select_from(BY_NAME)
        .where(of_ticket(ticket_assignments.c, tickets.c), ticket_assignments.c.person_id == person_id, ~qualifies())
    )
    statement = select(func.count()).select_from(tickets)
    return await connection.scalar(statement.where(tickets.c.status != TicketStatus.CLOSED.value, lapsed)) or 0


async def held_by(connection: Connection, scope: Scope, person_id: UUID) -> list[UUID]:
    """The tickets that are not closed on which this person is named for a role, in the order of their ids."""
    named = select(*_ASSIGNED).where(ticket_assignments.c.person_id == person_id)
    statement = select(tickets.c.id).where(tickets.c.status != TicketStatus.CLOSED.value, _TICKET.in_(named))
    return list(await connection.scalars(scope.narrow(statement, tickets.c.customer_id).order_by(tickets.c.id)))
