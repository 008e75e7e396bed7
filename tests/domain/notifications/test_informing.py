"""Who is told what, and when: the table of §2.1 as a table of cases."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.clock import Instant, instant
from app.domain.actor import Actor, ActorKind
from app.domain.notifications.informing import Occasion, is_imported, is_transition, told
from app.domain.notifications.notices import BY_PROCESS, Preferences, Timing
from app.domain.tickets.derived_facts import BreachAnnounced, DueMoved, RiskAnnounced
from app.domain.tickets.escalation_facts import Escalated, EscalationEnded
from app.domain.tickets.facts import (
    AlertResolved,
    CommentAdded,
    DecisionTaken,
    Event,
    PriorityAssessed,
    ReopenRequested,
    RoleAssigned,
)
from app.domain.vocabulary import ClockName, Decision, Impact, Priority, Responsibility, Role, ServiceLevel, Urgency
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import AMSTERDAM, CUSTOMER_ID, OTHER_CUSTOMER, person

R, A, C, I = Responsibility  # noqa: E741 (the legend's own letter)
ROSA = person(1, Role.CUSTOMER, customer_id=CUSTOMER_ID)
SUE = person(2, Role.SUPPORT)
CARL = person(3, Role.CONSULTANT)
MAX = person(4, Role.SUPPORT_MANAGER)
BOTH = person(5, Role.SUPPORT, Role.SUPPORT_MANAGER)
SAM = person(6, Role.CUSTOMER, customer_id=OTHER_CUSTOMER)
EVERYBODY = (ROSA, SUE, CARL, MAX)

DECIDED = DecisionTaken(decision=Decision.CLEAR, from_step=3, to_step=4)
ASKED = DecisionTaken(decision=Decision.REQUEST_INFORMATION, from_step=3, to_step=3)
COMMENT = CommentAdded(comment_id=UUID(int=9), text="Hello.", internal=False)
NOON = instant(datetime(2026, 11, 23, 12, tzinfo=AMSTERDAM))
OVER = AlertResolved(fingerprint="3e5bafb1ee36b953", starts_at=NOON, ended_at=NOON)
BREACH = BreachAnnounced(clock=ClockName.RESPONSE, due_at=instant(datetime(2026, 11, 23, 12, tzinfo=AMSTERDAM)))
ASSESSED = PriorityAssessed(urgency=Urgency.U1, impact=Impact.I1, reason="Worse.")
ESCALATED = Escalated(escalation_id=UUID(int=7), reason="The plant stands still.")
CALMED = EscalationEnded(escalation_id=UUID(int=7), reason="It runs.")
REOPEN = ReopenRequested(request_id=UUID(int=8), reason="Again.")


def local(month: int, day: int, hour: int, minute: int = 0) -> Instant:
    return instant(datetime(2026, month, day, hour, minute, tzinfo=AMSTERDAM))


def occasion(
    fact: Any,
    at: Instant | None = None,
    *,
    by: Actor | None = None,
    level: ServiceLevel = ServiceLevel.EXTENDED,
    priority: Priority = Priority.NORMAL,
    assignments: Mapping[Role, UUID] | None = None,
    row: Mapping[Role, Responsibility] | None = None,
) -> Occasion:
    moment = at or local(11, 23, 10)
    return Occasion(
        event=Event(
            sequence=2,
            occurred_at=moment,
            recorded_at=moment,
            actor_id=by and by.id,
            actor_kind=ActorKind.PERSON,
            fact=fact,
        ),
        row=row or AGREEMENT.steps[3].raci,
        customer_id=CUSTOMER_ID,
        assignments=assignments or {},
        priority=priority,
        support=AGREEMENT.levels[level].calendar,
        vendor=AGREEMENT.services.recovery_calendar,
    )


def who(of: Occasion, people: Sequence[Actor] = EVERYBODY) -> dict[UUID, Responsibility]:
    return {each.person_id: each.letter for each in told(of, people, {})}


@pytest.mark.parametrize(
    ("fact", "letters"),
    [
        (DECIDED, {ROSA: C, SUE: R, CARL: I}),
        (ASKED, {ROSA: C, SUE: R}),
        (COMMENT, {ROSA: C, SUE: R}),
        (replace(COMMENT, internal=True), {SUE: R}),
        (OVER, {ROSA: C, SUE: R}),
        (REOPEN, {ROSA: C, SUE: R}),
        (ASSESSED, {ROSA: C, SUE: R, MAX: A}),
        (ESCALATED, {ROSA: C, SUE: R, MAX: A}),
        (CALMED, {ROSA: C, SUE: R, MAX: A}),
        (BREACH, {SUE: R, MAX: A, CARL: I}),
        (RiskAnnounced(clock=BREACH.clock, due_at=BREACH.due_at), {SUE: R, MAX: A}),
        (DueMoved(clock=ClockName.RESPONSE, reason="paused"), {}),
        (RoleAssigned(role=Role.SUPPORT, person_id=SUE.id), {}),
    ],
)
def test_each_kind_of_event_has_its_listeners(fact: Any, letters: Mapping[Actor, Responsibility]) -> None:
    assert who(occasion(fact)) == {each.id: letter for each, letter in letters.items()}


def test_nobody_is_told_what_they_did_themselves() -> None:
    assert SUE.id not in who(occasion(DECIDED, by=SUE))


def test_somebody_with_two_parts_is_told_once_by_the_stronger() -> None:
    assert who(occasion(BREACH), [BOTH]) == {BOTH.id: R}
    assert who(occasion(BREACH, by=BOTH), [BOTH]) == {}


def test_who_is_named_is_told_and_the_others_with_the_role_are_not() -> None:
    other = person(7, Role.SUPPORT)

    assert set(who(occasion(COMMENT, assignments={Role.SUPPORT: other.id}), [SUE, other])) == {other.id}


def test_where_whoever_is_named_has_left_everybody_with_the_role_is_told() -> None:
    gone = UUID(int=77)

    assert set(who(occasion(COMMENT, assignments={Role.SUPPORT: gone}), [SUE])) == {SUE.id}


def test_another_customers_people_are_never_told() -> None:
    assert who(occasion(DECIDED), [SAM]) == {}


@pytest.mark.parametrize(
    ("level", "at", "priority", "until"),
    [
        (ServiceLevel.EXTENDED, local(12, 24, 17), Priority.NORMAL, local(12, 28, 8)),
        (ServiceLevel.STANDARD, local(12, 24, 16), Priority.NORMAL, local(12, 28, 10)),
        (ServiceLevel.STANDARD, local(12, 24, 15, 59), Priority.NORMAL, local(12, 24, 15, 59)),
        (ServiceLevel.STANDARD, local(12, 24, 16), Priority.HIGH, local(12, 24, 16)),
    ],
)
def test_what_does_not_hurry_is_held_until_there_is_support(
    level: ServiceLevel, at: Instant, priority: Priority, until: Instant
) -> None:
    [told_as] = told(occasion(DECIDED, at, level=level, priority=priority), [ROSA], {})

    assert told_as.not_before == until


def test_the_vendors_people_are_told_in_the_vendors_hours() -> None:
    [told_as] = told(occasion(DECIDED, local(11, 23, 7), level=ServiceLevel.STANDARD), [SUE], {})

    assert told_as.not_before == local(11, 23, 8)


@pytest.mark.parametrize(
    ("fact", "reader", "is_held"),
    [
        (BREACH, SUE, False),
        (BREACH, MAX, False),
        (BREACH, CARL, False),
        (ESCALATED, MAX, False),
        (ESCALATED, SUE, False),
        (ESCALATED, ROSA, True),
        (CALMED, MAX, True),
    ],
)
def test_a_breach_is_told_at_once_and_an_escalation_to_who_answers_for_it(
    fact: Any, reader: Actor, *, is_held: bool
) -> None:
    night = local(11, 23, 3)

    [told_as] = told(occasion(fact, night), [reader], {})

    assert (told_as.not_before > night) == is_held


def wanting(timing: Timing, letter: Responsibility) -> Preferences:
    return Preferences(by_letter={**BY_PROCESS, letter: timing})


def test_who_wants_it_at_once_gets_it_at_once() -> None:
    night = local(11, 23, 3)

    [told_as] = told(occasion(DECIDED, night), [CARL], {CARL.id: wanting(Timing.AT_ONCE, I)})

    assert told_as.not_before == night


def test_who_would_rather_not_be_told_is_not() -> None:
    assert not [*told(occasion(DECIDED), [CARL], {CARL.id: wanting(Timing.NONE, I)})]
    assert not [*told(occasion(BREACH), [SUE], {SUE.id: wanting(Timing.NONE, R)})]


def test_but_the_accountable_is_told_of_a_breach() -> None:
    assert [*told(occasion(BREACH), [MAX], {MAX.id: wanting(Timing.NONE, A)})]
    assert [*told(occasion(ESCALATED), [MAX], {MAX.id: wanting(Timing.NONE, A)})]
    assert not [*told(occasion(ASSESSED), [MAX], {MAX.id: wanting(Timing.NONE, A)})]


@pytest.mark.parametrize(
    ("before", "imported"), [(timedelta(0), False), (timedelta(seconds=60), False), (timedelta(seconds=61), True)]
)
def test_what_happened_before_the_ticket_was_recorded_tells_nobody(before: timedelta, *, imported: bool) -> None:
    recorded = local(11, 23, 10)
    event = replace(occasion(DECIDED).event, occurred_at=Instant(recorded - before))

    assert is_imported(event, recorded) == imported


def test_a_decision_overtakes_the_one_before_and_a_question_does_not() -> None:
    assert is_transition(DECIDED)
    assert not is_transition(ASKED)
    assert not is_transition(COMMENT)
