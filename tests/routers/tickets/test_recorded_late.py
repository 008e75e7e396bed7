"""What happened before it is recorded: on decisions, assessments and overrides, by vendor staff, saying why."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import Response

from app.clock import Instant
from tests.organisations import MONDAY
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker, new_key

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
TO_CUSTOMER = {"customer": "R", "support": "C", "consultant": "I", "support_manager": "A"}


def written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def cut(at: datetime) -> str:
    """As JavaScript writes a Date."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def faults(answer: Response) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


async def assess(walker: Walker, by: Caller | None = None, **body: Any) -> Response:
    return await (by or walker.caller).patch(walker.path, json=body, headers={"If-Match": "*"})


async def delegate(walker: Walker, step: int, by: Caller | None = None, **more: Any) -> Response:
    path = f"{walker.path}/raci-overrides/{step}"
    return await (by or walker.caller).put(path, json={**TO_CUSTOMER, **more}, headers={"If-Match": "*"})


async def ask_priority(walker: Walker, by: Caller, **wanted: str) -> str:
    body = {"reason": "It is the year's end.", **wanted}
    answer = await by.post(f"{walker.path}/priority-requests", json=body, headers=new_key())
    assert answer.status_code == 201, answer.text
    return f"{walker.path}/priority-requests/{answer.json()['id']}/decision"


async def test_a_late_decision_takes_a_note_and_all_that_is_missing_is_told_at_once(api: Api, desk: Desk) -> None:
    walker = await desk.ticket()
    at = written(MONDAY)
    api.clock.advance(timedelta(minutes=1))
    await walker.decide("start_investigation", occurredAt=at, note=None)
    api.clock.advance(timedelta(microseconds=1))

    refusal = await walker.try_to("bug", occurredAt=at, note=None, cause=None)
    assert (await walker.try_to("unclear", occurredAt=at, note=None)).status_code == 400
    await walker.decide("unclear", occurredAt=at, note="Told by phone.")
    assert refusal.status_code == 409
    both = await walker.try_to("bug", occurredAt=at, note=None, cause=None)
    assert sorted(faults(both)) == [("/cause", "missing"), ("/note", "missing")]


async def test_a_client_that_cuts_to_milliseconds_or_runs_ahead_is_understood(api: Api, desk: Desk) -> None:
    begun = api.clock.advance(timedelta(microseconds=123_456))
    walker = await desk.ticket()
    api.clock.advance(SECOND)

    await walker.decide("start_investigation", occurredAt=cut(begun))
    await walker.decide("unclear", occurredAt=written(Instant(api.clock.now + 2 * SECOND)))

    events = await walker.events("decision_taken")
    assert [event["occurredAt"] for event in events] == [written(begun), written(api.clock.now)]
    assert [event["recordedAt"] for event in events] == [written(api.clock.now)] * 2
    seen = await walker.caller.get(walker.path, params={"asOf": cut(begun)})
    assert (seen.status_code, seen.json()["step"]["number"]) == (200, 3)
    sooner = cut(begun - timedelta(milliseconds=1))
    assert (await walker.caller.get(walker.path, params={"asOf": sooner})).status_code == 404
    told = await walker.caller.get(f"{walker.path}/clocks/resolution/explanation", params={"asOf": cut(begun)})
    assert told.status_code == 200
    listed = await walker.caller.get("/v1/sla/clocks", params={"asOf": cut(begun)})
    assert {item["ticketId"] for item in listed.json()["items"]} == {walker.id}


async def test_what_moves_nothing_bars_nothing(api: Api, desk: Desk, registrant: Caller, support: Caller) -> None:
    walker = await desk.ticket()
    api.clock.advance(HOUR)
    decision = await ask_priority(walker, registrant, urgency="u1")
    await registrant.post(f"{walker.path}/comments", json={"text": "Any news?"}, headers=new_key())
    declined = await support.post(decision, json={"accepted": False, "reason": "No."}, headers=new_key())
    assert declined.status_code == 201, declined.text
    holder = {"personId": str(support.person.id)}
    path = f"{walker.path}/raci-assignments/support"
    assert (await walker.caller.put(path, json=holder, headers={"If-Match": "*"})).status_code == 200

    await walker.decide("start_investigation", occurredAt=written(MONDAY + timedelta(minutes=1)))


@pytest.mark.parametrize("what", ["assessed", "delegated", "accepted"])
async def test_what_moves_something_bars_what_is_earlier_and_may_itself_be_earlier(
    api: Api, desk: Desk, registrant: Caller, support: Caller, what: str
) -> None:
    """So that what happened in between can be recorded in order, however late."""
    walker = await desk.ticket()
    decision = await ask_priority(walker, registrant, urgency="u1")
    api.clock.advance(3 * HOUR)
    late: dict[str, Any] = {"occurredAt": written(MONDAY + HOUR), "reason": "Noted down afterwards."}

    if what == "assessed":
        answer = await assess(walker, urgency="u1", **late)
    elif what == "delegated":
        answer = await delegate(walker, 5, **late)
    else:
        answer = await support.post(decision, json={"accepted": True, **late}, headers=new_key())
    assert answer.status_code in (200, 201), answer.text

    sooner = written(MONDAY + HOUR - timedelta(milliseconds=1))
    assert faults(await walker.try_to("clear", occurredAt=sooner)) == [("/occurredAt", "before_latest_event")]
    await walker.decide("clear", occurredAt=written(MONDAY + HOUR))
    [recorded] = [each for each in await walker.events() if each["occurredAt"] == late["occurredAt"]][:1]
    assert recorded["recordedAt"] == written(api.clock.now)
    assert recorded["data"]["reason"] == "Noted down afterwards."


async def test_a_late_assessment_moves_the_due_time_and_is_judged_as_if_it_had_been_recorded_then(
    api: Api, desk: Desk
) -> None:
    """High, so two hours: due at 11:30 UTC. The investigation began at 11:00; all of it is recorded later."""
    walker = await desk.ticket()
    api.clock.advance(5 * HOUR)

    late: dict[str, Any] = {"occurredAt": "2026-11-23T10:00:00Z", "reason": "By phone."}
    assert (await assess(walker, urgency="u1", **late)).json()["priority"] == "high"
    await walker.decide("start_investigation", occurredAt="2026-11-23T11:00:00Z")

    response = await walker.clock("response")
    assert (response["state"], response["dueAt"]) == ("met", "2026-11-23T11:30:00Z")
    then = {"asOf": "2026-11-23T10:30:00Z", "knowledge": "now"}
    assert (await walker.caller.get(walker.path, params=then)).json()["priority"] == "high"


async def test_a_late_override_pauses_from_when_it_happened(api: Api, desk: Desk) -> None:
    walker = await desk.ticket()
    api.clock.advance(3 * HOUR)

    answer = await delegate(walker, 3, occurredAt=written(MONDAY + HOUR), reason="Agreed by phone.")

    assert answer.status_code == 200, answer.text
    resolution = await walker.clock("resolution")
    assert (resolution["state"], resolution["pausedSeconds"]) == ("paused", 2 * 3600)


async def test_whoever_records_an_assessment_or_an_override_late_says_why(
    api: Api, desk: Desk, support: Caller
) -> None:
    walker = await desk.ticket()
    api.clock.advance(HOUR)
    late: dict[str, Any] = {"occurredAt": written(MONDAY)}

    assert faults(await assess(walker, by=support, urgency="u1", **late)) == [("/reason", "missing")]
    assert faults(await delegate(walker, 5, **late)) == [("/reason", "missing")]
    just: dict[str, Any] = {"occurredAt": written(api.clock.now - 60 * SECOND)}
    assert (await delegate(walker, 5, **just)).status_code == 200


async def test_only_vendor_staff_say_when_and_of_what(api: Api, desk: Desk, registrant: Caller) -> None:
    walker = await desk.ticket()
    api.clock.advance(HOUR)
    late: dict[str, Any] = {"occurredAt": written(MONDAY), "reason": "By phone."}

    assert (await assess(walker, by=registrant, urgency="u1", **late)).status_code == 403
    assert (await delegate(walker, 5, by=registrant, **late)).status_code == 403
    both = [("/reason", "unused"), ("/occurredAt", "unused")]
    assert faults(await assess(walker, title="Another", **late)) == both
    assert faults(await assess(walker, problemType="functional", **late)) == both[1:]
    ahead: dict[str, Any] = {"occurredAt": written(api.clock.now + 3 * SECOND), "reason": "By phone."}
    assert faults(await assess(walker, urgency="u1", **ahead)) == [("/occurredAt", "in_the_future")]
    assert faults(await delegate(walker, 5, **ahead)) == [("/occurredAt", "in_the_future")]


async def test_a_request_is_not_decided_before_it_was_made(api: Api, desk: Desk, registrant: Caller) -> None:
    walker = await desk.ticket()
    asked = api.clock.advance(HOUR)
    decision = await ask_priority(walker, registrant, urgency="u1")
    api.clock.advance(HOUR)
    body = {"accepted": False, "reason": "No.", "occurredAt": written(asked - SECOND)}

    refusal = await walker.caller.post(decision, json=body, headers=new_key())
    assert faults(refusal) == [("/occurredAt", "before_latest_event")]
    made = await walker.caller.post(decision, json={**body, "occurredAt": written(asked)}, headers=new_key())
    assert made.json()["request"]["decidedAt"] == written(asked)


async def test_a_registration_is_as_tolerant(api: Api, desk: Desk, registrant: Caller, support: Caller) -> None:
    called = api.clock.advance(timedelta(microseconds=123_456))
    walker = await desk.ticket(by=support, channel="phone")
    api.clock.advance(HOUR)
    path = f"{walker.path}/registration"

    sooner = {"registeredAt": cut(called - timedelta(milliseconds=1))}
    refusal = await walker.caller.post(path, json=sooner, headers=new_key())
    assert faults(refusal) == [("/registeredAt", "before_latest_event")]
    made = await walker.caller.post(path, json={"registeredAt": cut(called)}, headers=new_key())
    assert made.json()["registeredAt"] == written(called)
    ahead = await desk.ticket(registeredAt=written(api.clock.now + 2 * SECOND))
    assert (await ahead.ticket())["registeredAt"] == written(api.clock.now)
