"""Another assessment of urgency and impact: asked for by the customer, decided by the vendor (§3.1.1)."""

from uuid import UUID

from uuid_utils.compat import uuid7

from app.clock import Instant
from app.domain.tickets.facts import PriorityAssessed, PriorityDecided, PriorityRequested
from app.domain.vocabulary import Impact, TicketStatus, Urgency
from app.errors import Conflict, Invalid
from app.tickets import answering
from app.tickets.answering import CustomerRequest, answering_role, require_asker, to_decide
from app.tickets.recording import event, found_for_change, moment_with_reason, record
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork

PriorityRequest = CustomerRequest[PriorityRequested, PriorityDecided]


async def request_priority(
    uow: UnitOfWork, ticket_id: UUID, urgency: Urgency | None, impact: Impact | None, reason: str
) -> tuple[StoredTicket, PriorityRequest]:
    """None is not asked about: it stays as it is when the request is decided."""
    stored = await found_for_change(uow, ticket_id)
    ticket = stored.ticket
    require_asker(uow, ticket.customer_id, "Another priority", _section(uow, stored))
    _require_open(uow, stored)
    if (urgency or ticket.urgency, impact or ticket.impact) == (ticket.urgency, ticket.impact):
        raise Conflict("The ticket is assessed so already.", section=_section(uow, stored))
    fact = PriorityRequested(request_id=uuid7(), urgency=urgency, impact=impact, reason=reason)
    after = await record(uow, stored, fact, reason="priority requested")
    return after, PriorityRequest(event(uow, fact, stored.event_count + 1), fact)


async def decide_priority(
    uow: UnitOfWork,
    stored: StoredTicket,
    request_id: UUID,
    *,
    accepted: bool,
    reason: str,
    occurred_at: Instant | None = None,
) -> tuple[StoredTicket, PriorityRequest]:
    """Of a locked ticket. What was not asked about is now as it is now."""
    ticket = stored.ticket
    await answering_role(uow, stored, "Another priority is decided on", _section(uow, stored))
    request = to_decide(await requests(uow, ticket.id), request_id, _section(uow, stored))
    _require_open(uow, stored)
    asked = request.fact
    fact = PriorityDecided(
        request_id=request_id,
        accepted=accepted,
        reason=reason,
        urgency=(asked.urgency or ticket.urgency) if accepted else None,
        impact=(asked.impact or ticket.impact) if accepted else None,
    )
    at = moment_with_reason(uow, stored, occurred_at, reason, since=request.asked.occurred_at)
    after = await record(uow, stored, fact, reason="priority request accepted", occurred_at=at)
    return after, PriorityRequest(request.asked, asked, event(uow, fact, stored.event_count + 1, at), fact)


async def requests(uow: UnitOfWork, ticket_id: UUID) -> list[PriorityRequest]:
    return await answering.requests(uow, ticket_id, PriorityRequested, PriorityDecided)


async def assess(
    uow: UnitOfWork,
    stored: StoredTicket,
    urgency: Urgency,
    impact: Impact,
    reason: str | None,
    *,
    occurred_at: Instant | None = None,
) -> StoredTicket:
    """The vendor's own assessment of a locked ticket, told to the customer with its reason."""
    await answering_role(uow, stored, "Urgency and impact are assessed", _section(uow, stored))
    _require_open(uow, stored)
    if reason is None:
        raise Invalid.at("/reason", "missing", "Say why it is assessed anew.", section=_section(uow, stored))
    fact = PriorityAssessed(urgency=urgency, impact=impact, reason=reason)
    at = moment_with_reason(uow, stored, occurred_at, reason)
    return await record(uow, stored, fact, reason="priority assessed anew", occurred_at=at)


def _require_open(uow: UnitOfWork, stored: StoredTicket) -> None:
    if stored.ticket.status is TicketStatus.CLOSED:
        raise Conflict("The ticket is closed: its priority no longer changes.", section=_section(uow, stored))


def _section(uow: UnitOfWork, stored: StoredTicket) -> str:
    return uow.book.agreement_of(stored.ticket, uow.now).priority_section.number
