"""When planned work may happen (§5.4): the document's rows, and the weekly hours that they make."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from app.business_time.hours import DAY, MIDNIGHT, OpeningWindow, WeeklyHours
from app.domain.agreement.measures import Section


class Weekday(IntEnum):
    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


@dataclass(frozen=True)
class MaintenanceHours:
    """On each of these days from `begins` (wall clock since midnight); an earlier `ends` is on the day after."""

    weekdays: tuple[Weekday, ...]
    begins: timedelta
    ends: timedelta
    section: Section

    def windows(self) -> Iterator[tuple[int, OpeningWindow]]:
        for day in self.weekdays:
            if self.begins < self.ends:
                yield day, OpeningWindow(self.begins, self.ends)
            else:
                yield day, OpeningWindow(self.begins, DAY)
                yield (day + 1) % len(Weekday), OpeningWindow(MIDNIGHT, self.ends)


def weekly_hours(rows: Iterable[MaintenanceHours]) -> WeeklyHours:
    """The rows together; where they overlap (Friday's night and Saturday) they count once."""
    placed = [window for row in rows for window in row.windows()]
    return WeeklyHours.of({day: _joined(window for on, window in placed if on == day) for day in Weekday})


def _joined(windows: Iterable[OpeningWindow]) -> tuple[OpeningWindow, ...]:
    joined: list[OpeningWindow] = []
    for window in sorted(windows):
        if joined and window.opens <= joined[-1].closes:
            joined[-1] = OpeningWindow(joined[-1].opens, max(joined[-1].closes, window.closes))
        else:
            joined.append(window)
    return tuple(joined)
