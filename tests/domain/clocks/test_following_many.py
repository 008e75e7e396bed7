"""Tickets that another calendar concerns come, all at once, to what each of them comes to alone."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import Instant
from app.domain.actor import ActorKind
from app.domain.agreement.closing_days import ClosingDays
from app.domain.clocks.clock_readings import state_at
from app.domain.clocks.deadlines import soonest_due
from app.domain.clocks.following import RecomputedClocks, differences, followed
from app.domain.clocks.following_many import RecomputedColumns, TermsGroup, Tickets, concerned
from app.domain.clocks.winding import STATES
from app.domain.tickets.derived_facts import DueMoved
from app.domain.tickets.facts import CalendarRevised, Event
from app.domain.vocabulary import ClockName, Decision, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT
from tests.domain.clocks.kept_tickets import Kept, clocks_columns, follower, tickets_of
from tests.domain.clocks.stopwatches import known, side_by_side
from tests.domain.tickets.histories import SUPPORT, History, local, registered
from tests.domain.tickets.random_histories import Made, made_up
from tests.searches import examples

near = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30)), max_size=4)
"""Of which ticket, and how many days after its registration: most other days concern nobody."""
Days = tuple[int, ...]
NOTICE = ("announce_at", "announced_risk_at", "warn_at")
"""That a breach was announced stays as it is of all that are not looked at alone."""


Tried = tuple[Tickets, RecomputedColumns]


def tried(several: Sequence[Kept], after: ClosingDays, now: Instant) -> Tried:
    """All of them, whether or not it concerns them."""
    tickets, clocks = tickets_of(several), clocks_columns(several)
    pauses = side_by_side(
        [watch for each in several for watch in (each.ticket.response, each.ticket.resolution)]
    ).pauses
    outcome = RecomputedColumns(tickets, np.arange(len(several)), clocks, pauses, now)
    for place, kept in enumerate(several):
        calendar = kept.made.history.calendar.with_closures(after, 2)
        outcome.reckon(TermsGroup(np.array([place]), kept.terms, AGREEMENT, calendar))
    return tickets, outcome


@settings(deadline=None, max_examples=examples(120))
@given(st.lists(st.tuples(made_up(), st.booleans()), min_size=1, max_size=4), near, near)
def test_all_at_once_they_come_to_what_each_comes_to(
    several: list[tuple[Made, bool]], before: list[tuple[int, int]], after: list[tuple[int, int]]
) -> None:
    old, new = (closed([made for made, _ in several], each) for each in (before, after))
    keeps = [Kept(made, made.history.calendar.with_closures(old, 1), announced) for made, announced in several]
    now = max(*(each.made.now for each in keeps), *(each.stored_at for each in keeps))
    tickets, outcome = tried(keeps, new, now)
    apart = outcome.apart(tickets)
    for place, kept in enumerate(keeps):
        if not apart[place]:
            calendar = kept.made.history.calendar.with_closures(new, 2)
            result = followed(kept.standing, AGREEMENT, calendar, revised(now), "")
            assert told(outcome, place) == expected(kept, result, now)
    found = concerned(tickets, outcome.clocks, {1: differences(old, new)}, now)
    assert found.tolist() == [
        place for place, kept in enumerate(keeps) if differences(old, new).concern(follower(kept), now)
    ]


def revised(now: Instant) -> Event:
    return Event(
        sequence=2,
        occurred_at=now,
        recorded_at=now,
        actor_id=None,
        actor_kind=ActorKind.SYSTEM,
        fact=CalendarRevised(calendar_revision=2, reason=""),
    )


def closed(several: Sequence[Made], days: Sequence[tuple[int, int]]) -> ClosingDays:
    first = [made.history.events[0].occurred_at.date() for made in several]
    return {first[place % len(first)] + timedelta(days=offset): "closed" for place, offset in days}


LATE = registered("2026-02-09 10:00", ServiceLevel.EXTENDED, Priority.HIGH)
"""A Monday; the response is due at noon."""
LOOSE = registered("2026-02-09 10:00", ServiceLevel.STANDARD, Priority.LOW)
"""Two figures: 16 hours (§1.2.3), and 5 days (§3.1.1)."""


@pytest.mark.parametrize(
    ("history", "announced", "before", "after", "seen"),
    [
        pytest.param(LATE, True, (), (9,), (True, None, None), id="what was announced falls"),
        pytest.param(LATE, True, (), (10,), (False, [False, True], [False, True]), id="what was announced stands"),
        pytest.param(
            registered("2026-02-09 10:00", ServiceLevel.EXTENDED).assessed("2026-02-11 09:00", Priority.HIGH),
            False,
            (9, 10),
            (),
            (True, None, None),
            id="the new priority came too late",
        ),
        pytest.param(
            LATE.decided("2026-02-11 10:00", Decision.START_INVESTIGATION),
            False,
            (),
            (10,),
            (False, [False, True], [False, True]),
            id="one that has stopped moves no more",
        ),
        pytest.param(LOOSE, False, (), (13,), (False, [False, False], [False, False]), id="only the looser figure"),
    ],
)
def test_what_is_told_of_one(
    *,
    history: History,
    announced: bool,
    before: Days,
    after: Days,
    seen: tuple[Any, Any, Any],
) -> None:
    """Whether it is looked at alone; else which due times moved, and which clocks are others than before."""
    end = local("2026-02-12 10:00")
    old, new = ({date(2026, 2, day): "closed" for day in days} for days in (before, after))
    made = Made(history.commented(end, SUPPORT), ServiceLevel.EXTENDED, None, end)
    kept = Kept(made, history.calendar.with_closures(old, 1), announced)
    tickets, outcome = tried([kept], new, end)
    apart = bool(outcome.apart(tickets)[0])
    assert (apart, *((None, None) if apart else (outcome.moved.tolist(), outcome.changed.tolist()))) == seen
    assert concerned(tickets, outcome.clocks, {1: differences(old, new)}, end).tolist() == [0]


def told(outcome: RecomputedColumns, place: int) -> Mapping[str, Any]:
    cells = slice(2 * place, 2 * place + 2)
    moments = {name: known(getattr(outcome, name)[cells]) for name in ("due_at", "at_risk_at", "breach_at", *NOTICE)}
    commitments = [tuple((section, at) for section, at in due) for due in outcome.commitments[cells]]
    return {
        **moments,
        "consumed": outcome.consumed[cells].tolist(),
        "paused": outcome.paused[cells].tolist(),
        "state": [STATES[each] for each in outcome.state[cells]],
        "commitments": commitments,
        "moved": [name for name, moved in zip(ClockName, outcome.moved[cells], strict=True) if moved],
        "changed": outcome.changed[cells].tolist(),
        "soonest": known(outcome.soonest_due)[place],
    }


def expected(kept: Kept, result: RecomputedClocks, now: Instant) -> Mapping[str, Any]:
    """Nothing may follow but due times that moved, and no clock that goes may have a reason of its own.

    One that has stopped is as it was.
    """
    going = [clock.stopped_at is None for clock in kept.clocks]
    clocks = [result.clocks.get(clock.name, clock) for clock in kept.clocks]
    assert [clock.name in result.clocks for clock in clocks] == going
    assert all(isinstance(fact, DueMoved) for fact in result.derived)
    assert not any(clock.breach_reason or clock.not_applicable for clock in result.clocks.values())
    notices = [result.notices.get(clock.name, kept.notice_of(clock)) for clock in kept.clocks]
    noted = {name: [getattr(each, name) for each in notices] for name in NOTICE}
    row = {
        "due_at": [clock.due_at for clock in clocks],
        "at_risk_at": [clock.at_risk_at for clock in clocks],
        "breach_at": [clock.breach_at for clock in clocks],
        **noted,
        "consumed": [clock.consumed for clock in clocks],
        "paused": [clock.paused for clock in clocks],
        "state": [state_at(clock, now) for clock in clocks],
    }
    was = {
        **{name: [getattr(clock, name) for clock in kept.clocks] for name in row if name not in (*NOTICE, "state")},
        **{name: [getattr(kept.notice_of(clock), name) for clock in kept.clocks] for name in NOTICE},
        "state": [state_at(clock, kept.stored_at) for clock in kept.clocks],
    }
    return {
        **row,
        "commitments": [
            tuple(
                (due.section, None if due.due_at is None else due.due_at.replace(tzinfo=None))
                for due in each.commitments
                if goes
            )
            for each, goes in zip(clocks, going, strict=True)
        ],
        "moved": [fact.clock for fact in result.derived if isinstance(fact, DueMoved)],
        "changed": [any(row[name][place] != was[name][place] for name in row) for place in range(2)],
        "soonest": soonest_due(clocks),
    }
