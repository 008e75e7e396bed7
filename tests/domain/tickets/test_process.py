"""§2: every decision at every place of the process, who may take it, and what it must bring along."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from app.domain.actor import Actor
from app.domain.tickets import process
from app.domain.tickets.outputs import Outputs
from app.domain.tickets.process import NotYours
from app.domain.tickets.ticket import LAST_STEP, Ticket
from app.domain.vocabulary import Cause, Decision, Responsibility, Role, TicketStatus
from app.errors import Conflict, Invalid
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import (
    ACTOR_OF,
    ADMINISTRATOR,
    COLLEAGUE,
    CONSULTANT,
    CUSTOMER,
    MANAGER,
    SECOND_LINE,
    STRANGER,
    SUPPORT,
    local,
    registered,
    signalled,
)
from tests.domain.tickets.process_table import CAUSES, EVERY_OUTPUT, MATRIX, MAY, NEEDS, NEXT, belonging

ASK, ANSWER = Decision.REQUEST_INFORMATION, Decision.INFORMATION_RECEIVED
DECIDING = (Responsibility.RESPONSIBLE, Responsibility.ACCOUNTABLE)
ABOUT_AN_ACCOUNT = (Decision.CUSTOMER_UNKNOWN, Decision.ACCOUNT_CREATED)
"""Of steps 1 and 2: the vendor's act, by the accountable, or by support on its behalf."""
OPEN = registered("2026-02-09 10:00").ticket
SIGNAL = signalled("2026-02-09 10:00").ticket
PLACES = [*NEXT]
EVERY = [(place, decision) for place in PLACES for decision in Decision]
ALLOWED = [(place, decision) for place in PLACES for decision in NEXT[place]]


def ticket_at(place: int | None, *, waiting: bool = False) -> Ticket:
    """None: closed. Steps 1 and 2 come before registration."""
    if place is None:
        return replace(OPEN, step=LAST_STEP, status=TicketStatus.CLOSED)
    ticket = replace(OPEN if place > 2 else SIGNAL, step=place)
    return replace(ticket, waiting_since=local("2026-02-09 10:30")) if waiting else ticket


def decide(ticket: Ticket, decision: Decision, by: Actor = ADMINISTRATOR) -> int | None:
    return process.decide(ticket, AGREEMENT, by, decision, outputs_of(decision), "because").to_step


def outputs_of(decision: Decision) -> Outputs:
    return Outputs(**belonging(decision))


def leads(place: int | None, *, waiting: bool) -> Mapping[Decision, int | None]:
    """What is allowed here: information is received only while it is waited for, and not asked for twice."""
    absent = ASK if waiting else ANSWER
    return {decision: step for decision, step in NEXT[place].items() if decision is not absent}


@pytest.mark.parametrize("waiting", [False, True])
@pytest.mark.parametrize(("place", "decision"), EVERY)
def test_every_decision_at_every_place(place: int | None, decision: Decision, waiting: bool) -> None:  # noqa: FBT001 - a column
    ticket, allowed = ticket_at(place, waiting=waiting), leads(place, waiting=waiting)
    if decision in allowed:
        assert decide(ticket, decision) == allowed[decision]
        return
    with pytest.raises(Conflict) as refusal:
        decide(ticket, decision)
    assert refusal.value.section == "2"
    assert refusal.value.detail.partition("What can: ")[2] == ", ".join(allowed) + "."


@pytest.mark.parametrize("place", PLACES)
def test_the_options_are_what_is_allowed(place: int | None) -> None:
    ticket = ticket_at(place)
    offered = {option.rule.decision: option.rule.to for option in process.options(ticket, AGREEMENT, ADMINISTRATOR)}
    assert offered == leads(place, waiting=False)


@pytest.mark.parametrize("decision", [decision for decision in Decision if decision not in NEXT[1]])
def test_a_signal_that_is_not_registered_goes_no_further_than_registration(decision: Decision) -> None:
    known = replace(SIGNAL, step=3)
    assert process.possible(known, AGREEMENT) == ()
    with pytest.raises(Conflict, match="registrants registers it first") as refusal:
        decide(known, decision)
    assert refusal.value.section == "1.2.2"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("place", "decision"), ALLOWED)
def test_the_responsible_and_the_accountable_role_decide(place: int | None, decision: Decision, role: Role) -> None:
    ticket = ticket_at(place, waiting=decision is ANSWER)
    row = MATRIX[place or LAST_STEP]
    deciders = [each for each in Role if row[each] in DECIDING]
    if decision in ABOUT_AN_ACCOUNT:
        deciders = [Role.SUPPORT, Role.SUPPORT_MANAGER]
    if decision is Decision.WORKAROUND:
        deciders = [each for each in deciders if each is not Role.CUSTOMER]
    allowed = role in deciders or (decision is ANSWER and role is Role.CUSTOMER)
    actor = ACTOR_OF[role]
    assert _allowed(ticket, decision, actor) == allowed
    if allowed:
        fact = process.decide(ticket, AGREEMENT, actor, decision, outputs_of(decision), "because")
        assert (fact.role, fact.from_step, fact.to_step) == (role, place, NEXT[place][decision])
        return
    with pytest.raises(NotYours) as refusal:
        decide(ticket, decision, actor)
    assert refusal.value.section == "2.1"
    assert set(deciders) <= set(refusal.value.roles)
    assert all(each in refusal.value.detail for each in deciders)


def _allowed(ticket: Ticket, decision: Decision, actor: Actor) -> bool:
    (option,) = [option for option in process.options(ticket, AGREEMENT, actor) if option.rule.decision is decision]
    return option.allowed


@pytest.mark.parametrize(("place", "decision"), ALLOWED)
def test_another_customers_person_decides_nothing(place: int | None, decision: Decision) -> None:
    with pytest.raises(NotYours):
        decide(ticket_at(place, waiting=decision is ANSWER), decision, STRANGER)


def test_an_administrator_decides_for_whoever_may_and_is_recorded_as_no_role() -> None:
    fact = process.decide(OPEN, AGREEMENT, ADMINISTRATOR, Decision.CLEAR, Outputs(), None)
    assert fact.role is None


def test_one_who_has_several_roles_decides_as_the_responsible_one() -> None:
    both = replace(MANAGER, roles=frozenset({Role.SUPPORT, Role.SUPPORT_MANAGER}))
    assert process.decide(OPEN, AGREEMENT, both, Decision.CLEAR, Outputs(), None).role is Role.SUPPORT


@pytest.mark.parametrize(
    ("actor", "allowed"), [(SECOND_LINE, True), (SUPPORT, False), (MANAGER, True), (CONSULTANT, False)]
)
def test_a_role_that_a_named_person_holds_is_that_persons(actor: Actor, allowed: bool) -> None:  # noqa: FBT001 - a column
    ticket = replace(OPEN, assignments={Role.SUPPORT: SECOND_LINE.id})
    assert _allowed(ticket, Decision.CLEAR, actor) is allowed


@pytest.mark.parametrize(("actor", "allowed"), [(COLLEAGUE, True), (CUSTOMER, False), (STRANGER, False)])
def test_a_named_person_holds_the_customers_role_too(actor: Actor, allowed: bool) -> None:  # noqa: FBT001 - a column
    ticket = replace(ticket_at(12), assignments={Role.CUSTOMER: COLLEAGUE.id})
    assert _allowed(ticket, Decision.SOLVED, actor) is allowed


@pytest.mark.parametrize(
    ("step", "actor", "allowed"),
    [(3, CONSULTANT, True), (3, SUPPORT, False), (3, MANAGER, True), (4, CONSULTANT, False), (4, SUPPORT, True)],
)
def test_an_override_delegates_its_own_step_only(step: int, actor: Actor, allowed: bool) -> None:  # noqa: FBT001 - a column
    delegated = {**MATRIX[3], Role.CONSULTANT: Responsibility.RESPONSIBLE, Role.SUPPORT: Responsibility.CONSULTED}
    ticket = replace(ticket_at(step), overrides={3: delegated})
    assert _allowed(ticket, Decision.WORKAROUND, actor) is allowed


@pytest.mark.parametrize(("place", "decision"), ALLOWED)
def test_a_decision_brings_along_what_the_step_produces(place: int | None, decision: Decision) -> None:
    ticket, needs = ticket_at(place, waiting=decision is ANSWER), NEEDS.get((place, decision), set[str]())
    if not needs:
        process.decide(ticket, AGREEMENT, ADMINISTRATOR, decision, Outputs(), None)
        return
    with pytest.raises(Invalid) as refusal:
        process.decide(ticket, AGREEMENT, ADMINISTRATOR, decision, Outputs(), None)
    assert {fault.pointer for fault in refusal.value.faults} == {f"/{output}" for output in needs}
    assert refusal.value.section == ("1.2.3" if decision is Decision.WORKAROUND else "2")


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_blank_words_are_no_output(blank: str) -> None:
    with pytest.raises(Invalid, match="needs report"):
        process.decide(ticket_at(10), AGREEMENT, SUPPORT, Decision.SOLVED, Outputs(report=blank), None)
    with pytest.raises(Invalid, match="needs note"):
        process.decide(ticket_at(None), AGREEMENT, SUPPORT, Decision.REOPEN, Outputs(), blank)


def test_not_now_is_told_before_not_you_and_that_before_what_is_missing() -> None:
    with pytest.raises(Conflict):
        process.decide(OPEN, AGREEMENT, STRANGER, Decision.AGREE, Outputs(), None)
    with pytest.raises(NotYours):
        process.decide(ticket_at(5), AGREEMENT, STRANGER, Decision.AGREE, Outputs(), None)


OUTPUTS: dict[str, Any] = {**EVERY_OUTPUT, "cause": Cause.VENDOR_SOFTWARE}
NAMES = {
    "approved_hours": "approvedHours",
    "agreement_reference": "agreementReference",
    "approved_by": "approvedBy",
    "backlog_item": "backlogItem",
    "backlog_item_id": "backlogItemId",
    "test_report": "testReport",
    "session_on": "sessionOn",
}


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize(("place", "decision"), ALLOWED)
def test_what_does_not_belong_to_a_decision_is_refused(place: int | None, decision: Decision, output: str) -> None:
    """Also where it belongs to the same decision at another step; a note goes with every one."""
    ticket, name = ticket_at(place, waiting=decision is ANSWER), NAMES.get(output, output)
    belongs = {*NEEDS.get((place, decision), set[str]()), *MAY.get((place, decision), set[str]())}
    given = Outputs(**{output: OUTPUTS[output], **belonging(decision)})
    if name in belongs:
        process.decide(ticket, AGREEMENT, ADMINISTRATOR, decision, given, "a note")
        return
    with pytest.raises(Invalid) as refusal:
        process.decide(ticket, AGREEMENT, ADMINISTRATOR, decision, given, "a note")
    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [(f"/{name}", "does_not_belong")]


@pytest.mark.parametrize("cause", Cause)
@pytest.mark.parametrize("decision", CAUSES)
def test_a_bug_is_the_vendors_own_software_and_nothing_else(decision: Decision, cause: Cause) -> None:
    def found() -> Cause | None:
        return process.decide(ticket_at(4), AGREEMENT, SUPPORT, decision, Outputs(cause=cause), None).outputs.cause

    if cause in CAUSES[decision]:
        assert found() is cause
        return
    with pytest.raises(Invalid) as refusal:
        found()
    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/cause", "contradicts")]
    assert refusal.value.section == "2"


def test_all_that_is_wrong_with_a_decision_is_said_at_once() -> None:
    given = Outputs(cause=Cause.THIRD_PARTY, hours=5, report="Done.")
    with pytest.raises(Invalid) as refusal:
        process.decide(ticket_at(4), AGREEMENT, SUPPORT, Decision.BUG, given, None)
    assert {(fault.pointer, fault.code) for fault in refusal.value.faults} == {
        ("/cause", "contradicts"),
        ("/hours", "does_not_belong"),
        ("/report", "does_not_belong"),
    }
    with pytest.raises(Invalid) as refusal:
        process.decide(ticket_at(10), AGREEMENT, SUPPORT, Decision.SOLVED, Outputs(cause=Cause.THIRD_PARTY), None)
    assert {(fault.pointer, fault.code) for fault in refusal.value.faults} == {
        ("/cause", "does_not_belong"),
        ("/report", "missing"),
    }
