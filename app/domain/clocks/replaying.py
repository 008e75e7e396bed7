"""A ticket's history told again, event by event: what each one makes of the ticket, and whether it could be there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.domain.agreement.agreement import Agreement
from app.domain.clocks.clocks import Calendars, Clock, clocks_of
from app.domain.clocks.deadlines import ClockNotice, Notices, announce_at, consequences, notices_after, warned_of
from app.domain.tickets.derived_facts import BreachAnnounced, BreachWithdrawn, DerivedFact, DueMoved, RiskAnnounced
from app.domain.tickets.facts import DecisionTaken, Event, ReadingsRevised, Registered, SignalWithdrawn
from app.domain.tickets.fold import advance, begin
from app.domain.tickets.process import possible
from app.domain.tickets.ticket import Ticket, agreement_of
from app.domain.vocabulary import ClockName, TicketStatus

Clocks = Mapping[ClockName, Clock]


@dataclass(frozen=True)
class Step:
    """The ticket after an event. `fault` says what is wrong with the event; `owed` is what has to follow it."""

    event: Event
    ticket: Ticket
    clocks: Clocks
    notices: Notices
    owed: tuple[DerivedFact, ...] = ()
    fault: str | None = None


def steps(
    ticket_id: UUID, customer_id: UUID, events: Sequence[Event], revisions: Sequence[Agreement], calendars: Calendars
) -> Iterator[Step]:
    """ValueError, KeyError or StopIteration when the events do not make a ticket at all."""
    first, *rest = events
    ticket = begin(ticket_id, customer_id, first, revisions)
    clocks = _wound(ticket, first, revisions, calendars)
    step = Step(first, ticket, clocks, notices_after({}, clocks, {}, first, ticket.registration_recorded_at))
    yield step
    by_older_readings = _by_older_readings(events)
    for event in rest:
        older = event.sequence <= by_older_readings
        step = (_as_it_was_said if older else _next)(step, event, revisions, calendars)
        yield step


def _by_older_readings(events: Sequence[Event]) -> int:
    """Up to which event what was derived is to be taken as it was said."""
    until = 0
    for event in events:
        derived_at_once = isinstance(event.fact, DerivedFact) and until == event.sequence - 1 > 0
        if isinstance(event.fact, ReadingsRevised) or derived_at_once:
            until = event.sequence
    return until


def _as_it_was_said(step: Step, event: Event, revisions: Sequence[Agreement], calendars: Calendars) -> Step:
    """Nothing is owed: what followed then is not for the readings of today to say."""
    notices = dict(step.notices)
    if isinstance(event.fact, BreachAnnounced | RiskAnnounced):
        notices[event.fact.clock] = _told(notices[event.fact.clock], event, event.fact)
    elif isinstance(event.fact, BreachWithdrawn):
        breach_at, known_since = step.clocks[event.fact.clock].breach_at, step.ticket.registration_recorded_at
        due = announce_at(breach_at, event, known_since)
        notices[event.fact.clock] = replace(notices[event.fact.clock], announced_due_at=None, announce_at=due)
    if isinstance(event.fact, DerivedFact):
        return replace(step, event=event, notices=notices, fault=None)
    after = _next(step, event, revisions, calendars)
    stand = {name: notice for name, notice in notices.items() if notice.announced_due_at is not None}
    return replace(after, notices={**after.notices, **stand}, owed=())


def _next(step: Step, event: Event, revisions: Sequence[Agreement], calendars: Calendars) -> Step:
    if isinstance(event.fact, DerivedFact):
        return _derived(step, event, event.fact)
    ticket = advance(step.ticket, event, revisions)
    same = _ground(ticket) == _ground(step.ticket)
    clocks = step.clocks if same else _wound(ticket, event, revisions, calendars)
    return Step(
        event=event,
        ticket=ticket,
        clocks=clocks,
        notices=notices_after(step.clocks, clocks, step.notices, event, ticket.registration_recorded_at),
        owed=consequences(step.clocks, clocks, step.notices, ""),
        fault=_owing(step) or _impossible(step.ticket, event, agreement_of(step.ticket, revisions, event.recorded_at)),
    )


def _wound(ticket: Ticket, event: Event, revisions: Sequence[Agreement], calendars: Calendars) -> Clocks:
    agreement = agreement_of(ticket, revisions, event.recorded_at)
    return {clock.name: clock for clock in clocks_of(ticket, agreement, calendars)}


def _ground(ticket: Ticket) -> tuple[object, ...]:
    """What the clocks go by."""
    watches = ticket.response, ticket.resolution, ticket.judged
    now = ticket.details, ticket.priority, ticket.reassessed, ticket.calendar_revision, ticket.cause
    return *watches, *now, ticket.registration


def _owing(step: Step) -> str | None:
    if not step.owed:
        return None
    return f"comes before {_said(step.owed[0])}, which follows from event {step.event.sequence}"


def _impossible(ticket: Ticket, event: Event, agreement: Agreement) -> str | None:
    fact = event.fact
    if isinstance(fact, Registered) and ticket.registration is not None:
        return "registers a ticket that is registered"
    if isinstance(fact, Registered | SignalWithdrawn) and ticket.status is not TicketStatus.SIGNAL:
        return "registers or withdraws what is no signal"
    if not isinstance(fact, DecisionTaken):
        return None
    rules = [(rule.decision, rule.at, rule.to) for rule in possible(ticket, agreement)]
    if (fact.decision, fact.from_step, fact.to_step) in rules:
        return None
    return f"decides {fact.decision} from step {fact.from_step} to {fact.to_step}: not possible on the ticket as it was"


def _derived(step: Step, event: Event, fact: DerivedFact) -> Step:
    if isinstance(fact, BreachAnnounced | RiskAnnounced):
        notices = {**step.notices, fact.clock: _told(step.notices[fact.clock], event, fact)}
        is_breach = isinstance(fact, BreachAnnounced)
        wrong = _false_alarm(step, event, fact) if is_breach else _false_warning(step, event, fact)
        return replace(step, event=event, notices=notices, fault=_owing(step) or wrong)
    if not step.owed:
        return replace(step, event=event, fault=f"is {_said(fact)}, which follows from nothing")
    due, *rest = step.owed
    fault = None if _said(due) == _said(fact) else f"is {_said(fact)}: it should be {_said(due)}"
    return replace(step, event=event, owed=tuple(rest), fault=fault)


def _false_alarm(step: Step, event: Event, fact: BreachAnnounced) -> str | None:
    """One that is true and yet no news is none: earlier versions announced imports, and what is told stays told."""
    breach_at = step.clocks[fact.clock].breach_at
    if breach_at != fact.due_at or event.recorded_at <= fact.due_at:
        return f"announces that {fact.clock} was breached at {fact.due_at}: it was due at {breach_at}"
    if step.notices[fact.clock].announced_due_at == fact.due_at:
        return f"announces the breach of {fact.clock} at {fact.due_at} once more"
    return None


def _false_warning(step: Step, event: Event, fact: RiskAnnounced) -> str | None:
    clock, notice = step.clocks[fact.clock], step.notices[fact.clock]
    if warned_of(clock) != event.occurred_at or clock.due_at != fact.due_at:
        return f"announces that {fact.clock} was at risk at {event.occurred_at}: it was at {clock.at_risk_at}"
    if not event.occurred_at < event.recorded_at <= fact.due_at:
        return f"announces a risk of {fact.clock} that was still to come, or was a breach by then"
    if notice.announced_risk_at == event.occurred_at:
        return f"announces the risk of {fact.clock} at {event.occurred_at} once more"
    return None


def _told(notice: ClockNotice, event: Event, fact: BreachAnnounced | RiskAnnounced) -> ClockNotice:
    return notice.breached(fact.due_at) if isinstance(fact, BreachAnnounced) else notice.warned(event.occurred_at)


def _said(fact: DerivedFact) -> str:
    """All that follows; the reason is for the reader only."""
    match fact:
        case DueMoved():
            return f"due_moved of {fact.clock} from {fact.from_at} to {fact.to_at}"
        case BreachWithdrawn():
            return f"breach_withdrawn of {fact.clock} at {fact.announced_due_at}"
        case BreachAnnounced() | RiskAnnounced():
            return f"{fact.type} of {fact.clock} at {fact.due_at}"
