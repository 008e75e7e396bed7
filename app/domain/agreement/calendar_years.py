"""A year of support hours, day by day, for whoever plans by it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.business_time.calendar import Calendar
from app.business_time.limits import FIRST, LAST
from app.business_time.wall import local_day, windows_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class CalendarYear:
    """`open_time` really passes while it is open; `closed` are the days that are closed by name."""

    year: int
    calendar: Calendar
    open_days: tuple[date, ...]
    open_time: timedelta
    closed: Mapping[date, str]


def days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += ONE_DAY


def year_of(calendar: Calendar, year: int) -> CalendarYear:
    """A year from 2000 to 2100."""
    begin, _ = local_day(date(year, 1, 1), calendar.zone)
    _, end = local_day(date(year, 12, 31), calendar.zone)
    return CalendarYear(
        year=year,
        calendar=calendar,
        open_days=tuple(day for day in days_of(year) if _opens(calendar, day)),
        open_time=calendar.open_time(max(begin, FIRST), min(end, LAST)),
        closed={day: name for day, name in calendar.holidays.items() if day.year == year},
    )


def _opens(calendar: Calendar, day: date) -> bool:
    """Not on a day that the zone skipped, whatever hangs on the door."""
    return day not in calendar.holidays and bool(windows_of(day, calendar.hours, calendar.zone))
