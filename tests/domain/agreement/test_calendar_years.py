"""A year of support hours."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.business_time.calendar import Calendar
from app.business_time.hours import ALWAYS, weekdays
from app.domain.agreement.calendar_years import days_of, year_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(("year", "days"), [(2000, 366), (2026, 365), (2028, 366), (2100, 365)])
def test_a_year_has_its_days(year: int, days: int) -> None:
    listed = list(days_of(year))

    assert (len(listed), listed[0], listed[-1]) == (days, date(year, 1, 1), date(year, 12, 31))


def test_open_days_are_those_with_hours_that_are_not_closed_by_name() -> None:
    closed = {date(2026, 1, 1): "New Year's Day", date(2026, 1, 3): "A Saturday", date(2027, 1, 1): "New Year's Day"}
    year = year_of(Calendar(hours=weekdays("10:00", "16:00"), zone=AMSTERDAM, holidays=closed), 2026)

    assert len(year.open_days) == 260
    assert date(2026, 1, 1) not in year.open_days
    assert year.closed == {date(2026, 1, 1): "New Year's Day", date(2026, 1, 3): "A Saturday"}
    assert year.open_time == 260 * timedelta(hours=6)


@pytest.mark.parametrize(
    ("zone", "year", "hours"),
    [
        ("Europe/Amsterdam", 2026, 8760),
        ("Europe/Amsterdam", 2000, 8783),
        ("Europe/Amsterdam", 2100, 8760),
        ("America/New_York", 2100, 8755),
        ("Pacific/Apia", 2011, 8736),
    ],
)
def test_open_time_is_what_really_passes_within_the_years_reckoned_with(zone: str, year: int, hours: int) -> None:
    """Round the clock: 2000 begins in Amsterdam an hour before the first instant, 2100 ends in New York after the last.

    Samoa did without 30 December 2011.
    """
    opened = year_of(Calendar(hours=ALWAYS, zone=ZoneInfo(zone)), year).open_time
    assert timedelta(0) <= timedelta(hours=hours) - opened <= timedelta(microseconds=1)


def test_a_day_that_the_zone_skipped_is_no_open_day() -> None:
    year = year_of(Calendar(hours=weekdays("10:00", "16:00"), zone=ZoneInfo("Pacific/Apia")), 2011)

    assert {date(2011, 12, 29), date(2011, 12, 30)} & set(year.open_days) == {date(2011, 12, 29)}
