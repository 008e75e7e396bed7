"""Beside the worked scenarios: what they leave open about a clock and its ticket. Amsterdam wall time."""

import pytest
from histories import (
    CUSTOMER,
    MANAGER,
    SUPPORT,
    History,
    registered,
    wall,
)
from worked_tickets import OWN_TARGETS

from app.domain.vocabulary import ClockName, ClockState, Decision, Priority

RESPONSE, RESOLUTION = ClockName.RESPONSE, ClockName.RESOLUTION
RUNNING, MET, BREACHED = ClockState.RUNNING, ClockState.MET, ClockState.BREACHED
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


@pytest.mark.parametrize(
    ("registered_at", "asked_at", "due"),
    [
        ("2026-02-09 10:00", "2026-02-10 12:00", "2026-02-10 12:00"),
        ("2026-02-09 14:00", "2026-02-10 16:00", "2026-02-10 16:00"),
        ("2026-02-09 14:00", "2026-02-10 17:00", "2026-02-10 16:00"),
    ],
)
def test_a_pause_that_begins_when_the_time_is_used_up_does_not_postpone_the_due_time(
    registered_at: str, asked_at: str, due: str
) -> None:
    history = eight_hours_from(registered_at).decided(asked_at, ASK)
    assert history.due(RESOLUTION) == due
    assert history.state(RESOLUTION, "2026-02-10 17:00:00.000001") is BREACHED


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
    history = registered("2026-02-09 10:00").decided("2026-02-09 11:00", decision)
    assert wall(history.clock(RESPONSE).stopped_at) == "2026-02-09 11:00"
    again = history.decided("2026-02-09 12:00", next_decision(history), by=SUPPORT)
    assert wall(again.clock(RESPONSE).stopped_at) == "2026-02-09 11:00"


def next_decision(history: History) -> Decision:
    return {3: Decision.CLEAR, 4: Decision.BUG, 10: Decision.SOLVED}[history.ticket.step]
