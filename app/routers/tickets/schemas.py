"""Tickets in JSON."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.db.mapping import StoredTicket
from app.domain.clocks import reader
from app.domain.facts import Details
from app.domain.vocabulary import (
    CallType,
    Cause,
    ChangeType,
    Channel,
    ClockName,
    ClockState,
    CoverageOutcome,
    Impact,
    Kind,
    Priority,
    ProblemType,
    ServiceLevel,
    StepName,
    TicketStatus,
    Urgency,
)
from app.routers.clock_schemas import ClockOut
from app.routers.http.pagination import PageQuery
from app.routers.http.types import Description, Id, In, InstantIn, Name, Out, Reference, Title
from app.services.intake import Report

_ONLY_A_CHANGE_HAS_A_TYPE: dict[str, Any] = {
    "if": {"properties": {"kind": {"not": {"const": "change"}}}},
    "then": {"properties": {"changeType": {"type": "null"}}},
}


class TicketIn(In):
    """What is reported. Through the portal it is a registration; by mail or phone a signal, to be registered later."""

    model_config = ConfigDict(json_schema_extra=_ONLY_A_CHANGE_HAS_A_TYPE)

    customer_id: Annotated[Id | None, Field(description="A customer's own person or integration may leave it out.")] = (
        None
    )
    kind: Kind
    change_type: Annotated[ChangeType | None, Field(description="Of a change only; without it, a normal one.")] = None
    call_type: CallType
    product: Annotated[
        Name,
        Field(
            description="A product of section 1.3, by key or name in any spelling; anything else is not covered.",
            examples=["idu", "orb", "datalink", "dm_portal"],
        ),
    ]
    product_version: Annotated[Reference | None, Field(examples=["5.2"])] = None
    problem_type: ProblemType
    title: Title
    description: Description
    urgency: Urgency
    impact: Impact
    channel: Channel
    external_reference: Reference | None = None
    registered_at: Annotated[
        InstantIn | None, Field(description="Vendor staff only: when it was registered, if not now.")
    ] = None

    @field_validator("change_type")
    @classmethod
    def _only_a_change_has_a_type(cls, change_type: ChangeType | None, info: ValidationInfo) -> ChangeType | None:
        if change_type is not None and info.data.get("kind") not in {Kind.CHANGE, None}:
            raise PydanticCustomError("change_type", "Only a change has a changeType.")
        return change_type

    def report(self) -> Report:
        return Report(
            customer_id=self.customer_id,
            details=self._details(),
            urgency=self.urgency,
            impact=self.impact,
            registered_at=self.registered_at,
        )

    def _details(self) -> Details:
        return Details(
            kind=self.kind,
            change_type=self.change_type or (ChangeType.NORMAL if self.kind is Kind.CHANGE else None),
            call_type=self.call_type,
            product=self.product,
            product_version=self.product_version,
            problem_type=self.problem_type,
            title=self.title,
            description=self.description,
            channel=self.channel,
            external_reference=self.external_reference,
        )


class TicketPatch(In):
    """What is left out stays. Urgency and impact are assessed anew by the vendor only."""

    title: Title | None = None
    description: Description | None = None
    external_reference: Reference | None = None
    urgency: Urgency | None = None
    impact: Impact | None = None
    reason: Annotated[Description | None, Field(description="Why urgency or impact is another one.")] = None


class RegistrationIn(In):
    registered_at: Annotated[
        InstantIn | None, Field(description="Vendor staff only: when it was registered, if not now.")
    ] = None


class CoverageOut(Out):
    outcome: CoverageOutcome
    section: str


class StepOut(Out):
    number: Annotated[int, Field(ge=1, le=13)]
    name: StepName
    entered_at: Instant


class TicketOut(Out):
    """A ticket as of now, or as of `asOf`. `status` and `step` are where it is in the process of section 2."""

    id: UUID
    number: Annotated[str, Field(examples=["T-2026-000123"])]
    customer_id: UUID
    kind: Kind
    change_type: ChangeType | None
    call_type: CallType
    product: str
    product_version: str | None
    problem_type: ProblemType
    title: str
    description: str
    channel: Channel
    external_reference: str | None
    urgency: Urgency
    impact: Impact
    priority: Priority
    service_level: Annotated[ServiceLevel, Field(description="The level at registration, which binds the ticket.")]
    coverage: CoverageOut
    status: TicketStatus
    step: StepOut
    waiting_for_information_since: Instant | None
    cause: Cause | None
    registered_at: Instant | None
    clocks: tuple[ClockOut, ...]
    agreement_revision: int
    calendar_revision: int
    created_at: Instant
    updated_at: Instant
    version: Annotated[
        int,
        Field(description="As in the ETag, whatever asOf says: it counts changes, not the seconds of the clocks."),
    ]

    @classmethod
    def of(cls, stored: StoredTicket, calendar: Calendar, step_name: StepName, now: Instant) -> Self:
        ticket, details, read = stored.ticket, stored.ticket.details, reader(calendar, now)
        clocks = [stored.clocks[name].clock for name in ClockName]
        return cls(
            id=ticket.id,
            number=stored.number,
            customer_id=ticket.customer_id,
            kind=details.kind,
            change_type=details.change_type,
            call_type=details.call_type,
            product=details.product,
            product_version=details.product_version,
            problem_type=details.problem_type,
            title=details.title,
            description=details.description,
            channel=details.channel,
            external_reference=details.external_reference,
            urgency=ticket.urgency,
            impact=ticket.impact,
            priority=ticket.priority,
            service_level=stored.service_level,
            coverage=CoverageOut(outcome=stored.coverage.outcome, section=stored.coverage.section),
            status=ticket.status,
            step=StepOut(number=ticket.step, name=step_name, entered_at=ticket.step_entered_at),
            waiting_for_information_since=ticket.waiting_since,
            cause=ticket.cause,
            registered_at=ticket.registered_at,
            clocks=tuple([ClockOut.of(clock, read(clock)) for clock in clocks]),
            agreement_revision=stored.agreement_revision,
            calendar_revision=ticket.calendar_revision,
            created_at=stored.created_at,
            updated_at=stored.updated_at,
            version=stored.version,
        )


class TicketQuery(PageQuery):
    customer_id: Id | None = None
    kind: Kind | None = None
    priority: Priority | None = None
    service_level: ServiceLevel | None = None
    step: Annotated[int, Field(ge=1, le=13)] | None = None
    status: TicketStatus | None = None
    clock_state: Annotated[ClockState | None, Field(description="Either clock is in that state now.")] = None
    due_before: Annotated[InstantIn | None, Field(description="A clock that still goes falls due before it.")] = None
    external_reference: Reference | None = None
    q: Annotated[
        Name | None, Field(description='Words of number, title, description or reference; "a phrase", or, -not.')
    ] = None
