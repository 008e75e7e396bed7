"""The attainment of a period from what is kept of it, and the tickets that have yet to be looked at."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final
from uuid import UUID

from app.agreements.book import CalendarKey
from app.attainment.counting import terms_of
from app.attainment.store import attainment_sums
from app.attainment.store.attainment import CourseFilter
from app.attainment.store.attainment_sums import EdgeRow, Found, Sought, Unsure, Wish
from app.attainment.store.counted import Counted
from app.business_time.wall import local_day
from app.clock import Instant
from app.domain.agreement.terms import AttainmentPromise
from app.domain.attainment.attainment import Attainment, Hours, Period, Verdict, limit_of, together, window_end, windows
from app.domain.attainment.outcomes import Numbers, about, added, figure, width
from app.domain.attainment.stretches import Days, Lateness, UniformPeriod, days_of, lateness, stretches
from app.domain.vocabulary import ClockName, Priority
from app.unit_of_work import UnitOfWork

CHANGED_MOST: Final = 20_000
"""With more tickets to be counted than that, all of the period are counted as they are."""

Late = tuple[bool | None, ...]
"""Of each figure, whether those that are not done are late. None: to be looked at one by one."""
Alike = tuple[ClockName, Priority, Late]


@dataclass(frozen=True)
class KeptCounts:
    """`changed` are not in the figures: tickets, of whatever period, that have yet to be counted."""

    figures: Sequence[Attainment]
    changed: Sequence[UUID]


async def kept(uow: UnitOfWork, wanted: CourseFilter, period: Period, without: Sequence[UUID]) -> KeptCounts | None:
    """None: too little is kept, or for other figures than those in force."""
    agreement = uow.book.in_force(uow.now)
    promises, days = agreement.terms.attainment, days_of(period, agreement.vendor.zone)
    most = max(len(about(promises, clock, priority)) for clock in ClockName for priority in Priority)
    wish = Wish(uow.scope, wanted, days, width(most), CHANGED_MOST, without)
    known = await attainment_sums.calendars(uow.connection, wish)
    while True:
        legs = [await _leg(uow, promises, days, key, undone=undone) for key, undone in known.items()]
        plan = _Plan(uow.now, promises, days, legs)
        found = await attainment_sums.sums(uow.connection, wish, plan.sought, plan.unsure)
        if not found.complete or found.terms != terms_of(agreement) or len(found.changed) > CHANGED_MOST:
            return None
        if found.calendars == known:
            gone = {*without}
            return KeptCounts(plan.figures(found, wanted), [each for each in found.changed if each not in gone])
        known = found.calendars  # something was counted meanwhile


@dataclass(frozen=True)
class _Leg:
    """What goes by one calendar. Where nothing is undone nothing can be late, and no calendar is asked."""

    key: CalendarKey
    hours: Hours | None
    days: Days
    lateness: Sequence[Lateness]
    _late: dict[date, Late] = field(default_factory=dict[date, Late])

    @cached_property
    def stretches(self) -> Sequence[UniformPeriod]:
        return stretches(self.days, self.lateness)

    def late(self, day: date) -> Late:
        if day not in self._late:
            self._late[day] = tuple(each.on(day, day) for each in self.lateness)
        return self._late[day]


async def _leg(
    uow: UnitOfWork, promises: Sequence[AttainmentPromise], days: Days, key: CalendarKey, *, undone: bool
) -> _Leg:
    if not undone:
        return _Leg(key, None, days, ())
    hours = await uow.book.hours_by(uow.connection, key)
    figures = [
        lateness(windows(limit_of(promise.within, hours), hours.calendar), uow.now, days) for promise in promises
    ]
    return _Leg(key, hours, days, figures)


@dataclass(frozen=True)
class _Plan:
    """What is asked of the sums, and what the answer comes to."""

    now: Instant
    promises: Sequence[AttainmentPromise]
    days: Days
    legs: Sequence[_Leg]

    @cached_property
    def _stretches(self) -> Sequence[tuple[_Leg, UniformPeriod]]:
        return [(leg, stretch) for leg in self.legs for stretch in leg.stretches]

    @property
    def sought(self) -> list[Sought]:
        each = enumerate(self._stretches)
        return [Sought(number, leg.key, piece) for number, (leg, stretch) in each for piece in stretch.pieces]

    @cached_property
    def _doubts(self) -> Sequence[tuple[date, ClockName, set[Priority]]]:
        """Days on which some are late already by one calendar or another, each but once."""
        doubts: defaultdict[tuple[date, ClockName], set[Priority]] = defaultdict(set)
        for _, stretch in self._stretches:
            for promise, late in zip(self.promises, stretch.late, strict=False):
                if late is None:
                    for day in stretch.days:
                        doubts[day, promise.clock].update(promise.priorities)
        return [(*each, priorities) for each, priorities in doubts.items()]

    @property
    def unsure(self) -> list[Unsure]:
        return [
            Unsure(number, clock, priorities, local_day(day, self.days.zone))
            for number, (day, clock, priorities) in enumerate(self._doubts)
        ]

    def figures(self, found: Found, wanted: CourseFilter) -> Sequence[Attainment]:
        parts = [*self._summed(self._numbers(found, wanted)), *self._looked_at(found)]
        return [
            together(Attainment(promise), *(part for part in parts if part.promise is promise))
            for promise in self.promises
        ]

    def _numbers(self, found: Found, wanted: CourseFilter) -> Mapping[Alike, Numbers]:
        """Added up as far as they stand alike."""
        numbers: defaultdict[Alike, Numbers] = defaultdict(tuple)
        for alike, more in self._each(found, wanted):
            numbers[alike] = added(numbers[alike], more)
        return numbers

    def _each(self, found: Found, wanted: CourseFilter) -> Iterator[tuple[Alike, Numbers]]:
        for row in found.sums:
            yield (row.clock, row.priority, self._stretches[row.number][1].late), row.numbers
        for row in found.edges:
            yield self._alike(row), added((), row.counted.outcome.numbers, row.number)
        for row in found.former:
            if row.counted.epoch == found.epoch and self._is_summed(row.counted, wanted):
                yield self._alike(row), added((), row.counted.outcome.numbers, -row.number)

    def _is_summed(self, counted: Counted, wanted: CourseFilter) -> bool:
        return (
            wanted.priority in (None, counted.priority)
            and wanted.service_level in (None, counted.place.service_level)
            and self.days.has_whole(counted.place.day)
        )

    @cached_property
    def _by_calendar(self) -> Mapping[CalendarKey, _Leg]:
        return {leg.key: leg for leg in self.legs}

    def _alike(self, row: EdgeRow) -> Alike:
        counted = row.counted
        return row.clock, counted.priority, self._by_calendar[counted.place.calendar].late(counted.place.day)

    def _summed(self, numbers: Mapping[Alike, Numbers]) -> Iterator[Attainment]:
        for (clock, priority, late), each in numbers.items():
            for place, promise in enumerate(about(self.promises, clock, priority)):
                yield figure(promise, place, each, late=late[self.promises.index(promise)] if late else None)

    def _looked_at(self, found: Found) -> Iterator[Attainment]:
        """Those that are not done, of days on which some are late already."""
        for row in found.unsure:
            day, clock, _ = self._doubts[row.number]
            yield from self._one_by_one(self._by_calendar[row.calendar], day, clock, row.priority, row.begun)
        for row in found.edges:
            counted = row.counted
            leg = self._by_calendar[counted.place.calendar]
            yield from self._one_by_one(leg, counted.place.day, row.clock, counted.priority, row.begun)

    def _one_by_one(
        self, leg: _Leg, day: date, clock: ClockName, priority: Priority, begun: Sequence[Instant]
    ) -> Iterator[Attainment]:
        for promise, late in zip(self.promises, leg.late(day), strict=False):
            if late is None and promise.clock is clock and priority in promise.priorities:
                yield self._undone(leg, promise, begun)

    def _undone(self, leg: _Leg, promise: AttainmentPromise, begun: Sequence[Instant]) -> Attainment:
        hours = leg.hours
        late = 0
        if hours is not None:
            limit = limit_of(promise.within, hours)
            late = sum(self.now > window_end(limit, at, hours.calendar) for at in begun)
        return Attainment(promise, {Verdict.MISSED: late, Verdict.NOT_YET_DECIDED: len(begun) - late})
