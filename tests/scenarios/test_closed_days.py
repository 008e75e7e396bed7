"""Scenarios 15 to 22: holidays, and days on which the vendor is closed beyond them."""

from datetime import date, timedelta

import pytest

from app.business_time.calendar import Calendar
from app.business_time.hours import WeeklyHours
from app.domain.agreement.calendar_years import days_of, year_of
from app.domain.agreement.closing_days import with_day
from app.errors import Conflict
from app.sla.agreement import AGREEMENT
from tests.business_time.amsterdam import AMSTERDAM, local
from tests.routers.callers import Caller
from tests.routers.tickets.conftest import Desk, Walker
from tests.scenarios.worked import CALENDARS, HOLIDAYS, Row, due

STD = CALENDARS["STD"]
TUESDAY = "2026-11-24"


@pytest.mark.parametrize("row", HOLIDAYS, ids=lambda row: row.name)
def test_due(row: Row) -> None:
    assert due(row) == local(row.due)


async def due_at(walker: Walker) -> str | None:
    return (await walker.clock("response"))["dueAt"]


async def test_scenario_21_clocks_that_go_move_with_an_event_and_stopped_and_closed_ones_stay(
    desk: Desk, standard_desk: Desk, manager: Caller
) -> None:
    registered = "2026-11-23T09:00:00Z"
    moved, unmoved = await standard_desk.ticket(registeredAt=registered), await desk.ticket(urgency="u1", impact="i1")
    stopped, closed = [await standard_desk.ticket(registeredAt=registered) for _ in range(2)]
    await stopped.decide("start_investigation")
    for decision in ("start_investigation", "clear", "solved", "close"):
        await closed.decide(decision)
    before = await closed.ticket()
    assert await due_at(moved) == await due_at(stopped) == "2026-11-24T11:00:00Z"

    answer = await manager.post("/v1/sla/closing-days", json={"closesOn": TUESDAY, "name": "Bridge day"})

    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/v1/sla/closing-days/{TUESDAY}"
    assert answer.json() == {
        "closesOn": TUESDAY,
        "name": "Bridge day",
        "calendarRevision": 2,
        "ticketsMoved": 2,
        "ticketsWaiting": 0,
    }
    assert await due_at(moved) == "2026-11-25T11:00:00Z"
    assert (await moved.ticket())["calendarRevision"] == 2
    assert await due_at(stopped) == "2026-11-24T11:00:00Z"
    assert await stopped.events("due_moved") == []
    assert await due_at(unmoved) == "2026-11-23T11:30:00Z"
    assert await closed.ticket() == before
    assert await closed.events("calendar_revised") == []
    revised, shift = (await moved.events())[-2:]
    assert (revised["type"], shift["type"]) == ("calendar_revised", "due_moved")
    assert revised["data"]["calendarRevision"] == 2
    assert "Bridge day" in revised["data"]["reason"]
    assert "calendar revision 2" in shift["data"]["reason"]


def test_scenario_21_an_added_closing_day_moves_due_times_and_is_a_new_revision() -> None:
    day = date(2026, 2, 12)
    closed = STD.with_closures({day: "Office moves"}, revision=2)
    start, budget = local("2026-02-11 15:00"), timedelta(hours=3)
    assert (STD.due(start, budget), STD.revision) == (local("2026-02-12 12:00"), 1)
    assert (closed.due(start, budget), closed.revision) == (local("2026-02-13 12:00"), 2)
    assert closed.holidays == {**STD.holidays, day: "Office moves"}


def test_scenario_22_a_year_is_not_left_without_an_open_hour() -> None:
    last, *others = reversed([day for day in days_of(2027) if day in year_of(STD, 2027).open_days])
    closed = dict.fromkeys(others, "Closed")

    with pytest.raises(Conflict, match="no open hour in 2027"):
        with_day(closed, last, "Closed", AGREEMENT, local("2026-11-23 10:30"))
    assert with_day(closed, date(2028, 1, 3), "Closed", AGREEMENT, local("2026-11-23 10:30"))


def test_scenario_22_a_calendar_without_any_open_hour_is_refused() -> None:
    first, last = date(1999, 12, 31), date(2101, 1, 1)
    every_day = {first + timedelta(days=n): "Gone" for n in range((last - first).days + 1)}
    with pytest.raises(ValueError, match="holidays close every day"):
        Calendar(hours=STD.hours, holidays=every_day, zone=AMSTERDAM)
    with pytest.raises(ValueError, match="no opening hours"):
        WeeklyHours.of({})
