"""The same answers the slow and obvious way: by walking. Shares no code with app/business_time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.business_time.calendar import Calendar
from app.clock import Instant

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
NOTHING = timedelta(0)


def due(calendar: Calendar, start: Instant, budget: timedelta) -> Instant:
    """Day by day."""
    if not budget:
        return start
    left = budget
    for begin, end in _open_from(calendar, start):
        if end - begin >= left:
            return Instant(begin + left)
        left -= end - begin
    raise AssertionError("an endless walk")


def open_time(calendar: Calendar, start: Instant, end: Instant) -> timedelta:
    """Day by day."""
    passed = NOTHING
    for begin, until in _open_from(calendar, start):
        if begin >= end:
            break
        passed += min(until, end) - begin
    return passed


def is_open_on_the_wall(calendar: Calendar, at: Instant) -> bool:
    """What someone sees who looks at the clock, the calendar on the wall and the hours on the door."""
    wall: datetime = at.astimezone(calendar.zone)
    if wall.date() in calendar.holidays:
        return False
    since_midnight = datetime.combine(date.min, wall.time()) - datetime.combine(date.min, time.min)
    return any(w.opens <= since_midnight < w.closes for w in calendar.hours.days[wall.weekday()])


def open_minutes(calendar: Calendar, start: Instant, end: Instant) -> int:
    """Minute by minute, looking at the clock."""
    minutes = (end - start) // MINUTE
    return sum(is_open_on_the_wall(calendar, Instant(start + n * MINUTE)) for n in range(minutes))


@lru_cache
def clock_changes(zone: ZoneInfo) -> list[datetime]:
    """The hours (UTC) in which a zone's clocks change."""
    days = [datetime(2005, 1, 1, tzinfo=UTC) + n * DAY for n in range(30 * 365)]
    changing = [day for day in days if _offset(zone, day) != _offset(zone, day + DAY)]
    hours = [day + n * HOUR for day in changing for n in range(24)]
    return [hour for hour in hours if _offset(zone, hour) != _offset(zone, hour + HOUR)]


def _open_from(calendar: Calendar, start: Instant) -> Iterator[tuple[datetime, datetime]]:
    """What is open from `start` on; where openings overlap, time counts once."""
    reached: datetime = start
    first_day = start.astimezone(calendar.zone).date() - 2 * DAY
    for n in range(5000):
        for opens, closes in _day(calendar, first_day + n * DAY):
            begin = max(opens, reached)
            if begin < closes:
                yield begin, closes
                reached = closes


def _day(calendar: Calendar, day: date) -> list[tuple[datetime, datetime]]:
    if day in calendar.holidays:
        return []
    midnight, next_midnight = (to_utc(calendar.zone, day, n * DAY) for n in (0, 1))
    return sorted(
        (
            max(to_utc(calendar.zone, day, window.opens), midnight),
            min(to_utc(calendar.zone, day, window.closes), next_midnight),
        )
        for window in calendar.hours.days[day.weekday()]
    )


@lru_cache(maxsize=100_000)
def to_utc(zone: ZoneInfo, day: date, since_midnight: timedelta) -> datetime:
    """RFC 5545 §3.3.5, by trying every offset of the hours around."""
    wall = datetime.combine(day, time.min) + since_midnight
    as_utc = wall.replace(tzinfo=UTC)
    offsets = {_offset(zone, as_utc + n * HOUR) for n in range(-16, 17)}
    moments = [as_utc - offset for offset in offsets]
    exact = [moment for moment in moments if moment.astimezone(zone).replace(tzinfo=None) == wall]
    return min(exact) if exact else as_utc - min(offsets)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return offset
