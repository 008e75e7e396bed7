"""§2 steps 3 and 4, §3.1: what goes together, and who corrects what a ticket is taken for, where, and how."""

from dataclasses import replace
from typing import Any, cast

import pytest

from app.domain.actor import Actor
from app.domain.agreement.coverage import coverage
from app.domain.clocks.clocks import needs_all
from app.domain.tickets.classification import ClassificationChanges, call_types_of, correct
from app.domain.tickets.facts import ClassificationCorrected
from app.domain.tickets.process import NotYours
from app.domain.tickets.raci import RoleHolders
from app.domain.tickets.ticket import LAST_STEP, Ticket
from app.domain.vocabulary import (
    CallType,
    ChangeType,
    ClockName,
    CoverageOutcome,
    Decision,
    Kind,
    ProblemType,
    Responsibility,
    Role,
    ServiceLevel,
    TicketStatus,
)
from app.errors import Conflict, Invalid
from app.sla.agreement import AGREEMENT, REVISIONS
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
    registered,
    signalled,
)
from tests.domain.tickets.process_table import MATRIX

OPEN = registered("2026-02-09 10:00").ticket
ASKING = registered("2026-02-09 10:00", kind=Kind.INFORMATION_REQUEST).ticket
CHANGE = replace(OPEN, details=replace(OPEN.details, kind=Kind.CHANGE, change_type=ChangeType.URGENT))

TOGETHER = {
    Kind.INCIDENT: {CallType.FIRST_ANALYSIS, CallType.SOFTWARE_BUG, CallType.DATA_PROBLEM},
    Kind.INFORMATION_REQUEST: {CallType.INFORMATION_REQUEST},
    Kind.SERVICE_REQUEST: {CallType.FIRST_ANALYSIS, CallType.SOFTWARE_BUG, CallType.DATA_PROBLEM},
    Kind.ENHANCEMENT_REQUEST: {CallType.FIRST_ANALYSIS, CallType.SOFTWARE_BUG},
    Kind.CHANGE: {CallType.FIRST_ANALYSIS, CallType.SOFTWARE_BUG},
}


def corrected(
    ticket: Ticket, by: Actor = SUPPORT, *, lapsed: frozenset[Role] = frozenset(), **changes: Any
) -> ClassificationCorrected | None:
    holders = RoleHolders(ticket.customer_id, ticket.assignments, lapsed)
    return correct(ticket, AGREEMENT, holders, by, cast("ClassificationChanges", changes), "looked again")


@pytest.mark.parametrize("kind", Kind)
def test_which_call_types_go_with_a_kind(kind: Kind) -> None:
    assert call_types_of(kind, REVISIONS) == TOGETHER[kind]


@pytest.mark.parametrize("call_type", CallType)
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("ticket", [OPEN, ASKING, CHANGE], ids=["incident", "information_request", "change"])
def test_what_does_not_go_together_is_refused_at_the_call_type(ticket: Ticket, kind: Kind, call_type: CallType) -> None:
    if call_type in TOGETHER[kind]:
        fact = corrected(ticket, kind=kind, call_type=call_type)
        now = (ticket.details.kind, ticket.details.call_type) if fact is None else (fact.kind, fact.call_type)
        assert now == (kind, call_type)
        return
    with pytest.raises(Invalid) as refusal:
        corrected(ticket, kind=kind, call_type=call_type)
    assert [fault.pointer for fault in refusal.value.faults] == ["/callType"]
    assert refusal.value.section == "2"


@pytest.mark.parametrize(
    ("ticket", "changes"), [(OPEN, {"kind": Kind.INFORMATION_REQUEST}), (ASKING, {"call_type": CallType.DATA_PROBLEM})]
)
def test_one_word_alone_contradicts_the_one_that_stays(ticket: Ticket, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        corrected(ticket, **changes)
    assert [fault.pointer for fault in refusal.value.faults] == ["/callType"]


def test_a_ticket_of_old_that_contradicts_itself_is_corrected_in_something_else() -> None:
    odd = replace(OPEN, details=replace(OPEN.details, kind=Kind.ENHANCEMENT_REQUEST, call_type=CallType.DATA_PROBLEM))
    fact = corrected(odd, product="orb")
    assert fact is not None
    assert fact.product == "orb"


@pytest.mark.parametrize(
    ("ticket", "changes", "expected"),
    [
        (OPEN, {"kind": Kind.CHANGE}, ChangeType.NORMAL),
        (OPEN, {"kind": Kind.CHANGE, "change_type": ChangeType.STANDARD}, ChangeType.STANDARD),
        (CHANGE, {"change_type": ChangeType.NORMAL}, ChangeType.NORMAL),
        (CHANGE, {"product": "orb"}, ChangeType.URGENT),
        (CHANGE, {"kind": Kind.INCIDENT}, None),
        (CHANGE, {"kind": Kind.INCIDENT, "change_type": None}, None),
        (OPEN, {"change_type": ChangeType.NORMAL}, Invalid),
        (CHANGE, {"change_type": None}, Invalid),
        (CHANGE, {"kind": Kind.INCIDENT, "change_type": ChangeType.NORMAL}, Invalid),
    ],
)
def test_a_change_and_nothing_else_has_a_type(
    ticket: Ticket, changes: dict[str, Any], expected: ChangeType | type[Invalid] | None
) -> None:
    if expected is Invalid:
        with pytest.raises(Invalid) as refusal:
            corrected(ticket, **changes)
        assert [fault.pointer for fault in refusal.value.faults] == ["/changeType"]
        return
    fact = corrected(ticket, **changes)
    assert fact is not None
    assert fact.change_type is expected


def test_all_contradictions_are_said_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        corrected(OPEN, kind=Kind.INFORMATION_REQUEST, change_type=ChangeType.NORMAL)
    assert {fault.pointer for fault in refusal.value.faults} == {"/callType", "/changeType"}


@pytest.mark.parametrize("step", [*range(1, LAST_STEP + 1), None])
def test_it_is_corrected_at_steps_3_and_4_only(step: int | None) -> None:
    closed = replace(OPEN, step=LAST_STEP, status=TicketStatus.CLOSED)
    ticket = closed if step is None else replace(OPEN, step=step)
    if step in (3, 4):
        assert corrected(ticket, product="orb") is not None
        return
    with pytest.raises(Conflict, match="steps 3 and 4") as refusal:
        corrected(ticket, product="idu")
    assert refusal.value.section == "2"


def test_a_signal_is_classified_when_it_is_registered() -> None:
    signal = signalled("2026-02-09 10:00").ticket
    for step in (1, 3):
        with pytest.raises(Conflict):
            corrected(replace(signal, step=step), product="orb")


@pytest.mark.parametrize("waiting", [False, True])
@pytest.mark.parametrize("step", [3, 4])
@pytest.mark.parametrize("role", Role)
def test_the_responsible_and_the_accountable_of_the_step_correct_it(role: Role, step: int, waiting: bool) -> None:  # noqa: FBT001 - a column
    """While the customer is asked for information it stays the vendor's to say what it is."""
    ticket = replace(OPEN, step=step, waiting_since=OPEN.registered_at if waiting else None)
    if MATRIX[step][role] in (Responsibility.RESPONSIBLE, Responsibility.ACCOUNTABLE):
        assert corrected(ticket, ACTOR_OF[role], product="orb") is not None
        return
    with pytest.raises(NotYours, match="corrected by support or support_manager") as refusal:
        corrected(ticket, ACTOR_OF[role], product="orb")
    assert refusal.value.section == "2.1"


@pytest.mark.parametrize(
    ("actor", "may"), [(ADMINISTRATOR, True), (SECOND_LINE, True), (MANAGER, True), (SUPPORT, False), (STRANGER, False)]
)
def test_a_named_person_is_the_one(actor: Actor, may: bool) -> None:  # noqa: FBT001 - a column
    ticket = replace(OPEN, assignments={Role.SUPPORT: SECOND_LINE.id})
    if may:
        assert corrected(ticket, actor, product="orb") is not None
        return
    with pytest.raises(NotYours):
        corrected(ticket, actor, product="orb")


def test_whoever_was_named_and_left_is_not_the_one_any_more_and_colleagues_are() -> None:
    ticket = replace(OPEN, assignments={Role.SUPPORT: SECOND_LINE.id})
    assert corrected(ticket, SUPPORT, lapsed=frozenset({Role.SUPPORT}), product="orb") is not None


def test_whom_the_step_is_delegated_to_corrects_it() -> None:
    delegated = {**MATRIX[3], Role.CONSULTANT: Responsibility.RESPONSIBLE, Role.SUPPORT: Responsibility.CONSULTED}
    ticket = replace(OPEN, overrides={3: delegated})
    assert corrected(ticket, CONSULTANT, product="orb") is not None
    for other in (SUPPORT, CUSTOMER, COLLEAGUE):
        with pytest.raises(NotYours, match="consultant"):
            corrected(ticket, other, product="orb")


def test_what_stays_as_it_was_is_no_fact() -> None:
    assert corrected(OPEN, kind=OPEN.kind, product=" I.D.U ", product_version=None) is None


def test_a_product_is_kept_by_its_key_and_a_version_can_be_taken_away() -> None:
    fact = corrected(OPEN, product="Generic Webservice Configurator (GenWS)", product_version="3.1")
    assert fact is not None
    assert (fact.product, fact.product_version) == ("genws", "3.1")
    versioned = replace(OPEN, details=replace(OPEN.details, product_version="3.1"))
    taken = corrected(versioned, product="the coffee machine", product_version=None)
    assert taken is not None
    assert (taken.product, taken.product_version) == ("the coffee machine", None)


def test_a_corrected_kind_is_promised_as_if_from_registration_and_told_by_the_fold() -> None:
    history = registered("2026-02-09 10:00", ServiceLevel.EXTENDED)
    fact = corrected(history.ticket, kind=Kind.CHANGE)
    assert fact is not None
    after = history.then("2026-02-09 10:30", fact)
    assert (after.ticket.kind, after.ticket.details.change_type) == (Kind.CHANGE, ChangeType.NORMAL)
    assert after.ticket.last_fact_at == after.events[-1].occurred_at
    assert needs_all(history.ticket, after.ticket, AGREEMENT)
    straight = registered("2026-02-09 10:00", ServiceLevel.EXTENDED, kind=Kind.CHANGE)
    assert [after.due(name) for name in ClockName] == [straight.due(name) for name in ClockName]
    assert after.due(ClockName.RESPONSE) != history.due(ClockName.RESPONSE)


def test_what_support_covers_follows_the_corrected_words() -> None:
    history = registered("2026-02-09 10:00").decided("2026-02-09 11:00", Decision.UNCLEAR)
    fact = corrected(history.ticket, product="DM Portal", problem_type=ProblemType.FUNCTIONAL)
    assert fact is not None
    after = history.then("2026-02-09 11:30", fact).ticket
    assert coverage(after.details, AGREEMENT).outcome is CoverageOutcome.CONSULTANCY
