"""Beside the worked scenarios: what they leave open about a clock and its ticket. Amsterdam wall time."""

from datetime import timedelta

import pytest

from app.domain.vocabulary import ClockName, ClockState, Decision, Priority, Responsibility, Role
from tests.domain.tickets.histories import CUSTOMER, MANAGER, SUPPORT, History, local, registered, wall
from tests.domain.tickets.worked_tickets import OWN_TARGETS

RESPONSE, RESOLUTION = ClockName.RESPONSE, ClockName.RESOLUTION
RUNNING, MET, BREACHED = ClockState.RUNNING, ClockState.MET, ClockState.BREACHED
PAUSED = ClockState.PAUSED
TO_CUSTOMER = dict(zip(Role, map(Responsibility, "RCIA"), strict=True))
ASK, ANSWER = Decision.REQUEST_INFORMATION, Decision.INFORMATION_RECEIVED


def eight_hours_from(at: str) -> History:
    """Standard support hours, resolution within 8 of them (4 when high, 16 when low)."""
    return registered(at, own_targets=OWN_TARGETS)


def test_the_response_clock_does_not_pause() -> None:
    asked_by_the_registrant = registered("2026-02-06 10:00", by=SUPPORT).decided("2026-02-06 15:00", ASK, SUPPORT)
    assert asked_by_the_registrant.reading(RESPONSE, "2026-02-09 11:59").state is RUNNING
    assert asked_by_the_registrant.due(RESPONSE) == "2026-02-09 12:00"


@pytest.mark.parametrize(
    ("solved_at", "state"), [("2026-02-10 12:30", MET), ("2026-02-10 13:00", MET), ("2026-02-10 13:00:01", BREACHED)]
)
def test_a_pause_ends_first_when_it_is_solved_and_then_the_clock_is_judged(solved_at: str, state: ClockState) -> None:
    """One hour was paused before, so 12:00 became 13:00; the second pause ends in the solution itself."""
    paused = eight_hours_from("2026-02-09 10:00").decided("2026-02-09 11:00", ASK)
    paused = paused.decided("2026-02-09 12:00", ANSWER, CUSTOMER)
    at_customer = (
        paused.decided("2026-02-09 12:00", Decision.CLEAR)
        .decided("2026-02-09 12:00", Decision.NOT_SOLVED)
        .decided(solved_at, Decision.SUPPORT)
    )
    assert at_customer.clock(RESOLUTION).paused_for is not None
    done = at_customer.decided(solved_at, Decision.SOLVED, CUSTOMER)
    assert (done.state(RESOLUTION, solved_at), done.clock(RESOLUTION).paused_for) == (state, None)


def test_a_pause_that_begins_after_the_time_was_used_up_does_not_postpone_the_due_time() -> None:
    history = eight_hours_from("2026-02-09 14:00").decided("2026-02-10 17:00", ASK)
    assert history.due(RESOLUTION) == "2026-02-10 16:00"
    assert history.state(RESOLUTION, "2026-02-10 17:00:00.000001") is BREACHED


@pytest.mark.parametrize(
    ("registered_at", "asked_at"),
    [("2026-02-09 10:00", "2026-02-10 12:00"), ("2026-02-09 14:00", "2026-02-10 16:00")],
)
def test_paused_in_the_very_instant_in_which_it_falls_due_it_is_breached_only_once_it_goes_on(
    registered_at: str, asked_at: str
) -> None:
    paused = eight_hours_from(registered_at).decided(asked_at, ASK)
    reading = paused.reading(RESOLUTION, "2026-02-12 10:00")
    assert (reading.state, reading.due_at, reading.remaining) == (PAUSED, None, timedelta(0))
    gone_on = paused.decided("2026-02-12 10:00", ANSWER, CUSTOMER)
    late = gone_on.reading(RESOLUTION, "2026-02-12 10:00")
    assert (late.state, late.breached_at) == (BREACHED, local(asked_at))
    assert late.reason is not None
    assert "no time was left" in late.reason


def test_paused_in_the_instant_in_which_it_falls_due_and_solved_before_it_goes_on_it_is_met() -> None:
    at = "2026-02-10 12:00"
    paused = eight_hours_from("2026-02-09 10:00").decided("2026-02-09 10:00", Decision.CLEAR)
    paused = paused.decided(at, Decision.NOT_SOLVED).decided(at, Decision.SUPPORT)
    assert paused.state(RESOLUTION, "2026-02-11 10:00") is PAUSED
    solved = paused.decided("2026-02-12 10:00", Decision.SOLVED, CUSTOMER)
    assert (solved.state(RESOLUTION, "2026-02-13 10:00"), solved.due(RESOLUTION)) == (MET, "2026-02-12 10:00")
    reopened = solved.decided("2026-02-12 11:00", Decision.CLOSE).decided("2026-02-12 12:00", Decision.REOPEN)
    assert reopened.state(RESOLUTION, "2026-02-12 12:00") is BREACHED


def test_handed_from_one_pause_to_the_next_in_one_instant_it_has_not_gone_on() -> None:
    at = "2026-02-10 12:00"
    asked = eight_hours_from("2026-02-09 10:00").decided("2026-02-09 10:00", Decision.UNCLEAR).decided(at, ASK)
    delegated = asked.delegated("2026-02-11 10:00", 4, TO_CUSTOMER).decided("2026-02-11 11:00", ANSWER, CUSTOMER)
    assert delegated.state(RESOLUTION, "2026-02-12 10:00") is PAUSED
    back = delegated.delegated("2026-02-12 11:00", 4, None)
    assert back.reading(RESOLUTION, "2026-02-12 11:00").breached_at == local(at)


def test_solved_in_the_instant_in_which_it_falls_due_and_reopened_it_is_breached_at_once_and_says_why() -> None:
    solved = eight_hours_from("2026-02-09 10:00").decided("2026-02-09 11:00", Decision.CLEAR)
    solved = solved.decided("2026-02-10 12:00", Decision.SOLVED)
    assert solved.state(RESOLUTION, "2026-02-10 12:00") is MET
    reopened = solved.decided("2026-02-10 13:00", Decision.CLOSE).decided("2026-02-12 10:00", Decision.REOPEN)
    reading = reopened.reading(RESOLUTION, "2026-02-12 10:00")
    assert (reading.state, reading.breached_at) == (BREACHED, local("2026-02-10 12:00"))
    assert reading.reason == "It was solved just as it fell due, and then reopened: no time was left."


def test_a_clock_reads_no_less_than_at_its_last_fact_when_the_time_of_day_was_set_back() -> None:
    history = eight_hours_from("2026-02-09 10:00").decided("2026-02-09 12:00", ASK)
    before, then = (history.reading(RESOLUTION, at) for at in ("2026-02-09 11:00", "2026-02-09 12:00"))
    assert (before.elapsed, before.paused) == (then.elapsed, then.paused)


def test_a_breach_of_before_the_change_is_not_blamed_on_it() -> None:
    late = eight_hours_from("2026-02-09 10:00").assessed("2026-02-10 12:00:01", Priority.HIGH)
    assert late.reading(RESOLUTION, "2026-02-10 13:00").reason is None


def test_only_a_decision_of_the_vendor_who_did_not_register_it_is_a_first_response() -> None:
    by_support = registered("2026-02-09 10:00", by=SUPPORT).commented("2026-02-09 10:01", MANAGER)
    by_support = by_support.commented("2026-02-09 10:02", CUSTOMER)
    acted_himself = by_support.decided("2026-02-09 10:30", Decision.START_INVESTIGATION, SUPPORT)
    assert acted_himself.clock(RESPONSE).stopped_at is None
    acted = acted_himself.decided("2026-02-09 11:00", Decision.START_INVESTIGATION, MANAGER)
    assert wall(acted.clock(RESPONSE).stopped_at) == "2026-02-09 11:00"


@pytest.mark.parametrize(
    "decision", [Decision.START_INVESTIGATION, ASK, Decision.CLEAR, Decision.UNCLEAR, Decision.WORKAROUND]
)
def test_every_first_decision_of_the_vendor_at_step_3_is_a_response(decision: Decision) -> None:
    """The time to respond is the time to begin investigating (§5.3)."""
    history = registered("2026-02-09 10:00").decided("2026-02-09 11:00", decision)
    assert wall(history.clock(RESPONSE).stopped_at) == "2026-02-09 11:00"
    again = history.decided("2026-02-09 12:00", next_decision(history), by=SUPPORT)
    assert wall(again.clock(RESPONSE).stopped_at) == "2026-02-09 11:00"


def next_decision(history: History) -> Decision:
    return {3: Decision.CLEAR, 4: Decision.BUG, 10: Decision.SOLVED}[history.ticket.step]
