"""Escalations of a ticket: declared and ended, by customer or vendor (§1)."""

from collections.abc import Sequence
from uuid import UUID

from uuid_utils.compat import uuid7

from app.clock import Instant
from app.consultancy.participants import participant
from app.domain.consultancy import escalations
from app.domain.tickets.escalation_facts import Escalated
from app.domain.tickets.facts import Event
from app.errors import NotFound
from app.tickets.recording import found_for_change, record
from app.tickets.store import tickets
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork


async def escalate(uow: UnitOfWork, ticket_id: UUID, reason: str) -> StoredTicket:
    stored = await found_for_change(uow, ticket_id)
    by = await participant(uow, stored.ticket.customer_id)
    agreement = uow.book.agreement_of(stored.ticket, uow.now)
    fact = escalations.escalate(stored.ticket, by, agreement, uuid7(), reason)
    return await record(uow, stored, fact, reason="escalated")


async def end(uow: UnitOfWork, stored: StoredTicket, escalation_id: UUID, reason: str) -> StoredTicket:
    """Of a locked ticket. Raises NotFound for what never was one of it."""
    await _require_declared(uow, stored, escalation_id)
    by = await participant(uow, stored.ticket.customer_id)
    agreement = uow.book.agreement_of(stored.ticket, uow.now)
    fact = escalations.end_escalation(stored.ticket, by, agreement, escalation_id, reason)
    return await record(uow, stored, fact, reason="escalation ended")


async def _require_declared(uow: UnitOfWork, stored: StoredTicket, escalation_id: UUID) -> None:
    """Looks it up only where it does not stand."""
    standing = stored.ticket.escalation
    if standing is not None and standing.id == escalation_id:
        return
    declared = await _declared(uow, stored.ticket.id)
    if not any(isinstance(each.fact, Escalated) and each.fact.escalation_id == escalation_id for each in declared):
        raise NotFound("There is no such escalation.")


async def first_declared(uow: UnitOfWork, ticket_id: UUID) -> Instant | None:
    """When the ticket was escalated first, whether or not that was ended; None: never."""
    return min((each.occurred_at for each in await _declared(uow, ticket_id)), default=None)


async def _declared(uow: UnitOfWork, ticket_id: UUID) -> Sequence[Event]:
    return await tickets.events(uow.connection, uow.scope, ticket_id, types=[Escalated.type])
