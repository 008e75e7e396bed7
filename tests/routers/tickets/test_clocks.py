"""The clocks of a ticket over HTTP, and the events that say why."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.clock import Instant, instant
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker


def at(text: str) -> Instant:
    return instant(datetime.fromisoformat(text).replace(tzinfo=UTC))


async def paused(walker: Walker, clock: str = "resolution") -> dict[str, Any]:
    return await walker.clock(clock)


async def test_the_response_clock_stops_at_the_vendors_first_decision(api: Api, desk: Desk, support: Caller) -> None:
    walker = await desk.ticket()
    await support.post(f"{walker.path}/comments", json={"text": "We have received it."})
    assert (await walker.clock("response"))["state"] == "running"

    api.clock.advance(timedelta(hours=1))
    await walker.decide("start_investigation", by=support)

    clock = await walker.clock("response")
    assert (clock["state"], clock["stoppedAt"], clock["elapsedSeconds"]) == ("met", "2026-11-23T10:30:00Z", 3600)


async def test_a_running_clock_past_its_due_time_reads_breached(api: Api, desk: Desk) -> None:
    walker = await desk.ticket(urgency="u1", impact="i1")
    due = (await walker.clock("response"))["dueAt"]
    assert due == "2026-11-23T11:30:00Z"

    api.clock.now = at("2026-11-23T11:30:00")
    assert (await walker.clock("response"))["state"] == "running"
    api.clock.advance(timedelta(microseconds=1))

    clock = await walker.clock("response")
    assert (clock["state"], clock["breachedAt"]) == ("breached", due)
    assert clock["remainingSeconds"] == -1
    assert clock["elapsedSeconds"] + clock["remainingSeconds"] == clock["targetSeconds"]


async def test_waiting_for_the_customer_moves_the_due_time_and_says_so(api: Api, desk: Desk) -> None:
    walker = await desk.ticket()
    first = (await walker.clock("resolution"))["dueAt"]
    api.clock.advance(timedelta(hours=1))
    await walker.decide("request_information")
    clock = await walker.clock("resolution")
    assert (clock["state"], clock["dueAt"]) == ("paused", None)
    assert clock["reason"] == "Waiting for information that the customer was asked for."

    api.clock.advance(timedelta(days=1))
    clock = await walker.clock("resolution")
    assert (clock["elapsedSeconds"], clock["pausedSeconds"]) == (3600, 9 * 3600)
    await walker.decide("information_received")

    second = (await walker.clock("resolution"))["dueAt"]
    moved = [event["data"] for event in await walker.events("due_moved")]
    assert [(move["clock"], move.get("fromAt"), move.get("toAt")) for move in moved] == [
        ("resolution", first, None),
        ("resolution", None, second),
    ]
    assert moved[0]["reason"] == "request_information at step 3"
    assert second == "2027-01-21T09:30:00Z"


async def test_at_step_12_the_customer_has_the_ball(api: Api, desk: Desk, registrant: Caller) -> None:
    walker = await desk.ticket()
    for decision in ("clear", "not_solved", "consultancy"):
        await walker.decide(decision)
    assert (await walker.clock("resolution"))["state"] == "paused"

    api.clock.advance(timedelta(days=2))
    await walker.decide("solved", by=registrant)

    clock = await walker.clock("resolution")
    assert (clock["state"], clock["elapsedSeconds"]) == ("met", 0)


async def test_another_cause_ends_the_resolution_promise(desk: Desk) -> None:
    walker = await desk.ticket()
    await walker.decide("unclear")

    await walker.decide("configuration", cause="customer_infrastructure")

    clock = await walker.clock("resolution")
    assert (clock["state"], clock["dueAt"], clock["targetSeconds"]) == ("not_applicable", None, None)
    assert "customer_infrastructure" in clock["reason"]


async def test_a_workaround_solves_and_the_structural_fix_follows_without_a_clock(api: Api, desk: Desk) -> None:
    walker = await desk.ticket()
    await walker.decide("unclear")
    api.clock.advance(timedelta(hours=2))
    await walker.decide("workaround")
    api.clock.advance(timedelta(days=100))

    await walker.decide("bug")

    clock = await walker.clock("resolution")
    assert (clock["state"], clock["elapsedSeconds"]) == ("met", 7200)


async def test_a_priority_that_the_customer_asked_for_moves_the_due_times_once(
    api: Api, desk: Desk, registrant: Caller, support: Caller
) -> None:
    walker = await desk.ticket()
    api.clock.advance(timedelta(hours=3))
    asked = await registrant.post(
        f"{walker.path}/priority-requests", json={"urgency": "u1", "reason": "The auditors are here."}
    )
    assert asked.status_code == 201
    decision = {"accepted": True, "reason": "Agreed."}

    answer = await support.post(f"{walker.path}/priority-requests/{asked.json()['id']}/decision", json=decision)

    assert answer.status_code == 201
    response = answer.json()["ticket"]["clocks"][0]
    assert (answer.json()["ticket"]["priority"], response["dueAt"]) == ("high", "2026-11-23T11:30:00Z")
    assert (response["state"], response["breachedAt"]) == ("breached", "2026-11-23T11:30:00Z")
    assert "normal to high" in response["reason"]
    [listed] = (await support.get(f"{walker.path}/priority-requests")).json()["items"]
    assert (listed["accepted"], listed["decisionReason"]) == (True, "Agreed.")
    again = await support.post(f"{walker.path}/priority-requests/{asked.json()['id']}/decision", json=decision)
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("moment", "status", "code"),
    [
        ("2026-11-23T09:30:00Z", 201, None),
        ("2026-11-23T09:29:59.999999Z", 400, "before_latest_event"),
        ("2026-11-23T10:30:02.000001Z", 400, "in_the_future"),
    ],
)
async def test_what_happened_earlier_is_recorded_late_within_bounds(
    api: Api, desk: Desk, moment: str, status: int, code: str | None
) -> None:
    walker = await desk.ticket()
    api.clock.advance(timedelta(hours=1))

    answer = await walker.try_to("unclear", occurredAt=moment)

    assert answer.status_code == status
    if code is not None:
        assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [("/occurredAt", code)]


async def test_only_vendor_staff_say_when_it_happened(desk: Desk, registrant: Caller) -> None:
    walker = await desk.ticket()
    for decision in ("clear", "not_solved", "consultancy"):
        await walker.decide(decision)

    refusal = await walker.try_to("solved", by=registrant, occurredAt="2026-11-23T09:30:00Z")

    assert refusal.status_code == 403


async def test_a_delegated_step_pauses_while_only_the_customer_is_responsible(desk: Desk, manager: Caller) -> None:
    walker = await desk.ticket()
    row = {"customer": "R", "support": "C", "consultant": "I", "support_manager": "A"}

    answer = await manager.put(f"{walker.path}/raci-overrides/3", json=row, headers={"If-Match": "*"})

    assert answer.status_code == 200
    assert answer.json()["current"]["letters"] == row
    assert (await walker.clock("resolution"))["state"] == "paused"
    await manager.delete(f"{walker.path}/raci-overrides/3", headers={"If-Match": "*"})
    assert (await walker.clock("resolution"))["state"] == "running"


async def test_a_workaround_that_does_not_help_stops_no_clock(api: Api, desk: Desk) -> None:
    walker = await desk.ticket()
    for decision in ("workaround", "clear"):
        await walker.decide(decision)
    assert (await walker.clock("resolution"))["state"] == "met"
    api.clock.advance(timedelta(hours=2))

    await walker.decide("not_solved")

    clock = await walker.clock("resolution")
    assert (clock["state"], clock["stoppedAt"], clock["pausedSeconds"]) == ("running", None, 0)
    assert clock["elapsedSeconds"] == 2 * 3600


async def test_reopened_behind_the_calendar_it_goes_by_the_calendar_of_now_at_once(desk: Desk, manager: Caller) -> None:
    walker = await desk.ticket()
    for decision in ("start_investigation", "clear", "solved", "close"):
        await walker.decide(decision)
    due = (await walker.clock("resolution"))["dueAt"]
    answer = await manager.post("/v1/sla/closing-days", json={"closesOn": "2026-11-24", "name": "Bridge day"})
    assert answer.status_code == 201
    assert ((await walker.ticket())["calendarRevision"], (await walker.clock("resolution"))["dueAt"]) == (1, due)

    await walker.decide("reopen")

    assert (await walker.ticket())["calendarRevision"] == 2
    assert (await walker.clock("resolution"))["dueAt"] > due
    assert [event["type"] for event in (await walker.events())[-3:]] == [
        *("calendar_revised", "decision_taken", "due_moved")
    ]


async def test_what_support_does_not_treat_is_answered_in_time_and_promised_no_resolution(desk: Desk) -> None:
    walker = await desk.ticket(callType="data_problem")
    assert (await walker.clock("response"))["state"] == "running"
    clock = await walker.clock("resolution")
    assert (clock["state"], clock["section"], clock["dueAt"]) == ("not_applicable", "1.2.2", None)
    assert "1.1" in clock["reason"]
