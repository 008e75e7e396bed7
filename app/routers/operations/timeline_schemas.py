"""How an availability came about, in JSON: its explanation, the timeline, and when nobody measured."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from app.clock import Instant
from app.domain.agreement.service_terms import LeftOut
from app.domain.availability.availability_explanation import AvailabilityExplanation
from app.domain.availability.availability_words import SumKind
from app.domain.availability.sweep import StretchKind
from app.domain.availability.timeline import DegradedStretch, ServiceTimeline, TimelineStretch
from app.domain.operations.instances import Instance
from app.domain.operations.measuring import is_measured
from app.domain.operations.outage_facts import OutageCategory
from app.operations.availability import RecordedInstance
from app.routers.http.tables import Column
from app.routers.http.types import In, Note, Out
from app.routers.operations.maintenance_schemas import HappenedAt


class DegradedOut(Out):
    """It worked, poorly: shown, and not counted."""

    from_at: Annotated[Instant, Field(alias="from")]
    until: Instant
    outage_id: UUID

    @classmethod
    def of(cls, stretch: DegradedStretch) -> Self:
        return cls(**vars(stretch))


class AvailabilityLineOut(Out):
    """A stretch that it was down; or all of its time that is up or unmeasured, which has no moments."""

    kind: StretchKind
    seconds: int
    text: str
    from_at: Annotated[Instant | None, Field(alias="from")]
    until: Instant | None


class AvailabilitySumOut(Out):
    """A part of the sum, in whole seconds."""

    kind: SumKind
    seconds: int
    text: str


class AvailabilityExplanationOut(Out):
    """In the language that was asked for. The seconds of the lines add up to those of the period, to the whole second:
    what a line has begun, the next one has.
    """

    instance_id: UUID
    section: str
    agreement_revision: int
    sentence: str
    sums: tuple[AvailabilitySumOut, ...]
    lines: tuple[AvailabilityLineOut, ...]

    @classmethod
    def of(cls, instance: RecordedInstance, explained: AvailabilityExplanation) -> Self:
        return cls(
            instance_id=instance.row.id,
            section=explained.section,
            agreement_revision=instance.service.agreement.revision,
            sentence=explained.sentence,
            sums=tuple(AvailabilitySumOut(**vars(each)) for each in explained.sums),
            lines=tuple(AvailabilityLineOut(**vars(each)) for each in explained.lines),
        )


LINE_COLUMNS: tuple[Column[AvailabilityLineOut], ...] = (
    Column("from", lambda line: line.from_at),
    Column("until", lambda line: line.until),
    Column("kind", lambda line: line.kind),
    Column("seconds", lambda line: line.seconds),
    Column("text", lambda line: line.text),
)


class TimelineStretchOut(Out):
    """Each begins where the one before ends. `category` is of what counts, `reason` and what goes with it of what is
    left out.
    """

    from_at: Annotated[Instant, Field(alias="from")]
    until: Instant
    kind: StretchKind
    outage_ids: tuple[UUID, ...]
    category: OutageCategory | None
    reason: LeftOut | None
    maintenance_id: UUID | None
    announced_at: Instant | None
    decided_by: UUID | None

    @classmethod
    def of(cls, stretch: TimelineStretch) -> Self:
        return cls(**{name: value for name, value in vars(stretch).items() if name != "claim_id"})


class TimelineOut(Out):
    """[from, until) in stretches, without gap or overlap: the part of the period in which there was the instance."""

    instance_id: UUID
    from_at: Annotated[Instant, Field(alias="from")]
    until: Instant
    stretches: tuple[TimelineStretchOut, ...]
    degraded: tuple[DegradedOut, ...]

    @classmethod
    def of(cls, instance_id: UUID, seen: ServiceTimeline) -> Self:
        return cls(
            instance_id=instance_id,
            from_at=seen.from_at,
            until=seen.until,
            stretches=tuple(map(TimelineStretchOut.of, seen.stretches)),
            degraded=tuple(map(DegradedOut.of, seen.degraded)),
        )


class MeasuringIn(In):
    """False: from then on nobody knows whether it is up; true: it is measured again."""

    measuring: bool
    reason: Note
    occurred_at: HappenedAt = None


class MeasuringGapOut(Out):
    """`until` null: nobody measures."""

    from_at: Annotated[Instant, Field(alias="from")]
    until: Instant | None
    reason: str


class MeasuringStateOut(Out):
    """Whether the instance is measured, and when it was not."""

    instance_id: UUID
    measuring: bool
    gaps: tuple[MeasuringGapOut, ...]

    @classmethod
    def of(cls, instance: Instance) -> Self:
        gaps = tuple(MeasuringGapOut(**vars(each)) for each in instance.gaps)
        return cls(instance_id=instance.id, measuring=is_measured(instance), gaps=gaps)
