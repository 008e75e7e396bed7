"""Stopwatches with the same promises, wound on a calendar together: of each what `clocks.wind` makes of it alone.

Another calendar concerns the clocks of every open ticket at once, which one by one takes ten times as long.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.business_time.batch import Durations, Instants, due_times, open_times
from app.business_time.calendar import Calendar
from app.domain.clocks.promises import Promise, governing, warning_of
from app.domain.vocabulary import ClockState

Places = NDArray[np.intp]
Mask = NDArray[np.bool_]

NEVER: Final = np.datetime64("NaT", "us")
NOTHING: Final = np.timedelta64(0, "us")
STATES: Final = tuple(ClockState)
"""A state is told by its place here."""


@dataclass(frozen=True, eq=False)
class Pauses:
    """Those that are over, of many stopwatches: each with the place of its stopwatch, and which pause of it it is."""

    of: Places
    number: NDArray[np.int64]
    from_at: Instants
    until: Instants

    def in_turn(self) -> Iterator["Pauses"]:
        """First the first one of each, then the second ones, …"""
        for number in np.unique(self.number):
            yield self.only(self.number == number)

    def only(self, which: Mask) -> "Pauses":
        return Pauses(self.of[which], self.number[which], self.from_at[which], self.until[which])

    def among(self, places: Places, size: int) -> "Pauses":
        """Those of the stopwatches in these `places` of `size`, as they count among themselves."""
        renumbered = np.full(size, -1, np.intp)
        renumbered[places] = np.arange(places.size)
        kept = self.only(renumbered[self.of] >= 0)
        return Pauses(renumbered[kept.of], kept.number, kept.from_at, kept.until)


@dataclass(frozen=True, eq=False)
class Watches:
    """Started ones. `paused_at` is since when a pause goes on; NaT: it has not stopped, no pause goes on."""

    started_at: Instants
    stopped_at: Instants
    paused_at: Instants
    pauses: Pauses


@dataclass(frozen=True, eq=False)
class Wound:
    """As the fields of `Clock`; `commitments` are their due times, a row for each promise. NaT: None.

    `used_up`: where some of its time was over just as it was paused, so that it is for `clocks.wind` to say.
    """

    due_at: Instants
    at_risk_at: Instants
    breach_at: Instants
    commitments: Instants
    consumed: Durations
    paused: Durations
    used_up: Mask


def wind_all(watches: Watches, promised: Sequence[Promise], calendar: Calendar) -> Wound:
    """Raises as `Calendar.due` does, for all of them, when one is out of range."""
    governs = governing(promised)
    budgets = [promise.budget for promise in promised]
    run = _Run(watches, [*budgets, warning_of(promised)], calendar)
    due = run.due_times()
    due_at = due[promised.index(governs)]
    met = watches.stopped_at <= due_at
    return Wound(
        due_at=due_at,
        at_risk_at=due[-1],
        breach_at=np.where(met, NEVER, due_at),
        commitments=due[:-1],
        consumed=run.consumed,
        paused=run.paused,
        used_up=run.used_up,
    )


def states(wound: Wound, watches: Watches, *, best_effort: bool, now: np.datetime64) -> NDArray[np.int8]:
    """As `state_at`, told by their places in `STATES`."""
    if best_effort:
        return np.full(watches.started_at.size, STATES.index(ClockState.BEST_EFFORT), np.int8)
    stopped = ~np.isnat(watches.stopped_at)
    late = ~np.isnat(wound.breach_at) & (stopped | (wound.breach_at < now))
    going = np.where(np.isnat(watches.paused_at), STATES.index(ClockState.RUNNING), STATES.index(ClockState.PAUSED))
    over = np.where(stopped, STATES.index(ClockState.MET), going)
    return np.where(late, STATES.index(ClockState.BREACHED), over).astype(np.int8)


class _Run:
    """All of them from start to now, and each budget as far as it lasts: since `begun`, so much of it was `left`."""

    def __init__(self, watches: Watches, budgets: Sequence[timedelta | None], calendar: Calendar) -> None:
        size = watches.started_at.size
        self.calendar = calendar
        self.since = watches.started_at.copy()
        self.consumed = np.full(size, NOTHING)
        self.paused = np.full(size, NOTHING)
        self.used_up = np.zeros(size, np.bool_)
        self.begun = np.full((len(budgets), size), NEVER)
        self.left = np.broadcast_to(np.array(budgets, "m8[us]")[:, None], self.begun.shape).copy()
        for pauses in watches.pauses.in_turn():
            self._run_until(pauses.of, pauses.from_at)
            self.paused[pauses.of] += open_times(calendar, pauses.from_at, pauses.until)
            self.since[pauses.of] = pauses.until
        pausing = ~np.isnat(watches.paused_at)
        self._run_until(np.flatnonzero(pausing), watches.paused_at[pausing])
        self._run_on(np.flatnonzero(~pausing), watches.stopped_at)

    def due_times(self) -> Instants:
        due = np.full(self.begun.shape, NEVER)
        known = ~(np.isnat(self.begun) | np.isnat(self.left))
        due[known] = due_times(self.calendar, self.begun[known], self.left[known])
        return due

    def _run_until(self, places: Places, until: Instants) -> None:
        """One that did not run at all used nothing up, not even an empty budget."""
        ran = self.since[places] < until
        places, until = places[ran], until[ran]
        since = self.since[places]
        passed = open_times(self.calendar, since, until)
        begun, left = self.begun[:, places], self.left[:, places]
        pending = np.isnat(begun)
        used_up = pending & (passed >= left)
        self.used_up[places] |= (pending & (passed == left)).any(axis=0)
        self.begun[:, places] = np.where(used_up, since, begun)
        self.left[:, places] = np.where(pending & ~used_up, left - passed, left)
        self.consumed[places] += passed

    def _run_on(self, places: Places, stopped_at: Instants) -> None:
        since = self.since[places]
        self.begun[:, places] = np.where(np.isnat(self.begun[:, places]), since, self.begun[:, places])
        stopped = places[stopped_at[places] > since]
        self.consumed[stopped] += open_times(self.calendar, self.since[stopped], stopped_at[stopped])
