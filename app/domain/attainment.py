"""Promised and achieved: the shares of §1.2.3, second table, over the tickets of a period.

A ticket belongs to the period in which it was registered, once for all figures. A response is within a figure when
investigation began in time, a resolution when it was solved in time, by a workaround too. The windows run from the
official registration in calendar time: pauses do not move them. "Within n business days" ends at the closing time of
the nth business day after the day of registration, as "next business day" does; hours are support hours of the level.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache, reduce
from math import ceil

from app.business_time.calendar import Calendar
from app.business_time.limits import FIRST, LAST
from app.business_time.wall import local_day
from app.clock import Instant
from app.domain.agreement import RequestClass
from app.domain.measures import Span, Target, Unit
from app.domain.spans import closing_of, end_of
from app.domain.terms import AttainmentPromise
from app.domain.vocabulary import ClockName, Priority

PERCENT = 100
MICROSECOND = timedelta(microseconds=1)


class Exclusion(StrEnum):
    """Why a ticket of the period and the priority is in neither side of the fraction. The first that holds is told."""

    SIGNAL = "signal"  # never officially registered: no time counts from anywhere (§1.2.2)
    CHANGE = "change"  # the figures are about incidents
    NOT_APPLICABLE = "not_applicable"  # the cause is not the vendor's software: no resolution is promised
    NOT_YET_DECIDED = "not_yet_decided"  # neither done nor too late


class Stage(StrEnum):
    """How far a ticket is that a figure asks of, or why it does not: whichever figure, and whenever it asks."""

    SIGNAL = Exclusion.SIGNAL
    CHANGE = Exclusion.CHANGE
    NOT_APPLICABLE = Exclusion.NOT_APPLICABLE
    UNDONE = "undone"
    DONE = "done"


@dataclass(frozen=True)
class Period:
    """[from_at, until)"""

    from_at: Instant
    until: Instant

    def __contains__(self, at: Instant) -> bool:
        return self.from_at <= at < self.until


@dataclass(frozen=True, kw_only=True)
class Sort:
    """All that matters of a ticket beside the times."""

    priority: Priority
    request_class: RequestClass
    is_registered: bool
    is_responded: bool
    is_solved: bool
    resolution_applies: bool


@dataclass(frozen=True, kw_only=True)
class Course:
    """How a ticket went, as far as the figures go. `calendar` is the one its clocks go by.

    `reported_at` places a signal in a period; a registered ticket is placed by its registration.
    """

    reported_at: Instant
    registered_at: Instant | None
    responded_at: Instant | None
    solved_at: Instant | None
    request_class: RequestClass
    priority: Priority
    calendar: Calendar
    resolution_applies: bool = True

    def done_at(self, clock: ClockName) -> Instant | None:
        return self.solved_at if clock is ClockName.RESOLUTION else self.responded_at

    @property
    def sort(self) -> Sort:
        return Sort(
            priority=self.priority,
            request_class=self.request_class,
            is_registered=self.registered_at is not None,
            is_responded=self.responded_at is not None,
            is_solved=self.solved_at is not None,
            resolution_applies=self.resolution_applies,
        )


@dataclass(frozen=True)
class Attainment:
    """One promised figure with what was achieved: `within` out of `decided`, nothing rounded."""

    promise: AttainmentPromise
    within: int
    decided: int
    excluded: Mapping[Exclusion, int]

    @property
    def promised(self) -> Fraction:
        return Fraction(self.promise.share.percent, PERCENT)

    @property
    def achieved(self) -> Fraction | None:
        """None: no ticket has been decided."""
        return Fraction(self.within, self.decided) if self.decided else None

    @property
    def is_attained(self) -> bool | None:
        return None if self.achieved is None else self.achieved >= self.promised


def together(one: Attainment, other: Attainment) -> Attainment:
    """The same figure over other tickets, too."""
    excluded = Counter(one.excluded) + Counter(other.excluded)
    return Attainment(one.promise, one.within + other.within, one.decided + other.decided, excluded)


def attainment(
    promises: Iterable[AttainmentPromise], courses: Iterable[Course], period: Period, now: Instant
) -> tuple[Attainment, ...]:
    """A figure for each promise, in their order."""
    begun = [course for course in courses if (course.registered_at or course.reported_at) in period]
    return tuple(_figure(promise, begun, now) for promise in promises)


def _figure(promise: AttainmentPromise, courses: Sequence[Course], now: Instant) -> Attainment:
    each = (counted(promise, course.sort, 1, in_time=_in_time(promise, course, now)) for course in courses)
    return reduce(together, each, Attainment(promise, 0, 0, {}))


def counted(promise: AttainmentPromise, sort: Sort, number: int, *, in_time: bool) -> Attainment:
    """So many tickets of a sort. `in_time`: done within the figure or, where they are not done, not late yet."""
    if sort.priority not in promise.priorities:
        return Attainment(promise, 0, 0, {})
    fate = _fate(promise, sort, in_time=in_time)
    if isinstance(fate, Exclusion):
        return Attainment(promise, 0, 0, {fate: number})
    return Attainment(promise, number if fate else 0, number, {})


def _fate(promise: AttainmentPromise, sort: Sort, *, in_time: bool) -> bool | Exclusion:
    """Whether it was within the figure, or why that is not asked."""
    stage = stage_of(promise.clock, sort)
    if stage is Stage.UNDONE and in_time:
        return Exclusion.NOT_YET_DECIDED
    return in_time if stage in (Stage.UNDONE, Stage.DONE) else Exclusion(stage)


def stage_of(clock: ClockName, sort: Sort) -> Stage:
    is_resolution = clock is ClockName.RESOLUTION
    if not sort.is_registered:
        return Stage.SIGNAL
    if sort.request_class is not RequestClass.INCIDENT:
        return Stage.CHANGE
    if is_resolution and not sort.resolution_applies:
        return Stage.NOT_APPLICABLE
    is_done = sort.is_solved if is_resolution else sort.is_responded
    return Stage.DONE if is_done else Stage.UNDONE


def _in_time(promise: AttainmentPromise, course: Course, now: Instant) -> bool:
    if course.registered_at is None or course.priority not in promise.priorities:
        return False
    done_at = course.done_at(promise.clock)
    return (done_at or now) <= window_end(promise.within, course.registered_at, course.calendar)


@dataclass(frozen=True)
class Window:
    """For what is registered on one local day: done by `surely` it is within the figure, after `at_most` it is not."""

    surely: Instant
    at_most: Instant


@dataclass
class Windows:
    """Of one figure on one calendar, day by day. They are kept: a report asks for the same days again and again."""

    within: Target | Span
    calendar: Calendar
    _known: dict[date, Window] = field(default_factory=dict[date, Window])

    def on(self, day: date) -> Window:
        """Of a day that has a part in the years that are reckoned with."""
        if day not in self._known:
            begin, end = local_day(day, self.calendar.zone)
            first, last = max(begin, FIRST), min(Instant(end - MICROSECOND), LAST)
            ends = [window_end(self.within, each, self.calendar) for each in (first, last)]
            self._known[day] = Window(*ends)
        return self._known[day]


@lru_cache(maxsize=256)
def windows(within: Target | Span, calendar: Calendar) -> Windows:
    return Windows(within, calendar)


def window_end(within: Target | Span, registered_at: Instant, calendar: Calendar) -> Instant:
    """The last instant that is within the figure. A part of a business day ends with that day."""
    if isinstance(within, Span):
        return end_of(within, registered_at, calendar)
    if within.unit is Unit.DAYS:
        return closing_of(ceil(within.amount), registered_at, calendar)
    return calendar.due(registered_at, timedelta(hours=within.amount))
