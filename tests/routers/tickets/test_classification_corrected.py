"""What a ticket is, corrected over HTTP: who, where, with what reason, and what follows from it (§2, §1.3)."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from app.agreements.book import Agreements
from app.sla.agreement import REVISIONS
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from tests.routers.callers import Api, Caller
from tests.routers.integrations.webhook_sender import Sender, integrate, with_data
from tests.routers.tickets.conftest import Desk, Walker

ANYHOW = {"If-Match": "*"}


async def correct(by: Caller, walker: Walker, **changes: Any) -> Response:
    return await by.patch(walker.path, json={"reason": "Looked again.", **changes}, headers=ANYHOW)


def faults(refusal: Response) -> set[str]:
    return {fault["pointer"] for fault in refusal.json()["errors"]}


async def test_support_corrects_what_a_ticket_is_and_everything_follows(
    api: Api, desk: Desk, support: Caller, registrant: Caller
) -> None:
    walker = await desk.ticket(product="ORB", productVersion="4.9")
    api.clock.advance(timedelta(minutes=30))
    before = api.clock.now
    api.clock.advance(timedelta(minutes=30))

    changes = {"kind": "change", "changeType": "urgent", "problemType": "functional", "productVersion": None}
    answer = await correct(support, walker, product="dm portal", **changes)

    body = answer.json()
    assert answer.status_code == 200, answer.text
    expected = {**changes, "callType": "software_bug", "product": "dm_portal"}
    assert {name: body[name] for name in expected} == expected
    assert body["coverage"] == {"outcome": "consultancy", "section": "1.3"}
    assert (await registrant.get(walker.path)).json() == body

    (event,) = await walker.events("classification_corrected")
    assert event["actor"]["name"] == support.person.name
    assert event["data"] == {
        "kind": "change",
        "changeType": "urgent",
        "callType": "software_bug",
        "product": "dm_portal",
        "problemType": "functional",
        "reason": "Looked again.",
    }
    moved = {each["data"]["clock"]: each["data"] for each in await walker.events("due_moved")}
    straight = await desk.ticket(kind="change")
    assert (await walker.clock("response"))["targetSeconds"] == (await straight.clock("response"))["targetSeconds"]
    assert moved["response"]["reason"] == "classification corrected"

    then = (await support.get(walker.path, params={"asOf": before.isoformat()})).json()
    assert (then["kind"], then["product"], then["coverage"]["outcome"]) == ("incident", "orb", "not_covered")
    assert await differences(api) == []


async def differences(api: Api) -> list[str]:
    found = verify(api.engine, Agreements(REVISIONS), TicketSelection())
    return [each.words async for verified in found for each in verified.differences]


async def test_a_clock_with_a_long_history_follows_too(api: Api, desk: Desk, support: Caller) -> None:
    """Its pauses are over and stored apart."""
    walker, straight = await desk.ticket(), await desk.ticket(kind="change", callType="first_analysis")
    for each in (walker, straight):
        for decision in ("request_information", "information_received", "request_information", "information_received"):
            await each.decide(decision, note="Which one?")
    api.clock.advance(timedelta(hours=1))

    assert (await correct(support, walker, kind="change", callType="first_analysis")).status_code == 200

    assert await walker.clock("resolution") == await straight.clock("resolution")
    assert await differences(api) == []


@pytest.mark.parametrize("who", ["registrant", "colleague", "consultant", "stranger"])
async def test_others_are_told_who_may(desk: Desk, cast: dict[str, Caller], who: str) -> None:
    walker = await desk.ticket()

    refusal = await correct(cast[who], walker, product="orb")

    if who == "stranger":
        assert refusal.status_code == 404
        return
    assert (refusal.status_code, refusal.json()["section"]) == (403, "2.1")
    assert "support or support_manager" in refusal.json()["detail"]


async def test_elsewhere_it_stays_what_it_is(desk: Desk, support: Caller) -> None:
    walker = await desk.ticket()
    await walker.decide("clear")

    refusal = await correct(support, walker, product="orb")

    assert (refusal.status_code, refusal.json()["section"]) == (409, "2")
    assert "steps 3 and 4" in refusal.json()["detail"]
    assert "step 10 (inform_customer)" in refusal.json()["detail"]
    signal = await desk.ticket(channel="phone")
    assert (await correct(support, signal, product="orb")).status_code == 409


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"kind": "change"}, {"/reason"}),
        ({"kind": "change", "reason": " "}, {"/reason"}),
        ({"kind": "change", "reason": None}, {"/reason"}),
        ({"reason": "Looked again."}, {"/reason"}),
        ({"reason": "Looked again.", "title": "Another title"}, {"/reason"}),
        ({"kind": None, "reason": "Looked again."}, {"/kind"}),
        (
            {"callType": None, "problemType": None, "product": None, "reason": "So."},
            {"/callType", "/problemType", "/product"},
        ),
        ({"kind": "information_request", "reason": "So."}, {"/callType"}),
        ({"callType": "information_request", "reason": "So."}, {"/callType"}),
        ({"kind": "enhancement_request", "callType": "data_problem", "reason": "So."}, {"/callType"}),
        ({"changeType": "normal", "reason": "So."}, {"/changeType"}),
        ({"kind": "information_request", "changeType": "normal", "reason": "So."}, {"/callType", "/changeType"}),
    ],
)
async def test_what_contradicts_or_is_of_no_use_is_refused(
    desk: Desk, support: Caller, body: dict[str, Any], pointers: set[str]
) -> None:
    walker = await desk.ticket()

    refusal = await support.patch(walker.path, json=body, headers=ANYHOW)

    assert refusal.status_code == 400, refusal.text
    assert faults(refusal) == pointers
    assert (await walker.ticket())["version"] == 1


async def test_nothing_is_half_done(desk: Desk, support: Caller) -> None:
    walker = await desk.ticket()
    await walker.decide("clear")

    refusal = await correct(support, walker, title="Another title", urgency="u1", product="orb")

    assert refusal.status_code == 409
    assert (await walker.ticket())["title"] != "Another title"
    assert await walker.events("details_corrected") == []


async def test_what_it_is_already_is_recorded_as_nothing(desk: Desk, support: Caller) -> None:
    walker = await desk.ticket()

    answer = await correct(support, walker, kind="incident", product="IDU")

    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert await walker.events("classification_corrected") == []


CONTRADICTIONS = [
    ({"kind": "incident", "callType": "information_request"}, "/callType"),
    ({"kind": "information_request", "callType": "software_bug"}, "/callType"),
    ({"kind": "information_request", "callType": "data_problem"}, "/callType"),
    ({"kind": "change", "callType": "information_request"}, "/callType"),
    ({"kind": "change", "callType": "data_problem"}, "/callType"),
    ({"kind": "enhancement_request", "callType": "data_problem"}, "/callType"),
    ({"kind": "service_request", "callType": "information_request"}, "/callType"),
    ({"kind": "incident", "changeType": "normal"}, "/changeType"),
]


@pytest.mark.parametrize(("changes", "pointer"), CONTRADICTIONS)
async def test_contradictions_are_refused_at_intake(desk: Desk, changes: dict[str, Any], pointer: str) -> None:
    refusal = await desk.report(**changes)

    assert (refusal.status_code, faults(refusal)) == (400, {pointer})


@pytest.mark.parametrize(
    ("kind", "call_type"),
    [
        ("information_request", "information_request"),
        ("incident", "data_problem"),
        ("service_request", "data_problem"),
        ("enhancement_request", "first_analysis"),
    ],
)
async def test_what_goes_together_is_taken(desk: Desk, kind: str, call_type: str) -> None:
    assert (await desk.report(kind=kind, callType=call_type)).status_code == 201


async def test_by_webhook_too(api: Api, extended: Any) -> None:
    sender: Sender = await integrate(api, extended)

    refusal = await sender.send(body=with_data(kind="information_request", changeType="normal"))

    assert refusal.status_code == 400
    assert faults(refusal) == {"/data/callType", "/data/changeType"}
