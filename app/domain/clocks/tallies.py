"""A stopwatch on a calendar: the support time in which it ran and was paused, and by when a budget has passed."""

from dataclasses import dataclass
from datetime import timedelta

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.tickets.stopwatch import PauseReason, Stopwatch


@dataclass(frozen=True)
class Tally:
    """Support time up to `counted_to`: the last start or end of a pause, or the stop."""

    consumed: timedelta
    paused: timedelta
    counted_to: Instant | None


def tallied(so_far: Tally, watch: Stopwatch, calendar: Calendar) -> Tally:
    """`so_far` and what the stopwatch adds to it."""
    consumed, paused, counted_to = so_far.consumed, so_far.paused, so_far.counted_to
    for run in watch.runs():
        until = run.until or watch.stopped_at
        if until is not None and run.from_at < until:
            consumed += calendar.open_time(run.from_at, until)
            counted_to = until
    for pause in watch.pauses:
        if pause.until is not None:
            paused += calendar.open_time(pause.from_at, pause.until)
            counted_to = max(counted_to or pause.until, pause.until)
    return Tally(consumed, paused, counted_to)


def due_after(watch: Stopwatch, budget: timedelta | None, calendar: Calendar) -> Instant | None:
    """The earliest instant by which `budget` has passed while the clock ran; None: best effort, or paused before it.

    Paused in that very instant, it is late only if it goes on: while it waits, and when it is stopped before it goes
    on, it is not.
    """
    passed_at = None if budget is None else _passed_at(watch, budget, calendar)
    if passed_at is None:
        return None
    until: Instant | None = passed_at
    for pause in watch.pauses:
        if pause.from_at == until and pause.reason is not PauseReason.SOLVED:
            until = pause.until
    return until if until is None or until == watch.stopped_at else passed_at


def _passed_at(watch: Stopwatch, left: timedelta, calendar: Calendar) -> Instant | None:
    for run in watch.runs():
        if run.until is None:
            return calendar.due(run.from_at, left)
        passed = calendar.open_time(run.from_at, run.until)
        if passed >= left:
            return calendar.due(run.from_at, left)
        left -= passed
    return None
