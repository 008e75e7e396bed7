"""A clock that goes on from what it was reads as one that is wound from the whole history."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import Instant
from app.domain.agreement.agreement import hours
from app.domain.clocks.clocks import Clock, clocks_of, compute_clock, continue_clock, needs_all
from app.domain.clocks.promises import Promise, warning_of
from app.domain.tickets.fold import advance, begin
from app.domain.tickets.stopwatch import Earlier, PauseReason, Stopwatch
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import ClockName, Decision, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT, REVISIONS
from tests.domain.tickets.histories import CUSTOMER, CUSTOMER_ID, TICKET, registered
from tests.domain.tickets.random_histories import Made, gaps, made_up, moments, patient

Clocks = Mapping[ClockName, Clock]
LEVELS = st.sampled_from(ServiceLevel)
budgets = st.lists(st.integers(1, 1200), min_size=1, max_size=2)
"""Minutes, so few that many a pause begins after they have passed."""


def put_away(watch: Stopwatch, clock: Clock) -> Stopwatch:
    """As it comes back from its row: the pauses that are over are known by their number."""
    if not watch.over:
        return watch
    assert clock.counted_to is not None
    going_on = watch.pauses[-1:] if watch.paused_for else ()
    return replace(watch, pauses=going_on, earlier=Earlier(clock.counted_to, watch.over))


def taken_up(ticket: Ticket, clocks: Clocks) -> Ticket:
    return replace(
        ticket,
        response=put_away(ticket.response, clocks[ClockName.RESPONSE]),
        resolution=put_away(ticket.resolution, clocks[ClockName.RESOLUTION]),
    )


@patient
@given(made_up())
def test_a_ticket_taken_up_from_its_row_has_the_clocks_of_its_whole_history(made: Made) -> None:
    calendar = made.history.calendar
    first, *rest = made.history.events
    ticket = begin(TICKET, CUSTOMER_ID, first, REVISIONS)
    clocks = wound(ticket, made)
    for event in rest:
        partial = advance(taken_up(ticket, clocks), event, REVISIONS)
        goes_on = not needs_all(ticket, partial, AGREEMENT, clocks.values())
        ticket = advance(ticket, event, REVISIONS)
        before, clocks = clocks, wound(ticket, made)
        assert needs_all(taken_up(ticket, clocks), ticket, AGREEMENT) is False
        if goes_on:
            on = {clock.name: clock for clock in clocks_of(partial, AGREEMENT, {1: calendar}, before)}
            assert on == clocks
            assert partial.resolution.over == ticket.resolution.over


def wound(ticket: Ticket, made: Made) -> Clocks:
    return {clock.name: clock for clock in clocks_of(ticket, AGREEMENT, {1: made.history.calendar})}


@patient
@given(moments, st.lists(st.tuples(gaps, st.sampled_from(["pause", "resume", "stop"])), max_size=8), budgets, LEVELS)
def test_a_stopwatch_taken_up_after_every_move_comes_to_what_the_whole_one_does(
    at: Instant, moves: list[tuple[timedelta, str]], minutes: list[int], level: ServiceLevel
) -> None:
    promised = tuple(Promise("1", hours(each / 60), timedelta(minutes=each)) for each in minutes)
    calendar = AGREEMENT.levels[level].calendar
    watch = Stopwatch().start(at)
    clock = compute_clock(ClockName.RESOLUTION, watch, promised, calendar)
    for gap, move in moves:
        at = Instant(at + gap)
        partial = moved(put_away(watch, clock), move, at)
        watch = moved(watch, move, at)
        before, clock = clock, compute_clock(ClockName.RESOLUTION, watch, promised, calendar)
        if partial.earlier is not None and not was_used_up_while_paused(before, promised):
            assert continue_clock(before, partial, promised, calendar, None) == clock
        assert partial.over == watch.over


def was_used_up_while_paused(clock: Clock, promised: Sequence[Promise]) -> bool:
    """Then it takes the whole history: see `needs_all`."""
    ends = [warning_of(promised), *(promise.budget for promise in promised)]
    return clock.paused_for is not None and clock.consumed in ends


def moved(watch: Stopwatch, move: str, at: Instant) -> Stopwatch:
    match move:
        case "pause":
            return watch.pause(at, PauseReason.INFORMATION_REQUESTED)
        case "resume":
            return watch.resume(at)
        case _:
            return watch.stop(at, at)


def test_another_priority_another_cause_and_reopening_take_the_whole_history() -> None:
    history = registered("2026-02-09 10:00").decided("2026-02-09 11:00", Decision.UNCLEAR)
    raised = history.assessed("2026-02-09 12:00", Priority.HIGH)
    configured = history.decided("2026-02-09 12:00", Decision.CONFIGURATION, cause="configuration")
    helped = history.decided("2026-02-09 12:00", Decision.WORKAROUND)
    solved = registered("2026-02-09 10:00").decided("2026-02-09 11:00", Decision.CLEAR)
    closed = solved.decided("2026-02-09 12:00", Decision.SOLVED).decided("2026-02-09 12:00", Decision.CLOSE)
    reopened = closed.decided("2026-02-09 13:00", Decision.REOPEN)
    assert needs_all(history.ticket, raised.ticket, AGREEMENT)
    assert needs_all(history.ticket, configured.ticket, AGREEMENT)
    assert needs_all(closed.ticket, reopened.ticket, AGREEMENT)
    assert needs_all(history.ticket, replace(history.ticket, calendar_revision=2), AGREEMENT)
    assert not needs_all(history.ticket, helped.ticket, AGREEMENT)
    assert not needs_all(history.ticket, history.commented("2026-02-09 12:00", CUSTOMER).ticket, AGREEMENT)


def test_a_stopwatch_known_in_part_is_never_wound_as_if_it_were_whole() -> None:
    history = registered("2026-02-09 10:00").decided("2026-02-09 11:00", Decision.REQUEST_INFORMATION)
    history = history.decided("2026-02-09 12:00", Decision.INFORMATION_RECEIVED)
    clocks = {clock.name: clock for clock in clocks_of(history.ticket, AGREEMENT, history.calendars)}
    partial = taken_up(history.ticket, clocks)
    with pytest.raises(ValueError, match="known in part"):
        clocks_of(partial, AGREEMENT, history.calendars)
