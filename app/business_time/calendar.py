"""Opening hours as arithmetic: by when has so much open time passed, how much of it lies between two instants."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Final, Self
from zoneinfo import ZoneInfo

from app.business_time.hours import WeeklyHours
from app.business_time.limits import FIRST, LAST, OutOfRange
from app.business_time.segments import Segment, segments_between
from app.business_time.timeline import DAYS, FIRST_DAY, Timeline, compile_timeline
from app.clock import Instant, instant

NOTHING: Final = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Weekly opening hours in a zone, less the holidays (whole local days, by name).

    *Open time* is time that really passes while it is open, to the microsecond: an opening of four hours on the
    wall lasts three or five when the clocks change within it. An opening is [opens, closes). Wall times that
    do not exist or exist twice follow `wall`.

    *Due* is the earliest instant by which a budget of open time has passed. A budget that ends exactly at closing
    is due at closing, not at the next opening; one that begins while closed counts from the next opening; an empty
    budget is due at once.

    A *day* is no unit here: a business day's worth of support is an amount of open time like any other.

    Calendars are equal when all their fields are. What is compiled is shared by those that open alike.

    Raises ValueError when it never opens. Every question raises `OutOfRange` for instants, given or asked for,
    outside 2000–2100 (UTC), and ValueError for a datetime without an offset.
    """

    hours: WeeklyHours
    zone: ZoneInfo
    holidays: Mapping[date, str] = field(default_factory=dict[date, str], hash=False)
    revision: int = 1
    name: str = ""

    def __post_init__(self) -> None:
        holidays = MappingProxyType(dict(sorted(self.holidays.items())))
        object.__setattr__(self, "holidays", holidays)
        for day in holidays:
            if type(day) is not date:
                raise ValueError(f"a holiday is a date, not {day!r}")
        if not self._opens_ever():
            raise ValueError("the holidays close every day that has opening hours")

    def due(self, start: Instant, budget: timedelta) -> Instant:
        if start.tzinfo is not UTC:
            start = _utc(start)
        if budget <= NOTHING:
            return self._due_at_once(start, budget)
        timeline = self._timeline
        totals = timeline.totals
        day = start.toordinal() - FIRST_DAY
        if day < 0:
            raise OutOfRange(start.isoformat())
        try:
            by_day = timeline.by_day
            opening = bisect_right(timeline.opens, start, by_day[day], by_day[day + 1])
            spent = start - timeline.origins[opening - 1]
            if spent > totals[opening]:  # noqa: PLR1730 - a call of min costs a tenth of the whole
                spent = totals[opening]
            total = spent + budget
            by_total = timeline.by_total
            days = total.days
            reached = bisect_left(totals, total, by_total[days], by_total[days + 1])
            return Instant(timeline.origins[reached - 1] + total)
        except (IndexError, OverflowError):
            raise OutOfRange(f"{start.isoformat()} + {budget} of open time") from None

    def open_time(self, start: Instant, end: Instant) -> timedelta:
        """Raises ValueError when `end` is before `start`."""
        if start.tzinfo is not UTC:
            start = _utc(start)
        if end.tzinfo is not UTC:
            end = _utc(end)
        if end < start:
            raise ValueError(f"{end.isoformat()} is before {start.isoformat()}")
        return self._open_until(end) - self._open_until(start)

    def is_open(self, at: Instant) -> bool:
        at = _utc(at)
        opening = self._opening(at)
        return at - self._timeline.origins[opening] < self._timeline.totals[opening + 1]

    def next_opening(self, at: Instant) -> Instant:
        """`at` itself when it is open."""
        if self.is_open(at):
            return _utc(at)
        upcoming = self._opening(_utc(at)) + 1
        if upcoming == len(self._timeline.opens):
            raise OutOfRange(f"the next opening after {at.isoformat()}")
        return self._timeline.opens[upcoming]

    def segments(self, start: Instant, end: Instant) -> Iterator[Segment]:
        """[start, end) without a gap and in order; time of one kind and reason is one segment, however many days."""
        start, end = _utc(start), _utc(end)
        if end < start:
            raise ValueError(f"{end.isoformat()} is before {start.isoformat()}")
        for bound in (start, end):
            if not FIRST <= bound <= LAST:
                raise OutOfRange(bound.isoformat())
        return segments_between(start, end, self.hours, self.holidays, self.zone)

    def with_closures(self, closures: Mapping[date, str], revision: int) -> Self:
        """The next revision, with more closing days. A day that was a holiday keeps its name."""
        return replace(self, holidays={**closures, **self.holidays}, revision=revision)

    @cached_property
    def _timeline(self) -> Timeline:
        return compile_timeline(self.hours, frozenset(self.holidays), self.zone)

    def _open_until(self, at: Instant) -> timedelta:
        """Since the beginning of the range."""
        opening = self._opening(at)
        return min(at - self._timeline.origins[opening], self._timeline.totals[opening + 1])

    def _opening(self, at: Instant) -> int:
        """The last one that begins at or before `at`."""
        day = at.toordinal() - FIRST_DAY
        if not 0 <= day < DAYS:
            raise OutOfRange(at.isoformat())
        by_day = self._timeline.by_day
        return bisect_right(self._timeline.opens, at, by_day[day], by_day[day + 1]) - 1

    def _due_at_once(self, start: Instant, budget: timedelta) -> Instant:
        if budget < NOTHING:
            raise ValueError(f"a budget of {budget.total_seconds()} s: it cannot be negative")
        self._opening(start)
        return start

    def _opens_ever(self) -> bool:
        days = map(date.fromordinal, range(FIRST_DAY, FIRST_DAY + DAYS))
        return any(self.hours.days[day.weekday()] and day not in self.holidays for day in days)


def _utc(at: Instant) -> Instant:
    try:
        return instant(at)
    except OverflowError:
        raise OutOfRange(str(at)) from None
