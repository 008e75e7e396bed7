"""What a person has a part in now: `RoleHolders.has`, in SQL. What cannot wait comes first, then the soonest due."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, not_, or_, select, text, tuple_

from app.clock import Instant
from app.domain.vocabulary import VENDOR_ROLES, Priority, Responsibility, Role, ServiceLevel, TicketStatus
from app.postgres.engine import Connection
from app.postgres.scope import Scope
from app.postgres.tables import ticket_assignments, tickets
from app.tickets.store.holders import BY_NAME, qualifies
from app.tickets.store.ticket_keys import of_ticket
from app.tickets.store.ticket_mapping import part

Position = tuple[int, Instant, UUID]


@dataclass(frozen=True, kw_only=True)
class Doer:
    """Somebody with their roles; none once they have left. A customer's registrants also register what it signalled."""

    id: UUID
    roles: Collection[Role]
    customer_id: UUID | None
    is_registrant: bool = False


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """A ticket that somebody has a part in. `due_at` is the soonest due time of a clock that still goes."""

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
    escalated: bool
    assigned: bool
    position: Position


async def page(
    connection: Connection, scope: Scope, doer: Doer, letter: Responsibility, *, after: Position | None, limit: int
) -> list[WorkItem]:
    found = list[WorkItem]()
    rank, *place = (_ESCALATED,) if after is None else after
    for turn in (_ESCALATED, _OTHERS):
        if turn >= rank and len(found) < limit:
            beyond = place if turn == rank else ()
            statement = listing(scope, doer, letter, turn, after=beyond, limit=limit - len(found))
            found += [_item(row) for row in (await connection.execute(statement)).mappings()]
    return found


_ESCALATED, _OTHERS = range(2)


def listing(
    scope: Scope, doer: Doer, letter: Responsibility, turn: int, *, after: Sequence[object], limit: int
) -> Select[Any]:
    """The condition on the status is written out: only so does the index of what is not closed fit it."""
    parts = {role: _has_letter(role, letter, doer) for role in Role if role in doer.roles}
    named = or_(false(), *(and_(has_it, _named(role, doer.id)) for role, has_it in parts.items()))
    unnamed = (and_(has_it, not_(_named(role))) for role, has_it in parts.items())
    columns = [tickets.c[name] for name in _COLUMNS]
    statement = scope.narrow(select(*columns, named.label("assigned")), tickets.c.customer_id)
    if VENDOR_ROLES.isdisjoint(doer.roles):
        statement = Scope(doer.customer_id).narrow(statement, tickets.c.customer_id)
    theirs = [named, *unnamed]
    if doer.is_registrant and letter is Responsibility.RESPONSIBLE:
        theirs.append(and_(tickets.c.status == TicketStatus.SIGNAL, tickets.c.customer_id == doer.customer_id))
    statement = statement.where(text("tickets.status <> 'closed'"), or_(*theirs))
    is_escalated = tickets.c.escalation.is_not(None)
    statement = statement.where(is_escalated if turn == _ESCALATED else ~is_escalated)
    if after:
        statement = statement.where(tuple_(tickets.c.due_order, tickets.c.id) > tuple_(*after))
    return statement.order_by(tickets.c.due_order, tickets.c.id).limit(limit)


_COLUMNS = (
    *("id", "number", "title", "customer_id", "priority", "service_level", "status", "step"),
    *("agreement_revision", "due_at", "due_order", "escalation"),
)


def _has_letter(role: Role, letter: Responsibility, doer: Doer) -> ColumnElement[bool]:
    """As a customer's person, in its own tickets only."""
    has_it = tickets.c.raci.contains([part(role, letter)])
    return and_(has_it, tickets.c.customer_id == doer.customer_id) if role is Role.CUSTOMER else has_it


def _named(role: Role, person_id: UUID | None = None) -> ColumnElement[bool]:
    """This person, or anybody, holds the role by name and qualifies for it. OFFSET 0 keeps it a look by key."""
    table = ticket_assignments
    whom = [] if person_id is None else [table.c.person_id == person_id]
    held = select(table.c.role).select_from(BY_NAME).where(of_ticket(table.c, tickets.c), table.c.role == role.value)
    return exists(held.where(*whom, qualifies()).offset(0))


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
        escalated=row["escalation"] is not None,
        assigned=row["assigned"],
        position=(_OTHERS if row["escalation"] is None else _ESCALATED, row["due_order"], row["id"]),
    )
