"""When a clock ran, in instants only. How much support time that is, and what falls due, says `domain/clocks`."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.clock import Instant
from app.domain.replacing import replace
from app.domain.streams import is_late


def is_late_record(recorded_late_at: Instant | None, due_at: Instant | None) -> bool:
    """Of what was done in time: whether that was recorded only after it was due, or its period over. Recorded at that
    very moment it is not late, as what is done then is not.
    """
    return recorded_late_at is not None and due_at is not None and recorded_late_at > due_at


class PauseReason(StrEnum):
    INFORMATION_REQUESTED = "information_requested"  # the vendor asked, in step 3 or 4
    CUSTOMER_RESPONSIBLE = "customer_responsible"  # step 12, or a step delegated to the customer
    SOLVED = "solved"  # between solved and reopened


@dataclass(frozen=True)
class Pause:
    """From `from_at` to `until`; None: still going on."""

    from_at: Instant
    until: Instant | None
    reason: PauseReason


@dataclass(frozen=True)
class Run:
    """A stretch in which the clock ran; `until` None: it still runs, or would if it had not been stopped."""

    from_at: Instant
    until: Instant | None


@dataclass(frozen=True)
class Earlier:
    """What is known in sum only, by the clock that was wound up to `until`: so many pauses, all of them over."""

    until: Instant
    pauses: int


@dataclass(frozen=True)
class Stopwatch:
    """`pauses` are those since `earlier`, or all of them. One that took no time is among them.

    `beyond` are the pauses since the stop, of which nothing depends while it is stopped: they count once it goes on
    again. The time since a solution is one of them; the time since a workaround is none. `recorded_late_at` is when the
    stop was recorded, if that was late.
    """

    started_at: Instant | None = None
    pauses: tuple[Pause, ...] = ()
    stopped_at: Instant | None = None
    earlier: Earlier | None = None
    beyond: tuple[Pause, ...] = ()
    recorded_late_at: Instant | None = None

    @property
    def over(self) -> int:
        """How many pauses have ended, from the start."""
        before = 0 if self.earlier is None else self.earlier.pauses
        return before + len(self.pauses) - (self.paused_for is not None)

    def ended_since(self, over: int) -> tuple[Pause, ...]:
        """The pauses that have ended since so many were over; those are known at least from there on."""
        before = 0 if self.earlier is None else self.earlier.pauses
        return tuple(pause for pause in self.pauses[over - before :] if pause.until is not None)

    @property
    def paused_for(self) -> PauseReason | None:
        return _going_on(self.pauses)

    @property
    def held_for(self) -> PauseReason | None:
        """Why it is paused, or would be if it had not been stopped."""
        return _going_on(self._latest)

    @property
    def is_worked_around(self) -> bool:
        """Stopped by something else than the solution."""
        return self.stopped_at is not None and Pause(self.stopped_at, None, PauseReason.SOLVED) not in self.beyond

    def start(self, at: Instant) -> "Stopwatch":
        return replace(self, started_at=at)

    def pause(self, at: Instant, reason: PauseReason) -> "Stopwatch":
        if self.started_at is None or self.held_for is not None:
            return self
        return self._going_by((*self._latest, Pause(at, None, reason)))

    def resume(self, at: Instant) -> "Stopwatch":
        if self.held_for is None:
            return self
        return self._going_by((*self._latest[:-1], replace(self._latest[-1], until=at)))

    def held(self, at: Instant, reason: PauseReason | None) -> "Stopwatch":
        """Paused for this reason from here on, or running; between solution and reopening neither."""
        if self.held_for in (reason, PauseReason.SOLVED):
            return self
        watch = self.resume(at)
        return watch if reason is None else watch.pause(at, reason)

    def stop(self, at: Instant, recorded_at: Instant) -> "Stopwatch":
        """A running pause ends first; what is stopped stays stopped at the first instant."""
        if self.started_at is None or self.stopped_at is not None:
            return self
        late = recorded_at if is_late(at, recorded_at) else None
        return replace(self.resume(at), stopped_at=at, recorded_late_at=late)

    def solve(self, at: Instant, recorded_at: Instant) -> "Stopwatch":
        """Stops it, unless a workaround did; from here on no time counts, should it be reopened."""
        if self.held_for is PauseReason.SOLVED:
            return self
        return self.stop(at, recorded_at).resume(at).pause(at, PauseReason.SOLVED)

    def go_on(self, at: Instant) -> "Stopwatch":
        """As if it had not been stopped; the time since the solution, if there was one, does not count."""
        if self.stopped_at is None:
            return self
        watch = self.resume(at) if self.held_for is PauseReason.SOLVED else self
        pauses = (*watch.pauses, *watch.beyond)
        return replace(watch, pauses=pauses, beyond=(), stopped_at=None, recorded_late_at=None)

    def runs(self) -> Iterator[Run]:
        """The stretches in order, those since `earlier`. The last one is open-ended unless the clock is paused."""
        if self.started_at is None:
            return
        since = self.started_at if self.earlier is None else self.earlier.until
        for pause in self.pauses:
            if since < pause.from_at:
                yield Run(since, pause.from_at)
            if pause.until is None:
                return
            since = pause.until
        yield Run(since, None)

    @property
    def _latest(self) -> tuple[Pause, ...]:
        return self.pauses if self.stopped_at is None else self.beyond

    def _going_by(self, latest: tuple[Pause, ...]) -> "Stopwatch":
        return replace(self, pauses=latest) if self.stopped_at is None else replace(self, beyond=latest)


def _going_on(pauses: tuple[Pause, ...]) -> PauseReason | None:
    return pauses[-1].reason if pauses and pauses[-1].until is None else None
