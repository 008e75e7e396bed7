"""Opening hours as arithmetic: by when has so much open time passed, how much of it lies between two instants."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Final, Self
from zoneinfo import ZoneInfo

from app.business_time.compiling import compile_timeline
from app.business_time.hours import WeeklyHours
from app.business_time.limits import DAYS, FIRST_DAY, OutOfRange, within_range
from app.business_time.segments import Segment, segments_between
from app.business_time.timeline import Timeline
from app.business_time.wall import windows_of
from app.clock import Instant, instant

NOTHING: Final = timedelta(0)
NEAR: Final = tuple(date.fromordinal(FIRST_DAY + 1 + number) for number in range(28))
"""Of a calendar that ever opens, and has no more holidays than others, one of these is open."""


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

    Calendars are equal when all their fields are. What is compiled is shared by those that open alike: `timeline` of
    the near years once anything is asked for, `whole` of all of them, which begins as that does, once a later one is.

    Raises ValueError when it never opens. Every question raises `OutOfRange` for instants, given or asked for,
    outside 2000–2100 (UTC), and ValueError for a datetime without an offset.
    """

    hours: WeeklyHours
    zone: ZoneInfo
    holidays: Mapping[date, str] = field(default_factory=dict[date, str], hash=False)
    revision: int = 1
    name: str = ""

    def __post_init__(self) -> None:
        for day in self.holidays:
            if type(day) is not date:
                raise ValueError(f"a holiday is a date, not {day!r}")
        object.__setattr__(self, "holidays", MappingProxyType(dict(sorted(self.holidays.items()))))
        if not any(map(self._opens_on, NEAR)) and not self.whole.ever_opens():
            raise ValueError("the holidays close every day that has opening hours")

    def _opens_on(self, day: date) -> bool:
        return day not in self.holidays and bool(windows_of(day, self.hours, self.zone))

    @cached_property
    def timeline(self) -> Timeline:
        return compile_timeline(self.hours, frozenset(self.holidays), self.zone)

    @cached_property
    def whole(self) -> Timeline:
        return compile_timeline(self.hours, frozenset(self.holidays), self.zone, DAYS)

    def due(self, start: Instant, budget: timedelta) -> Instant:
        # `Timeline` would be the place for the arithmetic; but a call costs a tenth of it, and this is the hot one.
        if start.tzinfo is not UTC:
            start = _utc(start)
        if budget <= NOTHING:
            return self._due_at_once(start, budget)
        day = start.toordinal() - FIRST_DAY
        if day < 0:
            raise OutOfRange(start.isoformat())
        timeline = self.timeline
        try:
            by_day, by_total, totals = timeline.by_day, timeline.by_total, timeline.totals
            opening = bisect_right(timeline.opens, start, by_day[day], by_day[day + 1])
            total = start - timeline.origins[opening - 1]
            if total > totals[opening]:  # noqa: PLR1730 - min would be such a call
                total = totals[opening]
            total += budget
            days = total.days
            reached = bisect_left(totals, total, by_total[days], by_total[days + 1])
            return timeline.origins[reached - 1] + total
        except (IndexError, OverflowError):
            return self._due_later(start, budget)

    def _due_later(self, start: Instant, budget: timedelta) -> Instant:
        """As `due`, beyond the near years."""
        whole = self.whole
        try:
            return whole.at_total(whole.open_until(start) + budget)
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
        timeline = self._reaching(end)
        return timeline.open_until(end) - timeline.open_until(start)

    def open_until(self, at: Instant) -> timedelta:
        """Since the beginning of 2000 (UTC): what it differs between two instants is the open time between them."""
        if at.tzinfo is not UTC:
            at = _utc(at)
        return self._reaching(at).open_until(at)

    def is_open(self, at: Instant) -> bool:
        at = _utc(at)
        return self._reaching(at).is_open(at)

    def next_opening(self, at: Instant) -> Instant:
        """`at` itself when it is open."""
        at = _utc(at)
        timeline = self._reaching(at)
        if timeline.is_open(at):
            return at
        return (timeline if timeline.opens_after(at) else self.whole).next_opening(at)

    def segments(self, start: Instant, end: Instant) -> Iterator[Segment]:
        """[start, end) without a gap and in order; time of one kind and reason is one segment, however many days."""
        start, end = within_range(_utc(start)), within_range(_utc(end))
        if end < start:
            raise ValueError(f"{end.isoformat()} is before {start.isoformat()}")
        return segments_between(start, end, self.hours, self.holidays, self.zone)

    def with_closures(self, closures: Mapping[date, str], revision: int) -> Self:
        """The next revision, with more closing days. A day that was a holiday keeps its name."""
        return replace(self, holidays={**closures, **self.holidays}, revision=revision)

    def _reaching(self, at: Instant) -> Timeline:
        return self.timeline if self.timeline.has(at) else self.whole

    def _due_at_once(self, start: Instant, budget: timedelta) -> Instant:
        if budget < NOTHING:
            raise ValueError(f"a budget of {budget.total_seconds()} s: it cannot be negative")
        return within_range(start)


def _utc(at: Instant) -> Instant:
    try:
        return instant(at)
    except OverflowError:
        raise OutOfRange(str(at)) from None
