"""Planned work as its facts add up, against the window, and what may be done to it (§5.4)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest

from app.domain.agreement.measures import Target, Unit
from app.domain.operations import maintenance_decisions as decisions
from app.domain.operations.maintenance_facts import MaintenanceBegun, MaintenanceKind
from app.domain.operations.maintenance_periods import (
    MaintenanceState,
    against_window,
    business_day,
    replay,
    told_in_time,
)
from app.errors import Conflict, Invalid, ServiceError
from app.sla.agreement import AGREEMENT
from tests.domain.operations.service_facts import INSTANCE, MaintenanceHistory
from tests.domain.tickets.histories import local

SERVICES: Final = AGREEMENT.services
FROM, UNTIL = "2026-03-10 02:00", "2026-03-10 04:00"


def plan(
    announced: str = "2026-03-09 02:00", planned_from: str = FROM, planned_until: str = UNTIL
) -> MaintenanceHistory:
    return MaintenanceHistory(announced, planned_from, planned_until)


def test_each_announcement_is_kept_with_its_moment() -> None:
    period = (
        plan().extended("2026-03-10 03:30", "2026-03-10 05:00").extended("2026-03-10 05:10", "2026-03-10 06:00").period
    )
    assert [(each.from_at, each.until, each.announced_at) for each in period.announced] == [
        (local(FROM), local(UNTIL), local("2026-03-09 02:00")),
        (local(UNTIL), local("2026-03-10 05:00"), local("2026-03-10 03:30")),
        (local("2026-03-10 05:00"), local("2026-03-10 06:00"), local("2026-03-10 05:10")),
    ]
    assert [each.beforehand for each in period.announced] == [True, True, False]
    assert (period.planned_from, period.planned_until) == (local(FROM), local("2026-03-10 06:00"))
    assert (period.announced_at, period.announced_beforehand) == (local("2026-03-09 02:00"), False)


@pytest.mark.parametrize(
    ("announced", "beforehand"), [("2026-03-10 01:59:59.999999", True), (FROM, False), ("2026-03-10 02:05", False)]
)
def test_announced_beforehand_is_recorded_before_it_begins(announced: str, *, beforehand: bool) -> None:
    assert plan(announced).period.announced_beforehand is beforehand


def test_its_moment_is_when_it_was_recorded() -> None:
    history = plan()
    first = history.events[0]
    history.events.clear()
    history.add(first.fact, "2026-03-01 10:00", recorded="2026-03-10 03:00")
    assert history.period.announced_at == local("2026-03-10 03:00")
    assert not history.period.announced_beforehand


def test_it_is_announced_then_under_way_then_over() -> None:
    assert plan().period.state is MaintenanceState.ANNOUNCED
    assert plan().done(FROM, None).period.state is MaintenanceState.UNDER_WAY
    ended = plan().done(FROM, UNTIL).period
    assert (ended.state, ended.begun_at, ended.over_at) == (MaintenanceState.ENDED, local(FROM), local(UNTIL))
    cancelled = plan().done(FROM, None).cancelled("2026-03-10 02:30").period
    assert (cancelled.state, cancelled.over_at) == (MaintenanceState.CANCELLED, local("2026-03-10 02:30"))
    assert plan().period.over_at is None


def test_a_history_begins_with_its_announcement_and_only_once() -> None:
    history = plan().done(FROM, UNTIL)
    with pytest.raises(ValueError, match="begins with a plan"):
        replay(history.id, history.events[1:])
    with pytest.raises(ValueError, match="announced once"):
        history.add(history.events[0].fact, UNTIL).period  # noqa: B018 - the fold is what fails


WINDOW: Final = {
    "a night of the week": ("2026-03-10 20:00", "2026-03-11 04:00", 0),
    "a minute too long": ("2026-03-10 20:00", "2026-03-11 04:01", 60),
    "Sunday night into Monday": ("2026-11-29 23:00", "2026-11-30 02:00", 7200),
    "over midnight of Saturday": ("2026-11-28 23:59", "2026-11-29 00:01", 0),
    "spring, within": ("2026-03-29 01:30", "2026-03-29 04:30", 0),
    "autumn, within": ("2026-10-25 01:30", "2026-10-25 04:30", 0),
    "Friday night": ("2026-03-13 20:00", "2026-03-14 06:00", 0),
    "a working day": ("2026-03-10 12:00", "2026-03-10 13:00", 3600),
}


@pytest.mark.parametrize(("planned_from", "planned_until", "outside"), WINDOW.values(), ids=WINDOW)
def test_how_much_lies_outside_the_window(planned_from: str, planned_until: str, outside: int) -> None:
    period = plan("2026-01-01 00:00", planned_from, planned_until).period
    seen = against_window(period, SERVICES.maintenance_calendar)
    assert seen.outside == timedelta(seconds=outside)
    assert seen.within + seen.outside == period.planned == local(planned_until) - local(planned_from)


@pytest.mark.parametrize(
    ("from_on", "until_on", "hours"),
    [("2026-03-09", "2026-03-16", 84), ("2026-03-23", "2026-03-30", 83), ("2026-10-19", "2026-10-26", 85)],
    ids=["a week", "spring", "autumn"],
)
def test_the_window_of_a_week(from_on: str, until_on: str, hours: int) -> None:
    seen = against_window(plan("2026-01-01 00:00", from_on, until_on).period, SERVICES.maintenance_calendar)
    assert seen.within == timedelta(hours=hours)


TOLD: Final = {
    "in the window, told at the last moment": ("2026-03-10 01:59", FROM, UNTIL, None),
    "a business day before": ("2026-03-09 12:00", "2026-03-10 12:00", "2026-03-10 13:00", True),
    "a minute less": ("2026-03-09 12:01", "2026-03-10 12:00", "2026-03-10 13:00", False),
    "over a weekend": ("2026-03-13 12:00", "2026-03-16 12:00", "2026-03-16 13:00", True),
    "on a holiday": ("2026-12-24 17:00", "2026-12-28 12:00", "2026-12-28 13:00", False),
    "afterwards": ("2026-03-10 12:30", "2026-03-10 12:00", "2026-03-10 13:00", False),
}


@pytest.mark.parametrize(("announced", "planned_from", "planned_until", "in_time"), TOLD.values(), ids=TOLD)
def test_a_deviation_is_told_a_business_day_before(
    announced: str, planned_from: str, planned_until: str, *, in_time: bool | None
) -> None:
    notice, business_hours = SERVICES.maintenance_notice.ahead, SERVICES.recovery_calendar
    period = plan(announced, planned_from, planned_until).period
    assert told_in_time(period, SERVICES.maintenance_calendar, notice, business_hours) is in_time
    nine_hours = Target(9, Unit.HOURS)
    assert told_in_time(period, SERVICES.maintenance_calendar, nine_hours, business_hours) is in_time


def test_an_extension_past_the_window_is_told_in_time_by_itself() -> None:
    notice, business_hours = SERVICES.maintenance_notice.ahead, SERVICES.recovery_calendar
    extended = plan().extended("2026-03-10 03:30", "2026-03-10 05:00").period
    assert told_in_time(extended, SERVICES.maintenance_calendar, notice, business_hours) is False
    early = plan("2026-03-02 10:00").extended("2026-03-06 10:00", "2026-03-10 05:00").period
    assert told_in_time(early, SERVICES.maintenance_calendar, notice, business_hours) is True


def test_a_business_day_is_the_vendors() -> None:
    assert business_day(SERVICES.recovery_calendar) == timedelta(hours=9)


def announcing(planned_from: str, planned_until: str) -> object:
    return decisions.announce((INSTANCE,), MaintenanceKind.ADAPTIVE, local(planned_from), local(planned_until))


REFUSED: Final[dict[str, tuple[Callable[[], object], type[ServiceError], str]]] = {
    "of no length": (lambda: announcing(FROM, FROM), Invalid, "/plannedUntil not_after_from"),
    "extended to its end": (lambda: decisions.extend(plan().period, local(UNTIL)), Invalid, "/plannedUntil not_later"),
    "extended when over": (
        lambda: decisions.extend(plan().done(FROM, UNTIL).period, local("2026-03-10 06:00")),
        Conflict,
        "",
    ),
    "begun twice": (lambda: decisions.begin_work(plan().done(FROM, None).period), Conflict, ""),
    "begun when cancelled": (lambda: decisions.begin_work(plan().cancelled(FROM).period), Conflict, ""),
    "ended without having begun": (lambda: decisions.end_work(plan().period, local(UNTIL)), Conflict, ""),
    "ended before it began": (
        lambda: decisions.end_work(plan().done(FROM, None).period, local("2026-03-10 01:59")),
        Invalid,
        "/occurredAt before_begin",
    ),
    "cancelled before it began": (
        lambda: decisions.cancel(plan().done(FROM, None).period, local("2026-03-10 01:59")),
        Invalid,
        "/occurredAt before_begin",
    ),
    "cancelled when over": (lambda: decisions.cancel(plan().done(FROM, UNTIL).period, local(UNTIL)), Conflict, ""),
    "cancelled twice": (lambda: decisions.cancel(plan().cancelled(FROM).period, local(UNTIL)), Conflict, ""),
}


@pytest.mark.parametrize(("act", "refusal", "fault"), REFUSED.values(), ids=REFUSED)
def test_refused(act: Callable[[], object], refusal: type[ServiceError], fault: str) -> None:
    with pytest.raises(refusal) as refused:
        act()
    assert " ".join(f"{each.pointer} {each.code}" for each in refused.value.faults) == fault
    assert refused.value.section == "5.4"


def test_accepted() -> None:
    period = plan().period
    announced = decisions.announce((INSTANCE,), MaintenanceKind.PREVENTIVE, local(FROM), local(UNTIL))
    assert announced == plan().events[0].fact
    assert decisions.extend(period, local("2026-03-10 05:00")).planned_until == local("2026-03-10 05:00")
    assert decisions.begin_work(period) == MaintenanceBegun()
    under_way = plan().done(FROM, None).period
    assert decisions.end_work(under_way, local(FROM)).type == "maintenance_ended"
    shown = plan().done("2026-03-10 02:00:00.123456", None).period
    assert decisions.end_work(shown, local("2026-03-10 02:00:00.123")).type == "maintenance_ended"
    assert decisions.cancel(under_way, local(UNTIL)).type == "maintenance_cancelled"
    assert decisions.extend(under_way, local("2026-03-10 05:00")).type == "announcement_extended"
