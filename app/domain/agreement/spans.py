"""By when a span of calendar time is over. It runs on the wall clock, outside support hours too."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice

from app.business_time.calendar import Calendar
from app.business_time.limits import LAST, OutOfRange
from app.business_time.wall import to_instant, windows_of
from app.clock import Instant
from app.domain.agreement.measures import Span, SpanUnit

MONTHS_A_YEAR = 12
ONE_DAY = timedelta(days=1)


def end_of(span: Span, start: Instant, calendar: Calendar) -> Instant:
    """The last instant that is within the span.

    A business day ends at its closing time; days, weeks, months and years end at the same local time, and where the
    month has no such day, on its last one.
    """
    match span.unit:
        case SpanUnit.ELAPSED_HOURS:
            return elapsed(span, start)
        case SpanUnit.NEXT_BUSINESS_DAYS:
            return closing_of(span.amount, start, calendar)
        case _:
            return _same_time(start, day_after(span, _local_date(start, calendar)), calendar)


def elapsed(span: Span, start: Instant) -> Instant:
    """So many hours on, whatever the calendar says. ValueError: other spans run on the wall clock."""
    return Instant(start + _hours(span))


def elapsed_before(span: Span, end: Instant) -> Instant:
    """Counted back: as `elapsed`."""
    return Instant(end - _hours(span))


def _hours(span: Span) -> timedelta:
    if span.unit is not SpanUnit.ELAPSED_HOURS:
        raise ValueError(f"{span.unit} are no hours that pass")
    return timedelta(hours=span.amount)


def day_after(span: Span, day: date) -> date:
    """The same day so many days, weeks, months or years on. ValueError: other spans lead from a moment to a moment."""
    return _days_on(span.unit, day, span.amount)


def day_before(span: Span, day: date) -> date:
    """Counted back: as `day_after`."""
    return _days_on(span.unit, day, -span.amount)


def _days_on(unit: SpanUnit, day: date, amount: int) -> date:
    match unit:
        case SpanUnit.CALENDAR_DAYS:
            return day + amount * ONE_DAY
        case SpanUnit.CALENDAR_WEEKS:
            return day + 7 * amount * ONE_DAY
        case SpanUnit.CALENDAR_MONTHS:
            return _months_on(day, amount)
        case SpanUnit.CALENDAR_YEARS:
            return _months_on(day, amount * MONTHS_A_YEAR)
        case _:
            raise ValueError(f"{unit} are no calendar time")


def closing_of(ordinal: int, start: Instant, calendar: Calendar) -> Instant:
    """When the first, second, … business day after the local day of `start` closes. Raises OutOfRange past 2100."""
    if ordinal < 1:
        raise ValueError(f"{ordinal}: business days after a moment are counted from 1")
    closing = _closing(ordinal, _local_date(start, calendar), calendar)
    if closing is None:
        raise OutOfRange(f"business day {ordinal} after {start.isoformat()}")
    return closing


@lru_cache(maxsize=4096)
def _closing(ordinal: int, after: date, calendar: Calendar) -> Instant | None:
    """Kept: a report asks it for every ticket, and many are of one day."""
    return next(islice(_closings(after, calendar), ordinal - 1, None), None)


def _closings(after: date, calendar: Calendar) -> Iterator[Instant]:
    day = after + ONE_DAY
    while day <= LAST.date():
        windows = [] if day in calendar.holidays else windows_of(day, calendar.hours, calendar.zone)
        if windows:
            yield windows[-1][1]
        day += ONE_DAY


def _local_date(at: Instant, calendar: Calendar) -> date:
    return at.astimezone(calendar.zone).date()


def _months_on(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _same_time(start: Instant, day: date, calendar: Calendar) -> Instant:
    local = start.astimezone(calendar.zone)
    time = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return to_instant(day, time, calendar.zone)
