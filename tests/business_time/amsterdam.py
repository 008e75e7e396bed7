"""The agreement's two calendars and some others, built from figures written out here, not from app/sla."""

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from app.business_time.calendar import Calendar
from app.business_time.hours import ALWAYS, WeeklyHours, Window, weekdays
from app.clock import Instant, instant

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")

_MOVABLE: Final = {  # Easter Monday, Ascension Day, Whit Monday
    2025: ("04-21", "05-29", "06-09"),
    2026: ("04-06", "05-14", "05-25"),
    2027: ("03-29", "05-06", "05-17"),
    2028: ("04-17", "05-25", "06-05"),
}
_KINGS_DAY: Final = {2025: "04-26", 2026: "04-27", 2027: "04-27", 2028: "04-27"}


def _dutch_holidays(year: int) -> dict[date, str]:
    easter_monday, ascension_day, whit_monday = _MOVABLE[year]
    days = {
        "01-01": "New Year's Day",
        easter_monday: "Easter Monday",
        _KINGS_DAY[year]: "King's Day",
        "05-05": "Liberation Day",
        ascension_day: "Ascension Day",
        whit_monday: "Whit Monday",
        "12-25": "Christmas Day",
        "12-26": "Boxing Day",
    }
    return {date.fromisoformat(f"{year}-{day}"): name for day, name in days.items()}


HOLIDAYS: Final = {day: name for year in _MOVABLE for day, name in _dutch_holidays(year).items()}

STD: Final = Calendar(name="standard", hours=weekdays("10:00", "16:00"), holidays=HOLIDAYS, zone=AMSTERDAM)
EXT: Final = Calendar(name="extended", hours=weekdays("08:00", "17:00"), holidays=HOLIDAYS, zone=AMSTERDAM)
LUNCH: Final = Calendar(
    name="closed for lunch",
    hours=WeeklyHours.of(dict.fromkeys(range(5), (Window.between("08:00", "12:00"), Window.between("13:00", "17:00")))),
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
