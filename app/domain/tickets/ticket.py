"""A ticket as its facts have added up to: everything that a decision or a clock depends on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.agreement import Agreement, in_force, revision
from app.domain.agreement.coverage import Coverage, coverage
from app.domain.tickets.escalation_facts import Escalation
from app.domain.tickets.facts import Details, Registration
from app.domain.tickets.ground import Basis, Reassessment
from app.domain.tickets.outputs import Outputs
from app.domain.tickets.raci import Row, row_of, standing
from app.domain.tickets.stopwatch import Stopwatch
from app.domain.vocabulary import (
    Cause,
    ClockName,
    Impact,
    Kind,
    Priority,
    Role,
    TicketStatus,
    Urgency,
)

FIRST_STEP = 1
CLASSIFY_TICKET = 3
DETERMINE_PROBLEM = 4
LAST_STEP = 13


@dataclass(frozen=True)
class PriorityRequest:
    """None: not asked about."""

    id: UUID
    urgency: Urgency | None
    impact: Impact | None
    reason: str
    accepted: bool | None = None


@dataclass(frozen=True)
class Cycle:
    """Work on a ticket that was closed and opened again: from its registration, or from when it was opened before."""

    began_at: Instant
    closed_at: Instant
    reopened_at: Instant


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """Everything that a decision or a clock depends on. `step` stays 13 when closed.

    `last_fact_at` is when a step, a clock or a right was moved last: comments and requests move none, nor does
    declining one, or naming who holds a role. `outputs` are the latest that decisions brought along, but for the cause.
    """

    id: UUID
    customer_id: UUID
    details: Details
    urgency: Urgency
    impact: Impact
    priority: Priority
    status: TicketStatus
    step: int
    step_entered_at: Instant
    last_fact_at: Instant
    registration: Registration | None = None
    registered_at: Instant | None = None
    registration_recorded_at: Instant | None = None
    registered_by: UUID | None = None
    calendar_revision: int = 0
    waiting_since: Instant | None = None
    reassessed: Reassessment | None = None
    cause: Cause | None = None
    outputs: Outputs = field(default_factory=Outputs)
    closed_at: Instant | None = None
    cycles: tuple[Cycle, ...] = ()
    assignments: Mapping[Role, UUID] = field(default_factory=dict[Role, UUID])
    overrides: Mapping[int, Row] = field(default_factory=dict[int, Row])
    open_requests: Mapping[UUID, PriorityRequest] = field(default_factory=dict[UUID, PriorityRequest])
    escalation: Escalation | None = None
    response: Stopwatch = field(default_factory=Stopwatch)
    resolution: Stopwatch = field(default_factory=Stopwatch)
    judged: Mapping[ClockName, Basis] = field(default_factory=dict[ClockName, Basis])

    @property
    def kind(self) -> Kind:
        return self.details.kind

    @property
    def registrant_id(self) -> UUID | None:
        return None if self.registration is None else self.registration.registrant_id

    def covered_by(self, agreement: Agreement, /) -> Coverage:
        return coverage(self.details, agreement, self.registration and self.registration.service_level)

    @property
    def waiting(self) -> bool:
        return self.waiting_since is not None

    @property
    def place(self) -> int | None:
        """Where in the process: the step, or None when closed."""
        return None if self.status is TicketStatus.CLOSED else self.step

    def row(self, agreement: Agreement) -> Row:
        """Who has which letter for the current step, as it stands now; of a signal, for registering it."""
        step = FIRST_STEP if self.status is TicketStatus.SIGNAL else self.step
        return standing(row_of(agreement, step, self.overrides), waiting=self.waiting)

    def parts(self, agreement: Agreement) -> Row:
        """As `row`, for the lists of work; nobody has a part in it once it is closed.

        Of a signal it is who may register it (step 1); of the customer these are its registrants alone, whom no role
        tells from the others.
        """
        match self.status:
            case TicketStatus.CLOSED:
                return {}
            case TicketStatus.SIGNAL:
                registering = row_of(agreement, FIRST_STEP, self.overrides)
                return {role: letter for role, letter in registering.items() if role is not Role.CUSTOMER}
            case _:
                return self.row(agreement)


def agreement_of(ticket: Ticket | None, revisions: Sequence[Agreement], at: Instant) -> Agreement:
    """The revision in force at registration binds the ticket for its life; before that, the one in force now."""
    if ticket is None or ticket.registration is None:
        return in_force(revisions, at)
    return revision(revisions, ticket.registration.agreement_revision)
