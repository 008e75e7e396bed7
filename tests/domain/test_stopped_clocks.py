"""What stops a clock and what it is judged by: scenarios 45 to 50, and what lies between them. Amsterdam wall time."""

from typing import Any

import pytest

from app.domain.tickets.facts import CalendarRevised
from app.domain.vocabulary import Cause, ClockName, ClockState, Decision, Kind, Priority, ProblemType, ServiceLevel
from tests.domain.tickets.histories import BY_CONSULTANCY, CUSTOMER, NOT_TREATED, TOO_OLD, UNSUPPORTED, registered
from tests.domain.tickets.worked_tickets import OWN_TARGETS

RESPONSE, RESOLUTION = ClockName.RESPONSE, ClockName.RESOLUTION
RUNNING, MET, BREACHED = ClockState.RUNNING, ClockState.MET, ClockState.BREACHED
NOT_APPLICABLE, BEST_EFFORT = ClockState.NOT_APPLICABLE, ClockState.BEST_EFFORT
HIGH = registered("2026-02-09 08:00", ServiceLevel.EXTENDED, Priority.HIGH)
WORKED_AROUND = HIGH.decided("2026-02-10 09:00", Decision.WORKAROUND)


def test_scenario_45_a_workaround_that_did_not_hold_never_stopped_the_clock() -> None:
    assert WORKED_AROUND.state(RESOLUTION, "2026-02-10 09:00") is MET
    history = WORKED_AROUND.decided("2026-02-10 09:00", Decision.CLEAR)
    history = history.decided("2026-02-12 12:00", Decision.NOT_SOLVED)
    assert (history.state(RESOLUTION, "2026-02-12 12:00"), history.due(RESOLUTION)) == (RUNNING, "2026-03-06 17:00")
    assert history.reading(RESOLUTION, "2026-02-12 12:00").paused.total_seconds() == 0


def test_scenario_46_reopened_only_the_time_since_the_solution_is_left_out() -> None:
    history = WORKED_AROUND.decided("2026-02-10 09:00", Decision.CLEAR)
    history = history.decided("2026-02-12 12:00", Decision.SOLVED).decided("2026-02-12 13:00", Decision.CLOSE)
    assert history.state(RESOLUTION, "2026-02-13 12:00") is MET
    reopened = history.decided("2026-02-16 09:00", Decision.REOPEN)
    assert (reopened.state(RESOLUTION, "2026-02-16 09:00"), reopened.due(RESOLUTION)) == (RUNNING, "2026-03-10 14:00")


def test_while_the_customer_was_responsible_after_the_workaround_it_is_paused_as_always() -> None:
    asked = HIGH.decided("2026-02-10 09:00", Decision.REQUEST_INFORMATION)
    helped = asked.decided("2026-02-10 10:00", Decision.WORKAROUND)
    answered = helped.decided("2026-02-10 12:00", Decision.INFORMATION_RECEIVED, CUSTOMER)
    again = answered.decided("2026-02-10 13:00", Decision.CLEAR).decided("2026-02-10 14:00", Decision.NOT_SOLVED)
    reading = again.reading(RESOLUTION, "2026-02-10 14:00")
    assert (reading.state, reading.paused.total_seconds()) == (RUNNING, 3 * 3600)
    assert again.due(RESOLUTION) == "2026-03-09 11:00"


def test_not_solved_where_nothing_had_stopped_it_changes_nothing_but_who_is_to_act() -> None:
    history = HIGH.decided("2026-02-10 09:00", Decision.CLEAR)
    assert history.decided("2026-02-10 10:00", Decision.NOT_SOLVED).clock(RESOLUTION) == history.clock(RESOLUTION)


def test_a_second_workaround_is_the_solution_if_the_first_one_did_not_hold() -> None:
    history = WORKED_AROUND.decided("2026-02-10 09:00", Decision.CLEAR)
    history = history.decided("2026-03-09 09:00", Decision.NOT_SOLVED).decided("2026-03-09 09:00", Decision.SUPPORT)
    history = history.decided("2026-03-09 09:00", Decision.NOT_SOLVED, CUSTOMER)
    again = history.decided("2026-03-09 10:00", Decision.WORKAROUND)
    assert again.state(RESOLUTION, "2026-03-09 10:00") is BREACHED
    assert again.clock(RESOLUTION).stopped_at == again.events[-1].occurred_at


@pytest.mark.parametrize(
    ("priority", "answered", "then", "state", "due"),
    [
        pytest.param(
            *(Priority.NORMAL, "2026-02-10 11:00", Priority.HIGH, MET, "2026-02-10 12:00"), id="scenario_47_raised"
        ),
        pytest.param(
            *(Priority.HIGH, "2026-02-09 15:00", Priority.LOW, BREACHED, "2026-02-09 14:00"), id="scenario_48_lowered"
        ),
    ],
)
def test_a_stopped_clock_is_judged_by_the_priority_that_held_when_it_stopped(
    priority: Priority, answered: str, then: Priority, state: ClockState, due: str
) -> None:
    history = registered("2026-02-09 10:00", priority=priority).decided(answered, Decision.START_INVESTIGATION)
    changed = history.assessed("2026-02-11 10:00", then)
    assert (changed.state(RESPONSE, "2026-02-12 10:00"), changed.due(RESPONSE)) == (state, due)
    assert changed.clock(RESPONSE) == history.clock(RESPONSE)
    assert changed.ticket.judged[RESPONSE].priority is priority
    assert RESOLUTION not in changed.ticket.judged


def test_reopened_it_takes_what_holds_now_as_if_from_registration() -> None:
    history = registered("2026-02-09 10:00", own_targets=OWN_TARGETS).decided("2026-02-09 11:00", Decision.CLEAR)
    solved = history.decided("2026-02-09 12:00", Decision.SOLVED)
    raised = solved.assessed("2026-02-10 10:00", Priority.HIGH)
    assert raised.due(RESOLUTION) == "2026-02-10 12:00"
    reopened = raised.decided("2026-02-10 11:00", Decision.CLOSE).decided("2026-02-11 10:00", Decision.REOPEN)
    assert reopened.due(RESOLUTION) == "2026-02-11 12:00"


def test_a_later_calendar_moves_no_stopped_clock() -> None:
    history = registered("2026-02-09 10:00").decided("2026-02-09 11:00", Decision.START_INVESTIGATION)
    revised = history.then("2026-02-09 12:00", CalendarRevised(calendar_revision=2, reason="moved"))
    assert revised.ticket.judged[RESPONSE].calendar_revision == 1
    assert revised.ticket.calendar_revision == 2


def test_scenario_57_not_solved_and_back_at_4_the_cause_is_open_until_it_is_found_anew() -> None:
    history = HIGH.decided("2026-02-09 09:00", Decision.UNCLEAR)
    excused = history.decided("2026-02-09 10:00", Decision.CONFIGURATION, cause=Cause.CONFIGURATION)
    declined = excused.decided("2026-02-09 11:00", Decision.DECLINE)
    assert declined.state(RESOLUTION, "2026-02-09 12:00") is NOT_APPLICABLE
    back = declined.decided("2026-02-09 13:00", Decision.NOT_SOLVED, CUSTOMER)
    assert (back.ticket.cause, back.state(RESOLUTION, "2026-02-09 13:00")) == (None, RUNNING)
    found = back.decided("2026-02-09 14:00", Decision.CONFIGURATION, cause=Cause.CUSTOMER_INFRASTRUCTURE)
    assert found.state(RESOLUTION, "2026-02-09 14:00") is NOT_APPLICABLE


def test_reopened_the_cause_is_open() -> None:
    history = HIGH.decided("2026-02-09 09:00", Decision.UNCLEAR)
    closed = (
        history.decided("2026-02-09 10:00", Decision.CONFIGURATION, cause=Cause.CUSTOMER_INFRASTRUCTURE)
        .decided("2026-02-09 11:00", Decision.DECLINE)
        .decided("2026-02-09 12:00", Decision.SOLVED, CUSTOMER)
        .decided("2026-02-09 13:00", Decision.CLOSE)
    )
    assert closed.state(RESOLUTION, "2026-02-10 13:00") is NOT_APPLICABLE
    reopened = closed.decided("2026-02-16 09:00", Decision.REOPEN)
    assert (reopened.ticket.cause, reopened.state(RESOLUTION, "2026-02-16 09:00")) == (None, RUNNING)


@pytest.mark.parametrize("state", [MET, BREACHED])
def test_the_cause_reaches_a_stopped_resolution_met_or_breached(state: ClockState) -> None:
    at = "2026-02-10 09:00" if state is MET else "2026-03-10 09:00"
    helped = HIGH.decided("2026-02-09 09:00", Decision.UNCLEAR).decided(at, Decision.WORKAROUND)
    assert helped.state(RESOLUTION, at) is state
    found = helped.decided(at, Decision.CONFIGURATION, cause=Cause.THIRD_PARTY)
    assert (found.state(RESOLUTION, at), found.due(RESOLUTION)) == (NOT_APPLICABLE, "none")


@pytest.mark.parametrize(
    ("otherwise", "section", "said"),
    [
        pytest.param(NOT_TREATED, "1.2.2", "Support does not cover this", id="scenario_50_a_data_problem"),
        pytest.param(BY_CONSULTANCY, "1.3", "through consultancy", id="scenario_50_functional_data_manager"),
        pytest.param(UNSUPPORTED, "1.3", "Support does not cover this", id="another_product"),
        pytest.param(TOO_OLD, "1.3", "Support does not cover this", id="an_old_version"),
    ],
)
@pytest.mark.parametrize("level", ServiceLevel)
def test_no_resolution_is_promised_beyond_support_but_the_response_is(
    otherwise: dict[str, Any], section: str, said: str, level: ServiceLevel
) -> None:
    history = registered("2026-02-09 10:00", level, **otherwise)
    assert history.state(RESPONSE, "2026-02-09 10:00") is RUNNING
    reading, clock = history.reading(RESOLUTION, "2026-03-09 10:00"), history.clock(RESOLUTION)
    assert (reading.state, reading.due_at, reading.remaining) == (NOT_APPLICABLE, None, None)
    assert (clock.section, [due.due_at for due in clock.commitments]) == (section, [None] * len(clock.commitments))
    assert reading.reason is not None
    assert said in reading.reason
    assert f"(section {section})" in reading.reason
    assert "(section 1.1)" in reading.reason


def test_scenario_50_corrected_to_technical_at_step_4_it_is_promised_as_if_from_registration() -> None:
    functional = registered("2026-02-09 10:00", ServiceLevel.EXTENDED, **BY_CONSULTANCY)
    at_4 = functional.decided("2026-02-10 10:00", Decision.UNCLEAR)
    assert at_4.state(RESOLUTION, "2026-02-11 10:00") is NOT_APPLICABLE
    technical = at_4.reclassified("2026-02-11 10:00", problem_type=ProblemType.TECHNICAL)
    straight = registered("2026-02-09 10:00", ServiceLevel.EXTENDED, product="dm_portal")
    assert technical.state(RESOLUTION, "2026-02-11 10:00") is RUNNING
    assert technical.due(RESOLUTION) == straight.due(RESOLUTION) != "none"


@pytest.mark.parametrize(
    ("cause", "section"),
    [(Cause.CONFIGURATION, "1.2.3"), (Cause.THIRD_PARTY, "1.2.3"), (Cause.CUSTOMER_INFRASTRUCTURE, "1.4")],
)
def test_the_clause_of_a_cause(cause: Cause, section: str) -> None:
    history = HIGH.decided("2026-02-09 09:00", Decision.UNCLEAR)
    clock = history.decided("2026-02-09 10:00", Decision.CONFIGURATION, cause=cause).clock(RESOLUTION)
    assert clock.section == section
    assert clock.not_applicable is not None
    assert f"(section {section})" in clock.not_applicable


def test_a_change_outside_support_is_promised_no_resolution_either() -> None:
    history = registered("2026-02-09 10:00", kind=Kind.CHANGE, **UNSUPPORTED)
    assert history.state(RESOLUTION, "2026-02-09 10:00") is NOT_APPLICABLE
    assert registered("2026-02-09 10:00", kind=Kind.CHANGE).state(RESOLUTION, "2026-02-09 10:00") is BEST_EFFORT
