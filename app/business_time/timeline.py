"""A calendar compiled: every opening of 101 years with its running total, so that no question has to walk.

Two indexes of one entry a day narrow each search to a day's openings; what a question costs does not depend on
how far apart its instants lie. Datetimes and timedeltas are kept as they are: exact, and no slower than numbers.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from app.business_time.hours import WeeklyHours
from app.business_time.limits import FIRST, LAST
from app.business_time.wall import Interval, clip, union, windows_of
from app.clock import Instant

FIRST_DAY = FIRST.toordinal()
DAYS = LAST.toordinal() - FIRST_DAY + 1
ANY_OFFSET = 2
"""Local days before and after that may reach into the range."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Opening 0 is empty and stands at the beginning, so that every instant has an opening at or before it.

    opens     when each opening begins
    totals    open time before each opening, and one entry more: all of it
    origins   opens − totals: from here a clock that never stops would show the same total
    by_day    openings that begin before the n-th day (UTC) of the range
    by_total  totals below n × 24 h
    """

    opens: list[Instant]
    totals: list[timedelta]
    origins: list[Instant]
    by_day: list[int]
    by_total: list[int]


@lru_cache(maxsize=32)
def compile_timeline(hours: WeeklyHours, closed: frozenset[date], zone: ZoneInfo) -> Timeline:
    """Shared by all calendars with the same opening hours, closing days and zone."""
    intervals = [(FIRST, FIRST), *clip(union(_openings(hours, closed, zone)), FIRST, LAST)]
    opens = [begin for begin, _ in intervals]
    lengths = [end - begin for begin, end in intervals]
    totals = list(accumulate(lengths, initial=timedelta(0)))
    return Timeline(
        opens=opens,
        totals=totals,
        origins=[Instant(begin - total) for begin, total in zip(opens, totals, strict=False)],
        by_day=_ranks((at.toordinal() - FIRST_DAY for at in opens), DAYS),
        by_total=_ranks((total.days for total in totals), totals[-1].days + 1),
    )


def _openings(hours: WeeklyHours, closed: frozenset[date], zone: ZoneInfo) -> Iterable[Interval]:
    for ordinal in range(FIRST_DAY - ANY_OFFSET, FIRST_DAY + DAYS + ANY_OFFSET):
        day = date.fromordinal(ordinal)
        if day not in closed:
            yield from windows_of(day, hours, zone)


def _ranks(keys: Iterable[int], size: int) -> list[int]:
    """How many keys are smaller than n, for n = 0 … size."""
    counted = Counter(keys)
    return list(accumulate((counted.get(n, 0) for n in range(size)), initial=0))
