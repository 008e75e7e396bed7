"""How a ticket comes in: its coverage, priority, number and clocks; signals and who registers them."""

from datetime import timedelta
from typing import Any

import pytest

from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import REPORT, Desk, Walker


async def test_a_registrant_leaves_the_customer_out(api: Api, registrant: Caller) -> None:
    answer = await registrant.post("/v1/tickets", json=REPORT)

    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/tickets/{body['id']}"
    assert answer.headers["etag"].startswith('"v1-')
    assert body["customerId"] == str(registrant.person.customer_id)
    assert body["number"].startswith("T-2026-")
    assert (body["status"], body["step"]["name"], body["priority"]) == ("open", "classify_ticket", "normal")
    assert body["registeredAt"] == "2026-11-23T09:30:00Z"


@pytest.mark.parametrize(
    ("changes", "outcome", "section"),
    [
        ({}, "support", "1.3"),
        ({"product": "ORB", "productVersion": "5.1"}, "support", "1.3"),
        ({"product": "ORB", "productVersion": "4.9"}, "not_covered", "1.3"),
        ({"product": "DM Portal", "problemType": "technical"}, "support", "1.3"),
        ({"product": "dm_portal", "problemType": "functional"}, "consultancy", "1.3"),
        ({"product": "the coffee machine"}, "not_covered", "1.3"),
        ({"callType": "data_problem"}, "not_covered", "1.2.2"),
    ],
)
async def test_every_ticket_gets_its_coverage(desk: Desk, changes: dict[str, Any], outcome: str, section: str) -> None:
    walker = await desk.ticket(**changes)

    assert (await walker.ticket())["coverage"] == {"outcome": outcome, "section": section}


@pytest.mark.parametrize(
    ("urgency", "impact", "priority"),
    [("u1", "i1", "high"), ("u1", "i3", "normal"), ("u2", "i1", "high"), ("u3", "i1", "normal"), ("u3", "i3", "low")],
)
async def test_priority_is_looked_up(desk: Desk, urgency: str, impact: str, priority: str) -> None:
    walker = await desk.ticket(urgency=urgency, impact=impact)

    assert (await walker.ticket())["priority"] == priority


async def test_a_change_without_a_type_is_a_normal_one(desk: Desk) -> None:
    assert (await (await desk.ticket(kind="change")).ticket())["changeType"] == "normal"
    assert (await (await desk.ticket(kind="change", changeType="urgent")).ticket())["changeType"] == "urgent"
    refusal = await desk.report(changeType="urgent")
    assert refusal.json()["errors"][0]["pointer"] == "/changeType"


@pytest.mark.parametrize("channel", ["mail", "phone"])
async def test_a_channel_that_the_level_lacks_is_refused(standard_desk: Desk, channel: str) -> None:
    refusal = await standard_desk.report(channel=channel)

    assert (refusal.status_code, refusal.json()["section"]) == (409, "1.2.2")


async def test_another_customer_is_not_there(desk: Desk, stranger: Caller) -> None:
    assert (await desk.report(by=stranger)).status_code == 404


async def test_vendor_staff_say_for_whom(support: Caller) -> None:
    refusal = await support.post("/v1/tickets", json=REPORT)

    assert refusal.json()["errors"][0]["pointer"] == "/customerId"


async def test_a_phone_call_is_a_signal_until_a_registrant_registers_it(
    api: Api, desk: Desk, support: Caller, colleague: Caller, registrant: Caller
) -> None:
    walker = await desk.ticket(by=support, channel="phone")
    signal = await walker.ticket()
    assert (signal["status"], signal["registeredAt"], signal["step"]["number"]) == ("signal", None, 1)
    assert [clock["state"] for clock in signal["clocks"]] == ["not_started", "not_started"]

    api.clock.advance(timedelta(hours=1))
    refusal = await colleague.post(f"{walker.path}/registration", json={})
    assert (refusal.status_code, refusal.json()["section"]) == (403, "1.2.2")
    answer = await registrant.post(f"{walker.path}/registration", json={})

    assert answer.status_code == 201
    ticket = answer.json()
    assert (ticket["status"], ticket["step"]["number"]) == ("open", 3)
    assert ticket["registeredAt"] == "2026-11-23T10:30:00Z"
    assert ticket["clocks"][0]["dueAt"] == "2026-11-23T14:30:00Z"
    assert (await registrant.post(f"{walker.path}/registration", json={})).status_code == 409


async def test_an_unknown_customer_gets_an_account_before_its_signal_is_registered(
    desk: Desk, registrant: Caller
) -> None:
    walker = await desk.ticket(channel="mail")
    assert (await walker.decide("customer_unknown"))["step"]["number"] == 2
    after = await walker.decide("account_created")
    assert (after["step"]["number"], after["status"]) == (3, "signal")

    refusal = await walker.try_to("unclear")

    assert (refusal.status_code, refusal.json()["section"]) == (409, "1.2.2")
    assert (await registrant.post(f"{walker.path}/registration", json={})).json()["status"] == "open"
    assert (await walker.decide("unclear"))["step"]["number"] == 4


async def test_what_was_registered_earlier_is_recorded_late(api: Api, desk: Desk, registrant: Caller) -> None:
    walker = await desk.ticket(registeredAt="2026-11-20T16:00:00+01:00")
    ticket = await walker.ticket()
    assert ticket["registeredAt"] == "2026-11-20T15:00:00Z"
    assert ticket["clocks"][0]["dueAt"] == "2026-11-23T10:00:00Z"
    [event] = await walker.events()
    assert (event["occurredAt"], event["recordedAt"]) == ("2026-11-20T15:00:00Z", "2026-11-23T09:30:00Z")

    assert (await desk.report(registeredAt="2026-11-23T09:30:02.000001Z")).status_code == 400
    assert (await desk.report(by=registrant, registeredAt="2026-11-20T15:00:00Z")).status_code == 403


async def test_standard_incidents_carry_both_commitments_and_the_earliest_governs(standard_desk: Desk) -> None:
    walker = await standard_desk.ticket()

    clock = await walker.clock("response")

    assert clock["commitments"] == [
        {"section": "1.2.3", "dueAt": "2026-11-24T11:30:00Z", "state": "running"},
        {"section": "3.1.1", "dueAt": "2026-11-25T09:30:00Z", "state": "running"},
    ]
    assert (clock["dueAt"], clock["section"]) == ("2026-11-24T11:30:00Z", "1.2.3")
    assert (await walker.clock("resolution"))["state"] == "best_effort"


@pytest.mark.parametrize("field", ["kind", "title", "urgency", "impact", "product", "problemType"])
async def test_what_is_missing_is_named(desk: Desk, field: str) -> None:
    body = {name: value for name, value in REPORT.items() if name != field}

    refusal = await desk.admin.post("/v1/tickets", json=body)

    assert refusal.status_code == 400
    assert [fault["pointer"] for fault in refusal.json()["errors"]] == [f"/{field}"]


async def test_what_the_service_decides_cannot_be_brought_along(desk: Desk) -> None:
    refusal = await desk.report(priority="high", dueAt="2026-11-24T10:00:00Z", status="closed", step=13)

    assert {fault["pointer"] for fault in refusal.json()["errors"]} == {"/priority", "/dueAt", "/status", "/step"}


async def test_the_same_key_takes_a_ticket_in_once(desk: Desk, registrant: Caller) -> None:
    headers = {"Idempotency-Key": "nightly-17"}
    first = await registrant.post("/v1/tickets", json=REPORT, headers=headers)
    again = await registrant.post("/v1/tickets", json=REPORT, headers=headers)
    other = await registrant.post("/v1/tickets", json={**REPORT, "title": "Other"}, headers=headers)

    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert other.status_code == 422
    assert len((await registrant.get("/v1/tickets")).json()["items"]) == 1


async def test_a_correction_names_the_version_it_is_made_from(desk: Desk, registrant: Caller) -> None:
    walker = Walker((await registrant.post("/v1/tickets", json=REPORT)).json()["id"], registrant)
    change = {"title": "It stops every night"}

    assert (await registrant.patch(walker.path, json=change)).status_code == 428
    assert (await registrant.patch(walker.path, json=change, headers={"If-Match": '"v9"'})).status_code == 412
    answer = await registrant.patch(walker.path, json=change, headers={"If-Match": '"v1"'})

    assert (answer.status_code, answer.json()["title"]) == (200, "It stops every night")
    assert answer.headers["etag"].startswith('"v2-')
    assessed = {"urgency": "u1", "reason": "It is worse now."}
    refusal = await registrant.patch(walker.path, json=assessed, headers={"If-Match": '"v2"'})
    assert (refusal.status_code, refusal.json()["section"]) == (403, "3.1.1")
