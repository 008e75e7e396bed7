"""A ticket as its facts add up. `advance` is the fold: one fact on; `replay` is all of them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from app.clock import Instant
from app.domain import streams
from app.domain.agreement.agreement import Agreement, in_force, revision
from app.domain.replacing import replace
from app.domain.tickets.derived_facts import DerivedFact
from app.domain.tickets.details import corrected
from app.domain.tickets.escalation_facts import Escalated, Escalation, EscalationEnded
from app.domain.tickets.facts import (
    CalendarRevised,
    ClassificationCorrected,
    CommentAdded,
    DecisionTaken,
    Details,
    DetailsCorrected,
    Event,
    PriorityAssessed,
    PriorityDecided,
    PriorityRequested,
    Registered,
    RoleAssigned,
    Signalled,
    SignalWithdrawn,
    StepOverridden,
)
from app.domain.tickets.ground import Reassessment, judged_of
from app.domain.tickets.links import LinkFact, TicketLinked, TicketLinkTo, TicketUnlinked
from app.domain.tickets.outputs import NO_OUTPUTS, Outputs
from app.domain.tickets.raci import changed, vendor_is_responsible
from app.domain.tickets.stopwatch import PauseReason
from app.domain.tickets.ticket import (
    CLASSIFY_TICKET,
    DETERMINE_PROBLEM,
    FIRST_STEP,
    Cycle,
    PriorityRequest,
    Ticket,
    agreement_of,
)
from app.domain.vocabulary import (
    VENDOR_ROLES,
    Decision,
    Impact,
    TicketStatus,
    Urgency,
)

FINDS_THE_CAUSE = frozenset({Decision.BUG, Decision.CONFIGURATION})


def replay(ticket_id: UUID, customer_id: UUID, events: Iterable[Event], revisions: Sequence[Agreement]) -> Ticket:
    """The ticket that these facts make; ValueError when the first one is not its beginning."""
    return streams.replay(
        lambda first: begin(ticket_id, customer_id, first, revisions),
        lambda ticket, event: advance(ticket, event, revisions),
        events,
    )


def begin(ticket_id: UUID, customer_id: UUID, event: Event, revisions: Sequence[Agreement]) -> Ticket:
    match event.fact:
        case Signalled(details=details, urgency=urgency, impact=impact):
            registered, agreement = None, in_force(revisions, event.occurred_at)
        case Registered(details=Details() as details, urgency=Urgency() as urgency, impact=Impact() as impact):
            registered, agreement = event.fact, revision(revisions, event.fact.registration.agreement_revision)
        case _:
            raise ValueError("a ticket begins with a signal or a registration")
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
        changed = replace(changed, priority=agreement.priorities[changed.urgency, changed.impact])
    return _follow_responsibility(changed, event.occurred_at, agreement)


def _apply(ticket: Ticket, event: Event, agreement: Agreement) -> Ticket:
    match event.fact:
        case Registered() | SignalWithdrawn() as fact:
            return _settle(ticket, event, fact)
        case DecisionTaken() as fact:
            return _decide(_moved(ticket, event.occurred_at), event, fact)
        case PriorityRequested() | PriorityDecided() | PriorityAssessed() as fact:
            return _prioritise(ticket, event, fact, agreement)
        case RoleAssigned(role=role, person_id=person_id):
            return replace(ticket, assignments=changed(ticket.assignments, role, person_id))
        case StepOverridden(step=step, raci=row):
            return replace(_moved(ticket, event.occurred_at), overrides=changed(ticket.overrides, step, row))
        case Escalated() | EscalationEnded() as fact:
            return replace(ticket, escalation=_escalation(event, fact))
        case TicketLinked() | TicketUnlinked() as fact:
            return _linked(ticket, fact)
        case CalendarRevised(calendar_revision=revision):
            return replace(ticket, calendar_revision=revision)
        case DetailsCorrected() | ClassificationCorrected() as fact:
            moved = _moved(ticket, event.occurred_at) if isinstance(fact, ClassificationCorrected) else ticket
            return replace(moved, details=corrected(ticket.details, fact))
        case CommentAdded() | Signalled() | _:
            return ticket


def _linked(ticket: Ticket, fact: LinkFact) -> Ticket:
    """It is about one item of the backlog at most: what a decision called it by may be another."""
    if fact.to is not TicketLinkTo.BACKLOG_ITEM:
        return ticket
    item_id = fact.id if isinstance(fact, TicketLinked) else None
    return replace(ticket, outputs=replace(ticket.outputs, backlog_item=None, backlog_item_id=item_id))


def _prioritise(
    ticket: Ticket, event: Event, fact: PriorityRequested | PriorityDecided | PriorityAssessed, agreement: Agreement
) -> Ticket:
    match fact:
        case PriorityRequested():
            request = PriorityRequest(fact.request_id, fact.urgency, fact.impact, fact.reason)
            return replace(ticket, open_requests={**ticket.open_requests, request.id: request})
        case PriorityDecided():
            others = {key: value for key, value in ticket.open_requests.items() if key != fact.request_id}
            settled = replace(ticket, open_requests=others)
            return _assess(_moved(settled, event.occurred_at), event, fact, agreement) if fact.accepted else settled
        case PriorityAssessed():
            return _assess(_moved(ticket, event.occurred_at), event, fact, agreement)


def _escalation(event: Event, fact: Escalated | EscalationEnded) -> Escalation | None:
    if isinstance(fact, EscalationEnded):
        return None
    return Escalation(fact.escalation_id, event.occurred_at, fact.reason)


def _moved(ticket: Ticket, at: Instant) -> Ticket:
    return replace(ticket, last_fact_at=max(ticket.last_fact_at, at))


def _settle(ticket: Ticket, event: Event, fact: Registered | SignalWithdrawn) -> Ticket:
    """A signal becomes a ticket, or nothing."""
    if isinstance(fact, Registered):
        return _register(ticket, event, fact)
    at = event.occurred_at
    return replace(_moved(ticket, at), status=TicketStatus.CLOSED, closed_at=at)


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
    if fact.outputs != NO_OUTPUTS:
        ticket = replace(ticket, outputs=_latest(ticket.outputs, fact.outputs))
    return _enter(_effect(ticket, event, fact), fact.to_step or ticket.step, at)


def _latest(before: Outputs, brought: Outputs) -> Outputs:
    """The cause is the ticket's own: what finds it and what takes it back are two things. An item of the backlog is
    one thing, by its reference and by its id.
    """
    news = {name: each for name, each in vars(brought).items() if each is not None and name != "cause"}
    if "backlog_item" in news or "backlog_item_id" in news:
        news |= {"backlog_item": brought.backlog_item, "backlog_item_id": brought.backlog_item_id}
    return replace(before, **news)


def _effect(ticket: Ticket, event: Event, fact: DecisionTaken) -> Ticket:
    """Beside the step that it leads to. What did not help never solved (§1.2.3 note): its clock goes on."""
    at, recorded_at = event.occurred_at, event.recorded_at
    match fact.decision:
        case Decision.REQUEST_INFORMATION:
            return replace(ticket, waiting_since=at)
        case Decision.INFORMATION_RECEIVED:
            return replace(ticket, waiting_since=None)
        case Decision.WORKAROUND:
            return replace(ticket, resolution=ticket.resolution.stop(at, recorded_at))
        case Decision.SOLVED:
            return replace(ticket, resolution=ticket.resolution.solve(at, recorded_at))
        case Decision.CLOSE:
            return replace(ticket, status=TicketStatus.CLOSED, closed_at=at, escalation=None)
        case Decision.REOPEN | Decision.NOT_SOLVED:
            is_anew = fact.decision is Decision.REOPEN or fact.to_step == DETERMINE_PROBLEM
            going, cause = ticket.resolution.go_on(at), None if is_anew else ticket.cause
            cycles = _cycles(ticket, at)
            return replace(
                ticket, status=TicketStatus.OPEN, resolution=going, cause=cause, closed_at=None, cycles=cycles
            )
        case _:
            return ticket


def _cycles(ticket: Ticket, reopened_at: Instant) -> tuple[Cycle, ...]:
    began_at = ticket.cycles[-1].reopened_at if ticket.cycles else ticket.registered_at
    if ticket.closed_at is None or began_at is None:
        return ticket.cycles
    return *ticket.cycles, Cycle(began_at, ticket.closed_at, reopened_at)


def _responded(ticket: Ticket, event: Event, fact: DecisionTaken) -> Ticket:
    """The vendor begins to investigate (§5.3): its first decision from step 3 on, but not by the registrant itself."""
    by_vendor = fact.role is None or fact.role in VENDOR_ROLES
    by_registrant = event.actor_id is not None and event.actor_id == ticket.registrant_id
    if not by_vendor or by_registrant or (fact.from_step or 0) < CLASSIFY_TICKET:
        return ticket
    stopped = ticket.response.stop(event.occurred_at, event.recorded_at)
    return ticket if stopped is ticket.response else replace(ticket, response=stopped)


def _follow_responsibility(ticket: Ticket, at: Instant, agreement: Agreement) -> Ticket:
    """The vendor's resolution clock runs only while a vendor role is responsible for the current step.

    A clock that has stopped is judged by what holds then, until it goes on again (§3.1.1).
    """
    watch = ticket.resolution.held(at, _pause_wanted(ticket, agreement))
    followed = ticket if watch is ticket.resolution else replace(ticket, resolution=watch)
    judged = judged_of(followed)
    return followed if judged.keys() == ticket.judged.keys() else replace(followed, judged=judged)


def _pause_wanted(ticket: Ticket, agreement: Agreement) -> PauseReason | None:
    is_vendors = not ticket.waiting and vendor_is_responsible(ticket.row(agreement))
    if is_vendors or not agreement.pause_when_customer_is_responsible:
        return None
    return PauseReason.INFORMATION_REQUESTED if ticket.waiting else PauseReason.CUSTOMER_RESPONSIBLE
