"""A calendar compiled: every opening of 101 years with its running total, so that no question has to walk.

Two indexes of one entry a day narrow each search to a day's openings; what a question costs does not depend on
how far apart its instants lie. Datetimes and timedeltas are kept as they are: exact, and no slower than numbers.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta

from app.business_time.limits import DAYS, FIRST_DAY, OutOfRange, within_range
from app.clock import Instant


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """Opening 0 is empty and stands at the beginning, so that every instant has an opening at or before it.

    opens     when each opening begins
    totals    open time before each opening, and one entry more: all of it
    origins   opens − totals: from here a clock that never stops would show the same total
    by_day    how many openings begin before the n-th day (UTC) of the range
    by_total  how many totals are below n × 24 h

    Instants are in UTC here; `OutOfRange` when one, given or asked for, lies outside.
    """

    opens: list[Instant]
    totals: list[timedelta]
    origins: list[Instant]
    by_day: list[int]
    by_total: list[int]

    def ever_opens(self) -> bool:
        return bool(self.totals[-1])

    def open_until(self, at: Instant) -> timedelta:
        """Open time since the beginning of the range."""
        day = at.toordinal() - FIRST_DAY
        if not 0 <= day < DAYS:
            raise OutOfRange(at.isoformat())
        by_day = self.by_day
        opening = bisect_right(self.opens, at, by_day[day], by_day[day + 1])
        total = at - self.origins[opening - 1]
        return total if total < self.totals[opening] else self.totals[opening]  # noqa: FURB136 - as in due

    def is_open(self, at: Instant) -> bool:
        upcoming = self._upcoming(at)
        return at - self.origins[upcoming - 1] < self.totals[upcoming]

    def next_opening(self, at: Instant) -> Instant:
        """After `at`, which is closed."""
        upcoming = self._upcoming(at)
        if upcoming == len(self.opens):
            raise OutOfRange(f"the next opening after {at.isoformat()}")
        return self.opens[upcoming]

    def _upcoming(self, at: Instant) -> int:
        """The first opening that begins after `at`."""
        return bisect_right(self.opens, within_range(at))
