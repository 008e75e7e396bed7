"""Another assessment of urgency and impact: asked for by the customer, decided by the vendor (§3.1.1)."""

from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from app.db.mapping import StoredTicket
from app.domain.facts import PriorityAssessed, PriorityDecided, PriorityRequested
from app.domain.ticket import PriorityRequest
from app.domain.vocabulary import Impact, TicketStatus, Urgency
from app.errors import Conflict, Forbidden, NotFound
from app.services.recording import found, record
from app.services.work import Work


@dataclass(frozen=True)
class Requested:
    request: PriorityRequest
    after: StoredTicket


async def request_priority(
    work: Work, ticket_id: UUID, urgency: Urgency | None, impact: Impact | None, reason: str
) -> Requested:
    """What is left out stays as it is assessed now."""
    stored = await _open(work, await found(work, ticket_id, lock=True))
    wanted = (urgency or stored.ticket.urgency, impact or stored.ticket.impact)
    if wanted == (stored.ticket.urgency, stored.ticket.impact):
        raise Conflict("The ticket is assessed so already.", section=_section(work, stored))
    request = PriorityRequest(uuid7(), *wanted, reason)
    fact = PriorityRequested(request_id=request.id, urgency=wanted[0], impact=wanted[1], reason=reason)
    return Requested(request, await record(work, stored, fact, reason="priority requested"))


async def decide_priority(work: Work, ticket_id: UUID, request_id: UUID, *, accepted: bool, reason: str) -> Requested:
    stored = await found(work, ticket_id, lock=True)
    _require_vendor(work, stored)
    request = stored.ticket.open_requests.get(request_id)
    if request is None:
        raise NotFound("There is no such open request.")
    stored = await _open(work, stored)
    fact = PriorityDecided(
        request_id=request.id, accepted=accepted, reason=reason, urgency=request.urgency, impact=request.impact
    )
    after = await record(work, stored, fact, reason="priority request accepted")
    return Requested(PriorityRequest(request.id, request.urgency, request.impact, request.reason, accepted), after)


async def assess(
    work: Work, stored: StoredTicket, urgency: Urgency | None, impact: Impact | None, reason: str
) -> StoredTicket:
    """The vendor's own assessment of a locked ticket."""
    _require_vendor(work, stored)
    await _open(work, stored)
    fact = PriorityAssessed(
        urgency=urgency or stored.ticket.urgency, impact=impact or stored.ticket.impact, reason=reason
    )
    return await record(work, stored, fact, reason="priority assessed anew")


async def _open(work: Work, stored: StoredTicket) -> StoredTicket:
    if stored.ticket.status is TicketStatus.CLOSED:
        raise Conflict("The ticket is closed: its priority no longer changes.", section=_section(work, stored))
    return stored


def _require_vendor(work: Work, stored: StoredTicket) -> None:
    if not work.actor.is_vendor:
        raise Forbidden("The vendor decides on priority.", section=_section(work, stored))


def _section(work: Work, stored: StoredTicket) -> str:
    return work.book.agreement_of(stored.ticket, work.now).priority_section.number
