"""Planned work in JSON."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from app.clock import Instant
from app.domain.explanation.phrasing import SECOND
from app.domain.operations.maintenance_facts import MaintenanceKind
from app.domain.operations.maintenance_periods import AnnouncedStretch, MaintenanceState
from app.operations.maintenance import MaintenanceView, NewMaintenance
from app.operations.store.maintenance import MaintenanceFilter
from app.routers.http.pagination import PageQuery
from app.routers.http.tables import Column
from app.routers.http.types import Id, In, InstantIn, Out
from app.routers.operations.outage_schemas import ConcernedIn

HappenedAt = Annotated[
    InstantIn | None, Field(description="When it happened, if not now. It does not lie in the future.")
]


class MaintenanceIn(ConcernedIn):
    """`announce`: customers are told of it now; otherwise it is planned, and announced by a transition.

    When it is announced nobody says: that is when it is recorded (section 5.4).
    """

    kind: MaintenanceKind
    planned_from: InstantIn
    planned_until: InstantIn
    change_id: Id | None = None
    announce: bool = False

    def new(self) -> NewMaintenance:
        return NewMaintenance(
            service_id=self.service_id,
            instance_ids=self.named,
            kind=self.kind,
            planned_from=self.planned_from,
            planned_until=self.planned_until,
            change_id=self.change_id,
            announce=self.announce,
        )


class AnnounceMaintenanceIn(In):
    """Customers are told of it now."""

    decision: Literal["announce"]


class ExtendMaintenanceIn(In):
    """It takes until then; what this adds is announced by this."""

    decision: Literal["extend"]
    planned_until: InstantIn


class BeginMaintenanceIn(In):
    """The work began."""

    decision: Literal["begin"]
    occurred_at: HappenedAt = None


class EndMaintenanceIn(In):
    """The work is done."""

    decision: Literal["end"]
    occurred_at: HappenedAt = None


class CancelMaintenanceIn(In):
    """From then on nothing is announced any more; what had begun is over."""

    decision: Literal["cancel"]
    occurred_at: HappenedAt = None


MaintenanceTransitionIn = Annotated[
    AnnounceMaintenanceIn | ExtendMaintenanceIn | BeginMaintenanceIn | EndMaintenanceIn | CancelMaintenanceIn,
    Field(discriminator="decision"),
]


class AnnouncedStretchOut(Out):
    """Announced by one act; what an extension adds is judged by itself."""

    from_at: Annotated[Instant, Field(alias="from")]
    until: Instant
    announced_at: Instant
    beforehand: Annotated[bool, Field(description="Whether that was recorded before it begins.")]

    @classmethod
    def of(cls, stretch: AnnouncedStretch) -> Self:
        return cls(
            from_at=stretch.from_at,
            until=stretch.until,
            announced_at=stretch.announced_at,
            beforehand=stretch.beforehand,
        )


class MaintenanceOut(Out):
    """`instanceIds`, and `changeId`, are those in the caller's sight."""

    id: UUID
    service_id: UUID | None
    instance_ids: tuple[UUID, ...]
    kind: MaintenanceKind
    change_id: UUID | None
    state: MaintenanceState
    planned_from: Instant
    planned_until: Instant
    window_seconds: Annotated[float, Field(description="Of what is planned: in the maintenance window (section 5.4).")]
    outside_window_seconds: Annotated[float, Field(description="And outside it: a deviation, which is announced.")]
    announced_at: Annotated[Instant | None, Field(description="When it was first announced; null: it never was.")]
    announced_beforehand: Annotated[bool, Field(description="Whether all of it was, each stretch before it began.")]
    told_in_time: Annotated[
        bool | None,
        Field(
            description="Whether what deviates from the window was announced in time (section 5.4); null: nothing that "
            "was announced deviates."
        ),
    ]
    stretches: tuple[AnnouncedStretchOut, ...]
    begun_at: Instant | None
    ended_at: Instant | None
    cancelled_at: Instant | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, view: MaintenanceView) -> Self:
        period = view.stored.state
        return cls(
            id=period.id,
            service_id=period.service_id,
            instance_ids=tuple(view.instances),
            kind=period.kind,
            change_id=view.change_id,
            state=period.state,
            planned_from=period.planned_from,
            planned_until=period.planned_until,
            window_seconds=view.window.within / SECOND,
            outside_window_seconds=view.window.outside / SECOND,
            announced_at=period.announced_at,
            announced_beforehand=period.announced_beforehand,
            told_in_time=view.told_in_time,
            stretches=tuple(map(AnnouncedStretchOut.of, period.announced)),
            begun_at=period.begun_at,
            ended_at=period.ended_at,
            cancelled_at=period.cancelled_at,
            created_at=view.stored.created_at,
            updated_at=view.stored.updated_at,
        )


class MaintenanceQuery(PageQuery):
    """Planned for, or carried out at, some moment of [from, until)."""

    instance_id: Id | None = None
    state: MaintenanceState | None = None
    from_at: Annotated[InstantIn | None, Field(alias="from")] = None
    until: InstantIn | None = None

    def wanted(self) -> MaintenanceFilter:
        return MaintenanceFilter(instance_id=self.instance_id, state=self.state, from_at=self.from_at, until=self.until)


MAINTENANCE_COLUMNS: tuple[Column[MaintenanceOut], ...] = (
    Column("id", lambda each: each.id, wide=True),
    Column("plannedFrom", lambda each: each.planned_from),
    Column("plannedUntil", lambda each: each.planned_until),
    Column("kind", lambda each: each.kind),
    Column("state", lambda each: each.state),
    Column("windowSeconds", lambda each: each.window_seconds, wide=True),
    Column("outsideWindowSeconds", lambda each: each.outside_window_seconds, wide=True),
    Column("announcedAt", lambda each: each.announced_at, wide=True),
    Column("announcedBeforehand", lambda each: each.announced_beforehand, heading="beforehand"),
    Column("toldInTime", lambda each: each.told_in_time, wide=True),
    Column("begunAt", lambda each: each.begun_at, wide=True),
    Column("endedAt", lambda each: each.ended_at, wide=True),
    Column("cancelledAt", lambda each: each.cancelled_at, wide=True),
    Column("instances", lambda each: len(each.instance_ids), wide=True),
)
