"""Hours that hang on other doors, and when the clocks change there."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.business_time.calendar import Calendar
from app.business_time.hours import ALWAYS, OpeningWindow, WeeklyHours
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.consistency import check
from app.sla.agreement import AGREEMENT

HOUR: Final = timedelta(hours=1)
WORKDAYS, SATURDAY, EVERY_DAY = range(5), 5, range(7)
LUNCH: Final = ("08:30–12:00", "13:00–17:30")


def hours(*parts: tuple[Any, tuple[str, ...]]) -> WeeklyHours:
    """Windows by days of the week."""
    opened = {day: windows for days, windows in parts for day in days}
    return WeeklyHours.of({day: [OpeningWindow.between(*each.split("–")) for each in opened[day]] for day in opened})


@dataclass(frozen=True)
class Door:
    """What hangs on it; `start` is shortly before the clocks change there, or a day is skipped."""

    zone: str
    hours: WeeklyHours
    day: timedelta
    start: str

    def agreement(self) -> Agreement:
        zone = ZoneInfo(self.zone)
        closed = {self.begin.date() + timedelta(days=9): "Founders' Day"}
        calendar = Calendar(hours=self.hours, zone=zone, holidays=closed)
        levels = {level: replace(terms, calendar=calendar, day=self.day) for level, terms in AGREEMENT.levels.items()}
        agreement = replace(AGREEMENT, vendor=replace(AGREEMENT.vendor, zone=zone), levels=levels)
        check(agreement)
        return agreement

    @property
    def begin(self) -> datetime:
        return datetime.fromisoformat(self.start).replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


DOORS: Final = {
    "two windows": Door("Europe/Amsterdam", hours((WORKDAYS, LUNCH)), 8 * HOUR, "2026-03-27 11:15"),
    "half a Saturday": Door(
        "Europe/Amsterdam", hours((WORKDAYS, LUNCH), ([SATURDAY], LUNCH[:1])), 8 * HOUR, "2026-10-23 16:45"
    ),
    "24×7": Door("Europe/Amsterdam", ALWAYS, 24 * HOUR, "2026-10-24 20:00"),
    "24×7 where midnight is skipped": Door("Africa/Cairo", ALWAYS, 24 * HOUR, "2026-04-23 22:00"),
    "24×7 where midnight comes twice": Door("Africa/Cairo", ALWAYS, 24 * HOUR, "2026-10-29 22:00"),
    "until midnight, which is skipped": Door(
        "Asia/Beirut", hours((EVERY_DAY, ("16:00–24:00",))), 8 * HOUR, "2026-03-28 23:10"
    ),
    "until midnight, which comes twice": Door(
        "Asia/Beirut", hours((EVERY_DAY, ("16:00–24:00",))), 8 * HOUR, "2026-10-24 22:10"
    ),
    "from a midnight that is skipped": Door(
        "America/Havana", hours((EVERY_DAY, ("00:00–08:00",))), 8 * HOUR, "2026-03-07 07:00"
    ),
    "from a midnight that comes twice": Door(
        "America/Havana", hours((EVERY_DAY, ("00:00–08:00",))), 8 * HOUR, "2026-10-31 07:00"
    ),
    "across midnight": Door(
        "America/Sao_Paulo", hours((EVERY_DAY, ("00:00–02:00", "18:00–24:00"))), 8 * HOUR, "2018-11-03 19:30"
    ),
    "across midnight, 23:00 twice": Door(
        "America/Sao_Paulo", hours((EVERY_DAY, ("00:00–02:00", "18:00–24:00"))), 8 * HOUR, "2019-02-16 21:30"
    ),
    "two windows, midnight skipped": Door(
        "Atlantic/Azores", hours((EVERY_DAY, ("00:00–06:00", "12:00–14:00"))), 8 * HOUR, "2026-03-28 13:00"
    ),
    "two windows, midnight twice": Door(
        "Atlantic/Azores", hours((EVERY_DAY, ("00:00–06:00", "12:00–14:00"))), 8 * HOUR, "2026-10-24 13:00"
    ),
    "nights in Gaza": Door(
        "Asia/Gaza", hours((EVERY_DAY, ("00:00–04:00", "20:00–24:00"))), 8 * HOUR, "2026-03-27 21:00"
    ),
    "half an hour less": Door(
        "Australia/Lord_Howe", hours((EVERY_DAY, ("00:00–06:00", "08:30–10:30"))), 8 * HOUR, "2026-10-03 09:45"
    ),
    "half an hour more": Door(
        "Australia/Lord_Howe", hours((EVERY_DAY, ("00:00–06:00", "08:30–10:30"))), 8 * HOUR, "2026-04-04 09:45"
    ),
    "a day that never was": Door("Pacific/Apia", hours((WORKDAYS, LUNCH)), 8 * HOUR, "2011-12-28 16:00"),
    "24×7 without one day": Door("Pacific/Apia", ALWAYS, 24 * HOUR, "2011-12-29 20:00"),
}
