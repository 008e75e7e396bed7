"""Which tickets another calendar concerns, and by how much it moves their due times."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.business_time.calendar import Calendar
from app.business_time.hours import ALWAYS
from app.clock import Instant, instant
from app.domain.clocks.clock_readings import state_at
from app.domain.clocks.clocks import Clock, clocks_of
from app.domain.clocks.following import CalendarDifferences, OutdatedTicket, differences
from app.domain.clocks.moves import Direction, Move, support_between
from app.domain.vocabulary import ClockName, ClockState
from app.sla.agreement import AGREEMENT
from tests.business_time.amsterdam import AMSTERDAM
from tests.domain.tickets.histories import CUSTOMER_ID, TICKET
from tests.domain.tickets.random_histories import Made, made_up, patient

days = st.integers(0, 500).map(lambda number: date(2026, 1, 1) + timedelta(days=number))
NEVER = instant(datetime(2199, 1, 1, tzinfo=UTC))


def reckoned_to(clock: Clock) -> list[Instant]:
    """What the database says of it, in words of its own: `calendars/store/calendar_followers.py`."""
    known = (clock.due_at, clock.stopped_at, clock.counted_to, *(each.due_at for each in clock.commitments))
    return [at for at in known if at is not None]


def follower(made: Made, clocks: Mapping[ClockName, Clock], recorded_at: Instant) -> OutdatedTicket:
    ticket = made.history.ticket
    registered_at = ticket.registered_at
    assert registered_at is not None
    seen = [clock for clock in clocks.values() if state_at(clock, recorded_at) is not ClockState.BREACHED]
    return OutdatedTicket(
        id=TICKET,
        customer_id=CUSTOMER_ID,
        number="T-2026-000001",
        calendar_revision=1,
        event_count=len(made.history.events),
        registered_at=registered_at,
        last_fact_at=ticket.last_fact_at,
        reckoned_to=max([registered_at, *(at for clock in clocks.values() for at in reckoned_to(clock))]),
        breached_unseen=min((clock.breach_at for clock in seen if clock.breach_at is not None), default=None),
    )


@patient
@given(made_up(), st.sets(days, max_size=4), st.sets(days, max_size=4))
def test_what_is_not_concerned_stays_as_it_is(made: Made, before: set[date], after: set[date]) -> None:
    base = made.history.calendar
    old, new = dict.fromkeys(before, "closed"), dict.fromkeys(after, "closed")
    by_old, by_new = (wound(made, base.with_closures(each, 2)) for each in (old, new))
    recorded_at = max(event.recorded_at for event in made.history.events)
    now = max(made.now, recorded_at)

    if not differences(old, new).concern(follower(made, by_old, recorded_at), now):
        assert by_new == by_old
        assert [state_at(each, now) for each in by_new.values()] == [
            state_at(each, recorded_at) for each in by_old.values()
        ]


def wound(made: Made, calendar: Calendar) -> Mapping[ClockName, Clock]:
    return {clock.name: clock for clock in clocks_of(made.history.ticket, AGREEMENT, {1: calendar})}


@pytest.mark.parametrize(
    ("day", "concerned"),
    [("2026-11-20", False), ("2026-11-23", True), ("2026-11-25", True), ("2026-12-01", False)],
)
def test_a_day_concerns_those_who_may_have_counted_it(day: str, concerned: bool) -> None:  # noqa: FBT001
    begin, end = instant(datetime(2026, 11, 23, 9, tzinfo=UTC)), instant(datetime(2026, 11, 25, 9, tzinfo=UTC))
    ticket = OutdatedTicket(TICKET, CUSTOMER_ID, "T-2026-000001", 1, 1, begin, begin, end, None)
    assert differences({}, {date.fromisoformat(day): "Closed"}).concern(ticket, begin) is concerned
    assert differences({date.fromisoformat(day): "Closed"}, {}).concern(ticket, begin) is concerned


def test_a_breach_that_came_meanwhile_concerns_it_whatever_the_calendar() -> None:
    at = instant(datetime(2026, 11, 23, 9, tzinfo=UTC))
    ticket = OutdatedTicket(TICKET, CUSTOMER_ID, "T-2026-000001", 1, 1, at, at, at, at)
    assert not CalendarDifferences(()).concern(ticket, at)
    assert CalendarDifferences(()).concern(ticket, Instant(at + timedelta(microseconds=1)))


EARLY, LATE = instant(datetime(2026, 11, 23, 9, tzinfo=UTC)), instant(datetime(2026, 11, 24, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("from_at", "to_at", "direction", "hours"),
    [
        (EARLY, LATE, Direction.LATER, 24),
        (LATE, EARLY, Direction.EARLIER, -24),
        (None, LATE, Direction.DUE_NOW, None),
        (EARLY, None, Direction.NOT_DUE, None),
    ],
)
def test_how_far_a_due_time_moves(
    from_at: Instant | None, to_at: Instant | None, direction: Direction, hours: int | None
) -> None:
    calendar = Calendar(hours=ALWAYS, zone=AMSTERDAM)
    move = Move(
        ticket_id=TICKET,
        number="T-2026-000001",
        customer_id=UUID(int=2),
        clock=ClockName.RESPONSE,
        from_at=from_at,
        to_at=to_at,
        support=support_between(calendar, from_at, to_at),
    )
    length = None if hours is None else timedelta(hours=hours)
    assert (move.direction, move.support, move.wall) == (direction, length, length)
