"""The agreement's two calendars and some others, built from figures written out here, not from app/sla."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.business_time.calendar import Calendar
from app.business_time.hours import ALWAYS, OpeningWindow, WeeklyHours, weekdays
from app.clock import Instant, instant

SUNDAY: Final = 6
AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")

_EASTER: Final = (
    "2023-04-09 2024-03-31 2025-04-20 2026-04-05 2027-03-28 2028-04-16 2029-04-01 2030-04-21 2031-04-13 2032-03-28"
)


def _dutch_holidays(easter: date) -> dict[date, str]:
    kings_day = date(easter.year, 4, 27)
    return {
        date(easter.year, 1, 1): "New Year's Day",
        easter + timedelta(days=1): "Easter Monday",
        kings_day - timedelta(days=kings_day.weekday() == SUNDAY): "King's Day",
        date(easter.year, 5, 5): "Liberation Day",
        easter + timedelta(days=39): "Ascension Day",
        easter + timedelta(days=50): "Whit Monday",
        date(easter.year, 12, 25): "Christmas Day",
        date(easter.year, 12, 26): "Boxing Day",
    }


HOLIDAYS: Final = {
    day: name for easter in _EASTER.split() for day, name in _dutch_holidays(date.fromisoformat(easter)).items()
}

STD: Final = Calendar(name="standard", hours=weekdays("10:00", "16:00"), holidays=HOLIDAYS, zone=AMSTERDAM)
EXT: Final = Calendar(name="extended", hours=weekdays("08:00", "17:00"), holidays=HOLIDAYS, zone=AMSTERDAM)
LUNCH: Final = Calendar(
    name="closed for lunch",
    hours=WeeklyHours.of(
        dict.fromkeys(range(5), (OpeningWindow.between("08:00", "12:00"), OpeningWindow.between("13:00", "17:00")))
    ),
    holidays=HOLIDAYS,
    zone=AMSTERDAM,
)
ROUND_THE_CLOCK: Final = Calendar(name="24×7", hours=ALWAYS, zone=AMSTERDAM)


def local(wall: str) -> Instant:
    """Amsterdam wall time, e.g. "2026-02-06 15:59"; with an offset or Z, that very moment."""
    moment = datetime.fromisoformat(wall)
    return instant(moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM))


def utc(text: str) -> Instant:
    return Instant(datetime.fromisoformat(text).replace(tzinfo=UTC))
