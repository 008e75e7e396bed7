"""Tickets in JSON."""

from functools import lru_cache
from typing import Annotated, Self, cast
from uuid import UUID

from pydantic import MISSING, ConfigDict, Field, field_validator

from app.clock import Instant
from app.domain.agreement.coverage import Coverage
from app.domain.clocks.clock_readings import Reader
from app.domain.vocabulary import (
    CallType,
    Cause,
    ChangeType,
    Channel,
    Impact,
    Kind,
    Priority,
    ProblemType,
    ServiceLevel,
    StepName,
    TicketStatus,
    Urgency,
)
from app.routers.http.types import Description, Id, In, InstantIn, Note, Out, Reference, Title
from app.routers.request.parameters import OccurredAtMember
from app.routers.sla.clock_schemas import ClockOut
from app.routers.tickets.classification_schemas import (
    WHAT_TAKES_A_REASON,
    ClassificationPatch,
    CoverageOut,
    ReportedIn,
    require_assessment,
    require_reason,
)
from app.routers.tickets.output_schemas import (
    CycleOut,
    EscalationOut,
    OpenPriorityRequestOut,
    TicketOutputsOut,
    outputs_of,
)
from app.tickets.corrections import Correction
from app.tickets.intake import NewTicket
from app.tickets.store.listed_tickets import ListedTicket

RegistrantId = Annotated[
    Id | None,
    Field(
        description="The accountable support manager only, or an administrator: the active registrant of the customer"
        " on whose behalf it is registered."
    ),
]
RegisteredAt = Annotated[
    InstantIn | None,
    Field(
        description="By an administrator, or by a support manager with registrantId: when it was registered, if not"
        " now. What was agreed then binds the ticket."
    ),
]


class TicketIn(ReportedIn):
    """What is reported. By a registrant, an integration, or for one of them it is a registration; what the vendor was
    told by mail or phone is a signal, to be registered later.
    """

    customer_id: Annotated[Id | None, Field(description="A customer's own person or integration may leave it out.")] = (
        None
    )
    channel: Annotated[
        Channel, Field(description="Mail and phone are how the vendor was told; everything else comes by the portal.")
    ] = Channel.PORTAL
    external_reference: Reference | None = None
    registered_at: RegisteredAt = None
    registrant_id: RegistrantId = None

    def report(self) -> NewTicket:
        return NewTicket(
            customer_id=self.customer_id,
            details=self.details(self.channel, self.external_reference),
            urgency=self.urgency,
            impact=self.impact,
            registered_at=self.registered_at,
            registrant_id=self.registrant_id,
        )


class TicketPatch(ClassificationPatch):
    """What is left out stays, null takes it away. Urgency and impact are assessed anew by the vendor only; what the
    ticket is, is corrected at steps 3 and 4, by whoever is responsible or accountable there. Either takes a reason.
    """

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, **WHAT_TAKES_A_REASON})

    title: Title | MISSING = MISSING
    description: Description | MISSING = MISSING
    external_reference: Reference | MISSING | None = MISSING
    urgency: Urgency | MISSING = MISSING
    impact: Impact | MISSING = MISSING
    reason: Annotated[
        Note | MISSING,
        Field(description="Why classification, urgency or impact are others.", validate_default=True),
    ] = MISSING
    occurred_at: OccurredAtMember | MISSING = MISSING

    _goes_with_something = field_validator("reason")(require_reason)
    _goes_with_an_assessment = field_validator("occurred_at")(require_assessment)

    def correction(self) -> Correction:
        names = (name for name in Correction.__annotations__ if name != "classification")
        given = {name: value for name in names if (value := getattr(self, name)) is not MISSING}
        return cast("Correction", {**given, "classification": self.classification()})


class RegistrationIn(In):
    registered_at: RegisteredAt = None
    registrant_id: RegistrantId = None


class WithdrawalIn(In):
    reason: Annotated[Note, Field(description="Why it comes to nothing.")]


class StepOut(Out):
    number: Annotated[int, Field(ge=1, le=13)]
    name: StepName
    entered_at: Instant


class TicketOut(Out):
    """A ticket as of now, or as of `asOf`. `status` and `step` are where it is in the process of section 2.

    Closed without a `registeredAt`: a signal that was withdrawn.
    """

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
    instance: str | None
    urgency: Urgency
    impact: Impact
    priority: Priority
    service_level: Annotated[ServiceLevel, Field(description="The level at registration, which binds the ticket.")]
    coverage: CoverageOut
    status: TicketStatus
    step: StepOut
    waiting_for_information_since: Instant | None
    cause: Cause | None
    outputs: TicketOutputsOut
    closed_at: Instant | None
    cycles: Annotated[tuple[CycleOut, ...], Field(description="What came before it was opened again, oldest first.")]
    escalation: Annotated[EscalationOut | None, Field(description="The one that stands (section 1); null: none.")]
    open_priority_requests: tuple[OpenPriorityRequestOut, ...]
    raised_at: Annotated[
        Instant | None,
        Field(description="When an account was asked for with it, of a first registration (section 1.6); else null."),
    ]
    registered_at: Instant | None
    registered_by_id: Annotated[
        UUID | None, Field(description="The person or integration that registered it; null: nobody has.")
    ]
    registrant_id: Annotated[
        UUID | None,
        Field(description="The registrant on whose behalf, or oneself; null: an integration, or an administrator."),
    ]
    raised_by_id: Annotated[UUID | None, Field(description="The person or integration that brought it in.")]
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
    def of(cls, listed: ListedTicket, read: Reader, step_name: StepName) -> Self:
        return cls(
            id=listed.id,
            number=listed.number,
            customer_id=listed.customer_id,
            kind=listed.kind,
            change_type=listed.change_type,
            call_type=listed.call_type,
            product=listed.product,
            product_version=listed.product_version,
            problem_type=listed.problem_type,
            title=listed.title,
            description=listed.description,
            channel=listed.channel,
            external_reference=listed.external_reference,
            instance=listed.instance,
            urgency=listed.urgency,
            impact=listed.impact,
            priority=listed.priority,
            service_level=listed.service_level,
            coverage=_coverage(listed.coverage),
            status=listed.status,
            step=StepOut(number=listed.step, name=step_name, entered_at=listed.step_entered_at),
            waiting_for_information_since=listed.waiting_since,
            cause=listed.cause,
            outputs=outputs_of(listed.outputs),
            closed_at=listed.closed_at,
            cycles=tuple([CycleOut(**vars(each)) for each in listed.cycles]),
            escalation=EscalationOut.of(listed.escalation),
            open_priority_requests=tuple([OpenPriorityRequestOut.of(each) for each in listed.open_requests]),
            raised_at=listed.raised_at,
            registered_at=listed.registered_at,
            registered_by_id=listed.registered_by,
            registrant_id=listed.registrant_id,
            raised_by_id=listed.raised_by,
            clocks=tuple([ClockOut.of(clock, read(clock)) for clock in listed.clocks]),
            agreement_revision=listed.agreement_revision,
            calendar_revision=listed.calendar_revision,
            created_at=listed.created_at,
            updated_at=listed.updated_at,
            version=listed.version,
        )


@lru_cache(maxsize=64)
def _coverage(coverage: Coverage) -> CoverageOut:
    return CoverageOut(outcome=coverage.outcome, section=coverage.section)
