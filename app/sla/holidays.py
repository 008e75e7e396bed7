"""§1.2.2 *: Dutch holidays are excluded, 2000–2100. The days of the Algemene termijnenwet, art. 3(1): no Good Friday,
and 5 May every year. Easter Sunday and Whit Sunday are left out: a Sunday is no business day anyway.
"""

from collections.abc import Mapping
from datetime import date

from holidays import OPTIONAL, PUBLIC, country_holidays

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
"""The days that count, by their Dutch name. What the library knows besides these stays out."""

_LIBRARY = country_holidays("NL", years=range(2000, 2101), categories=(PUBLIC, OPTIONAL), language="nl")
_NAMES = {day: sorted(ENGLISH.keys() & _LIBRARY.get_list(day)) for day in sorted(_LIBRARY)}

DUTCH_NAMES: Mapping[date, str] = {day: " en ".join(names) for day, names in _NAMES.items() if names}
HOLIDAYS: Mapping[date, str] = {day: " and ".join(ENGLISH[name] for name in _NAMES[day]) for day in DUTCH_NAMES}
"""In English, as the API says them. Two on one day (Ascension Day on 5 May, 2016) are named together."""
DUTCH_OF: Mapping[str, str] = {HOLIDAYS[day]: DUTCH_NAMES[day] for day in HOLIDAYS}
"""By the English name."""
