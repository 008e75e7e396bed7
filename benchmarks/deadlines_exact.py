"""Random cases over the whole range against integers: microseconds, one list, one search, nothing clever."""

import random
from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

import numpy as np

from app.business_time import batch
from app.business_time.calendar import Calendar
from app.clock import Instant

MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BEGIN, END = date(2000, 1, 1), date(2101, 1, 1)


class Integers:
    """The same calendar from its figures: one window a day, in microseconds since 1970."""

    def __init__(self, calendar: Calendar) -> None:
        self.opens, self.closes = [], []
        for n in range((END - BEGIN).days):
            day = BEGIN + timedelta(days=n)
            for window in calendar.hours.days[day.weekday()] if day not in calendar.holidays else ():
                midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.zone)
                self.opens.append(microseconds((midnight + window.opens).astimezone(UTC)))
                self.closes.append(microseconds((midnight + window.closes).astimezone(UTC)))
        lengths = [closes - opens for opens, closes in zip(self.opens, self.closes, strict=True)]
        self.totals = list(accumulate(lengths, initial=0))

    def open_until(self, at: int) -> int:
        n = bisect_right(self.opens, at)
        return self.totals[n] - max(0, self.closes[n - 1] - at) if n else 0

    def due(self, start: int, budget: int) -> int:
        total = self.open_until(start) + budget
        n = bisect_left(self.totals, total) - 1
        return self.opens[n] + total - self.totals[n]


def wrong_answers(calendar: Calendar, cases: int) -> dict[str, int]:
    oracle, chance = Integers(calendar), random.Random(2100)  # noqa: S311 - the same cases each time
    last = oracle.closes[-1]
    starts = [chance.randrange(microseconds(EPOCH.replace(year=2000)), last) for _ in range(cases)]
    spent = [oracle.open_until(start) for start in starts]
    budgets = [chance.randrange(1, min(oracle.totals[-1] - s, 10**13) + 1) for s in spent]
    expected = [oracle.due(start, budget) for start, budget in zip(starts, budgets, strict=True)]
    one_by_one = [
        microseconds(calendar.due(instant(start), budget * MICROSECOND))
        for start, budget in zip(starts, budgets, strict=True)
    ]
    back = [
        calendar.open_time(instant(start), instant(due)) // MICROSECOND
        for start, due in zip(starts, expected, strict=True)
    ]
    at_once = batch.due_times(calendar, np.array(starts, "M8[us]"), np.array(budgets, "m8[us]")).view(np.int64)
    return {
        "due": sum(a != b for a, b in zip(one_by_one, expected, strict=True)),
        "open time": sum(a != b for a, b in zip(back, budgets, strict=True)),
        "due in a batch": int((at_once != np.array(expected)).sum()),
    }


def microseconds(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def instant(at: int) -> Instant:
    return Instant(EPOCH + at * MICROSECOND)
