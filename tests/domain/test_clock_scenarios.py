"""The worked scenarios that concern a ticket's history, by their number. Amsterdam wall time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from histories import (
    CUSTOMER,
    MANAGER,
    SUPPORT,
    History,
    local,
    registered,
    wall,
)
from worked_tickets import OWN_TARGETS

from app.clock import Instant
from app.domain.agreement import hours
from app.domain.deadlines import consequences
from app.domain.facts import BreachAnnounced, BreachWithdrawn, DueMoved
from app.domain.vocabulary import Cause, ClockName, ClockState, Decision, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT

RESPONSE, RESOLUTION = ClockName.RESPONSE, ClockName.RESOLUTION
RUNNING, PAUSED, MET, BREACHED = ClockState.RUNNING, ClockState.PAUSED, ClockState.MET, ClockState.BREACHED
ASK, ANSWER = Decision.REQUEST_INFORMATION, Decision.INFORMATION_RECEIVED
MICROSECOND = timedelta(microseconds=1)


def eight_hours_from(at: str) -> History:
    """Standard support hours, resolution within 8 of them (4 when high, 16 when low)."""
    return registered(at, own_targets=OWN_TARGETS)


def solved(history: History, at: str | Instant) -> History:
    return history.decided(at, Decision.CLEAR).decided(at, Decision.SOLVED)


def test_26_a_pause_outside_support_hours_changes_nothing() -> None:
    before = eight_hours_from("2026-02-06 10:00")
    after = before.decided("2026-02-06 16:30", ASK).decided("2026-02-09 09:30", ANSWER, CUSTOMER)
    assert before.due(RESOLUTION) == after.due(RESOLUTION) == "2026-02-09 12:00"
    assert after.reading(RESOLUTION, "2026-02-09 09:30").paused == timedelta(0)


def test_27_a_pause_moves_the_due_time_by_its_support_time() -> None:
    history = eight_hours_from("2026-02-06 10:00").decided("2026-02-06 15:00", ASK)
    history = history.decided("2026-02-09 11:00", ANSWER, CUSTOMER)
    assert history.due(RESOLUTION) == "2026-02-09 14:00"
    assert history.reading(RESOLUTION, "2026-02-09 11:00").paused == timedelta(hours=2)


def test_27_the_response_clock_does_not_pause() -> None:
    asked_by_the_registrant = registered("2026-02-06 10:00", by=SUPPORT).decided("2026-02-06 15:00", ASK, SUPPORT)
    assert asked_by_the_registrant.reading(RESPONSE, "2026-02-09 11:59").state is RUNNING
    assert asked_by_the_registrant.due(RESPONSE) == "2026-02-09 12:00"


def test_28_seconds_of_two_pauses_in_one_minute_count() -> None:
    history = eight_hours_from("2026-02-09 10:00")
    for second_asked, second_answered in [(5, 20), (30, 44)]:
        history = history.decided(f"2026-02-09 11:00:{second_asked:02}", ASK)
        history = history.decided(f"2026-02-09 11:00:{second_answered:02}", ANSWER, CUSTOMER)
    assert history.clock(RESOLUTION).due_at == local("2026-02-10 12:00:29")


@pytest.mark.parametrize(
    ("solved_at", "state"), [("2026-02-10 12:30", MET), ("2026-02-10 13:00", MET), ("2026-02-10 13:00:01", BREACHED)]
)
def test_29_a_pause_ends_first_when_it_is_solved_and_then_the_clock_is_judged(
    solved_at: str, state: ClockState
) -> None:
    """One hour was paused before, so 12:00 became 13:00; the second pause ends in the solution itself."""
    paused = eight_hours_from("2026-02-09 10:00").decided("2026-02-09 11:00", ASK)
    paused = paused.decided("2026-02-09 12:00", ANSWER, CUSTOMER)
    at_customer = (
        paused.decided("2026-02-09 12:00", Decision.UNCLEAR)
        .decided("2026-02-09 12:00", Decision.CONFIGURATION, cause=Cause.VENDOR_SOFTWARE)
        .decided(solved_at, Decision.DECLINE)
    )
    assert at_customer.clock(RESOLUTION).paused_for is not None
    done = at_customer.decided(solved_at, Decision.SOLVED, CUSTOMER)
    assert (done.state(RESOLUTION, solved_at), done.clock(RESOLUTION).paused_for) == (state, None)


def test_29_the_time_paused_until_solved_does_not_count() -> None:
    history = eight_hours_from("2026-02-09 10:00").decided("2026-02-09 11:00", ASK)
    done = solved(history, "2026-02-12 15:00")
    assert done.state(RESOLUTION, "2026-02-12 15:00") is MET
    assert done.reading(RESOLUTION, "2026-02-13 15:00").elapsed == timedelta(hours=1)


def test_30_paused_past_the_old_due_time_is_paused_and_what_remains_stays() -> None:
    history = eight_hours_from("2026-02-09 10:00").decided("2026-02-09 15:00", ASK)
    reading = history.reading(RESOLUTION, "2026-02-20 15:00")
    assert (reading.state, reading.remaining, reading.due_at) == (PAUSED, timedelta(hours=3), None)
    assert (reading.breached_at, reading.reason) == (None, "Waiting for information that the customer was asked for.")


def test_31_breached_then_paused_stays_breached() -> None:
    history = eight_hours_from("2026-02-09 10:00").decided("2026-02-10 12:00:01", ASK)
    reading = history.reading(RESOLUTION, "2026-02-11 15:00")
    assert (reading.state, reading.breached_at) == (BREACHED, local("2026-02-10 12:00"))
    assert reading.remaining == timedelta(seconds=-1)


@pytest.mark.parametrize(
    ("registered_at", "asked_at", "due"),
    [
        ("2026-02-09 10:00", "2026-02-10 12:00", "2026-02-10 12:00"),
        ("2026-02-09 14:00", "2026-02-10 16:00", "2026-02-10 16:00"),
        ("2026-02-09 14:00", "2026-02-10 17:00", "2026-02-10 16:00"),
    ],
)
def test_31_a_pause_that_begins_when_the_time_is_used_up_does_not_postpone_the_due_time(
    registered_at: str, asked_at: str, due: str
) -> None:
    history = eight_hours_from(registered_at).decided(asked_at, ASK)
    assert history.due(RESOLUTION) == due
    assert history.state(RESOLUTION, "2026-02-10 17:00:00.000001") is BREACHED


def test_32_what_is_recorded_late_is_reckoned_from_when_it_occurred_and_withdraws_the_announcement() -> None:
    announced = local("2026-02-10 12:00")
    before = eight_hours_from("2026-02-09 10:00").then(
        "2026-02-10 12:00", BreachAnnounced(clock=RESOLUTION, due_at=announced)
    )
    assert before.state(RESOLUTION, "2026-02-10 12:01") is BREACHED
    after = before.decided("2026-02-10 11:00", ASK, recorded="2026-02-10 14:00")
    after = after.decided("2026-02-10 11:30", ANSWER, recorded="2026-02-10 14:00")
    assert (after.due(RESOLUTION), after.state(RESOLUTION, "2026-02-10 12:01")) == ("2026-02-10 12:30", RUNNING)
    facts = consequences(
        {RESOLUTION: before.clock(RESOLUTION)},
        {RESOLUTION: after.clock(RESOLUTION)},
        {RESOLUTION: announced},
        "information was asked for",
    )
    assert facts == (
        DueMoved(
            clock=RESOLUTION,
            from_at=announced,
            to_at=local("2026-02-10 12:30"),
            reason="information was asked for",
        ),
        BreachWithdrawn(clock=RESOLUTION, announced_due_at=announced, reason="information was asked for"),
    )
    assert before.events == after.events[: len(before.events)]


def test_33_a_pause_that_never_ends_has_no_due_time() -> None:
    history = eight_hours_from("2026-02-09 10:00").decided("2026-02-09 11:00", ASK)
    reading = history.reading(RESOLUTION, "2031-02-09 11:00")
    assert (reading.state, reading.due_at, reading.remaining) == (PAUSED, None, timedelta(hours=7))


def test_34_a_priority_there_and_back_returns_the_first_due_time() -> None:
    history = eight_hours_from("2026-02-09 10:13:07.123456")
    first = history.clock(RESOLUTION)
    raised = history.assessed("2026-02-09 11:00", Priority.HIGH)
    assert raised.clock(RESOLUTION).due_at != first.due_at
    assert raised.assessed("2026-02-09 11:05", Priority.NORMAL).clock(RESOLUTION) == first


def test_35_raised_so_that_the_due_time_is_past_is_breached_and_says_why() -> None:
    history = eight_hours_from("2026-02-09 10:00").assessed("2026-02-09 15:00", Priority.HIGH)
    reading = history.reading(RESOLUTION, "2026-02-09 15:00")
    assert (reading.state, reading.breached_at) == (BREACHED, local("2026-02-09 14:00"))
    assert reading.reason is not None
    assert "from normal to high" in reading.reason
    assert "3.1.1" in reading.reason


def test_35_a_breach_of_before_the_change_is_not_blamed_on_it() -> None:
    late = eight_hours_from("2026-02-09 10:00").assessed("2026-02-10 12:00:01", Priority.HIGH)
    assert late.reading(RESOLUTION, "2026-02-10 13:00").reason is None


def test_36_a_priority_changed_while_paused_keeps_the_pause_and_its_time() -> None:
    history = eight_hours_from("2026-02-09 10:00").decided("2026-02-09 11:00", ASK)
    raised = history.assessed("2026-02-09 12:00", Priority.HIGH)
    assert raised.state(RESOLUTION, "2026-02-09 13:00") is PAUSED
    assert raised.reading(RESOLUTION, "2026-02-09 13:00").paused == timedelta(hours=2)
    assert raised.decided("2026-02-09 13:00", ANSWER).due(RESOLUTION) == "2026-02-09 16:00"


def test_37_the_closed_time_of_a_reopened_ticket_does_not_count() -> None:
    first = solved(eight_hours_from("2026-02-09 10:00"), "2026-02-10 11:00")
    assert first.state(RESOLUTION, "2026-02-12 14:00") is MET
    closed = first.decided("2026-02-10 11:00", Decision.CLOSE)
    reopened = closed.decided("2026-02-12 14:00", Decision.REOPEN)
    assert (reopened.due(RESOLUTION), reopened.state(RESOLUTION, "2026-02-12 14:00")) == ("2026-02-12 15:00", RUNNING)
    assert reopened.reading(RESOLUTION, "2026-02-12 14:00").remaining == timedelta(hours=1)


def test_38_a_ticket_stays_on_the_revision_of_its_registration() -> None:
    looser = replace(
        AGREEMENT,
        revision=2,
        in_force_from=date(2026, 4, 1),
        commitments=tuple(
            replace(row, target=hours(12)) if row.target == hours(8) else row for row in AGREEMENT.commitments
        ),
    )
    old = registered("2026-03-31 15:00", revisions=(AGREEMENT, looser))
    asked = old.decided("2026-04-02 11:00", ASK, MANAGER)
    assert (old.due(RESPONSE), asked.agreement.revision) == ("2026-04-02 11:00", 1)
    new = registered("2026-04-01 15:00", revision=2, revisions=(AGREEMENT, looser))
    assert (new.due(RESPONSE), new.agreement.revision) == ("2026-04-03 15:00", 2)


def test_39_a_ticket_keeps_the_level_of_its_registration() -> None:
    """The level is in the registration itself: nothing that happens to the customer later reaches it."""
    history = registered("2026-02-09 10:00", ServiceLevel.STANDARD).commented("2026-02-09 11:00", MANAGER)
    registration = history.ticket.registration
    assert registration is not None
    assert (registration.service_level, history.due(RESPONSE)) == (ServiceLevel.STANDARD, "2026-02-10 12:00")


@pytest.mark.parametrize(("late_by", "state"), [(timedelta(0), MET), (MICROSECOND, BREACHED)])
@pytest.mark.parametrize("name", list(ClockName))
def test_40_stopped_exactly_at_the_due_time_is_met_and_a_microsecond_later_breached(
    name: ClockName, late_by: timedelta, state: ClockState
) -> None:
    history = eight_hours_from("2026-02-09 10:00")
    due_at = history.clock(name).due_at
    assert due_at is not None
    stopped = solved(history, Instant(due_at + late_by))
    assert stopped.state(name, due_at) is state
    assert stopped.clock(name).breach_at == (None if state is MET else due_at)


def test_40_running_at_the_due_time_is_running_and_a_microsecond_later_breached() -> None:
    history = eight_hours_from("2026-02-09 10:00")
    due_at = local("2026-02-10 12:00")
    assert history.state(RESOLUTION, due_at) is RUNNING
    assert history.state(RESOLUTION, Instant(due_at + MICROSECOND)) is BREACHED


def test_41_only_a_decision_of_the_vendor_who_did_not_register_it_is_a_first_response() -> None:
    by_support = registered("2026-02-09 10:00", by=SUPPORT).commented("2026-02-09 10:01", MANAGER)
    by_support = by_support.commented("2026-02-09 10:02", CUSTOMER)
    acted_himself = by_support.decided("2026-02-09 10:30", Decision.START_INVESTIGATION, SUPPORT)
    assert acted_himself.clock(RESPONSE).stopped_at is None
    acted = acted_himself.decided("2026-02-09 11:00", Decision.START_INVESTIGATION, MANAGER)
    assert wall(acted.clock(RESPONSE).stopped_at) == "2026-02-09 11:00"


@pytest.mark.parametrize(
    "decision", [Decision.START_INVESTIGATION, ASK, Decision.CLEAR, Decision.UNCLEAR, Decision.WORKAROUND]
)
def test_41_every_first_decision_of_the_vendor_at_step_3_is_a_response(decision: Decision) -> None:
    history = registered("2026-02-09 10:00").decided("2026-02-09 11:00", decision)
    assert wall(history.clock(RESPONSE).stopped_at) == "2026-02-09 11:00"
    again = history.decided("2026-02-09 12:00", next_decision(history), by=SUPPORT)
    assert wall(again.clock(RESPONSE).stopped_at) == "2026-02-09 11:00"


def next_decision(history: History) -> Decision:
    return {3: Decision.CLEAR, 4: Decision.BUG, 10: Decision.SOLVED}[history.ticket.step]


def test_42_an_imported_closed_ticket_is_judged_by_its_own_times() -> None:
    imported = solved(eight_hours_from("2023-05-01 10:00"), "2023-05-03 10:00")
    imported = imported.decided("2023-05-03 10:05", Decision.CLOSE)
    reading = imported.reading(RESOLUTION, "2026-02-09 10:00")
    assert (reading.state, reading.breached_at) == (BREACHED, local("2023-05-02 12:00"))
    assert reading.elapsed == timedelta(hours=12)
