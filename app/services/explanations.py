"""Why a clock is due when it is; and what would be promised to a ticket that isn't there yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.business_time.calendar import Calendar
from app.business_time.limits import OutOfRange
from app.clock import Instant
from app.db.clock_mapping import StoredClock
from app.db.mapping import StoredTicket
from app.domain.agreement import Agreement
from app.domain.clocks import wind
from app.domain.explanation.explaining import Explanation, explain, explain_preview
from app.domain.explanation.words import Words
from app.domain.moments import Moment
from app.domain.promises import promises
from app.domain.stopwatch import Stopwatch
from app.domain.vocabulary import ClockName, Impact, Kind, Priority, ServiceLevel, Urgency
from app.errors import Invalid
from app.services.moments import ticket_then
from app.services.work import Work


@dataclass(frozen=True)
class Explained:
    stored: StoredTicket
    explanation: Explanation


async def explanation_of(
    work: Work, ticket_id: UUID, name: ClockName, words: Words, moment: Moment | None = None
) -> Explained:
    work, stored = await ticket_then(work, ticket_id, moment)
    calendar = await work.book.calendar_of(work.connection, stored.ticket, work.now)
    agreement = work.book.agreement_of(stored.ticket, work.now)
    return Explained(stored, explain(name, stored.ticket, agreement, calendar, work.now, words))


@dataclass(frozen=True)
class Assessment:
    """What makes a priority (§3.1.1)."""

    urgency: Urgency
    impact: Impact


@dataclass(frozen=True, kw_only=True)
class Supposed:
    """A ticket as somebody imagines it."""

    kind: Kind
    service_level: ServiceLevel
    assessed: Priority | Assessment
    registered_at: Instant


@dataclass(frozen=True)
class Foreseen:
    """A clock as it would stand at its start."""

    kept: StoredClock
    explanation: Explanation


@dataclass(frozen=True)
class Preview:
    priority: Priority
    registered_at: Instant
    agreement: Agreement
    calendar: Calendar
    clocks: Mapping[ClockName, Foreseen]


async def preview(work: Work, supposed: Supposed, words: Words) -> Preview:
    """Stores nothing. Invalid for a moment so late that it would be due past 2100."""
    agreement = work.book.in_force(supposed.registered_at)
    priority = _priority(supposed.assessed, agreement)
    calendar = await work.book.current(work.connection, agreement, supposed.service_level)
    try:
        clocks = {name: _foreseen(name, supposed, priority, agreement, calendar, words) for name in ClockName}
    except OutOfRange:
        raise Invalid.at("/query/registeredAt", "instant_out_of_range", "It would fall due after 2100.") from None
    return Preview(priority, supposed.registered_at, agreement, calendar, clocks)


def _foreseen(
    name: ClockName, supposed: Supposed, priority: Priority, agreement: Agreement, calendar: Calendar, words: Words
) -> Foreseen:
    kind, level, at = supposed.kind, supposed.service_level, supposed.registered_at
    promised = promises(agreement, level, kind, priority, name)
    clock = wind(name, Stopwatch().start(at), promised, calendar)
    return Foreseen(StoredClock(clock), explain_preview(name, kind, level, priority, at, agreement, calendar, words))


def _priority(assessed: Priority | Assessment, agreement: Agreement) -> Priority:
    if isinstance(assessed, Priority):
        return assessed
    return agreement.priorities[assessed.urgency, assessed.impact]
