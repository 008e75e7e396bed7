"""A customer asks to open a closed ticket again, and the vendor answers (§2)."""

from uuid import UUID

from uuid_utils.compat import uuid7

from app.agreements.store import calendars
from app.domain.tickets import process
from app.domain.tickets.facts import CalendarRevised, ReopenDecided, ReopenRequested
from app.domain.tickets.signals import refuse_withdrawn
from app.domain.vocabulary import Decision, TicketStatus
from app.errors import Conflict
from app.tickets import answering
from app.tickets.answering import CustomerRequest, answering_role, require_asker, to_decide
from app.tickets.recording import event, found_for_change, record
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork

ReopenRequest = CustomerRequest[ReopenRequested, ReopenDecided]


async def request_reopening(uow: UnitOfWork, ticket_id: UUID, reason: str) -> ReopenRequest:
    """Raises Conflict while the ticket is not closed or never was one, and while another request is undecided."""
    stored = await found_for_change(uow, ticket_id)
    section = _section(uow, stored)
    require_asker(uow, stored.ticket.customer_id, "Reopening", section)
    refuse_withdrawn(stored.ticket, uow.book.agreement_of(stored.ticket, uow.now))
    if stored.ticket.status is not TicketStatus.CLOSED:
        raise Conflict("The ticket is not closed: there is nothing to open again.", section=section)
    if await _undecided(uow, ticket_id) is not None:
        raise Conflict("Reopening was asked for already, and is not decided on yet.", section=section)
    fact = ReopenRequested(request_id=uuid7(), reason=reason)
    await record(uow, stored, fact, reason="reopening requested")
    return ReopenRequest(event(uow, fact, stored.event_count + 1), fact)


async def decide_reopening(
    uow: UnitOfWork, stored: StoredTicket, request_id: UUID, *, accepted: bool, reason: str
) -> tuple[StoredTicket, ReopenRequest]:
    """Of a locked ticket. Accepted, it is reopened by the same act, in the same role."""
    role = await answering_role(uow, stored, "Reopening is decided on", _raci_section(uow, stored))
    request = to_decide(await requests(uow, stored.ticket.id), request_id, _section(uow, stored))
    after, answered = await _answer(uow, stored, request, accepted=accepted, reason=reason)
    if accepted:
        agreement = uow.book.agreement_of(stored.ticket, uow.now)
        reopened = process.take(after.ticket, agreement, role, Decision.REOPEN, reason)
        after = await record(uow, await _brought_along(uow, after), reopened, reason="reopening accepted")
    return after, answered


async def settle(uow: UnitOfWork, stored: StoredTicket, note: str) -> StoredTicket:
    """A locked ticket is about to be reopened: whoever asked for it has got it, for the reason that the note gives; and
    it follows the calendar again.
    """
    request = await _undecided(uow, stored.ticket.id)
    if request is not None:
        stored, _ = await _answer(uow, stored, request, accepted=True, reason=note)
    return await _brought_along(uow, stored)


async def requests(uow: UnitOfWork, ticket_id: UUID) -> list[ReopenRequest]:
    return await answering.requests(uow, ticket_id, ReopenRequested, ReopenDecided)


async def _undecided(uow: UnitOfWork, ticket_id: UUID) -> ReopenRequest | None:
    return next((each for each in await requests(uow, ticket_id) if each.decision is None), None)


async def _answer(
    uow: UnitOfWork, stored: StoredTicket, request: ReopenRequest, *, accepted: bool, reason: str
) -> tuple[StoredTicket, ReopenRequest]:
    fact = ReopenDecided(request_id=request.fact.request_id, accepted=accepted, reason=reason)
    after = await record(uow, stored, fact, reason="reopening decided")
    return after, ReopenRequest(request.asked, request.fact, event(uow, fact, stored.event_count + 1), fact)


def _section(uow: UnitOfWork, stored: StoredTicket) -> str:
    return uow.book.agreement_of(stored.ticket, uow.now).process_section.number


def _raci_section(uow: UnitOfWork, stored: StoredTicket) -> str:
    return uow.book.agreement_of(stored.ticket, uow.now).raci_section.number


async def _brought_along(uow: UnitOfWork, stored: StoredTicket) -> StoredTicket:
    """To the calendar as it is now: a closed ticket did not follow it, one that is open does."""
    latest = await calendars.latest(uow.connection)
    if stored.ticket.calendar_revision == latest.revision:
        return stored
    revised = CalendarRevised(calendar_revision=latest.revision, reason=latest.reason)
    return await record(uow, stored, revised, reason=f"calendar revision {latest.revision}: {latest.reason}")
