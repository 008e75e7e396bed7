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
class Stopwatch:
    started_at: Instant | None = None
    pauses: tuple[Pause, ...] = ()
    stopped_at: Instant | None = None

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
        ended = replace(self.pauses[-1], until=at)
        kept = (ended,) if ended.from_at < at else ()
        return replace(self, pauses=(*self.pauses[:-1], *kept))

    def stop(self, at: Instant) -> "Stopwatch":
        """A running pause ends first; what is stopped stays stopped at the first instant."""
        return replace(self.resume(at), stopped_at=at) if self.is_going else self

    def reopen(self, at: Instant) -> "Stopwatch":
        """Goes on; the time since it was stopped does not count."""
        if self.stopped_at is None:
            return self
        gap = (Pause(self.stopped_at, at, PauseReason.SOLVED),) if self.stopped_at < at else ()
        return replace(self, pauses=(*self.pauses, *gap), stopped_at=None)

    def runs(self) -> Iterator[Run]:
        """The stretches in order. The last one is open-ended unless the clock is paused."""
        if self.started_at is None:
            return
        since = self.started_at
        for pause in self.pauses:
            if since < pause.from_at:
                yield Run(since, pause.from_at)
            if pause.until is None:
                return
            since = pause.until
        yield Run(since, None)
