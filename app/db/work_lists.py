"""What a person is responsible for now, soonest due first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, not_, or_, select, text, tuple_

from app.clock import Instant
from app.db.engine import Connection
from app.db.scope import Scope
from app.db.tables import ticket_assignments, tickets
from app.domain.vocabulary import Priority, Role, ServiceLevel, TicketStatus

Position = tuple[Instant, UUID]


@dataclass(frozen=True, kw_only=True)
class Doer:
    """Somebody, with the roles that they hold wherever nobody is named. A customer's people act for it alone; its
    registrants also register what it signalled.
    """

    id: UUID
    roles: Collection[Role]
    customer_id: UUID | None
    is_registrant: bool = False


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """A ticket that waits for somebody. `due_at` is the soonest due time of a clock that still goes."""

    ticket_id: UUID
    number: str
    title: str
    customer_id: UUID
    priority: Priority
    service_level: ServiceLevel
    status: TicketStatus
    step: int
    agreement_revision: int
    due_at: Instant | None
    assigned: bool
    position: Position


async def page(
    connection: Connection, scope: Scope, doer: Doer, *, after: Position | None, limit: int
) -> list[WorkItem]:
    rows = await connection.execute(listing(scope, doer, after=after, limit=limit))
    return [_item(row) for row in rows.mappings()]


def listing(scope: Scope, doer: Doer, *, after: Position | None, limit: int) -> Select[Any]:
    """The condition on the status is written out: only so does the index of what is not closed fit it."""
    named = _named(doer)
    columns = [tickets.c[name] for name in _COLUMNS]
    statement = scope.narrow(select(*columns, named.label("assigned")), tickets.c.customer_id)
    statement = Scope(doer.customer_id).narrow(statement, tickets.c.customer_id)
    theirs = [named, *map(_unnamed_as, doer.roles)]
    if doer.is_registrant:
        theirs.append(and_(tickets.c.status == TicketStatus.SIGNAL, tickets.c.customer_id == doer.customer_id))
    statement = statement.where(text("tickets.status <> 'closed'"), or_(*theirs))
    if after is not None:
        statement = statement.where(tuple_(tickets.c.due_order, tickets.c.id) > after)
    return statement.order_by(tickets.c.due_order, tickets.c.id).limit(limit)


_COLUMNS = (
    *("id", "number", "title", "customer_id", "priority", "service_level", "status", "step"),
    *("agreement_revision", "due_at", "due_order"),
)


def _held(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """OFFSET 0 keeps it a look by key per ticket."""
    table = ticket_assignments
    return exists(select(table.c.role).where(table.c.ticket_id == tickets.c.id, *conditions).offset(0))


def _named(doer: Doer) -> ColumnElement[bool]:
    """By name, for a role that is responsible now."""
    table = ticket_assignments
    return _held(table.c.person_id == doer.id, table.c.role == tickets.c.responsible_roles.any_())


def _unnamed_as(role: Role) -> ColumnElement[bool]:
    """As one of all who have the role, while nobody is named for it."""
    responsible = tickets.c.responsible_roles.contains([role.value])
    return and_(responsible, not_(_held(ticket_assignments.c.role == role)))


def _item(row: Mapping[Any, Any]) -> WorkItem:
    return WorkItem(
        ticket_id=row["id"],
        number=row["number"],
        title=row["title"],
        customer_id=row["customer_id"],
        priority=Priority(row["priority"]),
        service_level=ServiceLevel(row["service_level"]),
        status=TicketStatus(row["status"]),
        step=row["step"],
        agreement_revision=row["agreement_revision"],
        due_at=row["due_at"],
        assigned=row["assigned"],
        position=(row["due_order"], row["id"]),
    )
