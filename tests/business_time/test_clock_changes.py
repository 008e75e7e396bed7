"""Gaps and folds: by hand where a window ends within one, by looking at the clock where none does."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.business_time.calendar import Calendar
from app.business_time.hours import ALWAYS, OpeningWindow, WeeklyHours
from app.business_time.segments import Segment, SegmentKind
from app.clock import Instant
from tests.business_time import oracle
from tests.business_time.amsterdam import utc

HALF_HOUR = timedelta(minutes=30)


def every_day(*windows: tuple[str, str]) -> WeeklyHours:
    return WeeklyHours((tuple(OpeningWindow.between(*window) for window in windows),) * 7)


def on_sundays(*bounds: str) -> WeeklyHours:
    """Opens, closes, opens, closes …"""
    return WeeklyHours.of(
        {6: [OpeningWindow.between(*window) for window in zip(bounds[::2], bounds[1::2], strict=True)]}
    )


@pytest.mark.parametrize(
    ("zone", "hours", "day", "opens", "minutes"),
    [
        # Amsterdam, 29 March 2026: no 02:00 to 03:00; 25 October 2026: two of them
        ("Europe/Amsterdam", on_sundays("00:00", "06:00"), "2026-03-29", "2026-03-28 23:00", 5 * 60),
        ("Europe/Amsterdam", on_sundays("02:00", "06:00"), "2026-03-29", "2026-03-29 01:00", 3 * 60),
        ("Europe/Amsterdam", on_sundays("02:30", "06:00"), "2026-03-29", "2026-03-29 01:30", 2 * 60 + 30),
        ("Europe/Amsterdam", on_sundays("02:15", "02:45"), "2026-03-29", "2026-03-29 01:15", 30),
        ("Europe/Amsterdam", on_sundays("01:00", "02:30"), "2026-03-29", "2026-03-29 00:00", 90),
        ("Europe/Amsterdam", on_sundays("02:30", "03:15"), "2026-03-29", "2026-04-05 00:30", 45),
        ("Europe/Amsterdam", on_sundays("01:00", "02:30", "03:00", "05:00"), "2026-03-29", "2026-03-29 00:00", 180),
        ("Europe/Amsterdam", on_sundays("01:00", "02:45", "03:00", "03:10"), "2026-03-29", "2026-03-29 00:00", 105),
        ("Europe/Amsterdam", on_sundays("02:15", "02:30", "03:00", "03:10"), "2026-03-29", "2026-03-29 01:00", 25),
        ("Europe/Amsterdam", on_sundays("00:00", "06:00"), "2026-10-25", "2026-10-24 22:00", 7 * 60),
        ("Europe/Amsterdam", on_sundays("02:30", "06:00"), "2026-10-25", "2026-10-25 00:30", 4 * 60 + 30),
        ("Europe/Amsterdam", on_sundays("01:00", "02:30"), "2026-10-25", "2026-10-24 23:00", 90),
        ("Europe/Amsterdam", on_sundays("02:00", "03:00"), "2026-10-25", "2026-10-25 00:00", 120),
        # São Paulo, 4 November 2018: no 00:00 to 01:00; 17 February 2019: Saturday's 23:00 to 24:00 twice
        ("America/Sao_Paulo", on_sundays("00:00", "24:00"), "2018-11-04", "2018-11-04 03:00", 23 * 60),
        ("America/Sao_Paulo", on_sundays("00:30", "08:00"), "2018-11-04", "2018-11-04 03:30", 6 * 60 + 30),
        ("America/Sao_Paulo", on_sundays("00:00", "24:00"), "2019-02-17", "2019-02-17 03:00", 24 * 60),
        # Havana, 1 November 2026: Sunday's 00:00 to 01:00 twice
        ("America/Havana", on_sundays("00:00", "24:00"), "2026-11-01", "2026-11-01 04:00", 25 * 60),
        ("America/Havana", on_sundays("00:30", "02:00"), "2026-11-01", "2026-11-01 04:30", 150),
        # Lord Howe, 4 October 2026: half an hour is missing
        ("Australia/Lord_Howe", on_sundays("00:00", "04:00"), "2026-10-04", "2026-10-03 13:30", 3 * 60 + 30),
    ],
)
def test_an_opening_on_the_day_the_clocks_change(
    zone: str, hours: WeeklyHours, day: str, opens: str, minutes: int
) -> None:
    calendar = Calendar(hours=hours, zone=ZoneInfo(zone))
    opening = calendar.next_opening(Instant(datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(days=2)))
    assert opening == utc(opens)
    assert calendar.open_time(opening, Instant(opening + timedelta(days=2))) == timedelta(minutes=minutes)


def test_a_day_that_the_zone_skipped_has_no_hours_and_lends_them_to_no_other() -> None:
    fridays = WeeklyHours.of({4: [OpeningWindow.between("08:00", "17:00")]})
    samoa = Calendar(hours=fridays, zone=ZoneInfo("Pacific/Apia"))
    assert samoa.next_opening(utc("2011-12-24 12:00")) == utc("2012-01-05 18:00")


def test_round_the_clock_is_time_that_really_passes() -> None:
    for zone in ("America/Sao_Paulo", "America/Havana", "Pacific/Apia", "Africa/Cairo", "Antarctica/Troll"):
        calendar = Calendar(hours=ALWAYS, zone=ZoneInfo(zone))
        start, budget = utc("2000-01-01 00:00"), timedelta(days=36_000, microseconds=1)
        assert calendar.due(start, budget) == start + budget


def test_a_holiday_closes_its_whole_local_day_of_23_or_25_hours() -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25)):
        calendar = Calendar(hours=ALWAYS, holidays={day: "Closed"}, zone=amsterdam)
        start = Instant(datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=6))
        assert calendar.open_time(start, Instant(start + timedelta(hours=48))) == timedelta(hours=48 - hours)


def test_a_day_has_begun_when_its_midnight_first_struck_though_the_clocks_go_back_over_it() -> None:
    """St. John's, 7 November 2010: at 00:01 it was 23:01 once more."""
    saint_johns = ZoneInfo("America/St_Johns")
    calendar = Calendar(hours=ALWAYS, holidays={date(2010, 11, 7): "Closed"}, zone=saint_johns)
    midnight, second_23_10 = utc("2010-11-07 02:30"), utc("2010-11-07 02:40")
    assert second_23_10.astimezone(saint_johns).isoformat() == "2010-11-06T23:10:00-03:30"
    assert calendar.is_open(Instant(midnight - timedelta(minutes=1)))
    assert not calendar.is_open(midnight)
    (segment,) = calendar.segments(second_23_10, Instant(second_23_10 + HALF_HOUR))
    assert segment == Segment(second_23_10, Instant(second_23_10 + HALF_HOUR), SegmentKind.HOLIDAY, "Closed")


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Amsterdam",
        "America/Sao_Paulo",
        "America/Asuncion",
        "America/Havana",
        "Africa/Cairo",
        "Africa/Casablanca",
        "Asia/Beirut",
        "Pacific/Apia",
        "Antarctica/Troll",
    ],
)
def test_around_every_change_it_is_open_when_the_clock_shows_opening_hours(zone: str) -> None:
    hours = every_day(("00:00", "06:00"), ("12:15", "13:45"), ("20:00", "24:00"))
    changes = oracle.clock_changes(ZoneInfo(zone))
    closed = {(change + timedelta(days=1)).date(): "Day after" for change in changes[::3]}
    calendar = Calendar(hours=hours, holidays=closed, zone=ZoneInfo(zone))
    for change in changes:
        for n in range(-60, 60):
            at = Instant(change + n * HALF_HOUR)
            assert calendar.is_open(at) == oracle.is_open_on_the_wall(calendar, at), at


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/Sao_Paulo", "Australia/Lord_Howe"])
def test_open_time_is_what_is_counted_minute_by_minute(zone: str) -> None:
    calendar = Calendar(
        hours=every_day(("00:00", "06:00"), ("08:30", "12:00"), ("13:00", "24:00")), zone=ZoneInfo(zone)
    )
    for change in oracle.clock_changes(ZoneInfo(zone))[::9]:
        start, end = Instant(change - timedelta(hours=30)), Instant(change + timedelta(hours=30))
        assert calendar.open_time(start, end) == timedelta(minutes=oracle.open_minutes(calendar, start, end))
