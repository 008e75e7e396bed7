"""Open tickets by another calendar: which of them it concerns, and what it makes of those.

Where two calendars differ on some days only, the clocks of a ticket stay as they are unless one of these days lies
between its registration and the last moment that its clocks were reckoned to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from app.business_time.calendar import Calendar
from app.clock import Instant, instant
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.closing_days import ClosingDays
from app.domain.agreement.coverage import Coverage
from app.domain.clocks.clocks import Clock, clock_of
from app.domain.clocks.deadlines import ClockNotice, Notices, consequences, notices_after
from app.domain.tickets.derived_facts import DerivedFact
from app.domain.tickets.facts import Event, Registration
from app.domain.tickets.ground import Basis, Reassessment, watch_of
from app.domain.tickets.stopwatch import Stopwatch
from app.domain.vocabulary import Cause, ClockName, Kind, Priority

EARLIEST: Final = timedelta(hours=14)
LATEST: Final = timedelta(hours=12)
"""At the ends of the world a day begins so much before it does in UTC, and ends so much after."""


@dataclass(frozen=True)
class OutdatedTicket:
    """A registered ticket, as much of it as says whether another calendar concerns it.

    `reckoned_to` is the last moment that a clock of it depends on; `breached_unseen` when one ran past its due time
    without anything being recorded since.
    """

    id: UUID
    customer_id: UUID
    number: str
    calendar_revision: int
    event_count: int
    registered_at: Instant
    last_fact_at: Instant
    reckoned_to: Instant
    breached_unseen: Instant | None


@dataclass(frozen=True)
class EventPosition:
    """A ticket, as much of it as its next events go by."""

    id: UUID
    customer_id: UUID
    event_count: int
    last_fact_at: Instant


@dataclass(frozen=True)
class WasClock:
    """A clock as it was, as much of it as has consequences."""

    started_at: Instant | None
    stopped_at: Instant | None
    due_at: Instant | None
    at_risk_at: Instant | None
    breach_at: Instant | None
    notice: ClockNotice


@dataclass(frozen=True)
class OutdatedClocks:
    """What the clocks of a follower go by, with all pauses, and what they came to."""

    registration: Registration
    registration_recorded_at: Instant | None
    kind: Kind
    coverage: Coverage
    priority: Priority
    calendar_revision: int
    reassessed: Reassessment | None
    cause: Cause | None
    response: Stopwatch
    resolution: Stopwatch
    judged: Mapping[ClockName, Basis]
    was: Mapping[ClockName, WasClock]

    def covered_by(self, _: Agreement, /) -> Coverage:
        """As it was found when the ticket was classified, by the agreement that binds it."""
        return self.coverage


@dataclass(frozen=True)
class RecomputedClocks:
    """What another calendar makes of a ticket: of the clocks that go. One that has stopped moves no more (§3.1.1)."""

    clocks: Mapping[ClockName, Clock]
    notices: Notices
    derived: tuple[DerivedFact, ...]


@dataclass(frozen=True)
class CalendarDifferences:
    """Stretches of time, wide enough for any zone, outside which two calendars are the same."""

    stretches: tuple[tuple[Instant, Instant], ...]

    def concern(self, follower: OutdatedTicket, now: Instant) -> bool:
        """Whether its clocks, as they would be stored now, may be others than they are."""
        unseen = follower.breached_unseen
        if unseen is not None and unseen < now:
            return True
        since, until = follower.registered_at, max(follower.reckoned_to, follower.last_fact_at)
        return any(begin <= until and since <= end for begin, end in self.stretches)


def differences(before: ClosingDays, after: ClosingDays) -> CalendarDifferences:
    return CalendarDifferences(tuple(_stretch(day) for day in sorted(before.keys() ^ after.keys())))


def _stretch(day: date) -> tuple[Instant, Instant]:
    midnight = datetime.combine(day, time(), UTC)
    return instant(midnight - EARLIEST), instant(midnight + timedelta(days=1) + LATEST)


def followed(
    standing: OutdatedClocks, agreement: Agreement, calendar: Calendar, event: Event, reason: str
) -> RecomputedClocks:
    """`event` says that it goes by the calendar; `reason` is why a due time moves, if one does."""
    calendars = {standing.calendar_revision: calendar}
    going = [name for name in ClockName if watch_of(standing, name).stopped_at is None]
    clocks = {name: clock_of(standing, agreement, calendars, name) for name in going}
    given = {name: standing.was[name].notice for name in going}
    return RecomputedClocks(
        clocks=clocks,
        notices=notices_after(standing.was, clocks, given, event, standing.registration_recorded_at),
        derived=consequences(standing.was, clocks, given, reason),
    )
