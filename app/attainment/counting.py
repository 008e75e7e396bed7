"""Clocks counted once, so that the status need not count a million at each question (§1.2.3).

What is counted of a clock is what only an event can change: its stored state, and how far its ticket is for a figure.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from typing import Any, Final
from uuid import UUID

from app.agreements.book import Agreements, CalendarKey
from app.attainment.store import recounts
from app.attainment.store.counted import Counted, CountedPlace
from app.attainment.store.recounts import BEFORE_ALL, AttainmentKey, Counting, StandingKey, Uncounted
from app.clock import Instant
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.terms import AttainmentPromise
from app.domain.attainment.attainment import Course, Hours, Windows, limit_of, windows
from app.domain.attainment.outcomes import Numbers, about, added, outcome
from app.domain.attainment.stretches import Grain, day_of
from app.domain.clocks.standings import ClockStanding
from app.domain.tickets.stopwatch import is_late_record
from app.domain.vocabulary import ClockName, ClockState, Priority
from app.postgres.engine import Connection

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
    days = [f"{level} {terms.day.total_seconds():g} s" for level, terms in agreement.levels.items()]
    return "; ".join([agreement.vendor.zone.key, *days, *map(_written, agreement.terms.attainment)])


def _written(promise: AttainmentPromise) -> str:
    within = promise.within
    return f"{promise.clock} {'/'.join(promise.priorities)} {within.amount!r} {within.unit}"


async def anew(connection: Connection, book: Agreements, now: Instant) -> None:
    """All is counted again, from the tickets. Waits for who counts at the moment."""
    held = await recounts.hold(connection, wait=True)
    if held is not None:
        await recounts.begin_anew(connection, held, terms_of(book.in_force(now)))


async def count(
    connection: Connection,
    book: Agreements,
    now: Instant,
    batch: int,
    after: UUID = BEFORE_ALL,
    quiet: timedelta = QUIET,
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

    book: Agreements
    agreement: Agreement
    epoch: int
    _figures: dict[tuple[CalendarKey, ClockName, Priority], Sequence[Windows]] = field(default_factory=dict[Any, Any])

    async def counted(self, connection: Connection, clock: Uncounted) -> Counted:
        day = day_of(clock.registered_at or clock.created_at, self.agreement.vendor.zone)
        place = CountedPlace(clock.service_level, clock.agreement_revision, clock.calendar_revision, day)
        hours = await self.book.hours_by(connection, place.calendar)
        its = outcome(self._asked(place.calendar, clock, hours), _course(clock), day)
        return Counted(self.epoch, _standing(clock), _warned_on(clock), clock.priority, place, its)

    def _asked(self, key: CalendarKey, clock: Uncounted, hours: Hours) -> Sequence[Windows]:
        alike = key, clock.name, clock.priority
        if alike not in self._figures:
            asked = about(self.agreement.terms.attainment, clock.name, clock.priority)
            self._figures[alike] = [windows(limit_of(each.within, hours), hours.calendar) for each in asked]
        return self._figures[alike]


def _warned_on(clock: Uncounted) -> date | None:
    if clock.state is not ClockState.RUNNING or clock.at_risk_at is None:
        return None
    return clock.at_risk_at.astimezone(UTC).date()


def _standing(clock: Uncounted) -> ClockStanding:
    is_late = clock.state is ClockState.MET and is_late_record(clock.recorded_late_at, clock.due_at)
    return ClockStanding.RECORDED_LATE if is_late else ClockStanding(clock.state)


def _course(clock: Uncounted) -> Course:
    return Course(
        clock=clock.name,
        kind=clock.kind,
        priority=clock.priority,
        reported_at=clock.created_at,
        registered_at=clock.registered_at,
        done_at=clock.stopped_at,
        recorded_late_at=clock.recorded_late_at,
        applies=not clock.is_excused,
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
        {(clock.customer_id, clock.ticket_id, clock.name): fresh for clock, fresh in several},
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
