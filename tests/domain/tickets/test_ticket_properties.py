"""What holds for any ticket, whatever happened to it."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import cast
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import Instant
from app.domain.clocks.clock_readings import read
from app.domain.clocks.clocks import due_after
from app.domain.explanation.explaining import explain
from app.domain.explanation.page import page
from app.domain.tickets import process
from app.domain.tickets.derived_facts import BreachAnnounced, DueMoved
from app.domain.tickets.escalation_facts import Escalation
from app.domain.tickets.facts import DecisionTaken
from app.domain.tickets.fold import advance, begin, replay
from app.domain.tickets.stopwatch import PauseReason, Stopwatch
from app.domain.vocabulary import ClockName, ClockState, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT, REVISIONS
from tests.domain.tickets.histories import CUSTOMER_ID, STRANGER, TICKET, History, local, registered
from tests.domain.tickets.random_histories import PEOPLE, Made, gaps, made_up, moments, patient
from tests.domain.tickets.ticket_oracle import Truth, situation, truth
from tests.searches import examples

CLOCKS = st.sampled_from(ClockName)
LEVELS = st.sampled_from(ServiceLevel)


@settings(deadline=None, max_examples=examples(200))
@given(made_up(), CLOCKS)
def test_a_clock_reads_what_the_events_say(made: Made, name: ClockName) -> None:
    reading = made.history.reading(name, made.now)
    found = Truth(str(reading.state), reading.due_at, reading.elapsed, reading.paused)
    own = made.own_hours if name is ClockName.RESOLUTION else None
    assert found == truth(name, made.history.events, made.level, own, made.now)


@patient
@given(made_up())
def test_who_may_decide_what_the_events_say(made: Made) -> None:
    """A stranger holds no role here, whatever roles it has elsewhere."""
    history, stands = made.history, situation(made.history.events)
    for who in (*PEOPLE, STRANGER):
        roles = () if who is STRANGER else who.roles
        for option in process.options(history.ticket, history.agreement, who):
            mine = list(stands.roles_in(option.rule.decision, who.id, roles))
            assert option.allowed == bool(mine)
            if mine:
                decided = history.decided(made.now, option.rule.decision, who)
                assert cast("DecisionTaken", decided.events[-1].fact).role in mine


@patient
@given(made_up())
def test_one_fact_after_the_other_is_the_same_as_all_at_once(made: Made) -> None:
    """Also when the ticket was put away and taken up again after any of them."""
    first, *rest = made.history.events
    ticket = begin(TICKET, CUSTOMER_ID, first, REVISIONS)
    for count, event in enumerate(rest, start=2):
        ticket = advance(ticket, event, REVISIONS)
        assert ticket == replay(TICKET, CUSTOMER_ID, made.history.events[:count], REVISIONS)


@patient
@given(made_up(), st.data())
def test_derived_facts_change_nothing(made: Made, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(made.history.events)))
    before, after = made.history.events[:place], made.history.events[place:]
    with_derived = History(before)
    for name in ClockName:
        with_derived = with_derived.then(made.now, BreachAnnounced(clock=name, due_at=made.now))
        with_derived = with_derived.then(made.now, DueMoved(clock=name, from_at=None, to_at=made.now, reason="moved"))
    assert replace(with_derived, events=(*with_derived.events, *after)).ticket == made.history.ticket


@patient
@given(made_up())
def test_an_escalation_moves_nothing(made: Made) -> None:
    """Neither a step, nor a clock, nor who may do what (§1)."""
    calm = made.history if made.history.ticket.escalation is None else made.history.calmed(made.now)
    urgent = calm.escalated(made.now)
    assert urgent.ticket.escalation == Escalation(UUID(int=98), made.now, "It cannot wait")
    assert replace(urgent.ticket, escalation=None) == calm.ticket
    assert urgent.calmed(made.now).ticket == calm.ticket


@patient
@given(made_up(), CLOCKS)
def test_a_priority_there_and_back_leaves_the_clock_as_it_was(made: Made, name: ClockName) -> None:
    first = made.history.ticket.priority
    there = made.history.assessed(made.now, Priority.HIGH).assessed(made.now, Priority.LOW)
    back = there.assessed(made.now, first)
    assert back.clock(name)._replace(breach_reason=None) == made.history.clock(name)._replace(breach_reason=None)


@st.composite
def pauses(draw: st.DrawFn) -> tuple[Stopwatch, Stopwatch]:
    """A stopwatch, and the same one paused once more after all its pauses."""
    at = draw(moments)
    watch = Stopwatch().start(at)
    for asked, answered in draw(st.lists(st.tuples(gaps, gaps), max_size=4)):
        begins = Instant(at + asked)
        at = Instant(begins + answered)
        watch = watch.pause(begins, PauseReason.INFORMATION_REQUESTED).resume(at)
    begins = Instant(at + draw(gaps))
    longer = watch.pause(begins, PauseReason.CUSTOMER_RESPONSIBLE).resume(Instant(begins + draw(gaps)))
    return watch, longer


@patient
@given(pauses(), LEVELS, st.integers(0, 600))
def test_a_pause_never_brings_a_due_time_forward(
    watches: tuple[Stopwatch, Stopwatch], level: ServiceLevel, minutes: int
) -> None:
    calendar, budget = AGREEMENT.levels[level].calendar, timedelta(minutes=minutes)
    before, after = (due_after(watch, budget, calendar) for watch in watches)
    assert before is not None
    assert after is not None
    assert after >= before


@patient
@given(pauses(), LEVELS, st.integers(0, 600), st.integers(0, 600))
def test_a_budget_spent_in_two_parts_is_due_at_the_same_instant_whatever_pauses_lie_between(
    watches: tuple[Stopwatch, Stopwatch], level: ServiceLevel, one: int, other: int
) -> None:
    calendar, whole = AGREEMENT.levels[level].calendar, watches[1]
    first = due_after(whole, timedelta(minutes=one), calendar)
    assert first is not None
    to_come = tuple(pause for pause in whole.pauses if pause.until is not None and pause.until > first)
    rest = Stopwatch(started_at=first, pauses=to_come)
    both = due_after(whole, timedelta(minutes=one + other), calendar)
    assert both == due_after(rest, timedelta(minutes=other), calendar)


@patient
@given(made_up(), CLOCKS)
def test_a_breach_heals_by_nothing_that_only_lets_time_pass(made: Made, name: ClockName) -> None:
    clock, calendar = made.history.clock(name), made.history.calendar
    later = Instant(made.now + timedelta(days=3))
    if read(clock, calendar, made.now).state is ClockState.BREACHED:
        assert read(clock, calendar, later).state is ClockState.BREACHED


@pytest.fixture(params=["UTC", "America/New_York", "Pacific/Apia"])
def process_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    zone: str = request.param
    with monkeypatch.context() as patched:
        patched.setenv("TZ", zone)
        time.tzset()
        yield zone
    time.tzset()


def test_the_process_s_own_zone_changes_nothing(process_zone: str) -> None:
    assert os.environ["TZ"] == process_zone
    history = registered("2026-04-26 22:30Z", ServiceLevel.STANDARD, Priority.HIGH)
    assert history.clock(ClockName.RESPONSE).due_at == local("2026-04-28 12:00Z")
    now = local("2026-04-27 12:00")
    told = explain(ClockName.RESPONSE, history.ticket, AGREEMENT, history.calendars, now)
    assert "Mon 27 Apr 2026 00:30 +02:00" in page(told, "T-2026-000001", "Save button is grey")
