"""Clocks with what one wants to know of their tickets, in JSON and as a table."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from app.attainment.store.clock_lists import ClockFilter, ListedClock
from app.domain.agreement.terms import AttainmentPromise
from app.domain.attainment.attainment import OutcomeSought
from app.domain.clocks.clock_readings import ClockReading
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ClockName, Priority, ServiceLevel, StepName, TicketStatus
from app.errors import Invalid
from app.routers.http.pagination import PageQuery
from app.routers.http.tables import Column
from app.routers.http.types import Id, InstantIn, Out
from app.routers.request.parameters import MomentQuery
from app.routers.sla.clock_schemas import ClockOut, clock_in_words, clock_members, commitments_told


class PlaceOut(Out):
    """A step of section 2."""

    number: Annotated[int, Field(ge=1, le=13)]
    name: StepName


class TicketClockOut(ClockOut):
    """A clock, and the ticket that it belongs to."""

    ticket_id: UUID
    number: Annotated[str, Field(examples=["T-2026-000123"])]
    title: str
    customer_id: UUID
    priority: Priority
    service_level: ServiceLevel
    status: TicketStatus
    step: PlaceOut

    @classmethod
    def of_listed(cls, listed: ListedClock, reading: ClockReading, step: PlaceOut) -> Self:
        return cls(
            **clock_members(listed.clock, reading),
            ticket_id=listed.ticket_id,
            number=listed.number,
            title=listed.title,
            customer_id=listed.customer_id,
            priority=listed.priority,
            service_level=listed.service_level,
            status=listed.status,
            step=step,
        )


class ClockQuery(PageQuery, MomentQuery):
    state: Annotated[
        ClockStanding | None,
        Field(
            description="As of now. `at_risk`: running, and three quarters of the time have passed; `running` has "
            "these too. `recorded_late`: met, which was recorded only after the due time; `met` has these too. Without "
            "a state and a figure: clocks that still go, that is, started and not stopped."
        ),
    ] = None
    clock: ClockName | None = None
    priority: Priority | None = None
    customer_id: Id | None = None
    service_level: ServiceLevel | None = None
    due_before: InstantIn | None = None
    due_after: Annotated[InstantIn | None, Field(description="Due at that moment or later.")] = None

    registered_from: Annotated[
        InstantIn | None,
        Field(
            description="Registered then or later; a signal that never was: reported. With a figure and without this, "
            "in the last 365 days."
        ),
    ] = None
    registered_until: Annotated[InstantIn | None, Field(description="And before then.")] = None
    figure: Annotated[
        str | None,
        Field(
            description="Clocks that this figure of section 1.2.3 asks of, by its `name` in `/sla/status`.",
            examples=["resolution-normal-low-5-days"],
        ),
    ] = None
    outcome: Annotated[
        OutcomeSought | None,
        Field(
            description="Of those that the figure asks of. `achieved` has those `recorded_late` too, and `decided` is "
            "`achieved` and `missed`; the others are on neither side of the fraction."
        ),
    ] = None

    def filter(self, promises: Sequence[AttainmentPromise]) -> ClockFilter:
        """Invalid for an unknown figure, an outcome of none, or an empty period."""
        if self.figure is None and self.outcome is not None:
            raise Invalid.at("/query/figure", "missing", "An outcome is that of a figure: name it, too.")
        if self.registered_from and self.registered_until and self.registered_from >= self.registered_until:
            raise Invalid.at("/query/registeredUntil", "empty_period", "The period ends after it begins.")
        figure = next((each for each in promises if each.name == self.figure), None)
        if self.figure is not None and figure is None:
            known = ", ".join(each.name for each in promises)
            raise Invalid.at("/query/figure", "unknown_figure", f"The figures are {known}.")
        return ClockFilter(
            standing=self.state,
            name=self.clock,
            priority=self.priority,
            customer_id=self.customer_id,
            service_level=self.service_level,
            due_before=self.due_before,
            due_from=self.due_after,
            begun_from=self.registered_from,
            begun_until=self.registered_until,
            figure=figure,
            sought=self.outcome,
        )


def clocks_in_brief(days: Mapping[ServiceLevel, timedelta]) -> tuple[Column[TicketClockOut], ...]:
    """`days`: what a business day of each level is worth."""
    return (
        Column("number", lambda clock: clock.number),
        Column("clock", lambda clock: clock.name),
        Column("priority", lambda clock: clock.priority, heading="prio"),
        Column("due", lambda clock: clock.due_at),
        Column("left", lambda clock: clock_in_words(clock, days[clock.service_level])),
        Column("title", lambda clock: clock.title, gives_way=True),
    )


CLOCK_COLUMNS: tuple[Column[TicketClockOut], ...] = (
    Column("number", lambda clock: clock.number),
    Column("clock", lambda clock: clock.name),
    Column("state", lambda clock: clock.state),
    Column("priority", lambda clock: clock.priority),
    Column("dueAt", lambda clock: clock.due_at),
    Column("remainingSeconds", lambda clock: clock.remaining_seconds),
    Column("elapsedSeconds", lambda clock: clock.elapsed_seconds),
    Column("pausedSeconds", lambda clock: clock.paused_seconds),
    Column("targetSeconds", lambda clock: clock.target_seconds),
    Column("stoppedAt", lambda clock: clock.stopped_at),
    Column("serviceLevel", lambda clock: clock.service_level),
    Column("status", lambda clock: clock.status),
    Column("step", lambda clock: clock.step.number),
    Column("stepName", lambda clock: clock.step.name),
    Column("section", lambda clock: clock.section),
    Column("commitments", lambda clock: commitments_told(clock.commitments)),
    Column("customerId", lambda clock: clock.customer_id),
    Column("ticketId", lambda clock: clock.ticket_id),
    Column("title", lambda clock: clock.title),
)
