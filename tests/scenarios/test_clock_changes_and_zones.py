"""Scenarios 8 to 14: daylight saving, zones, dates."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.business_time import wall
from app.business_time.calendar import Calendar
from app.business_time.compiling import compile_timeline
from app.clock import Instant
from app.domain.agreement.agreement import hours
from app.domain.clocks.clock_readings import read
from app.domain.clocks.clocks import compute_clock
from app.domain.clocks.promises import Promise
from app.domain.tickets.stopwatch import PauseReason, Stopwatch
from app.domain.vocabulary import ClockName
from tests.business_time.amsterdam import ROUND_THE_CLOCK, STD, local
from tests.routers.tickets.conftest import Desk
from tests.scenarios.worked import CALENDARS, CLOCK_CHANGES, DAYS, HOLIDAYS, WINDOWS, Row, due


@pytest.mark.parametrize("row", CLOCK_CHANGES, ids=lambda row: row.name)
def test_due(row: Row) -> None:
    assert due(row) == local(row.due)


def test_scenario_11_paused_over_the_repeated_hour_is_paused_for_an_hour() -> None:
    asked, answered = local("2026-10-25 02:30+02:00"), local("2026-10-25 02:30+01:00")
    watch = Stopwatch().start(local("2026-10-24 20:00"))
    watch = watch.pause(asked, PauseReason.INFORMATION_REQUESTED).resume(answered)

    clock = compute_clock(ClockName.RESOLUTION, watch, (Promise("1", hours(8), timedelta(hours=8)),), ROUND_THE_CLOCK)

    assert read(clock, ROUND_THE_CLOCK, answered).paused == timedelta(hours=1)
    assert clock.due_at == local("2026-10-25 04:00+01:00")


async def test_scenario_12_an_instant_without_an_offset_is_refused(desk: Desk) -> None:
    naive = "2026-02-09T10:00:00"
    ticket = await desk.ticket(registeredAt=f"{naive}+01:00")

    registration = await desk.report(registeredAt=naive)
    decision = await ticket.try_to("unclear", occurredAt=naive)

    for answer, pointer in ((registration, "/registeredAt"), (decision, "/occurredAt")):
        assert answer.status_code == 400
        assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert (await ticket.try_to("unclear", occurredAt=f"{naive}+01:00")).status_code == 201


def test_scenario_12_no_calendar_reckons_with_an_instant_without_an_offset() -> None:
    naive = Instant(datetime(2026, 2, 9, 10))  # noqa: DTZ001 - the very fault
    for ask in (
        lambda: STD.due(naive, timedelta(hours=1)),
        lambda: STD.due(naive, timedelta(0)),
        lambda: STD.open_time(naive, local("2026-02-10 10:00")),
        lambda: STD.open_time(local("2026-02-08 10:00"), naive),
        lambda: STD.is_open(naive),
        lambda: STD.next_opening(naive),
        lambda: STD.segments(naive, naive),
    ):
        with pytest.raises(ValueError, match="offset"):
            ask()


@pytest.fixture(params=["UTC", "America/New_York", "Pacific/Apia"])
def compiled_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Calendar]]:
    """The calendars, compiled by a process in another zone."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", request.param)
        time.tzset()
        for remembered in (compile_timeline, wall.midnights, wall.uneven_days):
            remembered.cache_clear()
        yield {name: replace(calendar) for name, calendar in CALENDARS.items()}
    time.tzset()


def test_scenario_14_the_zone_of_the_process_changes_nothing(compiled_here: dict[str, Calendar]) -> None:
    rows = [*WINDOWS, *CLOCK_CHANGES, *HOLIDAYS, *DAYS]
    assert [due(row, compiled_here) for row in rows] == [local(row.due) for row in rows]
    assert compiled_here["STD"].open_time(local("2026-03-27 15:30"), local("2026-03-30 10:30")) == timedelta(hours=1)
