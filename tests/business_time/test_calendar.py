"""The edges of a calendar: its range, its identity, what it refuses, what surrounds it."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from app.business_time.calendar import Calendar
from app.business_time.hours import ALWAYS, WeeklyHours, weekdays
from app.business_time.limits import FIRST, LAST, NEAR_DAYS, OutOfRange
from app.clock import Instant, instant
from tests.business_time.amsterdam import AMSTERDAM, EXT, HOLIDAYS, ROUND_THE_CLOCK, STD, local, utc

HOUR = timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)
TOO_EARLY, TOO_LATE = Instant(FIRST - MICROSECOND), Instant(LAST + MICROSECOND)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: STD.due(TOO_EARLY, HOUR),
        lambda: STD.due(TOO_LATE, HOUR),
        lambda: STD.due(TOO_EARLY, timedelta(0)),
        lambda: STD.due(TOO_LATE, timedelta(0)),
        lambda: STD.due(utc("1900-01-01 00:00"), HOUR),
        lambda: STD.due(utc("9999-12-31 23:59"), HOUR),
        lambda: STD.due(Instant(datetime.max.replace(tzinfo=timezone(-HOUR))), HOUR),
        lambda: STD.due(local("2026-02-09 10:00"), timedelta(days=36_525)),
        lambda: STD.due(local("2026-02-09 10:00"), timedelta.max),
        lambda: STD.due(local("2100-12-31 15:00"), 2 * HOUR),
        lambda: ROUND_THE_CLOCK.due(LAST, MICROSECOND),
        lambda: STD.open_time(TOO_EARLY, LAST),
        lambda: STD.open_time(FIRST, TOO_LATE),
        lambda: STD.open_until(TOO_LATE),
        lambda: STD.is_open(TOO_LATE),
        lambda: STD.next_opening(TOO_EARLY),
        lambda: STD.next_opening(local("2100-12-31 16:00")),
        lambda: STD.segments(TOO_EARLY, LAST),
        lambda: STD.segments(FIRST, TOO_LATE),
    ],
)
def test_out_of_range(ask: Callable[[], object]) -> None:
    with pytest.raises(OutOfRange, match="outside the years 2000–2100"):
        ask()


def test_no_day_before_the_range_is_taken_for_one_within_it() -> None:
    for days in range(800):
        with pytest.raises(OutOfRange):
            ROUND_THE_CLOCK.due(Instant(FIRST - timedelta(days=days, hours=9)), timedelta(days=3000))


def test_the_whole_range_can_be_asked_for() -> None:
    assert ROUND_THE_CLOCK.open_time(FIRST, LAST) == LAST - FIRST
    assert ROUND_THE_CLOCK.due(FIRST, LAST - FIRST) == LAST
    assert next(ROUND_THE_CLOCK.segments(FIRST, Instant(FIRST + HOUR))).start == FIRST
    assert next(ROUND_THE_CLOCK.segments(Instant(LAST - HOUR), LAST)).end == LAST
    assert STD.due(FIRST, STD.open_time(FIRST, LAST)) == local("2100-12-31 16:00")


@pytest.mark.parametrize(
    ("zone", "hours"), [("Pacific/Kiritimati", weekdays("00:00", "09:00")), ("Etc/GMT+12", weekdays("18:00", "24:00"))]
)
def test_openings_that_straddle_an_end_of_the_range_are_cut_there(zone: str, hours: WeeklyHours) -> None:
    calendar = Calendar(hours=hours, zone=ZoneInfo(zone))
    midnights = [Instant(FIRST + timedelta(days=n)) for n in range(0, 36_890, 50)]
    parts = [calendar.open_time(a, b) for a, b in zip(midnights, [*midnights[1:], LAST], strict=True)]
    assert sum(parts, timedelta(0)) == calendar.open_time(FIRST, LAST)
    assert [calendar.open_until(b) - calendar.open_until(a) for a, b in pairwise([*midnights, LAST])] == parts
    assert calendar.due(FIRST, calendar.open_time(FIRST, LAST)) <= LAST


@pytest.mark.parametrize(
    ("ask", "complaint"),
    [
        (lambda: STD.due(FIRST, -MICROSECOND), "cannot be negative"),
        (lambda: STD.open_time(LAST, FIRST), "is before"),
        (lambda: STD.segments(LAST, FIRST), "is before"),
        (lambda: Calendar(hours=ALWAYS, zone=AMSTERDAM, holidays={utc("2026-01-01 00:00"): "New Year"}), "is a date"),
    ],
)
def test_refused(ask: Callable[[], object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        ask()


@pytest.mark.parametrize("at", ["2026-02-09 12:00", "2026-02-07 12:00", "2026-02-09 16:00"])
def test_an_empty_budget_is_due_at_once_and_no_time_passes_in_no_time(at: str) -> None:
    assert STD.due(local(at), timedelta(0)) == local(at)
    assert STD.open_time(local(at), local(at)) == timedelta(0)
    assert list(STD.segments(local(at), local(at))) == []


def test_open_time_so_far_is_the_same_by_every_clock_on_the_wall() -> None:
    at = utc("2026-02-09 12:00")
    elsewhere = Instant(at.astimezone(ZoneInfo("Pacific/Apia")))
    assert STD.open_until(elsewhere) == STD.open_until(at) == STD.open_time(FIRST, at)


def test_an_opening_holds_its_first_instant_and_not_its_last() -> None:
    opens, closes = local("2026-02-09 10:00"), local("2026-02-09 16:00")
    assert [STD.is_open(Instant(opens + n * MICROSECOND)) for n in (-1, 0)] == [False, True]
    assert [STD.is_open(Instant(closes + n * MICROSECOND)) for n in (-1, 0)] == [True, False]
    assert STD.next_opening(closes) == local("2026-02-10 10:00")
    assert STD.next_opening(opens) == opens


def test_an_instant_may_come_with_any_offset_and_goes_in_utc() -> None:
    start = Instant(datetime(2026, 2, 9, 11, tzinfo=AMSTERDAM))
    tokyo = Instant(start.astimezone(ZoneInfo("Asia/Tokyo")))
    for at in (start, tokyo):
        for answer in (STD.due(at, HOUR), STD.due(at, timedelta(0)), STD.next_opening(at)):
            assert answer.tzinfo is UTC
        assert STD.due(at, HOUR) == local("2026-02-09 12:00")
        assert STD.open_time(at, local("2026-02-09 12:00")) == HOUR
        assert STD.open_time(local("2026-02-09 10:00"), at) == HOUR


def test_calendars_are_values() -> None:
    again = Calendar(name="standard", hours=weekdays("10:00", "16:00"), holidays=dict(HOLIDAYS), zone=AMSTERDAM)
    assert again == STD
    assert hash(again) == hash(STD)
    assert again != EXT
    assert again != STD.with_closures({date(2026, 2, 12): "Office moves"}, revision=1)
    assert len({again, STD, EXT}) == 2


def test_calendars_that_open_alike_share_what_is_compiled() -> None:
    closed = date(2026, 2, 12)
    moved, flooded = STD.with_closures({closed: "Office moves"}, 2), STD.with_closures({closed: "Flood"}, 3)
    assert moved != flooded
    assert moved.timeline is flooded.timeline
    assert moved.timeline is not STD.timeline


ALL_DAY: Final = Calendar(hours=ALWAYS, zone=AMSTERDAM)


@pytest.mark.parametrize("calendar", [STD, EXT, ALL_DAY], ids=["standard", "extended", "always"])
@pytest.mark.parametrize("hours", [-4000, -40, -9, -1, 0, 1, 9, 40])
@pytest.mark.parametrize("budget", [timedelta(microseconds=1), timedelta(hours=9), timedelta(hours=400)])
def test_around_the_end_of_the_near_years_it_makes_no_difference(
    calendar: Calendar, hours: int, budget: timedelta
) -> None:
    start, whole = Instant(FIRST + timedelta(NEAR_DAYS, hours=hours)), calendar.whole
    assert calendar.due(start, budget) == whole.at_total(whole.open_until(start) + budget)
    assert calendar.open_until(start) == whole.open_until(start)
    assert calendar.is_open(start) == whole.is_open(start)
    assert calendar.next_opening(start) == (start if whole.is_open(start) else whole.next_opening(start))


def test_later_years_are_compiled_when_they_are_asked_for() -> None:
    calendar = replace(STD, revision=9)
    assert calendar.due(instant(datetime(2026, 1, 5, tzinfo=UTC)), timedelta(hours=400)) < FIRST + timedelta(NEAR_DAYS)
    assert "whole" not in vars(calendar)
    assert calendar.due(instant(datetime(2090, 1, 5, tzinfo=UTC)), timedelta(hours=4)).year == 2090
    assert calendar.whole.opens[: len(calendar.timeline.opens)] == calendar.timeline.opens


def test_holidays_are_kept_in_order_and_cannot_be_changed_from_outside() -> None:
    given = {date(2026, 5, 5): "Liberation Day", date(2026, 1, 1): "New Year's Day"}
    calendar = Calendar(hours=ALWAYS, holidays=given, zone=AMSTERDAM)
    given.clear()
    assert list(calendar.holidays) == [date(2026, 1, 1), date(2026, 5, 5)]


def test_a_closure_on_a_holiday_leaves_the_holiday_its_name() -> None:
    closed = STD.with_closures({date(2026, 4, 27): "Closed"}, revision=2)
    assert closed.holidays[date(2026, 4, 27)] == "King's Day"


def test_hours_that_only_fit_into_a_skipped_moment_never_open() -> None:
    closed = {date(2000, 1, 1) + timedelta(days=n): "Closed" for n in range(36_890)}
    only_the_skipped_day = {day: name for day, name in closed.items() if day != date(2011, 12, 30)}
    with pytest.raises(ValueError, match="holidays close every day"):
        Calendar(hours=ALWAYS, holidays=only_the_skipped_day | _edges(), zone=ZoneInfo("Pacific/Apia"))


def _edges() -> dict[date, str]:
    return {date(1999, 12, 31): "Closed", date(1999, 12, 30): "Closed", date(2101, 1, 1): "Closed"}


HOURS = {
    ("incident", "response"): {
        ("standard", "high"): 4,
        ("standard", "normal"): 8,
        ("standard", "low"): 16,
        ("extended", "high"): 2,
        ("extended", "normal"): 4,
        ("extended", "low"): 8,
    },
    ("incident", "resolution"): {
        ("extended", "high"): 20 * 9,
        ("extended", "normal"): 40 * 9,
        ("extended", "low"): 60 * 9,
    },
    ("change", "response"): {
        ("standard", "high"): 1 * 6,
        ("standard", "normal"): 3 * 6,
        ("standard", "low"): 5 * 6,
        ("extended", "high"): 9 / 2,
        ("extended", "normal"): 2 * 9,
        ("extended", "low"): 3 * 9,
    },
}


def test_golden_due_times() -> None:
    with (Path(__file__).parent.parent / "sla" / "golden-due-times.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 250
    for row in rows:
        calendar = {"standard": STD, "extended": EXT}[row["service_level"]]
        hours = HOURS[row["kind"], row["clock"]][row["service_level"], row["priority"]]
        due = calendar.due(local(row["registered_at"]), timedelta(hours=hours))
        assert due == local(row["due_at"]) == local(row["due_at_amsterdam"]), row
