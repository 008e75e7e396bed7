"""§1.2.2 *: the days of art. 3(1) of the Algemene termijnenwet, as the library `holidays` has them."""

from datetime import date

import pytest
from holidays import OPTIONAL, PUBLIC, country_holidays

from app.sla.holidays import DUTCH_NAMES, ENGLISH, HOLIDAYS

LIBRARY = country_holidays("NL", years=range(2000, 2101), categories=(PUBLIC, OPTIONAL), language="nl")


def by_the_library(year: int) -> dict[date, set[str]]:
    """What it knows besides, such as Good Friday, is no holiday of the law."""
    named = {day: {ENGLISH[name] for name in LIBRARY.get_list(day) if name in ENGLISH} for day in LIBRARY}
    return {day: names for day, names in named.items() if names and day.year == year}


@pytest.mark.parametrize("year", range(2000, 2101))
def test_holidays_of_a_year(year: int) -> None:
    listed = {day: set(name.split(" and ")) for day, name in HOLIDAYS.items() if day.year == year}

    assert listed == by_the_library(year)


def test_the_range_is_whole_and_in_order() -> None:
    assert {day.year for day in HOLIDAYS} == set(range(2000, 2101))
    assert list(HOLIDAYS) == sorted(HOLIDAYS)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 5, 5), "Liberation Day"),  # the library's default has it in 2025 and 2030 only
        (date(2025, 4, 26), "King's Day"),
        (date(2026, 4, 27), "King's Day"),
        (date(2013, 4, 30), "Queen's Day"),
        (date(2000, 4, 29), "Queen's Day"),
        (date(2026, 5, 14), "Ascension Day"),
        (date(2016, 5, 5), "Liberation Day and Ascension Day"),
    ],
)
def test_a_holiday_by_name(day: date, name: str) -> None:
    assert HOLIDAYS[day] == name


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 4, 3),  # Good Friday
        date(2026, 4, 5),  # Easter Sunday
        date(2025, 4, 27),  # King's Day moves to the Saturday
        date(2026, 12, 5),  # Saint Nicholas
        date(2026, 12, 24),
        date(2026, 12, 31),
    ],
)
def test_an_ordinary_day(day: date) -> None:
    assert day not in HOLIDAYS


def test_dutch_names() -> None:
    assert DUTCH_NAMES.keys() == HOLIDAYS.keys()
    assert DUTCH_NAMES[date(2026, 5, 25)] == "Tweede pinksterdag"
    assert DUTCH_NAMES[date(2016, 5, 5)] == "Bevrijdingsdag en Hemelvaartsdag"
