"""Outages over HTTP (§5.2): recorded once, ended, judged by a second person, rebutted, and seen by whom they hit."""

from datetime import timedelta

from tests.routers.operations.conftest import Running, add_instance
from tests.routers.tickets.conftest import REPORT


async def test_an_outage_is_seen_by_whom_it_hits(running: Running) -> None:
    made = await running.outage()
    own = await running.registrant.get(f"/v1/outages/{made['id']}")
    assert own.json()["instanceIds"] == [running.instance]
    assert (await running.stranger.get(f"/v1/outages/{made['id']}")).status_code == 404
    listed = (await running.stranger.get("/v1/outages")).json()["items"]
    assert listed == []


async def test_a_service_hits_the_instances_that_existed_then_and_each_customer_sees_its_own(running: Running) -> None:
    body = {"serviceId": running.service, "beganAt": "2026-11-23T08:00:00Z", "detectedBy": "monitoring", "summary": "x"}
    made = await running.made(running.support, "/outages", body)
    assert {*made["instanceIds"]} == {running.instance, running.theirs}
    seen = (await running.stranger.get(f"/v1/outages/{made['id']}")).json()
    assert seen["instanceIds"] == [running.theirs]


async def test_what_the_same_detector_has_reported_is_that(running: Running) -> None:
    made = await running.outage()
    body = {"instanceIds": [running.instance], "beganAt": "2026-11-23T09:01:00Z", "detectedBy": "staff", "summary": "y"}
    again = await running.support.post("/v1/outages", json=body)
    assert (again.status_code, again.json()["id"]) == (200, made["id"])


async def test_it_does_not_end_before_it_begins(running: Running) -> None:
    made = await running.outage()
    body = {"decision": "end", "endedAt": "2026-11-23T08:59:00Z"}
    answer = await running.support.post(f"/v1/outages/{made['id']}/transitions", json=body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/endedAt"


async def test_it_is_not_reopened_while_what_was_reported_since_goes_on(running: Running) -> None:
    first = await running.outage()
    path = f"/outages/{first['id']}/transitions"
    await running.made(running.support, path, {"decision": "end", "endedAt": "2026-11-23T09:10:00Z"})
    second = await running.outage(began="2026-11-23T09:20:00Z")
    reopen = {"decision": "reopen", "reason": "It fails again."}
    refused = await running.support.post(f"/v1{path}", json=reopen)
    assert (refused.status_code, refused.json()["section"]) == (409, "5.2")
    assert second["id"] in refused.json()["detail"]
    ended = {"decision": "end", "endedAt": "2026-11-23T09:25:00Z"}
    await running.made(running.support, f"/outages/{second['id']}/transitions", ended)
    assert (await running.made(running.support, path, reopen))["endedAt"] is None


async def test_its_cause_is_found_in_a_ticket_that_is_linked(running: Running) -> None:
    made = await running.outage(running.instance, running.theirs)
    ticket = (await running.registrant.post("/v1/tickets", json=REPORT)).json()["id"]
    path, body = f"/outages/{made['id']}/transitions", {"decision": "find_cause", "text": "A fuse.", "ticketId": ticket}
    refused = await running.support.post(f"/v1{path}", json=body)
    assert (refused.status_code, [each["pointer"] for each in refused.json()["errors"]]) == (400, ["/ticketId"])
    await running.support.put(f"/v1/outages/{made['id']}/tickets/{ticket}")
    assert (await running.made(running.support, path, body))["cause"]["ticketId"] == ticket
    seen = [(await each.get(f"/v1/outages/{made['id']}")).json() for each in (running.registrant, running.stranger)]
    assert [each["cause"]["ticketId"] for each in seen] == [ticket, None]


async def test_a_claim_is_decided_by_somebody_else(running: Running) -> None:
    made = await running.outage()
    claim = {"from": "2026-11-23T09:00:00Z", "reason": "attack", "evidence": "The provider's report of the attack."}
    claimed = await running.made(running.manager, f"/outages/{made['id']}/left-out", claim)
    path, body = f"/outages/{made['id']}/left-out/{claimed['id']}/decision", {"accepted": True, "reason": "It was."}
    assert (await running.manager.post(f"/v1{path}", json=body)).status_code == 403
    assert (await running.made(running.second, path, body))["decision"]["accepted"] is True


async def test_a_registrant_proves_the_contrary_and_only_they_and_the_vendor_see_it(running: Running) -> None:
    made = await running.outage(running.instance, running.theirs)
    proof = {"claim": "began_earlier", "from": "2026-11-23T08:00:00Z", "evidence": "Our own log."}
    rebuttal = await running.made(running.registrant, f"/outages/{made['id']}/rebuttals", proof)
    path, body = f"/outages/{made['id']}/rebuttals/{rebuttal['id']}/decision", {"accepted": True, "reason": "Right."}
    await running.made(running.manager, path, body)
    assert len((await running.registrant.get(f"/v1/outages/{made['id']}")).json()["rebuttals"]) == 1
    assert (await running.stranger.get(f"/v1/outages/{made['id']}")).json()["rebuttals"] == []


async def test_a_ticket_is_linked_and_both_say_so(running: Running) -> None:
    made = await running.outage()
    ticket = (await running.registrant.post("/v1/tickets", json=REPORT)).json()["id"]
    for _ in range(2):
        assert (await running.support.put(f"/v1/outages/{made['id']}/tickets/{ticket}")).status_code == 204
    assert (await running.registrant.get(f"/v1/outages/{made['id']}")).json()["ticketIds"] == [ticket]
    events = (await running.support.get(f"/v1/tickets/{ticket}/events")).json()["items"]
    assert [each["type"] for each in events].count("linked") == 1
    assert (await running.support.delete(f"/v1/outages/{made['id']}/tickets/{ticket}")).status_code == 204
    assert (await running.registrant.get(f"/v1/outages/{made['id']}")).json()["ticketIds"] == []


async def test_a_ticket_of_whom_it_did_not_hit_is_not_linked_and_there_is_nothing_to_take_back(
    running: Running,
) -> None:
    made = await running.outage(running.theirs)
    ticket = (await running.registrant.post("/v1/tickets", json=REPORT)).json()["id"]
    path = f"/v1/outages/{made['id']}/tickets/{ticket}"
    assert (await running.support.put(path)).status_code == 409
    assert (await running.support.delete(path)).status_code == 204


async def test_a_recovery_that_took_too_long_says_what_of_that_was_the_providers(running: Running) -> None:
    """From Monday 10:00 to 14:00, where two hours are promised; an hour and a half lay with the supplier (§5.8.2)."""
    running.api.clock.advance(timedelta(hours=4))
    made = await running.outage()
    path = f"/v1/outages/{made['id']}"
    assert made["recovery"] is None
    for body in ({"decision": "find_loss", "loss": "data"}, {"decision": "end", "endedAt": "2026-11-23T13:00:00Z"}):
        assert (await running.support.post(f"{path}/transitions", json=body)).status_code == 201
    until = {"from": "2026-11-23T09:30:00Z", "until": "2026-11-23T11:00:00Z"}
    claim = {**until, "reason": "supplier", "evidence": "Their status page"}
    claimed = await running.made(running.support, f"/outages/{made['id']}/left-out", claim)
    before = (await running.registrant.get(path)).json()["recovery"]
    accepted = {"accepted": True, "reason": "So it was."}
    await running.made(running.manager, f"/outages/{made['id']}/left-out/{claimed['id']}/decision", accepted)

    expected = {
        "loss": "data",
        "dueAt": "2026-11-23T11:00:00Z",
        "section": "5.8.2",
        "promisedSeconds": 7200,
        "takenSeconds": 14400,
        "missedSeconds": 7200,
    }
    assert before == {**expected, "providerSeconds": 0}
    after = (await running.registrant.get(path)).json()["recovery"]
    assert after == {**expected, "providerSeconds": 5400}
    [listed] = (await running.registrant.get("/v1/outages")).json()["items"]
    assert listed["recovery"] == after


async def test_nothing_is_promised_about_the_recovery_of_a_test_environment(running: Running) -> None:
    trial = await add_instance(running, running.customer_id, environment="test")
    made = await running.outage(trial)
    body = {"decision": "find_loss", "loss": "data"}
    found = await running.support.post(f"/v1/outages/{made['id']}/transitions", json=body)
    assert found.json()["recovery"] is None
