"""§1: a ticket is escalated, and is so no longer."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.domain.consultancy.escalations import end_escalation, escalate
from app.domain.consultancy.participant import Participant
from app.domain.tickets.escalation_facts import Escalation
from app.domain.vocabulary import ClockName, Decision, TicketStatus
from app.errors import Conflict, Forbidden, Invalid
from app.sla.agreement import AGREEMENT
from tests.domain.consultancy.ledgers import COLLEAGUE, CONSULTANT, MANAGER, REGISTRANT, SUPPORT
from tests.domain.tickets.histories import ADMINISTRATOR, CUSTOMER_ID, History, local, registered, signalled

FIRST, SECOND = UUID(int=71), UUID(int=72)
WHY = "The plant stands still"
OPEN = registered("2026-02-09 10:00")


def escalated(history: History = OPEN, by: Participant = REGISTRANT) -> History:
    return history.then("2026-02-09 11:00", escalate(history.ticket, by, AGREEMENT, FIRST, WHY), by.actor)


def ended(history: History) -> History:
    return history.then("2026-02-09 12:00", end_escalation(history.ticket, SUPPORT, AGREEMENT, FIRST, "It runs"))


def test_it_stands_until_it_is_ended() -> None:
    history = escalated()
    assert history.ticket.escalation == Escalation(FIRST, local("2026-02-09 11:00"), WHY)
    assert ended(history).ticket == OPEN.ticket
    again = escalate(ended(history).ticket, MANAGER, AGREEMENT, SECOND, WHY)
    assert ended(history).then("2026-02-09 13:00", again).ticket.escalation == Escalation(
        SECOND, local("2026-02-09 13:00"), WHY
    )


def test_no_clock_and_no_right_is_moved() -> None:
    history = escalated()
    assert replace(history.ticket, escalation=None) == OPEN.ticket
    assert history.clock(ClockName.RESPONSE) == OPEN.clock(ClockName.RESPONSE)
    assert history.decided("2026-02-09 10:30", Decision.UNCLEAR).ticket.escalation is not None


@pytest.mark.parametrize("who", [REGISTRANT, SUPPORT, MANAGER, Participant(ADMINISTRATOR, CUSTOMER_ID)])
def test_who_declares_and_ends(who: Participant) -> None:
    ticket = escalated(by=who).ticket
    assert end_escalation(ticket, who, AGREEMENT, FIRST, "It runs").reason == "It runs"


@pytest.mark.parametrize("who", [COLLEAGUE, CONSULTANT])
def test_who_does_neither(who: Participant) -> None:
    for act in (escalate, end_escalation):
        with pytest.raises(Forbidden) as refusal:
            act(escalated().ticket, who, AGREEMENT, FIRST, WHY)
        assert refusal.value.section == "1"


def test_it_takes_a_reason() -> None:
    for history, act in ((OPEN, escalate), (escalated(), end_escalation)):
        with pytest.raises(Invalid) as fault:
            act(history.ticket, SUPPORT, AGREEMENT, FIRST, "  ")
        assert fault.value.faults[0].pointer == "/reason"


def test_only_an_open_ticket_and_once_at_a_time() -> None:
    closed = replace(OPEN.ticket, status=TicketStatus.CLOSED)
    for ticket in (closed, signalled("2026-02-09 10:00").ticket, escalated().ticket):
        with pytest.raises(Conflict) as refusal:
            escalate(ticket, SUPPORT, AGREEMENT, SECOND, WHY)
        assert refusal.value.section == "1"


def test_only_the_one_that_stands_is_ended() -> None:
    history = escalated()
    for ticket, escalation_id in ((OPEN.ticket, FIRST), (history.ticket, SECOND), (ended(history).ticket, FIRST)):
        with pytest.raises(Conflict):
            end_escalation(ticket, SUPPORT, AGREEMENT, escalation_id, "It runs")


def test_a_ticket_that_is_closed_is_escalated_no_more_nor_when_it_is_reopened() -> None:
    history = escalated()
    for minute, decision in enumerate((Decision.CLEAR, Decision.SOLVED)):
        history = history.decided(f"2026-02-09 11:1{minute}", decision)
    assert history.ticket.escalation is not None
    closed = history.decided("2026-02-09 12:00", Decision.CLOSE)
    assert closed.ticket.escalation is None
    assert closed.decided("2026-02-09 13:00", Decision.REOPEN).ticket.escalation is None
    with pytest.raises(Conflict):
        end_escalation(closed.ticket, SUPPORT, AGREEMENT, FIRST, "It runs")
