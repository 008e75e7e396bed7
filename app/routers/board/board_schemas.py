"""What a board on the wall shows, in JSON."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from app.attainment.store.clock_lists import ListedClock
from app.attainment.store.overdue_clocks import OverdueCounts
from app.board.boards import Board
from app.clock import Instant
from app.domain.explanation.phrasing import SECOND
from app.domain.operations.maintenance_facts import MaintenanceKind
from app.domain.operations.maintenance_periods import MaintenanceState
from app.domain.operations.outage_facts import OutageCategory
from app.domain.tickets.moments import Knowledge
from app.domain.vocabulary import ClockName, Priority, ServiceLevel
from app.operations.maintenance import MaintenanceView
from app.operations.outages import OutageView
from app.routers.http.types import Id, Out, QueryIn
from app.routers.operations.availability_schemas import AvailabilityFigureOut
from app.routers.sla.links import Lists
from app.routers.sla.status_schemas import StatusOut

MOST_NAMES = 3


class BoardQuery(QueryIn):
    customer_id: Id | None = None
    service_level: Annotated[
        ServiceLevel | None,
        Field(description="Of tickets; outages, maintenance and availability go by the customer alone."),
    ] = None

    def lists(self, now: Instant) -> Lists:
        return Lists.of(now, Knowledge.THEN, customerId=self.customer_id, serviceLevel=self.service_level)


class BoardClockOut(Out):
    """A clock that goes and is due."""

    ticket_id: UUID
    number: Annotated[str, Field(examples=["T-2026-000123"])]
    title: str
    clock: ClockName
    due_at: Instant
    at_risk_at: Annotated[Instant | None, Field(description="When three quarters of the time have passed.")]
    priority: Priority
    service_level: ServiceLevel
    customer_id: UUID
    customer: Annotated[str, Field(description="The customer's name.")]

    @classmethod
    def of(cls, listed: ListedClock, board: Board) -> Self:
        due_at, _, name = listed.position
        return cls(
            ticket_id=listed.ticket_id,
            number=listed.number,
            title=listed.title,
            clock=name,
            due_at=due_at,
            at_risk_at=listed.clock.at_risk_at,
            priority=listed.priority,
            service_level=listed.service_level,
            customer_id=listed.customer_id,
            customer=board.customers[listed.customer_id],
        )


class OverdueByPriorityOut(Out):
    """How many, by the priority that the clock is judged by."""

    high: int
    normal: int
    low: int
    total: int

    @classmethod
    def of(cls, counts: OverdueCounts, names: tuple[ClockName, ...]) -> Self:
        each = {priority: sum(counts.get((name, priority), 0) for name in names) for priority in Priority}
        return cls(
            high=each[Priority.HIGH], normal=each[Priority.NORMAL], low=each[Priority.LOW], total=sum(each.values())
        )


class OverdueOut(Out):
    """How many clocks are past their due time and still go; `breached` of the status counts those that stopped, too."""

    response: OverdueByPriorityOut
    resolution: OverdueByPriorityOut
    total: OverdueByPriorityOut
    clocks: Annotated[
        tuple[BoardClockOut, ...], Field(description="The first twenty of them, the longest overdue first.")
    ]

    @classmethod
    def of(cls, board: Board) -> Self:
        counts = board.overdue_counts
        return cls(
            response=OverdueByPriorityOut.of(counts, (ClockName.RESPONSE,)),
            resolution=OverdueByPriorityOut.of(counts, (ClockName.RESOLUTION,)),
            total=OverdueByPriorityOut.of(counts, tuple(ClockName)),
            clocks=tuple(BoardClockOut.of(each, board) for each in board.overdue),
        )


class BoardOutageOut(Out):
    """An outage that goes on."""

    id: UUID
    summary: Annotated[str, Field(description="What is said of it.")]
    began_at: Instant
    category: OutageCategory
    degradation: bool
    instances: Annotated[int, Field(description="How many it hits of those in the caller's sight.")]
    instance_names: Annotated[tuple[str, ...], Field(description="What the first three of them are called.")]

    @classmethod
    def of(cls, view: OutageView, board: Board) -> Self:
        outage = view.stored.state
        return cls(
            id=outage.id,
            summary=outage.summary,
            began_at=outage.began_at,
            category=outage.category,
            degradation=outage.degradation,
            instances=len(view.instances),
            instance_names=_names(view, board),
        )


class BoardMaintenanceOut(Out):
    """Planned work of today, on the vendor's wall clock."""

    id: UUID
    kind: MaintenanceKind
    state: MaintenanceState
    planned_from: Instant
    planned_until: Instant
    instances: Annotated[int, Field(description="How many it is on of those in the caller's sight.")]
    instance_names: Annotated[tuple[str, ...], Field(description="What the first three of them are called.")]

    @classmethod
    def of(cls, view: MaintenanceView, board: Board) -> Self:
        period = view.stored.state
        return cls(
            id=period.id,
            kind=period.kind,
            state=period.state,
            planned_from=period.planned_from,
            planned_until=period.planned_until,
            instances=len(view.instances),
            instance_names=_names(view, board),
        )


def _names(view: OutageView | MaintenanceView, board: Board) -> tuple[str, ...]:
    named = [each for each in view.instances if each in board.instances][:MOST_NAMES]
    return tuple(board.instances[each].name for each in named)


class BoardAvailabilityOut(Out):
    """This calendar year, of the instances that something is promised of (section 5.2)."""

    year: int
    instances: Annotated[int, Field(description="How many there are.")]
    exceeded: Annotated[int, Field(description="How many were down for longer than the year allows.")]
    worst: Annotated[tuple[AvailabilityFigureOut, ...], Field(description="The five least available, the worst first.")]

    @classmethod
    def of(cls, board: Board) -> Self:
        seen = board.availability
        return cls(
            year=board.year,
            instances=len(seen),
            exceeded=sum(each.figure.attained is False for each in seen.values()),
            worst=tuple(AvailabilityFigureOut.of(board.instances[each], seen[each]) for each in board.worst),
        )


class BoardDataOut(Out):
    """All that a board shows. What follows `position` in the feed may change it: then it is asked for again."""

    server_time: Annotated[Instant, Field(description="What time it is at the service: countdowns go by it.")]
    position: Annotated[str, Field(description="A place in the feed, as `GET /v1/events` takes it for `cursor`.")]
    feed_lag_seconds: Annotated[float, Field(description="How long what waits longest to get into the feed waits.")]
    time_zone: Annotated[str, Field(description="The vendor's wall clock.", examples=["Europe/Amsterdam"])]
    status: Annotated[StatusOut, Field(description="As `GET /v1/sla/status` has it.")]
    overdue: Annotated[OverdueOut, Field(description="What is past its due time and still goes.")]
    next_due: Annotated[
        tuple[BoardClockOut, ...],
        Field(description="The next twenty clocks that fall due; those that are late are not."),
    ]
    outages: Annotated[tuple[BoardOutageOut, ...], Field(description="Those that go on, the longest first.")]
    maintenance: Annotated[tuple[BoardMaintenanceOut, ...], Field(description="Today's, the soonest first.")]
    availability: Annotated[BoardAvailabilityOut, Field(description="How available instances were this year.")]

    @classmethod
    def of(cls, board: Board, now: Instant, lists: Lists) -> Self:
        return cls(
            server_time=now,
            position=str(board.place),
            feed_lag_seconds=board.lag / SECOND,
            time_zone=board.zone.key,
            status=StatusOut.of(board.status, now, lists, None),
            overdue=OverdueOut.of(board),
            next_due=tuple(BoardClockOut.of(each, board) for each in board.next_due),
            outages=tuple(BoardOutageOut.of(each, board) for each in board.outages),
            maintenance=tuple(BoardMaintenanceOut.of(each, board) for each in board.maintenance),
            availability=BoardAvailabilityOut.of(board),
        )
