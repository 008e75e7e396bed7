"""Who is told of what happened to a ticket, as what, and from when on (§2.1)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.actor import Actor
from app.domain.agreement.service_terms import Topic
from app.domain.notifications.notices import Preferences, Timing
from app.domain.streams import LATE
from app.domain.tickets.derived_facts import BreachAnnounced, RiskAnnounced
from app.domain.tickets.escalation_facts import Escalated, EscalationEnded
from app.domain.tickets.facts import (
    AlertResolved,
    CommentAdded,
    DecisionTaken,
    Event,
    Fact,
    PriorityAssessed,
    PriorityDecided,
    PriorityRequested,
    Registered,
    ReopenDecided,
    ReopenRequested,
    Signalled,
    SignalWithdrawn,
)
from app.domain.tickets.raci import RoleHolders, Row, qualifies
from app.domain.vocabulary import Decision, Priority, Responsibility, Role
from app.errors import Conflict

R, A = Responsibility.RESPONSIBLE, Responsibility.ACCOUNTABLE
C, I = Responsibility.CONSULTED, Responsibility.INFORMED  # noqa: E741 (the legend's own letter)

STRONGEST_FIRST: Final = (R, A, C, I)
TRANSITION: Final = frozenset({R, C, I})
EXCHANGE: Final = frozenset({R, C})
OF_PRIORITY: Final = frozenset({R, A, C})
OF_BREACH: Final = frozenset({R, A, I})
OF_RISK: Final = frozenset({R, A})

_EXCHANGES: Final = frozenset({Decision.REQUEST_INFORMATION, Decision.INFORMATION_RECEIVED, Decision.REOPEN})
"""Decisions that say something and move nothing, or that open again: told as what is asked and answered is."""

_TOLD: Final[Mapping[type[Fact], frozenset[Responsibility]]] = {
    Signalled: TRANSITION,
    Registered: TRANSITION,
    SignalWithdrawn: TRANSITION,
    CommentAdded: EXCHANGE,
    AlertResolved: EXCHANGE,
    ReopenRequested: EXCHANGE,
    ReopenDecided: EXCHANGE,
    PriorityRequested: OF_PRIORITY,
    PriorityAssessed: OF_PRIORITY,
    PriorityDecided: OF_PRIORITY,
    Escalated: OF_PRIORITY,
    EscalationEnded: OF_PRIORITY,
    RiskAnnounced: OF_RISK,
    BreachAnnounced: OF_BREACH,
}
"""What is told to whom; what is not here, nobody is told of. A withdrawn breach is told to those who heard of it."""


def require_told_of_breaches(wanted: Preferences) -> None:
    """Raises Conflict for whoever would hear of nothing as the accountable (§2.1)."""
    if wanted.by_letter[A] is Timing.NONE:
        raise Conflict("Whoever is accountable is told when a promise is broken.", section="2.1")


def falls_to_registrants(topic: Topic) -> bool:
    """Whether a customer's registrants are told where it has named nobody for the topic: a data leak is told to whoever
    it hits, asked for or not (§5.9.2).
    """
    return topic is Topic.DATA_LEAK


@dataclass(frozen=True)
class ToldAs:
    """Somebody who is told, by their strongest part in the step; not before `not_before`."""

    person_id: UUID
    letter: Responsibility
    not_before: Instant


@dataclass(frozen=True, kw_only=True)
class TicketAudience:
    """Who has which part in a ticket as it stands, and when they are there: the `row` of its step.

    `support`: when there is support for the customer; `vendor`: when the vendor works.
    """

    row: Row
    customer_id: UUID
    assignments: Mapping[Role, UUID]
    priority: Priority
    support: Calendar
    vendor: Calendar


@dataclass(frozen=True, kw_only=True)
class Occasion(TicketAudience):
    """An event of a ticket with what it left behind."""

    event: Event


def letters_told(fact: Fact) -> frozenset[Responsibility]:
    if isinstance(fact, DecisionTaken):
        return EXCHANGE if fact.decision in _EXCHANGES else TRANSITION
    return _TOLD.get(type(fact), frozenset())


def is_transition(fact: Fact) -> bool:
    """Whether it overtakes what was to be told of the ones before it."""
    return letters_told(fact) == TRANSITION


def is_imported(event: Event, recorded_from: Instant) -> bool:
    """Whether it had happened before anything of the ticket was recorded, at `recorded_from`: old news tells nobody."""
    return recorded_from - event.occurred_at > LATE


def told(occasion: Occasion, people: Iterable[Actor], preferences: Mapping[UUID, Preferences]) -> Iterator[ToldAs]:
    """Each once, but for whoever did it. `people` are those active who have a role for this customer."""
    letters = letters_told(occasion.event.fact)
    is_internal = isinstance(occasion.event.fact, CommentAdded) and occasion.event.fact.internal
    known = tuple(people)
    holders = RoleHolders(occasion.customer_id, occasion.assignments, _lapsed(occasion, known))
    for person in known:
        if person.id == occasion.event.actor_id or (is_internal and not person.is_vendor):
            continue
        letter = next((each for each in STRONGEST_FIRST if holders.has(person, each, occasion.row)), None)
        if letter is None or letter not in letters:
            continue
        when = _when(occasion, person, letter, preferences.get(person.id, Preferences()))
        if when is not None:
            yield ToldAs(person.id, letter, when)


def responsible(
    audience: TicketAudience,
    at: Instant,
    actor_id: UUID | None,
    people: Iterable[Actor],
    preferences: Mapping[UUID, Preferences],
) -> Iterator[ToldAs]:
    """Who is told of something that happened `at` to what the ticket is about: the responsible, but for who did it."""
    known = tuple(people)
    holders = RoleHolders(audience.customer_id, audience.assignments, _lapsed(audience, known))
    for person in known:
        if person.id == actor_id or not holders.has(person, R, audience.row):
            continue
        timing = preferences.get(person.id, Preferences()).by_letter[R]
        if timing is not Timing.NONE:
            yield ToldAs(person.id, R, _reached(audience, person, timing, at))


def _lapsed(occasion: TicketAudience, people: Iterable[Actor]) -> frozenset[Role]:
    able = {
        (role, each.id)
        for each in people
        for role in Role
        if qualifies(role, occasion.customer_id, each.roles, each.customer_id, active=True)
    }
    return frozenset(role for role, person_id in occasion.assignments.items() if (role, person_id) not in able)


def _when(occasion: Occasion, person: Actor, letter: Responsibility, wanted: Preferences) -> Instant | None:
    """None: they would rather not be told. A breach, or an escalation, is told to whoever is accountable, wanted or not
    (§2.1, §1).
    """
    fact, timing = occasion.event.fact, wanted.by_letter[letter]
    if timing is Timing.NONE and not (isinstance(fact, BreachAnnounced | Escalated) and letter is A):
        return None
    at = occasion.event.recorded_at
    is_urgent = isinstance(fact, RiskAnnounced | BreachAnnounced) or (isinstance(fact, Escalated) and letter in OF_RISK)
    return at if is_urgent else _reached(occasion, person, timing, at)


def _reached(audience: TicketAudience, person: Actor, timing: Timing, at: Instant) -> Instant:
    if timing is Timing.AT_ONCE or audience.priority is Priority.HIGH:
        return at
    return (audience.vendor if person.is_vendor else audience.support).next_opening(at)
