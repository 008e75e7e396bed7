"""Recovery points and retention against walks that share nothing with them (§5.8.1)."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import Instant
from app.domain.operations.copies import (
    recovery_point_terms,
    retention_terms,
    weekly_snapshot_terms,
    weeks_without_snapshot,
)
from app.domain.operations.instance_facts import CopyKind, CopyRemoved, CopyTaken, InstanceFact
from app.domain.operations.instances import Instance, replay_instance
from tests.domain.operations.instance_histories import FULL, INSTANCE, OWNER, SNAPSHOT, TERMS, added, event
from tests.domain.tickets.histories import AMSTERDAM, local

BEGAN: Final = local("2026-10-23 00:00")
"""Two days before a night that lasts an hour longer."""
MINUTES: Final = 6 * 24 * 60
MINUTE: Final = timedelta(minutes=1)

made = st.lists(
    st.tuples(
        st.integers(0, MINUTES), st.booleans(), st.none() | st.integers(0, 3 * 24 * 60), st.sampled_from(CopyKind)
    ),
    max_size=9,
)
"""A copy: the minute of the state, whether it is verified, after how many minutes it was removed, its kind."""
Made = list[tuple[int, bool, int | None, CopyKind]]


def at(minute: float) -> Instant:
    return Instant(BEGAN + minute * MINUTE)


def history(copies: Made) -> list[tuple[Instant, InstanceFact]]:
    happened: list[tuple[Instant, InstanceFact]] = []
    for number, (minute, is_verified, removed_after, kind) in enumerate(copies):
        id_ = UUID(int=number)
        taken = CopyTaken(
            copy_id=id_,
            kind=kind,
            taken_at=at(minute),
            finished_at=at(minute),
            verified=is_verified,
            location="elsewhere",
        )
        happened.append((at(minute), taken))
        if removed_after is not None:
            happened.append((at(minute + removed_after), CopyRemoved(copy_id=id_, reason="to make room")))
    return happened


def folded(facts: list[tuple[Instant, InstanceFact]]) -> Instance:
    return replay_instance(INSTANCE, OWNER, [event(number, when, fact) for number, (when, fact) in enumerate(facts, 1)])


def instance(copies: Made) -> Instance:
    return folded([(BEGAN, added("2026-10-23")), *history(copies)])


def too_old_minutes(copies: Made) -> set[int]:
    """Asked at each half minute: is the newest verified full copy that is left older than a day?"""
    found: set[int] = set()
    for minute in range(MINUTES):
        now = minute + 0.5
        ages = [
            now - taken
            for taken, is_verified, removed_after, kind in copies
            if kind is FULL and is_verified and taken <= now and (removed_after is None or now < taken + removed_after)
        ]
        if min([*ages, now]) > 24 * 60:
            found.add(minute)
    return found


@settings(deadline=None, max_examples=40)
@given(made)
def test_breaches_of_recovery_points_are_the_minutes_in_which_it_is_too_old(copies: Made) -> None:
    found: set[int] = set()
    end = at(MINUTES)
    for term in recovery_point_terms(instance(copies), TERMS):
        if term.breach_at is not None and term.breach_at < end:
            until = end if term.stopped_at is None else min(term.stopped_at, end)
            found |= set(range((term.breach_at - BEGAN) // MINUTE, (until - BEGAN) // MINUTE))
    assert found == too_old_minutes(copies)


@settings(deadline=None, max_examples=100)
@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2031, 1, 1)),  # noqa: DTZ001 - made aware below
    st.integers(-3, 3),
)
def test_a_snapshot_is_kept_until_the_calendar_shows_three_months(wall: datetime, late: int) -> None:
    state = Instant(wall.replace(tzinfo=UTC))
    taken = CopyTaken(
        copy_id=UUID(int=1), kind=SNAPSHOT, taken_at=state, finished_at=state, verified=True, location="elsewhere"
    )
    facts: list[tuple[Instant, InstanceFact]] = [(state, added("2024-01-01")), (state, taken)]
    whole = folded(facts)
    (term,) = retention_terms(whole, TERMS)
    assert term.due_at is not None

    began, ends = state.astimezone(AMSTERDAM), term.due_at.astimezone(AMSTERDAM)
    day, months = began.date(), 0
    while months < 3:
        after = day + timedelta(days=1)
        months += after.month != day.month
        day = after
    last = day  # the first of the month three on
    while last.day < began.day and (last + timedelta(days=1)).month == last.month:
        last += timedelta(days=1)
    assert ends.date() == last
    assert ends.replace(tzinfo=None).time() == began.time() or ends.utcoffset() != began.utcoffset()

    removed_at = Instant(term.due_at + late * timedelta(microseconds=1))
    gone = CopyRemoved(copy_id=UUID(int=1), reason="to make room")
    facts.append((removed_at, gone))
    whole = folded(facts)
    assert (retention_terms(whole, TERMS)[0].breach_at is None) is (late >= 0)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(0, 60 * 24), max_size=8))
def test_a_weekly_term_is_breached_where_a_week_has_none(hours: list[int]) -> None:
    """A run of weeks without one is one breach, from the end of its first week on."""
    whole = instance([(hour * 60, True, None, SNAPSHOT) for hour in hours])
    end = at(70 * 24 * 60)
    weeks = [BEGAN.astimezone(AMSTERDAM).date() + timedelta(days=7 * each - 4) for each in range(10)]
    taken = {at(hour * 60).astimezone(AMSTERDAM).date() for hour in hours}
    without = [week for week in weeks if not any(week + timedelta(days=each) in taken for each in range(7))]
    assert list(weeks_without_snapshot(whole, TERMS, end)) == without

    first_of_runs = [week for week in without if week - timedelta(days=7) not in without]
    breached = [term.breach_at for term in weekly_snapshot_terms(whole, TERMS) if term.breach_at is not None]
    after = [local(f"{week + timedelta(days=7)} 00:00") for week in first_of_runs]
    assert sorted(each for each in breached if each <= end) == [each for each in after if each <= end]
