"""The two questions for a million instants at once. The answers are those of `Calendar`, to the microsecond."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from app.business_time.calendar import Calendar
from app.business_time.limits import FIRST, LAST, OutOfRange
from app.business_time.timeline import Timeline

Instants = NDArray[np.datetime64]
"""`datetime64[us]`, UTC."""
Durations = NDArray[np.timedelta64]
"""`timedelta64[us]`."""
Numbers = NDArray[np.int64]
"""Microseconds since the beginning of the range, or how many keys."""

MICROSECOND: Final = timedelta(microseconds=1)
BEGINNING: Final = np.datetime64(FIRST.replace(tzinfo=None), "us")
SPAN: Final = (LAST - FIRST) // MICROSECOND
CHUNK: Final = 1 << 15
"""So many at a time stay in the processor's cache, whatever the size of the batch."""
CELLS_PER_KEY: Final = 4
MOST_HOPS: Final = 16


def due_times(calendar: Calendar, starts: Instants, budgets: Durations) -> Instants:
    """`Calendar.due` of each start and budget, or of each start and the one budget.

    Raises as `Calendar.due` does, for the whole batch; `NaT` is out of range.
    """
    begins, spans = _since_beginning(starts), _budgets(budgets, starts)
    index = compile_index(calendar.whole)
    due = np.empty_like(begins)
    for part in _parts(begins.size):
        due[part] = index.due(begins[part], spans[part])
    return due.view("m8[us]") + BEGINNING


def open_times(calendar: Calendar, starts: Instants, ends: Instants) -> Durations:
    """`Calendar.open_time` of each pair."""
    begins, finishes = _since_beginning(starts), _since_beginning(ends)
    if np.any(finishes < begins):
        raise ValueError("an end is before its start")
    index = compile_index(calendar.whole)
    passed = np.empty_like(begins)
    for part in _parts(begins.size):
        passed[part] = index.open_until(finishes[part]) - index.open_until(begins[part])
    return passed.view("m8[us]")


@dataclass(frozen=True, eq=False)
class Grid:
    """Sorted keys over a span cut into even cells: a search is a look into the cell and a few hops from there."""

    keys: Numbers
    before: Numbers
    width: int
    hops: int

    @classmethod
    def of(cls, keys: Numbers, span: int) -> Self:
        width = span // (CELLS_PER_KEY * keys.size) + 1
        before = np.searchsorted(keys, np.arange(span // width + 2) * width)
        padded = np.append(keys, np.iinfo(np.int64).max)
        return cls(padded, before, width, hops=int(np.diff(before).max()))

    def below(self, values: Numbers) -> Numbers:
        """How many keys are smaller than each value."""
        if self.hops > MOST_HOPS:
            return np.searchsorted(self.keys, values)
        found = self.before.take(values // self.width)
        for _ in range(self.hops):
            found += self.keys.take(found) < values
        return found


@dataclass(frozen=True, eq=False)
class Index:
    """A `Timeline` in whole microseconds since the beginning of the range."""

    opens: Grid
    totals: Grid
    origins: Numbers

    def due(self, starts: Numbers, budgets: Numbers) -> Numbers:
        total = self.open_until(starts) + budgets
        if total.max(initial=0) > self.totals.keys[-2]:
            raise OutOfRange("a due time")
        due = self.origins.take(self.totals.below(total) - 1, mode="clip") + total
        return np.where(budgets == 0, starts, due)

    def open_until(self, at: Numbers) -> Numbers:
        upcoming = self.opens.below(at + 1)
        return np.minimum(at - self.origins.take(upcoming - 1), self.totals.keys.take(upcoming))


@lru_cache(maxsize=32)
def compile_index(timeline: Timeline) -> Index:
    """Once for calendars that open alike: some 20 ms."""
    opens = _numbers(begin - FIRST for begin in timeline.opens)
    totals = _numbers(timeline.totals)
    return Index(
        opens=Grid.of(opens, SPAN + 1),
        totals=Grid.of(totals, int(totals[-1])),
        origins=opens - totals[:-1],
    )


def _numbers(spans: Iterable[timedelta]) -> Numbers:
    return np.fromiter((span // MICROSECOND for span in spans), np.int64)


def _since_beginning(at: Instants) -> Numbers:
    numbers = (at.astype("M8[us]", casting="safe", copy=False) - BEGINNING).view(np.int64)
    if numbers.min(initial=0) < 0 or numbers.max(initial=0) > SPAN:
        raise OutOfRange("an instant")
    return numbers


def _budgets(budgets: Durations, starts: Instants) -> Numbers:
    numbers = np.broadcast_to(budgets.astype("m8[us]", casting="safe", copy=False), starts.shape).view(np.int64)
    if numbers.min(initial=0) < 0:
        raise ValueError("a budget is negative")
    if numbers.max(initial=0) > SPAN:
        raise OutOfRange("a due time")
    return numbers


def _parts(size: int) -> Iterator[slice]:
    return (slice(begin, begin + CHUNK) for begin in range(0, size, CHUNK))
