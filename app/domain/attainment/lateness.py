"""When a ticket must have been registered to be late by now, if it is not done: found once for all tickets."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.business_time.limits import FIRST, LAST
from app.business_time.wall import Interval, local_day, union
from app.clock import Instant
from app.domain.agreement.measures import Span, SpanUnit
from app.domain.attainment.attainment import MICROSECOND, AttainmentWindow, Windows, window_end_or_never
from app.domain.attainment.days import ONE_DAY, day_of

QUARTER = timedelta(minutes=15)
"""Clocks change at full quarters of an hour: within one, who is registered later has time until later."""
_IN_ORDER = (SpanUnit.ELAPSED_HOURS, SpanUnit.NEXT_BUSINESS_DAYS)
"""Who is registered later has time until later. With others that holds within a day on which no clock changes, nor on
the one that they lead to: not every month has all days.
"""


def late_spans(windows: Windows, now: Instant) -> list[Interval]:
    """Of what is registered in them the figure's time is over, of everything else it is not. [from, until)."""
    zone = windows.calendar.zone
    first, until = day_of(FIRST, zone), day_of(now, zone) + ONE_DAY
    span = range(first.toordinal(), until.toordinal())

    def begin_of(question: Callable[[AttainmentWindow], bool]) -> date:
        return first + bisect_left(span, x=True, key=lambda day: question(windows.on(date.fromordinal(day)))) * ONE_DAY

    unsure = begin_of(lambda window: window.at_most >= now)
    none_from = begin_of(lambda window: window.surely >= now)
    spans = [(FIRST, local_day(unsure, zone)[0])]
    for number in range((none_from - unsure).days):
        spans += _on(windows, unsure + number * ONE_DAY, now)
    return list(union((begins, ends) for begins, ends in spans if begins < ends))


def _on(windows: Windows, day: date, now: Instant) -> Iterator[Interval]:
    for begins, ends in pairwise(_cuts(windows, day)):
        places = range((ends - begins) // MICROSECOND)

        def is_in_time(place: int, begins: Instant = begins) -> bool:
            at = Instant(begins + place * MICROSECOND)
            return window_end_or_never(windows.limit, at, windows.calendar) >= now

        if not is_in_time(0):
            yield (
                begins,
                ends if not is_in_time(places[-1]) else _at(begins, bisect_left(places, x=True, key=is_in_time)),
            )


def _at(begins: Instant, place: int) -> Instant:
    return Instant(begins + place * MICROSECOND)


def _cuts(windows: Windows, day: date) -> list[Instant]:
    """Between them who is registered later has time until later."""
    zone, limit = windows.calendar.zone, windows.limit
    begins, ends = local_day(day, zone)
    begins = max(begins, FIRST)
    in_order = not isinstance(limit, Span) or limit.unit in _IN_ORDER
    if in_order or (
        _is_even(day, zone)
        and _is_even(day_of(min(window_end_or_never(limit, begins, windows.calendar), LAST), zone), zone)
    ):
        return [begins, ends]
    return [*(Instant(begins + number * QUARTER) for number in range(-(-(ends - begins) // QUARTER))), ends]


def _is_even(day: date, zone: ZoneInfo) -> bool:
    """Whether no clock changes on it."""
    begins, ends = local_day(day, zone)
    return ends - begins == ONE_DAY
