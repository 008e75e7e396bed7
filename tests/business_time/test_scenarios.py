"""The worked scenarios that concern one clock, by their number. Amsterdam wall time unless an offset stands there."""

from datetime import date, datetime, timedelta

import pytest
from amsterdam import AMSTERDAM, EXT, HOLIDAYS, LUNCH, ROUND_THE_CLOCK, STD, local

from app.business_time.calendar import Calendar
from app.business_time.hours import WeeklyHours
from app.clock import Instant

STD_DAY, EXT_DAY = 6, 9


@pytest.mark.parametrize(
    ("number", "calendar", "start", "hours", "due"),
    [
        # windows
        ("1", STD, "2026-02-06 15:59", 1, "2026-02-09 10:59"),
        ("2", STD, "2026-02-06 16:00", 1, "2026-02-09 11:00"),
        ("3", STD, "2026-02-09 10:00", 6, "2026-02-09 16:00"),
        ("4", EXT, "2026-02-07 12:00", 2, "2026-02-09 10:00"),
        ("5", EXT, "2026-02-09 07:30", 1, "2026-02-09 09:00"),
        ("6a", LUNCH, "2026-02-09 11:30", 1, "2026-02-09 13:30"),
        ("6b", LUNCH, "2026-02-09 12:15", 1, "2026-02-09 14:00"),
        ("7", EXT, "2026-01-30 16:30", 9, "2026-02-02 16:30"),
        # daylight saving, zones
        ("8", STD, "2026-03-27 15:30", 1, "2026-03-30 08:30Z"),
        ("9", EXT, "2026-10-23 16:30", 9, "2026-10-26 15:30Z"),
        ("10a", ROUND_THE_CLOCK, "2026-03-28 20:00", 8, "2026-03-29 03:00Z"),
        ("10b", ROUND_THE_CLOCK, "2026-10-24 20:00", 8, "2026-10-25 02:00Z"),
        ("13", STD, "2026-04-26 22:30Z", 1, "2026-04-28 11:00"),
        # holidays
        ("15", STD, "2026-04-24 15:00", 3, "2026-04-28 12:00"),
        ("16", STD, "2025-04-25 15:00", 3, "2025-04-28 12:00"),
        ("17", STD, "2026-05-04 15:00", 3, "2026-05-06 12:00"),
        ("18", EXT, "2026-04-02 16:00", 2, "2026-04-03 09:00"),
        ("19", STD, "2026-05-13 15:00", 4, "2026-05-15 13:00"),
        ("20", STD, "2026-12-24 15:30", 1, "2026-12-28 10:30"),
        # days
        ("23 standard", STD, "2026-04-22 14:00", 5 * STD_DAY, "2026-04-30 14:00"),
        ("23 extended", EXT, "2026-04-22 14:00", 5 * EXT_DAY, "2026-04-30 14:00"),
        ("24a", STD, "2026-02-09 10:00", 1 * STD_DAY, "2026-02-09 16:00"),
        ("24b", STD, "2026-02-09 14:00", 1 * STD_DAY, "2026-02-10 14:00"),
        ("25", EXT, "2026-02-09 08:00", EXT_DAY / 2, "2026-02-09 12:30"),
    ],
)
def test_due(number: str, calendar: Calendar, start: str, hours: float, due: str) -> None:
    assert calendar.due(local(start), timedelta(hours=hours)) == local(due)


@pytest.mark.parametrize(
    ("number", "calendar", "start", "end", "hours"),
    [
        ("3: no support time from closing to opening", STD, "2026-02-09 16:00", "2026-02-10 10:00", 0),
        ("11", ROUND_THE_CLOCK, "2026-10-25 02:30+02:00", "2026-10-25 02:30+01:00", 1),
        ("26", STD, "2026-02-06 16:30", "2026-02-09 09:30", 0),
        ("27", STD, "2026-02-06 15:00", "2026-02-09 11:00", 2),
    ],
)
def test_open_time(number: str, calendar: Calendar, start: str, end: str, hours: float) -> None:
    assert calendar.open_time(local(start), local(end)) == timedelta(hours=hours)


def test_12_an_instant_without_an_offset_is_refused() -> None:
    naive = Instant(datetime(2026, 2, 9, 10))  # noqa: DTZ001 - the very fault
    for ask in (
        lambda: STD.due(naive, timedelta(hours=1)),
        lambda: STD.due(naive, timedelta(0)),
        lambda: STD.open_time(naive, local("2026-02-10 10:00")),
        lambda: STD.open_time(local("2026-02-08 10:00"), naive),
        lambda: STD.is_open(naive),
        lambda: STD.next_opening(naive),
        lambda: STD.segments(naive, naive),
    ):
        with pytest.raises(ValueError, match="offset"):
            ask()


def test_21_an_added_closing_day_moves_due_times_and_is_a_new_revision() -> None:
    day = local("2026-02-12 12:00").date()
    closed = STD.with_closures({day: "Office moves"}, revision=2)
    start, budget = local("2026-02-11 15:00"), timedelta(hours=3)
    assert (STD.due(start, budget), STD.revision) == (local("2026-02-12 12:00"), 1)
    assert (closed.due(start, budget), closed.revision) == (local("2026-02-13 12:00"), 2)
    assert closed.holidays == HOLIDAYS | {day: "Office moves"}


def test_22_a_calendar_without_any_open_hour_is_refused() -> None:
    first, last = date(1999, 12, 31), date(2101, 1, 1)
    every_day = {first + timedelta(days=n): "Gone" for n in range((last - first).days + 1)}
    with pytest.raises(ValueError, match="holidays close every day"):
        Calendar(hours=STD.hours, holidays=every_day, zone=AMSTERDAM)
    with pytest.raises(ValueError, match="no opening hours"):
        WeeklyHours.of({})
