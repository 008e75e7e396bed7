"""Opening hours as they hang on the door: wall clock, per day of the week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import pairwise
from typing import Final, Self

MIDNIGHT: Final = timedelta(0)
DAY: Final = timedelta(hours=24)
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, order=True)
class OpeningWindow:
    """Open from `opens` up to `closes`: wall clock since local midnight, `closes` at most 24 h.

    What goes past midnight is two windows, one on each day.
    """

    opens: timedelta
    closes: timedelta

    def __post_init__(self) -> None:
        if not MIDNIGHT <= self.opens < self.closes <= DAY:
            raise ValueError(f"{self} is not a window: 00:00 <= opens < closes <= 24:00")

    def __str__(self) -> str:
        return f"{clock_face(self.opens)}–{clock_face(self.closes)}"

    @classmethod
    def between(cls, opens: str, closes: str) -> Self:
        """ISO 8601 times of day, e.g. "08:00" and "24:00"."""
        return cls(time_of_day(opens), time_of_day(closes))


@dataclass(frozen=True)
class WeeklyHours:
    """The windows of Monday to Sunday, as many a day as there are; kept in order."""

    days: tuple[tuple[OpeningWindow, ...], ...]

    def __post_init__(self) -> None:
        if len(self.days) != len(WEEKDAYS):
            raise ValueError(f"a week has 7 days, not {len(self.days)}")
        if not any(self.days):
            raise ValueError("no opening hours on any day of the week")
        object.__setattr__(self, "days", tuple(tuple(sorted(windows)) for windows in self.days))
        for weekday, windows in zip(WEEKDAYS, self.days, strict=True):
            _refuse_overlap(weekday, windows)

    @classmethod
    def of(cls, windows: Mapping[int, Iterable[OpeningWindow]]) -> Self:
        """Windows by day of the week, Monday = 0; a day that is not named is closed."""
        if unknown := sorted(set(windows) - set(range(7))):
            raise ValueError(f"no such day of the week (Monday = 0): {unknown}")
        return cls(tuple(tuple(windows.get(day, ())) for day in range(7)))


def weekdays(opens: str, closes: str) -> WeeklyHours:
    """Monday to Friday, e.g. `weekdays("10:00", "16:00")`."""
    return WeeklyHours.of(dict.fromkeys(range(5), (OpeningWindow.between(opens, closes),)))


def time_of_day(text: str) -> timedelta:
    """Time since midnight from ISO 8601, "24:00" included."""
    if text == "24:00":
        return DAY
    try:
        parsed = time.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a time of day such as 08:00") from None
    if parsed.tzinfo is not None:
        raise ValueError(f"{text!r}: opening hours are wall clock and have no offset")
    return timedelta(hours=parsed.hour, minutes=parsed.minute, seconds=parsed.second, microseconds=parsed.microsecond)


def clock_face(since_midnight: timedelta) -> str:
    """As on a clock: 08:00, 24:00, 16:59:59.5; a time that no clock shows (-1 h, 25 h) is shown as it is."""
    hours, rest = divmod(since_midnight, timedelta(hours=1))
    minutes, seconds = divmod(rest, timedelta(minutes=1))
    tail = f":{seconds.total_seconds():09.6f}".rstrip("0").rstrip(".") if seconds else ""
    return f"{hours:02}:{minutes:02}{tail}"


def _refuse_overlap(weekday: str, windows: tuple[OpeningWindow, ...]) -> None:
    for earlier, later in pairwise(windows):
        if later.opens < earlier.closes:
            raise ValueError(f"{weekday}: {earlier} and {later} overlap")


ALWAYS: Final = WeeklyHours(((OpeningWindow(MIDNIGHT, DAY),),) * 7)
"""24×7: time that really passes, whatever the clocks on the wall do."""
