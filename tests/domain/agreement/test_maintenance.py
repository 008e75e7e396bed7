"""The document's rows as weekly hours (§5.4)."""

from datetime import timedelta

import pytest

from app.business_time.hours import DAY, MIDNIGHT, WeeklyHours
from app.domain.agreement.maintenance import MaintenanceHours, Weekday, weekly_hours
from app.domain.agreement.measures import Section

SECTION = Section("5.4", "Service maintenance")


def hours(count: int) -> timedelta:
    return timedelta(hours=count)


def row(begins: int, ends: int, *weekdays: Weekday) -> MaintenanceHours:
    return MaintenanceHours(weekdays, hours(begins), hours(ends), SECTION)


def shown(week: WeeklyHours) -> dict[str, str]:
    return {
        Weekday(day).name: ", ".join(str(window) for window in windows)
        for day, windows in enumerate(week.days)
        if windows
    }


@pytest.mark.parametrize(
    ("rows", "week"),
    [
        ([row(9, 17, Weekday.TUESDAY)], {"TUESDAY": "09:00–17:00"}),
        ([row(22, 4, Weekday.TUESDAY)], {"TUESDAY": "22:00–24:00", "WEDNESDAY": "00:00–04:00"}),
        ([row(22, 4, Weekday.SUNDAY)], {"MONDAY": "00:00–04:00", "SUNDAY": "22:00–24:00"}),
        (
            [row(20, 4, Weekday.MONDAY, Weekday.TUESDAY)],
            {"MONDAY": "20:00–24:00", "TUESDAY": "00:00–04:00, 20:00–24:00", "WEDNESDAY": "00:00–04:00"},
        ),
        (
            [row(20, 4, Weekday.FRIDAY), row(0, 24, Weekday.SATURDAY)],
            {"FRIDAY": "20:00–24:00", "SATURDAY": "00:00–24:00"},
        ),
        ([row(9, 12, Weekday.MONDAY), row(12, 13, Weekday.MONDAY)], {"MONDAY": "09:00–13:00"}),
        ([row(9, 17, Weekday.MONDAY), row(10, 11, Weekday.MONDAY)], {"MONDAY": "09:00–17:00"}),
    ],
)
def test_weekly_hours(rows: list[MaintenanceHours], week: dict[str, str]) -> None:
    assert shown(weekly_hours(rows)) == week


def test_a_row_that_ends_when_it_begins_lasts_a_day() -> None:
    [first, second] = row(6, 6, Weekday.MONDAY).windows()

    assert (first[0], first[1].opens, first[1].closes) == (Weekday.MONDAY, hours(6), DAY)
    assert (second[0], second[1].opens, second[1].closes) == (Weekday.TUESDAY, MIDNIGHT, hours(6))
