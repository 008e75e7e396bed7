"""What a change is in the way of (§4, §5.4), minute by minute against a walk that shares nothing with it."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import Instant
from app.domain.changes.change_conflicts import ChangeSlot, with_freezes, with_window
from app.domain.changes.change_facts import ConflictKind
from app.domain.changes.pre_approved import ChangeFreeze
from app.domain.operations.maintenance_facts import MaintenanceKind
from app.domain.operations.maintenance_periods import AnnouncedStretch, MaintenancePeriod
from app.sla.maintenance import MAINTENANCE_CALENDAR as WINDOW
from tests.domain.tickets.histories import local

HERE, THERE, CHANGE, OTHER = (UUID(int=number) for number in range(1, 5))
BEFORE = local("2026-11-20 12:00")
MONDAY = local("2026-11-23 00:00")
STEP = timedelta(minutes=30)

steps = st.integers(0, 96)
lengths = st.integers(1, 24)


def slot(began: str, ended: str, *instances: UUID) -> ChangeSlot:
    return ChangeSlot(local(began), local(ended), instances or (HERE,))


def announced(
    from_at: Instant, until: Instant, *instances: UUID, at: Instant = BEFORE, change_id: UUID | None = None
) -> MaintenancePeriod:
    return MaintenancePeriod(
        id=UUID(int=int(from_at.timestamp())),
        service_id=None,
        instance_ids=instances,
        kind=MaintenanceKind.PREVENTIVE,
        change_id=change_id,
        planned_from=from_at,
        planned_until=until,
        announced=(AnnouncedStretch(from_at, until, at),),
    )


def kinds(asked: ChangeSlot, *periods: MaintenancePeriod) -> list[ConflictKind]:
    return [each.kind for each in with_window(asked, WINDOW, periods, CHANGE)]


@given(steps, lengths, st.lists(st.tuples(steps, lengths), max_size=3))
def test_what_is_outside_is_announced_for_every_moment(
    begin: int, length: int, stretches: list[tuple[int, int]]
) -> None:
    asked = ChangeSlot(Instant(MONDAY + begin * STEP), Instant(MONDAY + (begin + length) * STEP), (HERE,))
    told = [
        announced(Instant(MONDAY + first * STEP), Instant(MONDAY + (first + more) * STEP), HERE)
        for first, more in stretches
    ]
    moments = [Instant(MONDAY + each * STEP + STEP / 2) for each in range(begin, begin + length)]
    outside = [at for at in moments if not WINDOW.is_open(at)]
    uncovered = [at for at in outside if not any(each.planned_from <= at < each.planned_until for each in told)]
    found = kinds(asked, *told)
    assert (ConflictKind.NOT_ANNOUNCED in found) is bool(uncovered)
    assert bool(found) is bool(outside)


@pytest.mark.parametrize(
    ("instances", "change_id", "expected"),
    [
        ((HERE,), None, ConflictKind.NOT_ANNOUNCED),
        ((HERE, THERE), None, ConflictKind.OUTSIDE_WINDOW),
        ((HERE,), CHANGE, ConflictKind.NOT_ANNOUNCED),
        ((HERE,), OTHER, ConflictKind.NOT_ANNOUNCED),
    ],
)
def test_it_is_announced_on_each_instance_whatever_it_is_for(
    instances: tuple[UUID, ...], change_id: UUID | None, expected: ConflictKind
) -> None:
    asked = slot("2026-11-25 12:00", "2026-11-25 13:00", HERE, THERE)
    told = announced(local("2026-11-25 12:00"), local("2026-11-25 13:00"), *instances, change_id=change_id)
    assert kinds(asked, told) == [expected]


def test_what_was_announced_when_it_had_begun_announces_nothing() -> None:
    asked = slot("2026-11-25 12:00", "2026-11-25 13:00")
    late = announced(local("2026-11-25 12:00"), local("2026-11-25 13:00"), HERE, at=local("2026-11-25 12:00"))
    assert kinds(asked, late) == [ConflictKind.NOT_ANNOUNCED]


@pytest.mark.parametrize(
    ("began", "ended", "frozen"),
    [
        ("2026-11-25 11:00", "2026-11-25 12:00", False),
        ("2026-11-25 11:00", "2026-11-25 12:01", True),
        ("2026-11-25 13:00", "2026-11-25 14:00", False),
        ("2026-11-25 12:59", "2026-11-25 14:00", True),
        ("2026-11-25 11:00", "2026-11-25 14:00", True),
    ],
)
def test_a_freeze_is_half_open(began: str, ended: str, *, frozen: bool) -> None:
    freeze = ChangeFreeze(
        id=OTHER,
        name="The harvest",
        reason="Nobody can wait.",
        from_at=local("2026-11-25 12:00"),
        until=local("2026-11-25 13:00"),
        instance_ids=(HERE,),
        set_at=BEFORE,
    )
    assert bool([*with_freezes(slot(began, ended), [freeze])]) is frozen
    assert not [*with_freezes(slot(began, ended, THERE), [freeze])]


def test_an_announcement_within_another_takes_nothing_away() -> None:
    asked = slot("2026-11-25 12:00", "2026-11-25 15:00")
    whole = announced(local("2026-11-25 12:00"), local("2026-11-25 15:00"), HERE)
    within = announced(local("2026-11-25 12:30"), local("2026-11-25 13:00"), HERE)
    assert set(kinds(asked, whole, within)) == {ConflictKind.OUTSIDE_WINDOW}


def test_what_is_announced_within_the_window_is_in_nobodys_way() -> None:
    asked = slot("2026-11-25 03:00", "2026-11-25 05:00")
    within = announced(local("2026-11-25 02:00"), local("2026-11-25 04:00"), HERE)
    after = announced(local("2026-11-25 04:00"), local("2026-11-25 05:00"), HERE)
    found = [*with_window(asked, WINDOW, [within, after], CHANGE)]
    assert [(each.kind, each.with_id) for each in found] == [(ConflictKind.OUTSIDE_WINDOW, after.id)]
