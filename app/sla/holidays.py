"""§1.2.2 *: Dutch holidays are excluded, 2000–2100. The days of the Algemene termijnenwet, art. 3(1): no Good Friday,
and 5 May every year. Easter Sunday and Whit Sunday are left out: a Sunday is no business day anyway.

Reckoned here, and not by the library that the tests hold them against: it loads the holidays of 250 countries for these
nine rules, a twentieth of the memory of a process.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from app.business_time.limits import FIRST, LAST

ENGLISH: Mapping[str, str] = {
    "Nieuwjaarsdag": "New Year's Day",
    "Tweede paasdag": "Easter Monday",
    "Koninginnedag": "Queen's Day",
    "Koningsdag": "King's Day",
    "Bevrijdingsdag": "Liberation Day",
    "Hemelvaartsdag": "Ascension Day",
    "Tweede pinksterdag": "Whit Monday",
    "Eerste kerstdag": "Christmas Day",
    "Tweede kerstdag": "Boxing Day",
}
"""The days that count, by their Dutch name."""
KING_SINCE: Final = 2014
SUNDAY: Final = 6


def _days_of(year: int) -> Iterator[tuple[date, str]]:
    easter = _easter(year)
    yield date(year, 1, 1), "Nieuwjaarsdag"
    yield easter + timedelta(1), "Tweede paasdag"
    yield _monarchs_day(year)
    yield date(year, 5, 5), "Bevrijdingsdag"
    yield easter + timedelta(39), "Hemelvaartsdag"
    yield easter + timedelta(50), "Tweede pinksterdag"
    yield date(year, 12, 25), "Eerste kerstdag"
    yield date(year, 12, 26), "Tweede kerstdag"


def _monarchs_day(year: int) -> tuple[date, str]:
    """Kept on the day before where it is a Sunday."""
    day, name = (date(year, 4, 27), "Koningsdag") if year >= KING_SINCE else (date(year, 4, 30), "Koninginnedag")
    return (day - timedelta(1) if day.weekday() == SUNDAY else day), name


def _easter(year: int) -> date:
    """Sunday, by the Gregorian reckoning (Meeus, Jones and Butcher)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    later = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * later + 114, 31)
    return date(year, month, day + 1)


def _names() -> Mapping[date, list[str]]:
    names: defaultdict[date, list[str]] = defaultdict(list)
    for year in range(FIRST.year, LAST.year + 1):
        for day, name in _days_of(year):
            names[day].append(name)
    return {day: sorted(names[day]) for day in sorted(names)}


_NAMES = _names()
DUTCH_NAMES: Mapping[date, str] = {day: " en ".join(names) for day, names in _NAMES.items()}
HOLIDAYS: Mapping[date, str] = {day: " and ".join(ENGLISH[name] for name in names) for day, names in _NAMES.items()}
"""In English, as the API says them. Two on one day (Ascension Day on 5 May, 2016) are named together."""
DUTCH_OF: Mapping[str, str] = {HOLIDAYS[day]: DUTCH_NAMES[day] for day in HOLIDAYS}
"""By the English name."""
