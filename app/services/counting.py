"""Clocks counted once, so that the status need not count a million at each question (§1.2.3).

What is counted of a clock is what only an event can change: its stored state, and how far its ticket is for a figure.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from typing import Any, Final
from uuid import UUID

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.db import recounts
from app.db.counted import CalendarKey, Counted, Place
from app.db.engine import Connection
from app.db.recounts import BEFORE_ALL, AttainmentKey, Counting, StandingKey, Uncounted
from app.domain.agreement import Agreement
from app.domain.attainment import Course, Windows, windows
from app.domain.outcomes import Numbers, about, added, outcome
from app.domain.promises import request_class
from app.domain.stretches import Grain, day_of
from app.domain.terms import AttainmentPromise
from app.domain.vocabulary import ClockName, ClockState, Priority
from app.services.book import Book

QUIET: Final = timedelta(seconds=30)
"""So long after its last change a ticket is counted: one that is being worked on would only be counted again."""
LOOKED_UP: Final = 5_000


@dataclass(frozen=True)
class Round:
    """`done`: how much was dealt with, in tickets. `last`: where the next round goes on."""

    done: int
    last: UUID = BEFORE_ALL


def terms_of(agreement: Agreement) -> str:
    """Its figures, and the zone whose days they are counted by: by others, all is counted anew."""
    return "; ".join([agreement.vendor.zone.key, *map(_written, agreement.terms.attainment)])


def _written(promise: AttainmentPromise) -> str:
    within = promise.within
    return f"{promise.clock} {'/'.join(promise.priorities)} {within.amount!r} {within.unit}"


async def anew(connection: Connection, book: Book, now: Instant) -> None:
    """All is counted again, from the tickets. Waits for who counts at the moment."""
    held = await recounts.hold(connection, wait=True)
    if held is not None:
        await recounts.begin_anew(connection, held, terms_of(book.in_force(now)))


async def count(
    connection: Connection, book: Book, now: Instant, batch: int, after: UUID = BEFORE_ALL, quiet: timedelta = QUIET
) -> Round:
    """A bounded part of what is to be counted, in the order of the tickets' ids; none when somebody else counts."""
    held, agreement = await recounts.hold(connection), book.in_force(now)
    if held is None:
        return Round(0)
    if held.terms != terms_of(agreement):
        await recounts.begin_anew(connection, held, terms_of(agreement))
        return Round(1)
    if not held.complete:
        return Round(max(1, await recounts.look_up(connection, held, LOOKED_UP)))
    ids = await recounts.waiting(connection, after, Instant(now - quiet), batch)
    if not ids:
        return Round(0)
    taken, reckoning = await recounts.take(connection, ids), Reckoning(book, agreement, held.epoch)
    fresh = [await reckoning.counted(connection, each) for each in taken]
    await _add(connection, held, list(zip(taken, fresh, strict=True)))
    return Round(len({each.ticket_id for each in taken}), ids[-1])


@dataclass(frozen=True)
class Reckoning:
    """As what clocks are counted, by the figures of an agreement."""

    book: Book
    agreement: Agreement
    epoch: int
    _figures: dict[tuple[CalendarKey, ClockName, Priority], Sequence[Windows]] = field(default_factory=dict[Any, Any])

    async def counted(self, connection: Connection, clock: Uncounted) -> Counted:
        day = day_of(clock.registered_at or clock.created_at, self.agreement.vendor.zone)
        place = Place(clock.service_level, clock.agreement_revision, clock.calendar_revision, day)
        calendar = await self.book.calendar_by(connection, place.calendar)
        figures = self._asked(place.calendar, clock, calendar)
        its = outcome(figures, clock.name, _course(clock, calendar), day)
        return Counted(self.epoch, clock.state, _warned_on(clock), clock.priority, place, its)

    def _asked(self, key: CalendarKey, clock: Uncounted, calendar: Calendar) -> Sequence[Windows]:
        alike = key, clock.name, clock.priority
        if alike not in self._figures:
            asked = about(self.agreement.terms.attainment, clock.name, clock.priority)
            self._figures[alike] = [windows(each.within, calendar) for each in asked]
        return self._figures[alike]


def _warned_on(clock: Uncounted) -> date | None:
    if clock.state is not ClockState.RUNNING or clock.at_risk_at is None:
        return None
    return clock.at_risk_at.astimezone(UTC).date()


def _course(clock: Uncounted, calendar: Calendar) -> Course:
    """As far as this clock tells of it."""
    is_response = clock.name is ClockName.RESPONSE
    return Course(
        reported_at=clock.created_at,
        registered_at=clock.registered_at,
        responded_at=clock.stopped_at if is_response else None,
        solved_at=None if is_response else clock.stopped_at,
        request_class=request_class(clock.kind),
        priority=clock.priority,
        calendar=calendar,
        resolution_applies=not clock.is_excused,
    )


async def _add(connection: Connection, held: Counting, several: Sequence[tuple[Uncounted, Counted]]) -> None:
    standings: Counter[StandingKey] = Counter()
    attainment: defaultdict[AttainmentKey, Numbers] = defaultdict(tuple)
    for clock, fresh in several:
        former = clock.counted_as
        for counted_as, sign in ((former, -1), (fresh, 1)):
            if counted_as is not None and counted_as.epoch == held.epoch:
                standings.update(dict.fromkeys(_standing_keys(clock, counted_as), sign))
                for key in _attainment_keys(clock, counted_as):
                    attainment[key] = added(attainment[key], counted_as.outcome.numbers, sign)
    await recounts.add(
        connection,
        {(clock.ticket_id, clock.name): fresh for clock, fresh in several},
        {key: number for key, number in standings.items() if number},
        {key: numbers for key, numbers in attainment.items() if any(numbers)},
    )


def _standing_keys(clock: Uncounted, counted_as: Counted) -> Iterator[StandingKey]:
    """Of the customer's numbers, and of everybody's."""
    for customer_id in (clock.customer_id, None):
        of = (clock.name, counted_as.priority, counted_as.place.service_level, counted_as.state, counted_as.warned_on)
        yield customer_id, *of


def _attainment_keys(clock: Uncounted, counted_as: Counted) -> Iterator[AttainmentKey]:
    place = counted_as.place
    calendar = (place.service_level, place.agreement_revision, place.calendar_revision)
    for customer_id in (clock.customer_id, None):
        for grain, begins in ((Grain.DAY, place.day), (Grain.MONTH, place.day.replace(day=1))):
            yield customer_id, grain, *calendar, begins, counted_as.priority, clock.name
