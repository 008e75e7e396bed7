"""A calendar compiled: every opening from 2000 on with its running total, so that no question has to walk.

Two indexes of one entry a day narrow each search to a day's openings; what a question costs does not depend on
how far apart its instants lie. Datetimes and timedeltas are kept as they are: exact, and no slower than numbers.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import timedelta

from app.business_time.limits import FIRST_DAY, OutOfRange, within_range
from app.clock import Instant


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """Opening 0 is empty and stands at the beginning, so that every instant has an opening at or before it.

    opens     when each opening begins
    totals    open time before each opening, and one entry more: all of it
    origins   opens − totals: from here a clock that never stops would show the same total
    by_day    how many openings begin before the n-th day (UTC) of the range
    by_total  how many totals are below n × 24 h

    Instants are in UTC here; `OutOfRange` when one, given or asked for, lies outside the days it was compiled for.
    """

    opens: list[Instant]
    totals: list[timedelta]
    origins: list[Instant]
    by_day: list[int]
    by_total: list[int]

    def has(self, at: Instant) -> bool:
        return 0 <= at.toordinal() - FIRST_DAY < len(self.by_day) - 1

    def ever_opens(self) -> bool:
        return bool(self.totals[-1])

    def open_until(self, at: Instant) -> timedelta:
        """Open time since the beginning of the range."""
        day = at.toordinal() - FIRST_DAY
        by_day = self.by_day
        if not 0 <= day < len(by_day) - 1:
            raise OutOfRange(at.isoformat())
        opening = bisect_right(self.opens, at, by_day[day], by_day[day + 1])
        total = at - self.origins[opening - 1]
        return total if total < self.totals[opening] else self.totals[opening]  # noqa: FURB136 - as in due

    def at_total(self, total: timedelta) -> Instant:
        """When so much open time has passed since the beginning. Raises IndexError when it never has."""
        days = total.days
        reached = bisect_left(self.totals, total, self.by_total[days], self.by_total[days + 1])
        return self.origins[reached - 1] + total

    def is_open(self, at: Instant) -> bool:
        upcoming = self._upcoming(at)
        return at - self.origins[upcoming - 1] < self.totals[upcoming]

    def opens_after(self, at: Instant) -> bool:
        return at < self.opens[-1]

    def next_opening(self, at: Instant) -> Instant:
        """After `at`, which is closed."""
        upcoming = self._upcoming(at)
        if upcoming == len(self.opens):
            raise OutOfRange(f"the next opening after {at.isoformat()}")
        return self.opens[upcoming]

    def _upcoming(self, at: Instant) -> int:
        """The first opening that begins after `at`."""
        return bisect_right(self.opens, within_range(at))
