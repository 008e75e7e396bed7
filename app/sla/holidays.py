"""§1.2.2 *: Dutch holidays are excluded, 2000–2100. The days of the Algemene termijnenwet, art. 3(1): no Good Friday,
and 5 May every year. Easter Sunday and Whit Sunday are left out: a Sunday is no business day anyway.

Rules, and not the library that the tests hold them against: it loads the holidays of 250 countries for these nine, a
twentieth of the memory of a process.
"""

from collections.abc import Mapping
from datetime import date

from app.business_time.holidays import AfterEaster, OnDate, named_days

RULES: Mapping[str, OnDate | AfterEaster] = {
    "Nieuwjaarsdag": OnDate(1, 1),
    "Tweede paasdag": AfterEaster(1),
    "Koninginnedag": OnDate(4, 30, never_on_sunday=True, until=2013),
    "Koningsdag": OnDate(4, 27, never_on_sunday=True, since=2014),
    "Bevrijdingsdag": OnDate(5, 5),
    "Hemelvaartsdag": AfterEaster(39),
    "Tweede pinksterdag": AfterEaster(50),
    "Eerste kerstdag": OnDate(12, 25),
    "Tweede kerstdag": OnDate(12, 26),
}
"""By their Dutch name."""
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

_NAMES = named_days(RULES)

DUTCH_NAMES: Mapping[date, str] = {day: " en ".join(names) for day, names in _NAMES.items()}
HOLIDAYS: Mapping[date, str] = {day: " and ".join(ENGLISH[name] for name in names) for day, names in _NAMES.items()}
"""In English, as the API says them. Two on one day (Ascension Day on 5 May, 2016) are named together."""
DUTCH_OF: Mapping[str, str] = {HOLIDAYS[day]: DUTCH_NAMES[day] for day in HOLIDAYS}
"""By the English name."""
