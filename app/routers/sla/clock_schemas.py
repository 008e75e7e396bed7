"""A clock as the API shows it: how it stands at the moment of asking, in whole seconds of support time."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any, Final, Self

from pydantic import Field

from app.clock import Instant
from app.domain.clocks.clock_readings import ClockReading
from app.domain.clocks.clocks import Clock
from app.domain.clocks.terms import DueTime
from app.domain.vocabulary import ClockName, ClockState
from app.routers.http.terminal import left_in_words
from app.routers.http.types import Out

SECOND: Final = timedelta(seconds=1)
NOTHING: Final = timedelta(0)


class CommitmentOut(Out):
    """One of the promises behind a clock; the earliest governs. `dueAt` is null for best effort and while paused."""

    section: str
    due_at: Instant | None
    state: Annotated[ClockState, Field(description="Of this promise by itself: a looser one may be kept still.")]

    @classmethod
    def of(cls, commitment: DueTime, state: ClockState) -> Self:
        return cls(section=commitment.section, due_at=commitment.due_at, state=state)


def commitments_told(commitments: Iterable[CommitmentOut]) -> str:
    """In a cell of a table."""
    return ", ".join(f"{each.section} {each.state}" for each in commitments)


class ClockOut(Out):
    """One of a ticket's two clocks. Seconds are support time; `elapsedSeconds` and `remainingSeconds` add up to
    `targetSeconds`.
    """

    name: ClockName
    state: Annotated[ClockState, Field(description="As of now: a running clock past its due time reads `breached`.")]
    due_at: Annotated[Instant | None, Field(description="Null: best effort, not applicable, paused or not started.")]
    stopped_at: Instant | None
    breached_at: Annotated[Instant | None, Field(description="The due instant, however late it was noticed.")]
    target_seconds: Annotated[int | None, Field(description="Null: best effort or not applicable.")]
    elapsed_seconds: int
    remaining_seconds: Annotated[int | None, Field(description="Negative when late.")]
    paused_seconds: Annotated[int, Field(description="Support time in which it did not run.")]
    section: Annotated[str, Field(description="The clause of the SLA that governs.")]
    commitments: tuple[CommitmentOut, ...]
    recorded_late: Annotated[bool, Field(description="Met, which was recorded only after the due time.")]
    reason: Annotated[str | None, Field(description="Why it does not run, does not apply, or is late.")]

    @classmethod
    def of(cls, clock: Clock, reading: ClockReading) -> Self:
        return cls(**clock_members(clock, reading))


def clock_members(clock: Clock, reading: ClockReading) -> dict[str, Any]:
    """By field name, for a schema that has more of them."""
    target = None if clock.budget is None or reading.remaining is None else clock.budget // SECOND
    elapsed = _whole_seconds(reading)
    return {
        "name": clock.name,
        "state": reading.state,
        "due_at": reading.due_at,
        "stopped_at": clock.stopped_at,
        "breached_at": reading.breached_at,
        "target_seconds": target,
        "elapsed_seconds": elapsed,
        "remaining_seconds": None if target is None else target - elapsed,
        "paused_seconds": reading.paused // SECOND,
        "section": clock.section,
        "commitments": tuple(map(CommitmentOut.of, clock.commitments, reading.commitments)),
        "recorded_late": reading.recorded_late,
        "reason": reading.reason,
    }


def clock_in_words(clock: ClockOut | None, day: timedelta) -> str:
    """What is left of a clock that goes, in support time; or why that cannot be said. `day`: a business day's worth."""
    if clock is None:
        return ""
    if clock.due_at is None or clock.remaining_seconds is None or clock.stopped_at is not None:
        return clock.state.replace("_", " ")
    return left_in_words(timedelta(seconds=clock.remaining_seconds), day)


def _whole_seconds(reading: ClockReading) -> int:
    """A second that has begun counts once it is late, so that what remains is below zero from then on."""
    late = reading.remaining is not None and reading.remaining < NOTHING
    return -(-reading.elapsed // SECOND) if late else reading.elapsed // SECOND
