"""From the clock on the wall to UTC. The only place that knows of gaps and folds.

RFC 5545 §3.3.5 settles both, for opening and for closing: a wall time that does not exist is read with the offset
from before the gap (02:30 in a gap of an hour becomes 03:30), one that exists twice is its first occurrence. A window
that would close before it opens that way has no time on that day.
A local day lasts from its own midnight to the next one's, read likewise: 23, 24 or 25 hours, and none at all for
a day that its zone skipped (Samoa, 30 December 2011).
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise, repeat
from operator import add
from zoneinfo import ZoneInfo

from app.business_time.hours import DAY, MIDNIGHT, WeeklyHours
from app.clock import Instant

Interval = tuple[Instant, Instant]
"""Half open: [from, until)."""


def to_instant(day: date, since_midnight: timedelta, zone: ZoneInfo) -> Instant:
    wall = datetime.combine(day, time.min) + since_midnight
    return Instant(wall.replace(tzinfo=zone).astimezone(UTC))


def local_day(day: date, zone: ZoneInfo) -> Interval:
    return to_instant(day, MIDNIGHT, zone), to_instant(day, DAY, zone)


def windows_of(day: date, hours: WeeklyHours, zone: ZoneInfo) -> list[Interval]:
    """The day's windows as they really are: in order, apart from each other and within the day."""
    begin, end = local_day(day, zone)
    windows = hours.days[day.weekday()]
    intervals = [(to_instant(day, w.opens, zone), to_instant(day, w.closes, zone)) for w in windows]
    return list(union(sorted(clip(intervals, begin, end))))


@lru_cache(maxsize=32)
def midnights(zone: ZoneInfo, days: range) -> list[Instant]:
    """When these days (proleptic ordinals) begin, and when the last one ends."""
    first = Instant(datetime.combine(date.fromordinal(days.start), time.min, UTC))
    # A zone reads nothing but the fields, so that wall times may pose as UTC and need no conversion.
    walls = accumulate(repeat(DAY, len(days)), add, initial=first)
    return [wall - (zone.utcoffset(wall) or MIDNIGHT) for wall in walls]


@lru_cache(maxsize=32)
def uneven_days(zone: ZoneInfo, days: range) -> frozenset[int]:
    """Those of `days` on which the clocks change. No zone changes its clocks to and fro within one day."""
    lasting = pairwise(midnights(zone, days))
    return frozenset(day for day, (begin, end) in zip(days, lasting, strict=True) if end - begin != DAY)


def clip(intervals: Iterable[Interval], begin: Instant, end: Instant) -> Iterator[Interval]:
    for opens, closes in intervals:
        clipped = max(opens, begin), min(closes, end)
        if clipped[0] < clipped[1]:
            yield clipped


def union(intervals: Iterable[Interval]) -> Iterator[Interval]:
    """Of sorted intervals: those that touch or overlap become one."""
    current: Interval | None = None
    for opens, closes in intervals:
        if current is None:
            current = opens, closes
        elif opens <= current[1]:
            current = current[0], max(current[1], closes)
        else:
            yield current
            current = opens, closes
    if current is not None:
        yield current
