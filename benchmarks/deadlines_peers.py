"""The other libraries, set up with the same hours and holidays, each as fast as its own documentation allows."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta

import numpy as np
import pandas as pd
import pytz
from businesstimedelta import BusinessTimeDelta, HolidayRule, Rules, WorkDayRule

from app.business_time import batch
from app.business_time.calendar import Calendar
from app.business_time.hours import OpeningWindow
from app.clock import Instant

Due = Callable[[Instant, timedelta], object]
BEGIN, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2034, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def random_starts(count: int) -> list[Instant]:
    chance = random.Random(2026)  # noqa: S311 - the same cases each time
    seconds = int((END - BEGIN).total_seconds())
    return [Instant(BEGIN + timedelta(seconds=chance.randrange(seconds))) for _ in range(count)]


def random_batch(count: int) -> tuple[batch.Instants, batch.Durations]:
    """In no order, the budgets up to 60 business days."""
    chance = np.random.default_rng(2026)
    microseconds = chance.integers(0, (END - BEGIN) // timedelta(microseconds=1), count)
    starts = np.datetime64(BEGIN.replace(tzinfo=None), "us") + microseconds.view("m8[us]")
    return starts, chance.integers(1, 540 * HOUR // timedelta(microseconds=1), count).view("m8[us]")


def business_time_delta(calendar: Calendar) -> Due:
    """Holidays as a set: four times as fast as the list that its README shows."""
    zone, window = pytz.timezone(calendar.zone.key), only_window(calendar)
    opens, closes = clock(window.opens), clock(window.closes)
    working = WorkDayRule(start_time=opens, end_time=closes, working_days=[0, 1, 2, 3, 4], tz=zone)
    rules = Rules([working, HolidayRule(set(calendar.holidays), tz=zone)])
    deltas = {hours: BusinessTimeDelta(rules, hours=hours) for hours in (4, 40, 540, 4572)}
    return lambda start, budget: start + deltas[budget // HOUR]


def custom_business_hour(calendar: Calendar) -> Due:
    """Whole hours only; given the local Timestamp it wants, which is not counted."""
    window, holidays = only_window(calendar), list(calendar.holidays)
    offsets = {
        hours: pd.offsets.CustomBusinessHour(
            n=hours, start=clock(window.opens), end=clock(window.closes), holidays=holidays
        )
        for hours in (4, 40, 540, 4572)
    }
    stamps = {start: pd.Timestamp(start.astimezone(calendar.zone)) for start in random_starts(1000)}
    return lambda start, budget: stamps[start] + offsets[budget // HOUR]


def agree_or_stop(calendar: Calendar, spans: Sequence[int]) -> None:
    """Where we mean closing, pandas means the next opening; both are the same to the clock of support time."""
    theirs, pandas = business_time_delta(calendar), custom_business_hour(calendar)
    for start in random_starts(20):
        for hours in spans:
            due = calendar.due(start, hours * HOUR)
            assert theirs(start, hours * HOUR) == due, (start, hours)
            assert calendar.open_time(due, Instant(pandas(start, hours * HOUR).to_pydatetime())) == timedelta(0)


def only_window(calendar: Calendar) -> OpeningWindow:
    (window,) = calendar.hours.days[0]
    return window


def clock(since_midnight: timedelta) -> time:
    return (BEGIN + since_midnight).time()
