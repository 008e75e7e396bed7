"""Copies of data (§5.8.1): how old the newest is, a snapshot a week, three months of them."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.clock import Instant
from app.domain.operations.copies import (
    START,
    copy_terms,
    days_of,
    days_without_copy,
    exceeded_fact,
    is_in_window,
    recovery_point_terms,
    retention_terms,
    weekly_snapshot_terms,
    weeks_without_snapshot,
)
from app.domain.operations.instance_facts import Environment, Hosting, InstanceEnded, RecoveryPointExceeded
from app.domain.operations.instances import Instance
from app.domain.terms.subject_terms import SubjectTerm, TermKind
from app.domain.terms.term_facts import TermBreached
from app.domain.vocabulary import ClockState
from tests.domain.operations.instance_histories import (
    FULL,
    SERVICES,
    SNAPSHOT,
    TERMS,
    copies,
    instance_of,
    removed,
    taken,
    verified,
)
from tests.domain.tickets.histories import local, wall


def exceeded(instance: Instance, now: str) -> list[tuple[str, str]]:
    """From when until when the newest copy was too old; `now`: it still is."""
    found = recovery_point_terms(instance, TERMS)
    return [
        (wall(at), "now" if term.stopped_at is None else wall(term.stopped_at))
        for term in found
        if (at := term.breached_at(local(now))) is not None
    ]


def by_key(found: tuple[SubjectTerm, ...], key: str | int) -> SubjectTerm:
    return next(term for term in found if term.key == (key if isinstance(key, str) else str(UUID(int=key))))


def test_a_night_in_autumn_is_an_hour_longer() -> None:
    instance = instance_of(*copies(FULL, ["2026-10-24 21:00", "2026-10-25 21:00"]))
    assert exceeded(instance, "2026-10-25 22:00") == [("2026-10-25 20:00", "2026-10-25 21:00")]
    assert recovery_point_terms(instance, TERMS)[1].due_at == local("2026-10-25 19:00Z")


def test_a_night_in_spring_is_an_hour_shorter() -> None:
    instance = instance_of(*copies(FULL, ["2026-03-28 21:00", "2026-03-29 21:00"]), starts_on="2026-03-28")
    assert exceeded(instance, "2026-03-29 22:00") == []


def test_a_day_to_the_microsecond_is_in_time() -> None:
    just, late = "2026-11-03 21:00", "2026-11-03 21:00:00.000001"
    for next_one, found in ((just, []), (late, [(just, just)])):
        instance = instance_of(*copies(FULL, ["2026-11-02 21:00", next_one]), starts_on="2026-11-02")
        assert exceeded(instance, "2026-11-03 22:00") == found


def test_it_is_as_old_as_the_state_that_it_holds() -> None:
    """Started Sunday 02:00, finished 05:00, and the next Monday 20:00: 42 hours."""
    at, first = taken(1, "2026-11-01 02:00")
    instance = instance_of(
        (at, replace(first, finished_at=local("2026-11-01 05:00"))),
        taken(2, "2026-11-02 20:00"),
        starts_on="2026-11-01",
    )
    assert exceeded(instance, "2026-11-02 21:00") == [("2026-11-02 02:00", "2026-11-02 20:00")]


def test_one_that_is_not_verified_stops_nothing_until_it_is() -> None:
    day_before, day = taken(1, "2026-11-02 21:00"), taken(2, "2026-11-03 20:00", verified=False)
    instance = instance_of(day_before, day, starts_on="2026-11-02")
    assert exceeded(instance, "2026-11-04 09:00") == [("2026-11-03 21:00", "now")]

    instance = instance_of(day_before, day, verified(2, "2026-11-04 09:00"), starts_on="2026-11-02")
    assert exceeded(instance, "2026-11-04 09:00") == []


def test_copies_may_be_told_of_in_any_order() -> None:
    told = [taken(5, "2026-11-02 21:00"), taken(4, "2026-11-03 20:00"), taken(3, "2026-11-04 19:00")]
    in_order, out_of_order = (
        instance_of(*happened, starts_on="2026-11-02") for happened in (told, [told[2], told[0], told[1]])
    )
    assert recovery_point_terms(in_order, TERMS) == recovery_point_terms(out_of_order, TERMS)
    assert [(term.key, wall(term.stopped_at)) for term in recovery_point_terms(in_order, TERMS)] == [
        (START, "2026-11-02 21:00"),
        (str(UUID(int=5)), "2026-11-03 20:00"),
        (str(UUID(int=4)), "2026-11-04 19:00"),
        (str(UUID(int=3)), "none"),
    ]


def test_a_window_a_night_does_not_give_24_hours() -> None:
    instance = instance_of(*copies(FULL, ["2026-11-02 20:00", "2026-11-04 03:00"]), starts_on="2026-11-02")
    assert exceeded(instance, "2026-11-04 04:00") == [("2026-11-03 20:00", "2026-11-04 03:00")]
    assert days_without_copy(instance, TERMS, local("2026-11-04 12:00")) == ()


def test_where_the_newest_is_removed_the_one_before_it_has_its_age() -> None:
    happened = [taken(1, "2026-11-02 21:00"), taken(2, "2026-11-03 20:00")]
    instance = instance_of(*happened, removed(2, "2026-11-04 09:00"), starts_on="2026-11-02")
    assert exceeded(instance, "2026-11-04 10:00") == [("2026-11-04 09:00", "now")]

    instance = instance_of(*happened, removed(1, "2026-11-04 09:00"), starts_on="2026-11-02")
    assert exceeded(instance, "2026-11-04 10:00") == []


def test_it_is_judged_from_its_first_day_to_its_last() -> None:
    assert exceeded(instance_of(starts_on="2026-11-02"), "2026-11-04 00:00") == [("2026-11-03 00:00", "now")]
    ended = "2026-11-02 23:00", InstanceEnded(reason="moved away")
    assert exceeded(instance_of(ended, starts_on="2026-11-02"), "2026-11-04 00:00") == []
    afterwards = instance_of(ended, taken(1, "2026-11-02 23:00"), starts_on="2026-11-02")
    assert [term.key for term in recovery_point_terms(afterwards, TERMS)] == [START]
    from_before = taken(1, "2026-11-01 23:00")
    found = recovery_point_terms(instance_of(from_before, starts_on="2026-11-02"), TERMS)
    assert [term.key for term in found] == [START]


@pytest.mark.parametrize(
    "otherwise", [{"environment": Environment.TEST}, {"hosting": Hosting.ON_PREMISES, "provider": None}]
)
def test_nothing_is_promised_about_tests_and_other_sites(otherwise: dict[str, Any]) -> None:
    happened = [taken(1, "2026-11-02 21:00"), taken(2, "2026-11-02 22:00", SNAPSHOT)]
    assert copy_terms(instance_of(*happened, **otherwise), SERVICES) == ()
    assert {term.kind for term in copy_terms(instance_of(*happened), SERVICES)} == {
        TermKind.RECOVERY_POINT,
        TermKind.WEEKLY_SNAPSHOT,
        TermKind.SNAPSHOT_RETENTION,
    }


@pytest.mark.parametrize(
    ("at", "days"),
    [
        ("2026-11-03 12:00", []),
        ("2026-11-03 01:00", ["2026-11-02"]),
        ("2026-11-03 03:59:59.999999", ["2026-11-02"]),
        ("2026-11-03 04:00", []),
        ("2026-11-03 20:00", ["2026-11-03"]),
        ("2026-11-07 01:00", ["2026-11-06", "2026-11-07"]),
        ("2026-11-07 12:00", ["2026-11-07"]),
        ("2026-11-08 23:59:59.999999", ["2026-11-08"]),
        ("2026-11-09 00:00", []),
    ],
)
def test_a_night_belongs_to_the_day_it_began(at: str, days: list[str]) -> None:
    assert [day.isoformat() for day in days_of(local(at), TERMS)] == days
    assert is_in_window(local(at), TERMS) is bool(days)


def test_a_copy_at_noon_counts_for_its_age_and_not_for_its_day() -> None:
    happened = copies(FULL, ["2026-11-02 21:00", "2026-11-03 12:00", "2026-11-04 11:00"])
    instance = instance_of(*happened, starts_on="2026-11-02")
    assert exceeded(instance, "2026-11-05 06:00") == []
    found = days_without_copy(instance, TERMS, local("2026-11-05 04:00"))
    assert found == (date(2026, 11, 3), date(2026, 11, 4))
    assert days_without_copy(instance, TERMS, local("2026-11-05 03:59")) == (date(2026, 11, 3),)


def weekly(instance: Instance, now: str) -> list[tuple[str, ClockState]]:
    return [(wall(term.due_at), term.state_at(local(now))) for term in weekly_snapshot_terms(instance, TERMS)]


def test_each_week_has_a_snapshot() -> None:
    """13 days apart, and met; then none before Monday."""
    told = copies(SNAPSHOT, ["2026-11-02 01:00", "2026-11-15 23:00"])
    instance = instance_of(*told, starts_on="2026-11-02")
    assert weekly(instance, "2026-11-22 23:59") == [
        ("2026-11-09 00:00", ClockState.MET),
        ("2026-11-16 00:00", ClockState.MET),
        ("2026-11-23 00:00", ClockState.RUNNING),
    ]
    late = instance_of(*told, taken(3, "2026-11-23 06:00", SNAPSHOT), starts_on="2026-11-02")
    missed = by_key(weekly_snapshot_terms(late, TERMS), 101)
    assert (wall(missed.breach_at), missed.state_at(local("2026-11-23 07:00"))) == (
        "2026-11-23 00:00",
        ClockState.BREACHED,
    )
    assert weeks_without_snapshot(late, TERMS, local("2026-11-30 00:00")) == (date(2026, 11, 16),)


def test_one_that_is_not_verified_is_no_snapshot() -> None:
    told = [taken(1, "2026-11-02 01:00", SNAPSHOT), taken(2, "2026-11-10 01:00", SNAPSHOT, verified=False)]
    unread = instance_of(*told, starts_on="2026-11-02")
    assert weeks_without_snapshot(unread, TERMS, local("2026-11-16 00:00")) == (date(2026, 11, 9),)
    assert by_key(weekly_snapshot_terms(unread, TERMS), 1).breach_at == local("2026-11-16 00:00")
    assert [term.key for term in retention_terms(unread, TERMS)] == [str(UUID(int=1))]

    read = instance_of(*told, verified(2, "2026-11-17 09:00"), starts_on="2026-11-02")
    assert weeks_without_snapshot(read, TERMS, local("2026-11-16 00:00")) == ()
    assert by_key(weekly_snapshot_terms(read, TERMS), 1).breach_at is None
    assert len(retention_terms(read, TERMS)) == 2


def test_until_it_ends_an_instance_is_judged_as_any_other() -> None:
    """Its end is planned for a week from now."""
    ended = "2026-11-10 00:00", InstanceEnded(reason="moved away")
    instance = instance_of(taken(1, "2026-11-02 21:00"), ended, starts_on="2026-11-02")
    (*_, newest) = recovery_point_terms(instance, TERMS)
    moments = ["2026-11-03 21:00", "2026-11-03 21:00:00.000001", "2026-11-09 23:59", "2026-11-11 00:00"]
    states = [newest.state_at(local(each)) for each in moments]
    assert states == [ClockState.RUNNING, *(ClockState.BREACHED,) * 3]
    assert newest.as_at(local("2026-11-09 23:59")).stopped_at is None
    assert newest.as_at(local("2026-11-10 00:00")) == newest
    soon = instance_of(taken(1, "2026-11-09 21:00"), ended, starts_on="2026-11-02")
    (*_, newest) = recovery_point_terms(soon, TERMS)
    assert [newest.state_at(local(each)) for each in ("2026-11-09 23:59", "2026-11-10 00:00")] == [
        ClockState.RUNNING,
        ClockState.MET,
    ]


def test_a_snapshot_at_midnight_is_in_the_week_that_begins() -> None:
    on_monday = instance_of(*copies(SNAPSHOT, ["2026-11-03 01:00", "2026-11-16 00:00"]), starts_on="2026-11-02")
    assert by_key(weekly_snapshot_terms(on_monday, TERMS), 100).breach_at == local("2026-11-16 00:00")
    assert weeks_without_snapshot(on_monday, TERMS, local("2026-11-16 01:00")) == (date(2026, 11, 9),)


def test_the_first_week_is_a_week_too() -> None:
    instance = instance_of(starts_on="2026-11-05")
    assert weekly(instance, "2026-11-09 00:01") == [("2026-11-09 00:00", ClockState.BREACHED)]
    assert weeks_without_snapshot(instance, TERMS, local("2026-11-08 23:59")) == ()
    ended = instance_of(("2026-11-08 12:00", InstanceEnded(reason="moved away")), starts_on="2026-11-05")
    assert weekly(ended, "2026-11-30 00:00") == [("2026-11-09 00:00", ClockState.MET)]
    later = instance_of(("2026-11-10 12:00", InstanceEnded(reason="moved away")), starts_on="2026-11-05")
    assert weekly(later, "2026-11-30 00:00") == [("2026-11-09 00:00", ClockState.BREACHED)]


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-30 21:00", "2027-02-28 21:00"),
        ("2027-11-30 21:00", "2028-02-29 21:00"),
        ("2026-08-31 21:00", "2026-11-30 21:00"),
        ("2026-10-24 21:00", "2027-01-24 21:00"),
    ],
)
def test_a_snapshot_is_kept_for_three_months(at: str, until: str) -> None:
    instance = instance_of(taken(1, at, SNAPSHOT))
    (term,) = retention_terms(instance, TERMS)
    assert wall(term.due_at) == until
    assert term.state_at(local(at)) is ClockState.RUNNING
    assert term.state_at(local(until)) is ClockState.MET

    early = retention_terms(instance_of(taken(1, at, SNAPSHOT), removed(1, f"{until[:-5]}20:59")), TERMS)[0]
    assert early.state_at(local(until)) is ClockState.BREACHED
    assert wall(early.breach_at) == f"{until[:-5]}20:59"
    in_time = retention_terms(instance_of(taken(1, at, SNAPSHOT), removed(1, until)), TERMS)[0]
    assert in_time.state_at(Instant(local(until))) is ClockState.MET


def test_an_instance_tells_of_the_copy_that_became_too_old() -> None:
    at = local("2026-11-03 21:00")
    said = TermBreached(kind=TermKind.RECOVERY_POINT, key=str(UUID(int=1)), breached_at=at)
    assert exceeded_fact(said) == RecoveryPointExceeded(copy_id=UUID(int=1), exceeded_at=at)
    said = TermBreached(kind=TermKind.RECOVERY_POINT, key=START, breached_at=at)
    assert exceeded_fact(said) == RecoveryPointExceeded(copy_id=None, exceeded_at=at)
    said = TermBreached(kind=TermKind.WEEKLY_SNAPSHOT, key=START, breached_at=at)
    assert exceeded_fact(said) is said
