"""Availability and its timeline in JSON."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field

from app.clock import Instant
from app.domain.agreement.service_terms import LeftOut
from app.domain.availability.availability import Availability, AvailabilityFigure
from app.domain.availability.stretches import Stretch, calendar_year
from app.domain.availability.timeline import TimelineStretch
from app.domain.explanation.phrasing import SECOND
from app.domain.operations.instance_facts import Region
from app.domain.operations.outage_facts import OutageCategory
from app.errors import Invalid
from app.operations.availability import RecordedInstance
from app.operations.store.instances import InstanceRow
from app.routers.http.pagination import PageQuery
from app.routers.http.tables import WIDTH, Cell, Column, as_text, local, written
from app.routers.http.terminal import WallTime, narrow
from app.routers.http.types import EARLIEST, IN_DIGITS, TOO_LATE, Id, InstantIn, Out
from app.routers.operations.timeline_schemas import DegradedOut
from app.routers.request.parameters import MomentQuery


class PeriodQuery(MomentQuery):
    """Of a calendar year, or of [from, until); by neither, of the year that it is."""

    year: Annotated[
        int | None,
        Field(
            ge=EARLIEST.year,
            lt=TOO_LATE.year,
            description="A calendar year on the vendor's wall clock: that is what the share is promised for.",
        ),
        IN_DIGITS,
    ] = None
    from_at: Annotated[
        InstantIn | None, Field(alias="from", description="With `until`, another period than a calendar year.")
    ] = None
    until: Annotated[InstantIn | None, Field(description="And before then.")] = None

    def period(self, now: Instant, zone: ZoneInfo) -> Stretch:
        """Invalid for half a period, or two."""
        if self.from_at is None and self.until is None:
            asked_at = now if self.as_of is None else self.as_of
            return calendar_year(asked_at.astimezone(zone).year if self.year is None else self.year, zone)
        if self.year is not None:
            raise Invalid.at("/query/year", "two_periods", "Give a year, or from and until.")
        if self.from_at is None or self.until is None:
            missing = "from" if self.from_at is None else "until"
            raise Invalid.at(f"/query/{missing}", "missing", "from and until go together.")
        if self.until <= self.from_at:
            raise Invalid.at("/query/until", "not_after_from", "It ends after it begins.")
        return Stretch(self.from_at, self.until)


class AvailabilityListQuery(PeriodQuery, PageQuery):
    """Of the instances that there were at some moment of the period."""

    customer_id: Id | None = None
    service_id: Id | None = None
    region: Region | None = None


class CountedOut(Out):
    """A stretch in which it was down, and that counts; by one outage or by several that overlap or adjoin."""

    from_at: Annotated[Instant, Field(alias="from")]
    until: Instant
    outage_ids: tuple[UUID, ...]
    category: OutageCategory | None

    @classmethod
    def of(cls, stretch: TimelineStretch) -> Self:
        return cls(
            from_at=stretch.from_at,
            until=stretch.until,
            outage_ids=stretch.outage_ids,
            category=stretch.category,
        )


class NotCountedOut(Out):
    """A stretch in which it was down, and that is left out; once, for the first reason that holds (section 5.2)."""

    from_at: Annotated[Instant, Field(alias="from")]
    until: Instant
    reason: LeftOut
    outage_id: UUID
    maintenance_id: Annotated[UUID | None, Field(description="That was announced; null: it was claimed.")]
    announced_at: Instant | None
    decided_by: Annotated[UUID | None, Field(description="Who accepted the claim; null: it was announced.")]

    @classmethod
    def of(cls, stretch: TimelineStretch) -> Self:
        assert stretch.reason is not None  # noqa: S101 - of what is left out
        return cls(
            from_at=stretch.from_at,
            until=stretch.until,
            reason=stretch.reason,
            outage_id=stretch.outage_ids[0],
            maintenance_id=stretch.maintenance_id,
            announced_at=stretch.announced_at,
            decided_by=stretch.decided_by,
        )


class IfAcceptedOut(Out):
    """What it would be if every claim that waits for a decision were accepted."""

    achieved_percent: float | None
    attained: bool | None
    left_out_seconds: float
    counted_seconds: float
    allowed_seconds: float | None
    remaining_seconds: float | None

    @classmethod
    def of(cls, figure: AvailabilityFigure) -> Self:
        return cls(
            achieved_percent=percent(figure),
            attained=figure.attained,
            left_out_seconds=figure.left_out / SECOND,
            counted_seconds=figure.counted / SECOND,
            allowed_seconds=seconds(figure.allowed),
            remaining_seconds=seconds(figure.remaining),
        )


class AvailabilityFigureOut(Out):
    """Of [from, until): the part of the period in which there was the instance, as far as it has passed. To the
    microsecond: `periodSeconds` is what it was up, unmeasured, counted and left out.
    """

    instance_id: UUID
    customer_id: UUID
    name: str
    from_at: Annotated[Instant, Field(alias="from")]
    until: Instant
    ends_at: Annotated[Instant, Field(description="When the period is over for this instance.")]
    promised_percent: Annotated[
        float | None,
        Field(
            description="The customer's own share, or the agreement's. Null: nothing is promised of test instances and"
            " of what the customer hosts."
        ),
    ]
    achieved_percent: Annotated[
        float | None, Field(description="Cut to four decimals, never rounded up. Null: no time has passed.")
    ]
    attained: Annotated[
        bool | None,
        Field(description="By the exact times. Null: nothing is promised, or the period is not over and it still can."),
    ]
    period_seconds: float
    up_seconds: float
    unmeasured_seconds: Annotated[float, Field(description="Shown, and taken for up: no outage was measured.")]
    outage_seconds: Annotated[float, Field(description="All of it: `countedSeconds` and `leftOutSeconds`.")]
    counted_seconds: float
    left_out_seconds: Annotated[float, Field(description="Taken from the outages and from the time they are set to.")]
    allowed_seconds: Annotated[float | None, Field(description="How long it may be down in the whole period.")]
    remaining_seconds: Annotated[float | None, Field(description="Less than nothing once it is exceeded.")]

    @classmethod
    def of(cls, row: InstanceRow, seen: Availability) -> Self:
        return cls(**figures(row, seen))


class AvailabilityOut(AvailabilityFigureOut):
    """`counted` and `leftOut` tile the time that it was down (section 5.2)."""

    counted: tuple[CountedOut, ...]
    left_out: tuple[NotCountedOut, ...]
    degraded: tuple[DegradedOut, ...]
    if_accepted: Annotated[IfAcceptedOut | None, Field(description="Null: no claim waits for a decision.")]
    as_of: Instant
    known_to: Annotated[
        str, Field(description="The place in the feed that this goes up to, as `GET /v1/events` takes it for `cursor`.")
    ]
    agreement_revision: int
    section: Annotated[str, Field(description="That promises it: section 1 where the customer has a share of its own.")]

    @classmethod
    def read(cls, instance: RecordedInstance, seen: Availability, known_to: str) -> Self:
        service, promised = instance.service, seen.promised
        return cls(
            **figures(instance.row, seen),
            counted=tuple(map(CountedOut.of, seen.counted)),
            left_out=tuple(map(NotCountedOut.of, seen.left_out)),
            degraded=tuple(map(DegradedOut.of, seen.degraded)),
            if_accepted=None if seen.if_accepted is None else IfAcceptedOut.of(seen.if_accepted),
            as_of=service.at,
            known_to=known_to,
            agreement_revision=service.agreement.revision,
            section=service.agreement.services.availability.section.number if promised is None else promised.section,
        )


def figures(row: InstanceRow, seen: Availability) -> dict[str, Any]:
    figure = seen.figure
    return {
        "instance_id": row.id,
        "customer_id": row.customer_id,
        "name": row.name,
        "from_at": seen.from_at,
        "until": seen.until,
        "ends_at": seen.ends_at,
        "promised_percent": None if seen.promised is None else float(seen.promised.percent),
        "achieved_percent": percent(figure),
        "attained": figure.attained,
        "period_seconds": seen.period / SECOND,
        "up_seconds": seen.up / SECOND,
        "unmeasured_seconds": seen.unmeasured / SECOND,
        "outage_seconds": seen.outage / SECOND,
        "counted_seconds": figure.counted / SECOND,
        "left_out_seconds": figure.left_out / SECOND,
        "allowed_seconds": seconds(figure.allowed),
        "remaining_seconds": seconds(figure.remaining),
    }


def percent(figure: AvailabilityFigure) -> float | None:
    return None if figure.achieved_percent is None else float(figure.achieved_percent)


def seconds(time: timedelta | None) -> float | None:
    return None if time is None else time / SECOND


AVAILABILITY_COLUMNS: tuple[Column[AvailabilityFigureOut], ...] = (
    Column("instanceId", lambda each: each.instance_id, wide=True),
    Column("customerId", lambda each: each.customer_id, wide=True),
    Column("name", lambda each: each.name, gives_way=True),
    Column("from", lambda each: each.from_at, wide=True),
    Column("until", lambda each: each.until, wide=True),
    Column("promisedPercent", lambda each: each.promised_percent, heading="promised"),
    Column("achievedPercent", lambda each: each.achieved_percent, heading="achieved"),
    Column("attained", lambda each: each.attained),
    Column("periodSeconds", lambda each: each.period_seconds, wide=True),
    Column("upSeconds", lambda each: each.up_seconds, wide=True),
    Column("unmeasuredSeconds", lambda each: each.unmeasured_seconds, wide=True),
    Column("outageSeconds", lambda each: each.outage_seconds, wide=True),
    Column("countedSeconds", lambda each: each.counted_seconds, heading="counted s"),
    Column("leftOutSeconds", lambda each: each.left_out_seconds, heading="left out s"),
    Column("allowedSeconds", lambda each: each.allowed_seconds, wide=True),
    Column("remainingSeconds", lambda each: each.remaining_seconds, heading="remaining s"),
)


_STRETCHES: tuple[Column[CountedOut | NotCountedOut], ...] = (
    Column("from", lambda each: each.from_at),
    Column("until", lambda each: each.until),
    Column("seconds", lambda each: (each.until - each.from_at) / SECOND),
    Column("left out", lambda each: each.reason if isinstance(each, NotCountedOut) else "–", gives_way=True),
)


def availability_text(view: AvailabilityOut, wall: WallTime) -> str:
    """For a terminal: the figures, and what was down, in order."""

    def told(cell: Cell) -> str:
        return local(cell, wall.zone) if isinstance(cell, datetime) else written(cell)

    columns = narrow(AVAILABILITY_COLUMNS)
    down = sorted((*view.counted, *view.left_out), key=lambda each: each.from_at)
    parts = [
        f"§{view.section}, {local(view.from_at, wall.zone)} – {local(view.until, wall.zone)} ({wall.zone})\n",
        as_text(columns, [view], told, WIDTH),
        *([as_text(_STRETCHES, down, told, WIDTH)] if down else []),
    ]
    return "\n".join(parts)
