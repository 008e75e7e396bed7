"""Closing days: what they do to open tickets, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from app.domain.vocabulary import Role
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker

PATH = "/v1/sla/closing-days"
TUESDAY = "2026-11-24"


async def close(caller: Caller, day: str = TUESDAY, name: str = "Bridge day", **headers: str) -> Response:
    return await caller.post(PATH, json={"closesOn": day, "name": name}, headers=headers)


async def due(walker: Walker, clock: str = "response") -> str | None:
    return (await walker.clock(clock))["dueAt"]


async def test_new_tickets_and_previews_go_by_it_at_once(desk: Desk, manager: Caller) -> None:
    await close(manager)

    walker = await desk.ticket(registeredAt="2026-11-23T08:00:00Z", urgency="u3", impact="i3")
    preview = await manager.get(
        "/v1/sla/preview",
        params={
            "kind": "incident",
            "serviceLevel": "extended",
            "priority": "low",
            "registeredAt": "2026-11-23T09:00:00Z",
        },
    )

    assert await due(walker) == "2026-11-23T16:00:00Z"
    assert preview.json()["response"]["dueAt"] == "2026-11-25T08:00:00Z"
    lines = preview.json()["response"]["explanation"]["lines"]
    assert ("holiday", "Bridge day") in [(line["kind"], line["reason"]) for line in lines]


async def test_pauses_that_are_over_still_count_on_the_new_calendar(api: Api, desk: Desk, manager: Caller) -> None:
    walker = await desk.ticket(urgency="u1", impact="i1")
    for _ in range(2):
        await walker.decide("request_information")
        api.clock.advance(timedelta(days=1))
        await walker.decide("information_received")
    before = (await walker.clock("resolution"))["pausedSeconds"]
    day = "2026-11-30"

    await close(manager, day)

    clock = await walker.clock("resolution")
    assert clock["dueAt"] == "2026-12-24T09:30:00Z"
    assert clock["pausedSeconds"] == before == 2 * 9 * 3600
    explained = await manager.get(f"{walker.path}/clocks/resolution/explanation")
    assert explained.json()["dueAt"] == clock["dueAt"]


async def test_taking_it_away_moves_them_back(desk: Desk, standard_desk: Desk, manager: Caller) -> None:
    walker = await standard_desk.ticket(registeredAt="2026-11-23T09:00:00Z")
    first = await due(walker)
    await close(manager)

    answer = await manager.delete(f"{PATH}/{TUESDAY}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert await due(walker) == first
    assert (await walker.ticket())["calendarRevision"] == 3
    assert (await manager.get(f"{PATH}/{TUESDAY}")).status_code == 404
    assert (await manager.delete(f"{PATH}/{TUESDAY}")).status_code == 404


async def test_a_paused_clock_stays_without_a_due_time_and_a_signal_without_a_clock(
    desk: Desk, manager: Caller
) -> None:
    paused, signal = await desk.ticket(), await desk.ticket(channel="mail")
    await paused.decide("request_information")

    await close(manager)

    assert (await paused.clock("resolution"))["state"] == "paused"
    assert (await paused.clock("resolution"))["dueAt"] is None
    assert await signal.events("calendar_revised") == []


async def test_what_was_late_today_is_not_when_today_turns_out_closed(api: Api, desk: Desk, manager: Caller) -> None:
    walker = await desk.ticket(urgency="u1", impact="i1")
    api.clock.advance(timedelta(hours=3))
    assert (await walker.clock("response"))["state"] == "breached"

    await close(manager, "2026-11-23")

    assert (await walker.clock("response"))["state"] == "running"
    assert await due(walker) == "2026-11-24T09:00:00Z"


async def test_listed_earliest_first_a_page_at_a_time(manager: Caller, registrant: Caller) -> None:
    days = ["2027-01-04", "2026-12-28", "2026-11-26"]
    for day in days:
        await close(manager, day, f"Closed on {day}")

    first = (await registrant.get(PATH, params={"limit": 2})).json()
    rest = (await registrant.get(PATH, params={"limit": 2, "cursor": first["nextCursor"]})).json()

    assert [item["closesOn"] for item in first["items"]] == sorted(days)[:2]
    assert rest == {"items": [{"closesOn": days[0], "name": f"Closed on {days[0]}"}], "nextCursor": None}
    assert (await registrant.get(f"{PATH}/{days[1]}")).json() == {"closesOn": days[1], "name": f"Closed on {days[1]}"}
    calendar = (await registrant.get("/v1/sla/calendar", params={"year": 2026})).json()
    shown: list[dict[str, Any]] = calendar["serviceLevels"][0]["closingDays"]
    assert [day["closesOn"] for day in shown] == sorted(days)[:2]
    assert "Closed on 2026-12-28" in (await registrant.get(PATH, headers={"Accept": "text/csv"})).text


@pytest.mark.parametrize(
    ("day", "status", "code"),
    [
        ("2026-11-22", 400, "in_the_past"),
        ("2026-12-25", 409, None),
        ("2026-11-23", 201, None),
        ("2026-11-28", 201, None),
        ("2026-13-01", 400, "date"),
        ("2026-02-30", 400, "date"),
        ("1999-01-01", 400, "date_out_of_range"),
        ("2101-01-01", 400, "date_out_of_range"),
        ("2026-11-24T00:00:00Z", 400, "date"),
    ],
)
async def test_which_days_can_be_closed(manager: Caller, day: str, status: int, code: str | None) -> None:
    answer = await close(manager, day)

    assert answer.status_code == status, answer.text
    if code is not None:
        assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [("/closesOn", code)]


async def test_today_is_the_vendor_s_day(api: Api, manager: Caller) -> None:
    api.clock.advance(timedelta(hours=13, minutes=45))  # 23:15Z is past midnight in Amsterdam

    assert (await close(manager, "2026-11-23")).status_code == 400
    assert (await close(manager, "2026-11-24")).status_code == 201


async def test_a_day_is_closed_once_and_what_is_past_stays(api: Api, manager: Caller) -> None:
    await close(manager)
    again = await close(manager, name="Another name")
    api.clock.advance(timedelta(days=2))
    late = await manager.delete(f"{PATH}/{TUESDAY}")

    assert (again.status_code, late.status_code) == (409, 409)
    assert "Bridge day" in again.json()["detail"]
    assert (await manager.get(f"{PATH}/{TUESDAY}")).status_code == 200


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.CONSULTANT])
async def test_only_a_support_manager_revises_the_calendar(api: Api, registrant: Caller, role: Role) -> None:
    for caller in (await api.as_(role), registrant):
        assert (await close(caller)).status_code == 403
        assert (await caller.delete(f"{PATH}/{TUESDAY}")).status_code == 403
        assert (await caller.get(PATH)).json()["items"] == []


async def test_an_administrator_may_too_and_a_retry_closes_it_once(admin: Caller) -> None:
    headers = {"Idempotency-Key": "5a1c3f6e-bridge"}
    first, again = await close(admin, **headers), await close(admin, **headers)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
