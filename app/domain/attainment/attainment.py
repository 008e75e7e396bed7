"""Promised and achieved: the shares of §1.2.3, second table, over the incidents of a period.

A clock belongs to the period in which its ticket was registered, and to the priority by which it is judged. A response
is within a figure when investigation began in time, a resolution when it was solved in time, by a workaround too as
long as nobody contradicts it. The windows run from the official registration: pauses do not move them. Days and hours
are budgets of support time, a day being a business day's worth of it; a business day that is named ends at its closing
time; months are the calendar's.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from app.business_time.calendar import Calendar
from app.business_time.limits import FIRST, LAST, OutOfRange
from app.business_time.wall import local_day
from app.clock import Instant
from app.domain.agreement.measures import Span, Target
from app.domain.agreement.spans import end_of
from app.domain.agreement.terms import AttainmentPromise
from app.domain.clocks.promises import budget_of
from app.domain.tickets.stopwatch import is_late_record
from app.domain.vocabulary import ClockName, Kind, Priority

PERCENT = 100
MICROSECOND = timedelta(microseconds=1)


class Verdict(StrEnum):
    """What a figure says of a clock. The first reason to leave it out that holds is told."""

    IN_TIME = "in_time"
    RECORDED_LATE = "recorded_late"  # in time, which was recorded only after the time was over
    MISSED = "missed"
    NOT_YET_DECIDED = "not_yet_decided"  # neither done nor too late
    SIGNAL = "signal"  # never officially registered: no time counts from anywhere (§1.2.2)
    INFORMATION_REQUEST = Kind.INFORMATION_REQUEST  # the figures are about incidents (§3.1)
    SERVICE_REQUEST = Kind.SERVICE_REQUEST
    ENHANCEMENT_REQUEST = Kind.ENHANCEMENT_REQUEST
    CHANGE = Kind.CHANGE
    NOT_APPLICABLE = "not_applicable"  # no resolution is promised


ACHIEVED = (Verdict.IN_TIME, Verdict.RECORDED_LATE)
DECIDED = (*ACHIEVED, Verdict.MISSED)
EXCLUDED = tuple(each for each in Verdict if each not in DECIDED)


class OutcomeSought(StrEnum):
    """Which of the clocks that a figure asks of. ACHIEVED has those RECORDED_LATE too."""

    DECIDED = "decided"
    ACHIEVED = "achieved"
    RECORDED_LATE = Verdict.RECORDED_LATE
    MISSED = Verdict.MISSED
    NOT_YET_DECIDED = Verdict.NOT_YET_DECIDED
    SIGNAL = Verdict.SIGNAL
    INFORMATION_REQUEST = Verdict.INFORMATION_REQUEST
    SERVICE_REQUEST = Verdict.SERVICE_REQUEST
    ENHANCEMENT_REQUEST = Verdict.ENHANCEMENT_REQUEST
    CHANGE = Verdict.CHANGE
    NOT_APPLICABLE = Verdict.NOT_APPLICABLE

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        match self:
            case OutcomeSought.DECIDED:
                return DECIDED
            case OutcomeSought.ACHIEVED:
                return ACHIEVED
            case _:
                return (Verdict(self),)


class Stage(StrEnum):
    """How far a clock is that a figure asks of, or why it does not: whichever figure, and whenever it asks."""

    SIGNAL = Verdict.SIGNAL
    INFORMATION_REQUEST = Verdict.INFORMATION_REQUEST
    SERVICE_REQUEST = Verdict.SERVICE_REQUEST
    ENHANCEMENT_REQUEST = Verdict.ENHANCEMENT_REQUEST
    CHANGE = Verdict.CHANGE
    NOT_APPLICABLE = Verdict.NOT_APPLICABLE
    UNDONE = "undone"
    DONE = "done"


@dataclass(frozen=True)
class Period:
    """[from_at, until)"""

    from_at: Instant
    until: Instant

    def __contains__(self, at: Instant) -> bool:
        return self.from_at <= at < self.until


@dataclass(frozen=True)
class Hours:
    """What a ticket's time is measured by: its calendar, and how much support time a day is."""

    calendar: Calendar
    day: timedelta


Limit = timedelta | Span
"""Of support time, or of calendar time."""


def limit_of(within: Target | Span, hours: Hours) -> Limit:
    return within if isinstance(within, Span) else budget_of(within, hours.day)


@dataclass(frozen=True, kw_only=True)
class Course:
    """How a clock went, as far as the figures go. `priority` is the one by which it is judged.

    `reported_at` places a signal in a period; a registered ticket is placed by its registration. `recorded_late_at`
    is when it was recorded that it was done, if that was long after.
    """

    clock: ClockName
    kind: Kind
    priority: Priority
    reported_at: Instant
    registered_at: Instant | None
    done_at: Instant | None
    recorded_late_at: Instant | None = None
    applies: bool = True

    @property
    def begun_at(self) -> Instant:
        return self.registered_at or self.reported_at

    @property
    def stage(self) -> Stage:
        if self.registered_at is None:
            return Stage.SIGNAL
        if self.kind is not Kind.INCIDENT:
            return Stage(self.kind.value)
        if not self.applies:
            return Stage.NOT_APPLICABLE
        return Stage.UNDONE if self.done_at is None else Stage.DONE


@dataclass(frozen=True)
class Attainment:
    """One promised figure with how many clocks got which verdict, nothing rounded. What is not there is 0."""

    promise: AttainmentPromise
    numbers: Mapping[Verdict, int] = field(default_factory=dict[Verdict, int])

    def number(self, *verdicts: Verdict) -> int:
        return sum(self.numbers.get(each, 0) for each in verdicts)

    @property
    def within(self) -> int:
        return self.number(*ACHIEVED)

    @property
    def recorded_late(self) -> int:
        return self.number(Verdict.RECORDED_LATE)

    @property
    def missed(self) -> int:
        return self.number(Verdict.MISSED)

    @property
    def decided(self) -> int:
        return self.number(*DECIDED)

    @property
    def excluded(self) -> Mapping[Verdict, int]:
        return {each: self.numbers[each] for each in EXCLUDED if self.numbers.get(each)}

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


def together(one: Attainment, *others: Attainment) -> Attainment:
    """The same figure over other clocks, too."""
    numbers = Counter(one.numbers)
    for other in others:
        numbers.update(other.numbers)
    return Attainment(one.promise, {verdict: number for verdict, number in numbers.items() if number})


def attainment(
    promises: Iterable[AttainmentPromise], courses: Iterable[tuple[Course, Hours]], period: Period, now: Instant
) -> tuple[Attainment, ...]:
    """A figure for each promise, in their order."""
    begun = [(course, hours) for course, hours in courses if course.begun_at in period]
    return tuple(_figure(promise, begun, now) for promise in promises)


def _figure(promise: AttainmentPromise, courses: Iterable[tuple[Course, Hours]], now: Instant) -> Attainment:
    each = (
        verdict(promise, course, hours, now)
        for course, hours in courses
        if promise.asks_of(course.clock, course.priority)
    )
    return Attainment(promise, dict(Counter(each)))


def verdict(promise: AttainmentPromise, course: Course, hours: Hours, now: Instant) -> Verdict:
    """Of a clock that the figure is about."""
    stage = course.stage
    if course.registered_at is None or stage not in (Stage.UNDONE, Stage.DONE):
        return Verdict(stage.value)
    end = window_end(limit_of(promise.within, hours), course.registered_at, hours.calendar)
    if course.done_at is None:
        return Verdict.MISSED if now > end else Verdict.NOT_YET_DECIDED
    return done(course.done_at, course.recorded_late_at, end)


def done(at: Instant, recorded_late_at: Instant | None, end: Instant) -> Verdict:
    if at > end:
        return Verdict.MISSED
    return Verdict.RECORDED_LATE if is_late_record(recorded_late_at, end) else Verdict.IN_TIME


@dataclass(frozen=True)
class AttainmentWindow:
    """For what is registered on one local day: done by `surely` it is within the figure, after `at_most` it is not."""

    surely: Instant
    at_most: Instant


NEVER = Instant(datetime.max.replace(tzinfo=UTC))
"""Later than any moment that is reckoned with."""


@dataclass
class Windows:
    """Of one figure on one calendar, day by day. They are kept: a report asks for the same days again and again."""

    limit: Limit
    calendar: Calendar
    _known: dict[date, AttainmentWindow] = field(default_factory=dict[date, AttainmentWindow])

    def on(self, day: date) -> AttainmentWindow:
        """Of a day that has a part in the years that are reckoned with."""
        if day not in self._known:
            begin, end = local_day(day, self.calendar.zone)
            first, last = max(begin, FIRST), min(Instant(end - MICROSECOND), LAST)
            ends = [window_end_or_never(self.limit, each, self.calendar) for each in (first, last)]
            self._known[day] = AttainmentWindow(*ends)
        return self._known[day]


@lru_cache(maxsize=256)
def windows(limit: Limit, calendar: Calendar) -> Windows:
    return Windows(limit, calendar)


def window_end(limit: Limit, registered_at: Instant, calendar: Calendar) -> Instant:
    """The last instant that is within the figure."""
    if isinstance(limit, Span):
        return end_of(limit, registered_at, calendar)
    return calendar.due(registered_at, limit)


def window_end_or_never(limit: Limit, registered_at: Instant, calendar: Calendar) -> Instant:
    """As `window_end`; where that is past the years that are reckoned with, it is later than any moment."""
    try:
        return window_end(limit, registered_at, calendar)
    except OutOfRange:
        return NEVER
