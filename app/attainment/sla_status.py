"""How the promises stand at a moment: in numbers, in lists, and as shares promised and achieved (§1.2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from app.agreements.book import CalendarKey
from app.attainment import attainments, clocks_then
from app.attainment.store import clock_counts, clock_lists, escalated_tickets, overdue_clocks
from app.attainment.store.attainment import CourseFilter
from app.attainment.store.clock_counts import Standings
from app.attainment.store.clock_lists import ClockFilter, ListedClock, Position
from app.attainment.store.overdue_clocks import OverdueCounts
from app.business_time.limits import LAST
from app.clock import Instant
from app.domain.attainment.attainment import Attainment, Period
from app.domain.clocks.clock_readings import ClockReading, Reader, reader
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ServiceLevel
from app.errors import Invalid
from app.tickets.moments import TicketsAsOf
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork

MOST_NEXT_DUE = 5
USUAL_PERIOD = timedelta(days=365)


@dataclass(frozen=True)
class Status:
    """`next_due` run and are not late; the figures are about the tickets that were registered in `period`. `escalated`:
    how many tickets are (§1).
    """

    numbers: Standings
    next_due: Sequence[ListedClock]
    period: Period
    figures: Sequence[Attainment]
    escalated: int


async def status(then: TicketsAsOf, wanted: CourseFilter, from_at: Instant | None, until: Instant | None) -> Status:
    """Of the usual period, if none is given."""
    uow = then.uow
    period = _period(from_at, until, uow.now)
    if period.from_at >= period.until:
        raise Invalid.at("/query/registeredUntil", "empty_period", "The period ends after it begins.")
    of_clocks = ClockFilter(
        customer_id=wanted.customer_id, service_level=wanted.service_level, priority=wanted.priority
    )
    numbers, figures = await attainments.summary(then, wanted, period)
    next_due = await clocks(then, replace(of_clocks, standing=ClockStanding.RUNNING), after=None, limit=MOST_NEXT_DUE)
    return Status(numbers, next_due, period, figures, await _escalated(then, wanted))


async def _escalated(then: TicketsAsOf, wanted: CourseFilter) -> int:
    uow = then.uow
    retold = sum(_is_escalated(each, wanted) for each in then.retold)
    return retold + await escalated_tickets.count(uow.connection, uow.scope, wanted, [*then.changed])


def _is_escalated(stored: StoredTicket, wanted: CourseFilter) -> bool:
    ticket = stored.ticket
    return (
        ticket.escalation is not None
        and wanted.customer_id in (None, ticket.customer_id)
        and wanted.service_level in (None, stored.service_level)
        and wanted.priority in (None, ticket.priority)
    )


async def numbers_by_level(uow: UnitOfWork) -> Standings:
    """Of the clocks of now, by service level, name, priority and standing."""
    return await clock_counts.standings_by_level(uow.connection, uow.now)


async def overdue(uow: UnitOfWork, wanted: CourseFilter) -> OverdueCounts:
    """How many clocks are past their due time and still go, by name and priority."""
    return await overdue_clocks.count(uow.connection, uow.scope, wanted, uow.now)


async def next_due_at(uow: UnitOfWork, level: ServiceLevel) -> Instant | None:
    """When the next clock falls due that runs and is not late; None where nothing runs."""
    running = ClockFilter(service_level=level, standing=ClockStanding.RUNNING)
    found = await clocks(TicketsAsOf(uow), running, after=None, limit=1)
    return found[0].clock.due_at if found else None


def _period(from_at: Instant | None, until: Instant | None, now: Instant) -> Period:
    """Without `from_at` it is the last year before its end; without `until` it has no end."""
    return Period(from_at or Instant((until or now) - USUAL_PERIOD), until or LAST)


async def clocks(then: TicketsAsOf, wanted: ClockFilter, *, after: Position | None, limit: int) -> list[ListedClock]:
    """Those that a figure asks of are of the usual period, if none is given."""
    uow, without = then.uow, [*then.changed]
    if wanted.figure is not None:
        period = _period(wanted.begun_from, wanted.begun_until, uow.now)
        wanted = replace(wanted, begun_from=period.from_at, begun_until=period.until)
    sifting = await attainments.sifting(uow, wanted, without)
    stored = await clock_lists.page(
        uow.connection, uow.scope, wanted, uow.now, after=after, limit=limit, without=without, sifting=sifting
    )
    if not then.changed:
        return stored
    told = await attainments.sifted(uow, clocks_then.listed(then.retold, wanted, uow.now), wanted)
    retold = [listed for listed, _ in told if after is None or listed.position > after]
    return sorted([*stored, *retold], key=lambda listed: listed.position)[:limit]


async def readings(uow: UnitOfWork, several: Sequence[ListedClock]) -> Sequence[ClockReading]:
    """How each of them stands at the work's moment."""
    readers: dict[CalendarKey, Reader] = {}
    found: list[ClockReading] = []
    for listed in several:
        key = listed.calendar
        read = readers.get(key)
        if read is None:
            read = readers[key] = reader(await uow.book.calendar_by(uow.connection, key), uow.now)
        found.append(read(listed.clock))
    return found
