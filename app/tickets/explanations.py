"""Why a clock is due when it is; and what would be promised to a ticket that isn't there yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.accounts import customers
from app.accounts.store.customers import Customer
from app.business_time.calendar import Calendar
from app.business_time.limits import OutOfRange
from app.clock import Instant
from app.domain.agreement.agreed_terms import AgreedTerms
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.coverage import Coverage, coverage
from app.domain.clocks.clocks import Clock, compute_clock
from app.domain.clocks.excuses import excuse_by
from app.domain.clocks.promises import promises
from app.domain.explanation.case import PromiseSubject
from app.domain.explanation.explaining import Explanation, explain, explain_preview
from app.domain.explanation.records import RELEVANT, ClockRecords, records_of
from app.domain.explanation.words import Words
from app.domain.tickets.facts import Details, OwnTarget
from app.domain.tickets.moments import Moment
from app.domain.tickets.stopwatch import Stopwatch
from app.domain.vocabulary import ClockName, Impact, Kind, Priority, ServiceLevel, Urgency
from app.errors import Invalid
from app.revisions.binding import binding
from app.tickets.moments import ticket_as_of
from app.tickets.store import tickets
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Explained:
    stored: StoredTicket
    explanation: Explanation
    at: Instant
    """The moment that it is of."""


async def explanation_of(
    uow: UnitOfWork, ticket_id: UUID, name: ClockName, words: Words, moment: Moment | None = None
) -> Explained:
    uow, stored = await ticket_as_of(uow, ticket_id, moment)
    calendars = await uow.book.calendars_of(uow.connection, stored.ticket, uow.now)
    agreement = uow.book.agreement_of(stored.ticket, uow.now)
    records = await _records(uow, ticket_id, name, moment)
    return Explained(stored, explain(name, stored.ticket, agreement, calendars, uow.now, words, records), uow.now)


async def _records(uow: UnitOfWork, ticket_id: UUID, name: ClockName, moment: Moment | None) -> ClockRecords:
    types = [fact.type for fact in RELEVANT]
    events = await tickets.events(uow.connection, uow.scope, ticket_id, types=types)
    known = [event for event in events if moment is None or moment.knows(event)]
    return records_of(name, known, uow.book.revisions)


@dataclass(frozen=True)
class Assessment:
    """What makes a priority (§3.1.1)."""

    urgency: Urgency
    impact: Impact


@dataclass(frozen=True, kw_only=True)
class PreviewRequest:
    """A ticket as somebody imagines it: of the customer that is named, or else the caller's own, if any.

    Without a level, at that customer's of that moment. `details`: what support covers is judged by them.
    """

    kind: Kind
    assessed: Priority | Assessment
    registered_at: Instant
    service_level: ServiceLevel | None = None
    customer_id: UUID | None = None
    details: Details | None = None


@dataclass(frozen=True)
class PreviewedClock:
    """A clock as it would stand at its start."""

    clock: Clock
    explanation: Explanation


@dataclass(frozen=True)
class Preview:
    subject: PromiseSubject
    customer: Customer | None
    registered_at: Instant
    agreement: Agreement
    calendar: Calendar
    clocks: Mapping[ClockName, PreviewedClock]
    coverage: Coverage | None


async def preview(uow: UnitOfWork, supposed: PreviewRequest, words: Words) -> Preview:
    """With the customer's level and own figures (§1) of that moment, as a registration. Stores nothing.

    NotFound for another's customer; Invalid without a level, or for a moment so late that it would be due past 2100.
    """
    customer = await _customer(uow, supposed)
    at = supposed.registered_at
    agreement = uow.book.in_force(at) if customer is None else await binding(uow, customer.id, at)
    agreed = None if customer is None else customer.agreed_at(at)
    subject = PromiseSubject(supposed.kind, _priority(supposed.assessed, agreement), _level(supposed, agreed))
    covered = None if supposed.details is None else coverage(supposed.details, agreement, subject.level)
    excuse = None if covered is None else excuse_by(covered, agreement)
    subjects = {ClockName.RESPONSE: subject, ClockName.RESOLUTION: replace(subject, excuse=excuse)}
    calendar = await uow.book.current(uow.connection, agreement, subject.level)
    own_targets = () if agreed is None else agreed.own_targets
    try:
        clocks = {
            name: _foreseen(name, each, own_targets, at, agreement, calendar, words) for name, each in subjects.items()
        }
    except OutOfRange:
        raise Invalid.at("/query/registeredAt", "instant_out_of_range", "It would fall due after 2100.") from None
    return Preview(subject, customer, at, agreement, calendar, clocks, covered)


async def _customer(uow: UnitOfWork, supposed: PreviewRequest) -> Customer | None:
    wanted = supposed.customer_id or uow.actor.customer_id
    return None if wanted is None else await customers.find(uow, wanted)


def _level(supposed: PreviewRequest, agreed: AgreedTerms | None) -> ServiceLevel:
    if supposed.service_level is not None:
        return supposed.service_level
    if agreed is None:
        raise Invalid.at("/query/serviceLevel", "missing", "Give a service level, or the customer that has one.")
    return agreed.service_level


def _foreseen(
    name: ClockName,
    subject: PromiseSubject,
    own_targets: Sequence[OwnTarget],
    at: Instant,
    agreement: Agreement,
    calendar: Calendar,
    words: Words,
) -> PreviewedClock:
    promised = promises(agreement, subject.level, subject.kind, subject.priority, name, own_targets)
    clock = compute_clock(name, Stopwatch().start(at), promised, calendar, subject.excuse)
    return PreviewedClock(clock, explain_preview(name, subject, promised, at, agreement, calendar, words))


def _priority(assessed: Priority | Assessment, agreement: Agreement) -> Priority:
    if isinstance(assessed, Priority):
        return assessed
    return agreement.priorities[assessed.urgency, assessed.impact]
