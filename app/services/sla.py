"""How the promises stand at a moment: in numbers, in lists, and as shares promised and achieved (§1.2.3)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from app.business_time.limits import LAST
from app.clock import Instant
from app.db import clock_counts, clock_lists
from app.db.attainment import CourseFilter
from app.db.clock_counts import Numbers
from app.db.clock_lists import ClockFilter, ClockStanding, ListedClock, Position
from app.db.counted import CalendarKey
from app.domain.attainment import Attainment, Period
from app.domain.clocks import Reader, Reading, reader
from app.errors import Invalid
from app.services import clocks_then
from app.services.attainments import figures
from app.services.moments import Then
from app.services.work import Work

MOST_NEXT_DUE = 5
USUAL_PERIOD = timedelta(days=365)


@dataclass(frozen=True)
class Status:
    """`next_due` run and are not late; the figures are about the tickets that were registered in `period`."""

    numbers: Numbers
    next_due: Sequence[ListedClock]
    period: Period
    figures: Sequence[Attainment]


async def status(then: Then, wanted: CourseFilter, from_at: Instant | None, until: Instant | None) -> Status:
    """Without `from_at` the period is the last year before its end; without `until` it has no end."""
    work = then.work
    period = Period(from_at or Instant((until or work.now) - USUAL_PERIOD), until or LAST)
    if period.from_at >= period.until:
        raise Invalid.at("/query/registeredUntil", "empty_period", "The period ends after it begins.")
    of_clocks = ClockFilter(
        customer_id=wanted.customer_id, service_level=wanted.service_level, priority=wanted.priority
    )
    stored = await clock_counts.count(work.connection, work.scope, of_clocks, work.now, [*then.changed])
    numbers = Counter(stored) + Counter(clocks_then.counted(then.retold, of_clocks, work.now))
    next_due = await clocks(then, replace(of_clocks, standing=ClockStanding.RUNNING), after=None, limit=MOST_NEXT_DUE)
    return Status(numbers, next_due, period, await figures(then, wanted, period))


async def clocks(then: Then, wanted: ClockFilter, *, after: Position | None, limit: int) -> list[ListedClock]:
    work = then.work
    stored = await clock_lists.page(
        work.connection, work.scope, wanted, work.now, after=after, limit=limit, without=[*then.changed]
    )
    if not then.changed:
        return stored
    retold = [
        listed
        for listed in clocks_then.listed(then.retold, wanted, work.now)
        if after is None or listed.position > after
    ]
    return sorted([*stored, *retold], key=lambda listed: listed.position)[:limit]


async def readings(work: Work, several: Sequence[ListedClock]) -> Sequence[Reading]:
    """How each of them stands at the work's moment."""
    readers: dict[CalendarKey, Reader] = {}
    found: list[Reading] = []
    for listed in several:
        key = listed.service_level, listed.agreement_revision, listed.calendar_revision
        read = readers.get(key)
        if read is None:
            read = readers[key] = reader(await work.book.calendar_by(work.connection, key), work.now)
        found.append(read(listed.clock))
    return found
