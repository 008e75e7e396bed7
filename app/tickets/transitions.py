"""Walking a ticket through the process (§2)."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from app.clock import Instant
from app.domain.streams import is_late
from app.domain.tickets import process
from app.domain.tickets.facts import DecisionTaken
from app.domain.tickets.outputs import Outputs
from app.domain.tickets.process import NotYours, Option
from app.domain.tickets.raci import Row, row_of
from app.domain.tickets.registering import WayOn, ways_on
from app.domain.vocabulary import Decision, TicketStatus
from app.tickets import answering, reopenings
from app.tickets.intake import applicant_for
from app.tickets.recording import found, moment_of, record
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class RequestedDecision:
    """A transition as the caller asks for it. `approved_hours` and `hours` are those of its outputs, exactly."""

    decision: Decision
    outputs: Outputs
    note: str | None = None
    occurred_at: Instant | None = None
    approved_hours: Decimal | None = None
    hours: Decimal | None = None


@dataclass(frozen=True)
class Decided:
    """What is decided, and not recorded yet."""

    fact: DecisionTaken
    occurred_at: Instant


@dataclass(frozen=True)
class Transition:
    """What was decided, as event number `sequence` of the ticket, and the ticket after it."""

    sequence: int
    fact: DecisionTaken
    occurred_at: Instant
    after: StoredTicket


@dataclass(frozen=True)
class Possible:
    """What can be decided; `row` says who has which letter at the ticket's place. `ways_on`: of a signal."""

    stored: StoredTicket
    options: tuple[Option, ...]
    row: Row
    ways_on: tuple[WayOn, ...] = ()


async def possible(uow: UnitOfWork, ticket_id: UUID) -> Possible:
    stored = await found(uow, ticket_id)
    agreement = uow.book.agreement_of(stored.ticket, uow.now)
    row = row_of(agreement, stored.ticket.step, stored.ticket.overrides)
    options = process.options(stored.ticket, agreement, uow.actor, lapsed=stored.lapsed)
    if stored.ticket.status is not TicketStatus.SIGNAL:
        return Possible(stored, options, row)
    return Possible(stored, options, row, ways_on(await applicant_for(uow, stored.ticket), agreement))


async def decide(uow: UnitOfWork, stored: StoredTicket, asked: RequestedDecision) -> Decided:
    """Whether the process allows it: raises Conflict (not now), Forbidden (not you), Invalid (what is wrong)."""
    at = moment_of(uow, stored, asked.occurred_at)
    late = is_late(at, uow.now)
    agreement = uow.book.agreement_of(stored.ticket, uow.now)
    try:
        fact = process.decide(
            stored.ticket,
            agreement,
            uow.actor,
            asked.decision,
            asked.outputs,
            asked.note,
            late=late,
            lapsed=stored.lapsed,
        )
    except NotYours as refusal:
        raise await answering.named(uow, stored, refusal) from None
    return Decided(fact, at)


async def take(uow: UnitOfWork, stored: StoredTicket, decided: Decided) -> Transition:
    fact, at = decided.fact, decided.occurred_at
    if fact.decision is Decision.REOPEN:
        stored = await reopenings.settle(uow, stored, fact.note or "")
    after = await record(uow, stored, fact, reason=process.reason_of(fact), occurred_at=at)
    return Transition(stored.event_count + 1, fact, at, after)
