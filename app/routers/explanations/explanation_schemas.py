"""Why a clock is due when it is, in JSON."""

from typing import Annotated, Self

from pydantic import Field

from app.clock import Instant
from app.domain.agreement.measures import Unit
from app.domain.explanation.explaining import Explanation, Promised, SupportHours
from app.domain.vocabulary import ClockName, ClockState, ServiceLevel
from app.routers.explanations.line_schemas import LineOut
from app.routers.http.tables import Column
from app.routers.http.types import Out
from app.routers.sla.clock_schemas import CommitmentOut


class TargetOut(Out):
    """The figure that was promised; `seconds` of support time."""

    amount: float
    unit: Unit
    seconds: int

    @classmethod
    def of(cls, promised: Promised) -> Self:
        return cls(amount=promised.amount, unit=promised.unit, seconds=promised.seconds)


class SupportHoursOut(Out):
    """Wall clock; `revision` is that of the calendar with its closing days."""

    service_level: ServiceLevel
    opens_at: Annotated[str, Field(examples=["08:00"])]
    closes_at: Annotated[str, Field(examples=["17:00"])]
    time_zone: str
    revision: int

    @classmethod
    def of(cls, hours: SupportHours) -> Self:
        return cls(
            service_level=hours.service_level,
            opens_at=hours.opens_at,
            closes_at=hours.closes_at,
            time_zone=hours.time_zone,
            revision=hours.revision,
        )


class ExplanationOut(Out):
    """The lines go from `startedAt` to `dueAt` (without one, to the stop or to now) and the counted seconds add up."""

    clock: ClockName
    state: ClockState
    due_at: Instant | None
    section: str
    agreement_revision: int
    target: TargetOut | None
    calendar: SupportHoursOut | None
    started_at: Instant | None
    stopped_at: Instant | None
    paused_since: Annotated[Instant | None, Field(description="If it is paused now, also when it was breached before.")]
    pause_reason: Annotated[str | None, Field(description="For whom and why, if it is paused now.")]
    lines: tuple[LineOut, ...]
    commitments: tuple[CommitmentOut, ...]
    sentence: str

    @classmethod
    def of(cls, explanation: Explanation) -> Self:
        target, hours, waiting = explanation.target, explanation.calendar, explanation.waiting
        return cls(
            clock=explanation.clock,
            state=explanation.state,
            due_at=explanation.due_at,
            section=explanation.section,
            agreement_revision=explanation.agreement_revision,
            target=None if target is None else TargetOut.of(target),
            calendar=None if hours is None else SupportHoursOut.of(hours),
            started_at=explanation.started_at,
            stopped_at=explanation.stopped_at,
            paused_since=None if waiting is None else waiting.since,
            pause_reason=None if waiting is None else waiting.reason,
            lines=tuple(map(LineOut.of, explanation.lines)),
            commitments=tuple(CommitmentOut.of(*each) for each in explanation.commitments),
            sentence=explanation.sentence,
        )


def line_columns(explanation: ExplanationOut) -> tuple[Column[LineOut], ...]:
    """Those of a line, and in every row alike whether the clock is paused now."""
    return (
        Column("from", lambda line: line.from_at),
        Column("until", lambda line: line.until),
        Column("kind", lambda line: line.kind),
        Column("seconds", lambda line: line.seconds),
        Column("reason", lambda line: line.reason),
        Column("pausedSince", lambda _: explanation.paused_since),
        Column("pauseReason", lambda _: explanation.pause_reason),
    )
