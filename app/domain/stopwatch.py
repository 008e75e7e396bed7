"""When a clock ran, in instants only. How much support time that is, and what falls due, is `domain/clocks.py`."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from app.clock import Instant


class PauseReason(StrEnum):
    INFORMATION_REQUESTED = "information_requested"  # the vendor asked, in step 3 or 4
    CUSTOMER_RESPONSIBLE = "customer_responsible"  # step 12, or a step delegated to the customer
    SOLVED = "solved"  # between solved and reopened


class Party(StrEnum):
    """Who the clock waited for."""

    CUSTOMER = "customer"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Pause:
    """From `from_at` to `until`; None: still going on."""

    from_at: Instant
    until: Instant | None
    reason: PauseReason

    @property
    def party(self) -> Party:
        return Party.NOBODY if self.reason is PauseReason.SOLVED else Party.CUSTOMER


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
    """`pauses` are those since `earlier`, or all of them. One that took no time is among them."""

    started_at: Instant | None = None
    pauses: tuple[Pause, ...] = ()
    stopped_at: Instant | None = None
    earlier: Earlier | None = None

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
        if self.pauses and self.pauses[-1].until is None:
            return self.pauses[-1].reason
        return None

    @property
    def is_going(self) -> bool:
        """Started and not stopped: running or paused."""
        return self.started_at is not None and self.stopped_at is None

    def start(self, at: Instant) -> "Stopwatch":
        return replace(self, started_at=at)

    def pause(self, at: Instant, reason: PauseReason) -> "Stopwatch":
        if not self.is_going or self.paused_for is not None:
            return self
        return replace(self, pauses=(*self.pauses, Pause(at, None, reason)))

    def resume(self, at: Instant) -> "Stopwatch":
        if not self.is_going or self.paused_for is None:
            return self
        return replace(self, pauses=(*self.pauses[:-1], replace(self.pauses[-1], until=at)))

    def stop(self, at: Instant) -> "Stopwatch":
        """A running pause ends first; what is stopped stays stopped at the first instant."""
        return replace(self.resume(at), stopped_at=at) if self.is_going else self

    def reopen(self, at: Instant) -> "Stopwatch":
        """Goes on; the time since it was stopped does not count."""
        if self.stopped_at is None:
            return self
        return replace(self, pauses=(*self.pauses, Pause(self.stopped_at, at, PauseReason.SOLVED)), stopped_at=None)

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
