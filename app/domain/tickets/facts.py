"""What can happen to a ticket. A ticket is nothing but its facts in order; everything else about it is derived.

Facts that the clocks go by carry what was true then (the level, the revision), never a pointer to what is true now.
"""

from dataclasses import dataclass, field
from typing import Final, Literal
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.agreement import RequestClass
from app.domain.agreement.measures import Target
from app.domain.streams import RecordedFact
from app.domain.tickets.derived_facts import DerivedFact
from app.domain.tickets.escalation_facts import EscalationFact
from app.domain.tickets.links import LinkFact
from app.domain.tickets.outputs import Outputs
from app.domain.vocabulary import (
    CallType,
    ChangeType,
    Channel,
    ClockName,
    Decision,
    Impact,
    Kind,
    Priority,
    ProblemType,
    Responsibility,
    Role,
    ServiceLevel,
    Urgency,
)


@dataclass(frozen=True, kw_only=True)
class Details:
    """What the reporter says. `product`: a key of §1.3, or the reporter's word; `instance`: as monitoring has it."""

    kind: Kind
    change_type: ChangeType | None = None
    call_type: CallType
    product: str
    product_version: str | None = None
    problem_type: ProblemType
    title: str
    description: str
    channel: Channel
    external_reference: str | None = None
    instance: str | None = None


@dataclass(frozen=True, kw_only=True)
class OwnTarget:
    """A figure of a customer-based SLA (§1), over the level's own."""

    request_class: RequestClass
    clock: ClockName
    priority: Priority
    target: Target


@dataclass(frozen=True, kw_only=True)
class Registration:
    """The official registration (§1.2.2): what binds the ticket for its life. `raised_at`: of a first one (§1.6)."""

    service_level: ServiceLevel
    agreement_revision: int
    registrant_id: UUID | None = None
    own_targets: tuple[OwnTarget, ...] = ()
    raised_at: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class Signalled:
    """Reported by phone or mail: stored and visible, no clock starts (§1.2.2 **). The level is the customer's then."""

    details: Details
    service_level: ServiceLevel
    urgency: Urgency
    impact: Impact
    type: Literal["signalled"] = "signalled"


@dataclass(frozen=True, kw_only=True)
class Registered:
    """Officially registered. `details`, `urgency` and `impact` are given unless a signal gave them before."""

    registration: Registration
    calendar_revision: int
    details: Details | None = None
    urgency: Urgency | None = None
    impact: Impact | None = None
    type: Literal["registered"] = "registered"


@dataclass(frozen=True, kw_only=True)
class SignalWithdrawn:
    """A call or mail that comes to nothing: it was never registered, and no more can be."""

    reason: str
    type: Literal["signal_withdrawn"] = "signal_withdrawn"


@dataclass(frozen=True, kw_only=True)
class DecisionTaken:
    """A decision of §2; step None: closed. `role` is the one it was taken in; None: an administrator's."""

    decision: Decision
    from_step: int | None = None
    to_step: int | None = None
    role: Role | None = None
    note: str | None = None
    outputs: Outputs = field(default_factory=Outputs)
    type: Literal["decision_taken"] = "decision_taken"


@dataclass(frozen=True, kw_only=True)
class PriorityRequested:
    """The customer does not agree with the assessment (§3.1.1). None: not asked about (in older ones never)."""

    request_id: UUID
    urgency: Urgency | None = None
    impact: Impact | None = None
    reason: str
    type: Literal["priority_requested"] = "priority_requested"


@dataclass(frozen=True, kw_only=True)
class PriorityDecided:
    """`urgency` and `impact` are what an accepted request makes of the ticket; declined, it changes nothing."""

    request_id: UUID
    accepted: bool
    reason: str
    urgency: Urgency | None = None
    impact: Impact | None = None
    type: Literal["priority_decided"] = "priority_decided"


@dataclass(frozen=True, kw_only=True)
class PriorityAssessed:
    """The vendor's own assessment, told to the customer (§3.1.1)."""

    urgency: Urgency
    impact: Impact
    reason: str
    type: Literal["priority_assessed"] = "priority_assessed"


@dataclass(frozen=True, kw_only=True)
class ReopenRequested:
    """The customer finds that the closed ticket is not solved after all (§2)."""

    request_id: UUID
    reason: str
    type: Literal["reopen_requested"] = "reopen_requested"


@dataclass(frozen=True, kw_only=True)
class ReopenDecided:
    """The vendor's answer; accepted, the decision to reopen comes with it."""

    request_id: UUID
    accepted: bool
    reason: str
    type: Literal["reopen_decided"] = "reopen_decided"


@dataclass(frozen=True, kw_only=True)
class DetailsCorrected:
    """New wording; None leaves a field as it was."""

    title: str | None = None
    description: str | None = None
    external_reference: str | None = None
    reference_removed: Literal[True] | None = None
    type: Literal["details_corrected"] = "details_corrected"


CLASSIFICATION: Final = ("kind", "change_type", "call_type", "product", "product_version", "problem_type")
"""The part of the details that says what a ticket is."""


@dataclass(frozen=True, kw_only=True)
class ClassificationCorrected:
    """Found to be something else than was reported, at step 3 or 4 (§2): all of it as it is from now on."""

    kind: Kind
    change_type: ChangeType | None = None
    call_type: CallType
    product: str
    product_version: str | None = None
    problem_type: ProblemType
    reason: str
    type: Literal["classification_corrected"] = "classification_corrected"


@dataclass(frozen=True, kw_only=True)
class CommentAdded:
    """`internal` comments are the vendor's own and never shown to a customer. `answers`: it was the awaited answer."""

    comment_id: UUID
    text: str
    internal: bool
    answers: Literal[True] | None = None
    type: Literal["comment_added"] = "comment_added"


@dataclass(frozen=True, kw_only=True)
class AlertResolved:
    """Monitoring says that what it raised an alert about is over. Whether it is solved is another decision."""

    fingerprint: str
    starts_at: Instant
    ended_at: Instant
    type: Literal["alert_resolved"] = "alert_resolved"


@dataclass(frozen=True, kw_only=True)
class RoleAssigned:
    """This person holds the role on this ticket (§2.1); None: again everyone who has it. `reason`: of a hand-over."""

    role: Role
    person_id: UUID | None = None
    reason: str | None = None
    type: Literal["role_assigned"] = "role_assigned"


@dataclass(frozen=True, kw_only=True)
class StepOverridden:
    """Delegation: on this ticket the step's row of §2.1 reads so; None gives the matrix back."""

    step: int
    raci: dict[Role, Responsibility] | None = None
    reason: str | None = None
    type: Literal["step_overridden"] = "step_overridden"


@dataclass(frozen=True, kw_only=True)
class CalendarRevised:
    """A closing day was added or taken away; an open ticket goes by the calendar as it is now."""

    calendar_revision: int
    reason: str
    type: Literal["calendar_revised"] = "calendar_revised"


@dataclass(frozen=True, kw_only=True)
class ReadingsRevised:
    """From here on the agreement is read as it is now; what was derived before, and at this, stands as it was said."""

    reason: str
    type: Literal["readings_revised"] = "readings_revised"


ProcessFact = (
    Signalled
    | Registered
    | SignalWithdrawn
    | DecisionTaken
    | PriorityRequested
    | PriorityDecided
    | PriorityAssessed
    | ReopenRequested
    | ReopenDecided
    | DetailsCorrected
    | ClassificationCorrected
    | CommentAdded
    | AlertResolved
    | LinkFact
    | EscalationFact
    | RoleAssigned
    | StepOverridden
    | CalendarRevised
    | ReadingsRevised
)
"""What somebody did or learnt: the fold's input."""
Fact = ProcessFact | DerivedFact
Event = RecordedFact[Fact]
