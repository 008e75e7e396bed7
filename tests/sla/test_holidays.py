"""§1.2.2 *: the days of art. 3(1) of the Algemene termijnenwet, reckoned here without the library."""

from datetime import date, timedelta

import pytest

from app.sla.holidays import DUTCH_NAMES, HOLIDAYS

SUNDAY = 6


def easter(year: int) -> date:
    """The anonymous Gregorian computus (Meeus, Jones, Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def royal_day(year: int) -> tuple[date, str]:
    name, day = ("King's Day", date(year, 4, 27)) if year >= 2014 else ("Queen's Day", date(year, 4, 30))
    return (day - timedelta(days=1) if day.weekday() == SUNDAY else day), name


def reckoned(year: int) -> dict[date, set[str]]:
    named = [
        (date(year, 1, 1), "New Year's Day"),
        (easter(year) + timedelta(days=1), "Easter Monday"),
        royal_day(year),
        (date(year, 5, 5), "Liberation Day"),
        (easter(year) + timedelta(days=39), "Ascension Day"),
        (easter(year) + timedelta(days=50), "Whit Monday"),
        (date(year, 12, 25), "Christmas Day"),
        (date(year, 12, 26), "Boxing Day"),
    ]
    days: dict[date, set[str]] = {}
    for day, name in named:
        days.setdefault(day, set()).add(name)
    return days


@pytest.mark.parametrize("year", range(2000, 2101))
def test_holidays_of_a_year(year: int) -> None:
    listed = {day: set(name.split(" and ")) for day, name in HOLIDAYS.items() if day.year == year}

    assert listed == reckoned(year)


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
