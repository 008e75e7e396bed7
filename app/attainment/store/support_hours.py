"""Calendars as lists that PostgreSQL searches: so it finds the end of a time itself, to the microsecond.

A `Timeline` is openings with their running total. Here it is cut to what a question needs, in whole microseconds;
`width_bucket` is the bisection.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Integer,
    Text,
    bindparam,
    cast,
    func,
    select,
    true,
)

from app.agreements.book import CalendarKey
from app.business_time.calendar import Calendar
from app.business_time.limits import LAST
from app.business_time.wall import local_day, windows_of
from app.clock import Instant, instant
from app.domain.agreement.measures import Span, SpanUnit, Target, Unit
from app.domain.attainment.attainment import MICROSECOND, Hours
from app.postgres.arrays import rows_given

EPOCH: Final = instant(datetime(1970, 1, 1, tzinfo=UTC))
ONE_DAY: Final = timedelta(days=1)
AHEAD: Final = timedelta(days=40)
"""So far after the moment of a question the lists go on. What ends later than they do has not ended at that moment."""
LISTS: Final = ("opens", "origins", "totals", "begins", "closings")
_MICROSECONDS: Final = ARRAY(BigInteger, dimensions=1)
_ROWS: Final = {
    "service_level": Text(),
    "agreement_revision": Integer(),
    "calendar_revision": Integer(),
    "day": BigInteger(),
    **{f"{name}_{end}": Integer() for name in LISTS for end in ("first", "last")},
}


@dataclass(frozen=True)
class Measured:
    """What a calendar's lists are taken of: from the opening before `since`."""

    key: CalendarKey
    hours: Hours
    since: Instant


def microseconds(at: ColumnElement[Any]) -> ColumnElement[Any]:
    """Since 1970. As a double it is exact to a quarter of one for as long as is reckoned with, and sooner found."""
    return cast(func.date_part("epoch", at) * 1_000_000, BigInteger)


def microsecond(at: Instant) -> int:
    return (at - EPOCH) // MICROSECOND


def given(several: Sequence[Measured], until: Instant) -> Mapping[str, Any]:
    """The values that `support_hours` takes."""
    last = (until + AHEAD).date()
    lists = [_lists(each.hours.calendar, each.since.date(), min(last, LAST.date())) for each in several]
    values: dict[str, Any] = {
        "hours_service_level": [each.key[0] for each in several],
        "hours_agreement_revision": [each.key[1] for each in several],
        "hours_calendar_revision": [each.key[2] for each in several],
        "hours_day": [each.hours.day // MICROSECOND for each in several],
    }
    for place, name in enumerate(LISTS):
        each = [these[place] for these in lists]
        lasts = list(accumulate(map(len, each)))
        values[f"all_{name}"] = [one for these in each for one in these]
        values[f"hours_{name}_first"] = [end - len(these) + 1 for end, these in zip(lasts, each, strict=True)]
        values[f"hours_{name}_last"] = lasts
    return values


@lru_cache(maxsize=64)
def _lists(calendar: Calendar, first: date, last: date) -> tuple[list[int], ...]:
    timeline = calendar.whole
    begin, end = (timeline.by_day[each.toordinal() - date(2000, 1, 1).toordinal()] for each in (first, last))
    openings = slice(max(begin - 1, 0), end)
    days = [(local_day(day, calendar.zone)[0], closing) for day, closing in _business_days(calendar, first, last)]
    return (
        [microsecond(each) for each in timeline.opens[openings]],
        [microsecond(each) for each in timeline.origins[openings]],
        [each // MICROSECOND for each in timeline.totals[openings.start : end + 1]],
        [microsecond(begins) for begins, _ in days],
        [microsecond(closing) for _, closing in days],
    )


def _business_days(calendar: Calendar, first: date, last: date) -> list[tuple[date, Instant]]:
    """With their closing times; one day more at the beginning, which may have begun in the day before, UTC."""
    found: list[tuple[date, Instant]] = []
    for number in range((last - first).days + 2):
        day = first + (number - 1) * ONE_DAY
        windows = [] if day in calendar.holidays else windows_of(day, calendar.hours, calendar.zone)
        found += [(day, windows[-1][1])] if windows else []
    return found


def support_hours() -> CTE:
    """A row for each calendar, with its lists."""
    rows = rows_given("hours", _ROWS)
    named = [rows.c[name] for name in ("service_level", "agreement_revision", "calendar_revision", "day")]
    every = select(*(bindparam(f"all_{name}", type_=_MICROSECONDS).label(name) for name in LISTS)).subquery("every")
    lists: list[ColumnElement[Any]] = []
    for name in LISTS:
        whole: Any = every.c[name]
        lists.append(whole[rows.c[f"{name}_first"] : rows.c[f"{name}_last"]].label(name))
    joined = rows.join(every, true())
    return select(*named, *lists).select_from(joined).cte("support_hours").prefix_with("MATERIALIZED")


def end_of(within: Target | Span, at: ColumnElement[Any], since: Any, zone: str) -> ColumnElement[Any]:
    """The last microsecond within that time from `at`, as `domain.attainment.window_end` says.

    `since` is a row of `support_hours` with `place` and `passed`: the opening that `at` is in or after, and the open
    time until then.
    """
    if isinstance(within, Target):
        budget = within.amount * (since.day if within.unit is Unit.DAYS else timedelta(hours=1) // MICROSECOND)
        total = since.passed + cast(budget, BigInteger)
        return since.origins[func.width_bucket(total - 1, since.totals)] + total
    match within.unit:
        case SpanUnit.NEXT_BUSINESS_DAYS:
            return since.closings[func.width_bucket(microseconds(at), since.begins) + within.amount]
        case SpanUnit.ELAPSED_HOURS:
            return microseconds(at) + within.amount * (timedelta(hours=1) // MICROSECOND)
        case _:
            return _same_time(at, within, zone)


_OF_INTERVAL: Final = (
    *(SpanUnit.CALENDAR_YEARS, SpanUnit.CALENDAR_MONTHS, SpanUnit.CALENDAR_WEEKS, SpanUnit.CALENDAR_DAYS),
    SpanUnit.ELAPSED_HOURS,
)
"""In the order of the arguments of make_interval."""


def _interval(span: Span) -> ColumnElement[Any]:
    return func.make_interval(*(span.amount if span.unit is each else 0 for each in _OF_INTERVAL))


def _same_time(at: ColumnElement[Any], span: Span, zone: str) -> ColumnElement[Any]:
    """On the wall. Of a time that exists twice PostgreSQL takes the second; the first is an hour after the one before.

    One that does not exist is read alike in both.
    """
    wall, hour = func.timezone(zone, at) + _interval(span), _interval(Span(1, SpanUnit.ELAPSED_HOURS))
    return microseconds(func.least(func.timezone(zone, wall), func.timezone(zone, wall - hour) + hour))


def passed(at: ColumnElement[Any], hours: Any, place: ColumnElement[Any]) -> ColumnElement[Any]:
    """Open time until then, in the opening at that place or after it."""
    return func.least(microseconds(at) - hours.origins[place], hours.totals[place + 1])
