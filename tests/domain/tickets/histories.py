"""Tickets told as what happened to them, in Amsterdam wall time. Every decision passes `process.decide` on its way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from app.business_time.calendar import Calendar
from app.clock import Instant, instant
from app.domain.actor import Actor, ActorKind
from app.domain.agreement.agreement import Agreement
from app.domain.clocks.clock_readings import ClockReading, read
from app.domain.clocks.clocks import Clock, clocks_of
from app.domain.tickets import process
from app.domain.tickets.classification import ClassificationChanges, correct
from app.domain.tickets.escalation_facts import Escalated, EscalationEnded
from app.domain.tickets.facts import (
    CommentAdded,
    Details,
    Event,
    Fact,
    OwnTarget,
    PriorityAssessed,
    Registered,
    Registration,
    RoleAssigned,
    Signalled,
    StepOverridden,
)
from app.domain.tickets.fold import replay
from app.domain.tickets.outputs import Outputs
from app.domain.tickets.raci import RoleHolders
from app.domain.tickets.ticket import Ticket, agreement_of
from app.domain.vocabulary import (
    CallType,
    Channel,
    ClockName,
    ClockState,
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
from app.sla.agreement import AGREEMENT, REVISIONS
from tests.domain.tickets.process_table import belonging

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
TICKET, CUSTOMER_ID, OTHER_CUSTOMER = UUID(int=1), UUID(int=2), UUID(int=3)


def person(number: int, *roles: Role, customer_id: UUID | None = None, administrator: bool = False) -> Actor:
    return Actor(
        id=UUID(int=number),
        kind=ActorKind.PERSON,
        name=f"Person {number}",
        roles=frozenset(roles),
        customer_id=customer_id,
        administrator=administrator,
    )


CUSTOMER: Final = person(10, Role.CUSTOMER, customer_id=CUSTOMER_ID)
COLLEAGUE: Final = person(11, Role.CUSTOMER, customer_id=CUSTOMER_ID)
STRANGER: Final = person(12, Role.CUSTOMER, customer_id=OTHER_CUSTOMER)
SUPPORT: Final = person(20, Role.SUPPORT)
SECOND_LINE: Final = person(21, Role.SUPPORT)
CONSULTANT: Final = person(22, Role.CONSULTANT)
MANAGER: Final = person(23, Role.SUPPORT_MANAGER)
ADMINISTRATOR: Final = person(30, administrator=True)
ACTOR_OF: Final = {
    Role.CUSTOMER: CUSTOMER,
    Role.SUPPORT: SUPPORT,
    Role.CONSULTANT: CONSULTANT,
    Role.SUPPORT_MANAGER: MANAGER,
}

ASSESSED_AS: Final = {
    Priority.HIGH: (Urgency.U1, Impact.I1),
    Priority.NORMAL: (Urgency.U2, Impact.I2),
    Priority.LOW: (Urgency.U3, Impact.I3),
}


def local(wall: str) -> Instant:
    """Amsterdam wall time, e.g. "2026-02-06 15:59"; with an offset or Z, that very moment."""
    moment = datetime.fromisoformat(wall)
    return instant(moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM))


NOT_TREATED: Final[Mapping[str, Any]] = {"call_type": CallType.DATA_PROBLEM}
BY_CONSULTANCY: Final[Mapping[str, Any]] = {"product": "dm_portal", "problem_type": ProblemType.FUNCTIONAL}
UNSUPPORTED: Final[Mapping[str, Any]] = {"product": "SAP"}
TOO_OLD: Final[Mapping[str, Any]] = {"product": "orb", "product_version": "4.9"}
"""What a report may say otherwise than `details` has it."""


def details(kind: Kind = Kind.INCIDENT, **otherwise: Any) -> Details:
    asks = kind is Kind.INFORMATION_REQUEST
    reported = Details(
        kind=kind,
        call_type=CallType.INFORMATION_REQUEST if asks else CallType.SOFTWARE_BUG,
        product="idu",
        problem_type=ProblemType.TECHNICAL,
        title="Save button is grey",
        description="Since the release of this morning.",
        channel=Channel.PORTAL,
    )
    return replace(reported, **otherwise)


@dataclass(frozen=True, repr=False)
class History:
    """Each method returns the history with one more event; `at` is Amsterdam wall time or an instant."""

    events: tuple[Event, ...]
    revisions: Sequence[Agreement] = REVISIONS

    def __repr__(self) -> str:
        return "".join(f"\n{event.occurred_at.isoformat()} {event.actor_id} {event.fact}" for event in self.events)

    @property
    def ticket(self) -> Ticket:
        return replay(TICKET, CUSTOMER_ID, self.events, self.revisions)

    @property
    def agreement(self) -> Agreement:
        return agreement_of(self.ticket, self.revisions, self.events[-1].occurred_at)

    @property
    def calendar(self) -> Calendar:
        registration = self.ticket.registration
        level = ServiceLevel.STANDARD if registration is None else registration.service_level
        return self.agreement.levels[level].calendar

    @property
    def calendars(self) -> Mapping[int, Calendar]:
        return {self.ticket.calendar_revision: self.calendar}

    def then(self, at: str | Instant, fact: Fact, by: Actor = SUPPORT, recorded: str | None = None) -> "History":
        occurred_at = local(at) if isinstance(at, str) else at
        event = Event(
            sequence=len(self.events) + 1,
            occurred_at=occurred_at,
            recorded_at=occurred_at if recorded is None else local(recorded),
            actor_id=by.id,
            actor_kind=by.kind,
            fact=fact,
        )
        return replace(self, events=(*self.events, event))

    def decided(
        self,
        at: str | Instant,
        decision: Decision,
        by: Actor = SUPPORT,
        *,
        note: str | None = "because",
        recorded: str | None = None,
        **outputs: Any,
    ) -> "History":
        """With the outputs that belong to the decision; `outputs` are those given otherwise."""
        given = Outputs(**belonging(decision, **outputs))
        fact = process.decide(self.ticket, self.agreement, by, decision, given, note)
        return self.then(at, fact, by, recorded)

    def assessed(self, at: str | Instant, priority: Priority) -> "History":
        urgency, impact = ASSESSED_AS[priority]
        return self.then(at, PriorityAssessed(urgency=urgency, impact=impact, reason="looked again"))

    def reclassified(self, at: str | Instant, by: Actor = SUPPORT, **changes: Any) -> "History":
        ticket = self.ticket
        holders = RoleHolders(ticket.customer_id, ticket.assignments)
        said = cast("ClassificationChanges", changes)
        fact = correct(ticket, self.agreement, holders, by, said, "looked again")
        if fact is None:
            raise ValueError("it is classified so already")
        return self.then(at, fact, by)

    def delegated(self, at: str | Instant, step: int, raci: dict[Role, Responsibility] | None) -> "History":
        return self.then(at, StepOverridden(step=step, raci=raci), MANAGER)

    def assigned(self, at: str | Instant, role: Role, to: Actor | None) -> "History":
        return self.then(at, RoleAssigned(role=role, person_id=None if to is None else to.id), MANAGER)

    def escalated(self, at: str | Instant, by: Actor = CUSTOMER) -> "History":
        return self.then(at, Escalated(escalation_id=UUID(int=98), reason="It cannot wait"), by)

    def calmed(self, at: str | Instant, by: Actor = SUPPORT) -> "History":
        """No longer escalated."""
        return self.then(at, EscalationEnded(escalation_id=UUID(int=98), reason="It can wait"), by)

    def commented(self, at: str | Instant, by: Actor) -> "History":
        return self.then(at, CommentAdded(comment_id=UUID(int=99), text="Noted.", internal=False), by)

    def officially_registered(self, at: str | Instant, level: ServiceLevel = ServiceLevel.STANDARD) -> "History":
        """A signal becomes a registered ticket."""
        registration = Registration(service_level=level, agreement_revision=AGREEMENT.revision)
        return self.then(at, Registered(registration=registration, calendar_revision=1), CUSTOMER)

    def clock(self, name: ClockName, calendar: Calendar | None = None) -> Clock:
        wound = clocks_of(self.ticket, self.agreement, {self.ticket.calendar_revision: calendar or self.calendar})
        return next(clock for clock in wound if clock.name is name)

    def reading(self, name: ClockName, now: str | Instant) -> ClockReading:
        at = local(now) if isinstance(now, str) else now
        return read(self.clock(name), self.calendar, at)

    def due(self, name: ClockName) -> str:
        """In Amsterdam wall time; "none" without one."""
        return wall(self.clock(name).due_at)

    def state(self, name: ClockName, now: str | Instant) -> ClockState:
        return self.reading(name, now).state


def wall(at: Instant | None) -> str:
    """The inverse of `local`."""
    return "none" if at is None else f"{at.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}"


def registered(
    at: str | Instant,
    level: ServiceLevel = ServiceLevel.STANDARD,
    priority: Priority = Priority.NORMAL,
    kind: Kind = Kind.INCIDENT,
    *,
    by: Actor = CUSTOMER,
    revision: int = AGREEMENT.revision,
    own_targets: tuple[OwnTarget, ...] = (),
    revisions: Sequence[Agreement] = REVISIONS,
    **otherwise: Any,
) -> History:
    """`otherwise`: details other than usual."""
    urgency, impact = ASSESSED_AS[priority]
    fact = Registered(
        registration=Registration(
            service_level=level, agreement_revision=revision, registrant_id=by.id, own_targets=own_targets
        ),
        calendar_revision=1,
        details=details(kind, **otherwise),
        urgency=urgency,
        impact=impact,
    )
    return History((), revisions).then(at, fact, by)


def signalled(at: str | Instant) -> History:
    """A phone call: stored, no clock runs."""
    urgency, impact = ASSESSED_AS[Priority.NORMAL]
    fact = Signalled(details=details(), service_level=ServiceLevel.STANDARD, urgency=urgency, impact=impact)
    return History(()).then(at, fact, CUSTOMER)
