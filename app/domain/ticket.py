"""A ticket as its facts add up. `advance` is the fold: one fact on; `replay` is all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from uuid import UUID

from app.clock import Instant
from app.domain.agreement import Agreement, in_force
from app.domain.details import corrected
from app.domain.facts import (
    CalendarRevised,
    ClassificationCorrected,
    CommentAdded,
    DecisionTaken,
    DerivedFact,
    Details,
    DetailsCorrected,
    Event,
    PriorityAssessed,
    PriorityDecided,
    PriorityRequested,
    Registered,
    Registration,
    RoleAssigned,
    Signalled,
    SignalWithdrawn,
    StepOverridden,
)
from app.domain.ground import Reassessment
from app.domain.raci import Row, changed, row_of, standing, vendor_is_responsible
from app.domain.stopwatch import PauseReason, Stopwatch
from app.domain.vocabulary import (
    VENDOR_ROLES,
    Cause,
    Decision,
    Impact,
    Kind,
    Priority,
    Role,
    TicketStatus,
    Urgency,
)

FIRST_STEP = 1
CLASSIFY_TICKET = 3
LAST_STEP = 13

FINDS_THE_CAUSE = frozenset({Decision.BUG, Decision.CONFIGURATION})


@dataclass(frozen=True)
class PriorityRequest:
    """None: not asked about."""

    id: UUID
    urgency: Urgency | None
    impact: Impact | None
    reason: str
    accepted: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """Everything that a decision or a clock depends on. `step` stays 13 when closed.

    `last_fact_at` is when a step, a clock or a right was moved last: comments and requests move none, nor does
    declining one, or naming who holds a role.
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
    assignments: Mapping[Role, UUID] = field(default_factory=dict[Role, UUID])
    overrides: Mapping[int, Row] = field(default_factory=dict[int, Row])
    open_requests: Mapping[UUID, PriorityRequest] = field(default_factory=dict[UUID, PriorityRequest])
    response: Stopwatch = field(default_factory=Stopwatch)
    resolution: Stopwatch = field(default_factory=Stopwatch)

    @property
    def kind(self) -> Kind:
        return self.details.kind

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
    bound = ticket.registration.agreement_revision
    return next(agreement for agreement in revisions if agreement.revision == bound)


def replay(ticket_id: UUID, customer_id: UUID, events: Iterable[Event], revisions: Sequence[Agreement]) -> Ticket:
    """The ticket that these facts make; ValueError when the first one is not its beginning."""
    first, *rest = events
    return reduce(
        lambda ticket, event: advance(ticket, event, revisions),
        rest,
        begin(ticket_id, customer_id, first, revisions),
    )


def begin(ticket_id: UUID, customer_id: UUID, event: Event, revisions: Sequence[Agreement]) -> Ticket:
    match event.fact:
        case Signalled(details=details, urgency=urgency, impact=impact):
            registered = None
        case Registered(details=Details() as details, urgency=Urgency() as urgency, impact=Impact() as impact):
            registered = event.fact
        case _:
            raise ValueError("a ticket begins with a signal or a registration")
    agreement = in_force(revisions, event.occurred_at)
    ticket = Ticket(
        id=ticket_id,
        customer_id=customer_id,
        details=details,
        urgency=urgency,
        impact=impact,
        priority=agreement.priorities[urgency, impact],
        status=TicketStatus.SIGNAL,
        step=FIRST_STEP,
        step_entered_at=event.occurred_at,
        last_fact_at=event.occurred_at,
    )
    return ticket if registered is None else _register(ticket, event, registered)


def advance(ticket: Ticket, event: Event, revisions: Sequence[Agreement]) -> Ticket:
    """The ticket after one more fact. Derived facts change nothing: they follow from the others."""
    if isinstance(event.fact, DerivedFact):
        return ticket
    agreement = agreement_of(ticket, revisions, event.occurred_at)
    changed = _apply(ticket, event, agreement)
    if isinstance(event.fact, Registered):
        agreement = agreement_of(changed, revisions, event.occurred_at)
    return _follow_responsibility(changed, event.occurred_at, agreement)


def _apply(ticket: Ticket, event: Event, agreement: Agreement) -> Ticket:
    match event.fact:
        case Registered() | SignalWithdrawn() as fact:
            return _settle(ticket, event, fact)
        case DecisionTaken() as fact:
            return _decide(_moved(ticket, event.occurred_at), event, fact)
        case PriorityRequested() as fact:
            request = PriorityRequest(fact.request_id, fact.urgency, fact.impact, fact.reason)
            return replace(ticket, open_requests={**ticket.open_requests, request.id: request})
        case PriorityDecided() as fact:
            others = {key: value for key, value in ticket.open_requests.items() if key != fact.request_id}
            settled = replace(ticket, open_requests=others)
            return _assess(_moved(settled, event.occurred_at), event, fact, agreement) if fact.accepted else settled
        case PriorityAssessed() as fact:
            return _assess(_moved(ticket, event.occurred_at), event, fact, agreement)
        case RoleAssigned(role=role, person_id=person_id):
            return replace(ticket, assignments=changed(ticket.assignments, role, person_id))
        case StepOverridden(step=step, raci=row):
            return replace(_moved(ticket, event.occurred_at), overrides=changed(ticket.overrides, step, row))
        case CalendarRevised(calendar_revision=revision):
            return replace(ticket, calendar_revision=revision)
        case DetailsCorrected() | ClassificationCorrected() as fact:
            moved = _moved(ticket, event.occurred_at) if isinstance(fact, ClassificationCorrected) else ticket
            return replace(moved, details=corrected(ticket.details, fact))
        case CommentAdded() | Signalled() | _:
            return ticket


def _moved(ticket: Ticket, at: Instant) -> Ticket:
    return replace(ticket, last_fact_at=max(ticket.last_fact_at, at))


def _settle(ticket: Ticket, event: Event, fact: Registered | SignalWithdrawn) -> Ticket:
    """A signal becomes a ticket, or nothing."""
    if isinstance(fact, Registered):
        return _register(ticket, event, fact)
    return replace(_moved(ticket, event.occurred_at), status=TicketStatus.CLOSED)


def _register(ticket: Ticket, event: Event, fact: Registered) -> Ticket:
    """Official: the clocks start, and a known customer passes the first two steps."""
    at = event.occurred_at
    return replace(
        _enter(ticket, max(ticket.step, CLASSIFY_TICKET), at),
        status=TicketStatus.OPEN,
        registration=fact.registration,
        registered_at=at,
        registration_recorded_at=event.recorded_at,
        registered_by=event.actor_id,
        last_fact_at=at,
        calendar_revision=fact.calendar_revision,
        response=ticket.response.start(at),
        resolution=ticket.resolution.start(at),
    )


def _enter(ticket: Ticket, step: int, at: Instant) -> Ticket:
    """Into a step. Information that was asked for is no longer waited for."""
    if step == ticket.step:
        return ticket
    return replace(ticket, step=step, step_entered_at=at, waiting_since=None)


def _assess(ticket: Ticket, event: Event, fact: PriorityDecided | PriorityAssessed, agreement: Agreement) -> Ticket:
    urgency, impact = fact.urgency or ticket.urgency, fact.impact or ticket.impact
    priority = agreement.priorities[urgency, impact]
    changed = replace(ticket, urgency=urgency, impact=impact, priority=priority)
    if priority is ticket.priority:
        return changed
    return replace(changed, reassessed=Reassessment(event.occurred_at, ticket.priority))


def _decide(ticket: Ticket, event: Event, fact: DecisionTaken) -> Ticket:
    at = event.occurred_at
    ticket = _responded(ticket, event, fact)
    if fact.decision in FINDS_THE_CAUSE and fact.outputs.cause is not None:
        ticket = replace(ticket, cause=fact.outputs.cause)
    match fact.decision:
        case Decision.REQUEST_INFORMATION:
            return replace(ticket, waiting_since=at)
        case Decision.INFORMATION_RECEIVED:
            return replace(ticket, waiting_since=None)
        case Decision.WORKAROUND:
            return replace(ticket, resolution=ticket.resolution.stop(at))
        case Decision.SOLVED:
            solved = replace(ticket, resolution=ticket.resolution.stop(at))
            return _enter(solved, fact.to_step or LAST_STEP, at)
        case Decision.CLOSE:
            return replace(ticket, status=TicketStatus.CLOSED)
        case Decision.REOPEN:
            reopened = replace(ticket, status=TicketStatus.OPEN, resolution=ticket.resolution.reopen(at))
            return _enter(reopened, fact.to_step or CLASSIFY_TICKET, at)
        case _:
            return _enter(ticket, fact.to_step or ticket.step, at)


def _responded(ticket: Ticket, event: Event, fact: DecisionTaken) -> Ticket:
    """The vendor begins to investigate (§5.3): its first decision from step 3 on, but not by the registrant itself."""
    by_vendor = fact.role is None or fact.role in VENDOR_ROLES
    by_registrant = event.actor_id is not None and event.actor_id == registrant_of(ticket)
    if not by_vendor or by_registrant or (fact.from_step or 0) < CLASSIFY_TICKET:
        return ticket
    return replace(ticket, response=ticket.response.stop(event.occurred_at))


def registrant_of(ticket: Ticket) -> UUID | None:
    return None if ticket.registration is None else ticket.registration.registrant_id


def _follow_responsibility(ticket: Ticket, at: Instant, agreement: Agreement) -> Ticket:
    """The vendor's resolution clock runs only while a vendor role is responsible for the current step."""
    wanted = _pause_wanted(ticket, agreement)
    watch = ticket.resolution
    if not watch.is_going or watch.paused_for is wanted:
        return ticket
    watch = watch.resume(at)
    return replace(ticket, resolution=watch if wanted is None else watch.pause(at, wanted))


def _pause_wanted(ticket: Ticket, agreement: Agreement) -> PauseReason | None:
    if not agreement.pause_when_customer_is_responsible:
        return None
    if ticket.waiting:
        return PauseReason.INFORMATION_REQUESTED
    if vendor_is_responsible(ticket.row(agreement)):
        return None
    return PauseReason.CUSTOMER_RESPONSIBLE
