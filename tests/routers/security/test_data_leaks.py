"""Data leaks over HTTP (§5.9.2, GDPR 33): who may say what, what falls due, and that nobody sees others' hits."""

from datetime import timedelta
from typing import Any

from app.domain.vocabulary import Role
from tests.organisations import MONDAY
from tests.routers.callers import Caller
from tests.routers.security.conftest import Running

SUSPECTED = "2026-11-23T08:00:00Z"
ESTABLISH = {
    "decision": "establish",
    "awareAt": "2026-11-23T09:00:00Z",
    "categories": ["names"],
    "people": 240,
}


async def suspected(running: Running, *instances: str, vendor_is: str = "processor") -> dict[str, Any]:
    body = {
        "suspectedAt": SUSPECTED,
        "instanceIds": [*(instances or (running.instance, running.theirs))],
        "summary": "A copy was readable from outside",
        "vendorIs": vendor_is,
    }
    return await running.made(running.support, "/data-leaks", body)


async def decided(
    running: Running, by: Caller, leak: dict[str, Any], body: dict[str, Any], status: int = 201
) -> dict[str, Any]:
    return await running.made(by, f"/data-leaks/{leak['id']}/transitions", body, status)


async def established(running: Running, *instances: str, vendor_is: str = "processor") -> dict[str, Any]:
    leak = await suspected(running, *instances, vendor_is=vendor_is)
    return await decided(running, running.manager, leak, ESTABLISH)


async def terms_of(by: Caller, leak: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await by.get("/v1/sla/terms", params={"subjectId": leak["id"]})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_customers_see_nothing_of_a_suspicion(running: Running) -> None:
    leak = await suspected(running)
    assert (await running.registrant.get(f"/v1/data-leaks/{leak['id']}")).status_code == 404
    assert (await running.registrant.get("/v1/data-leaks")).json()["items"] == []
    assert (await running.support.get(f"/v1/data-leaks/{leak['id']}")).json()["state"] == "suspected"


async def test_established_each_customer_sees_its_own_hit_and_nothing_of_the_others(running: Running) -> None:
    leak = await established(running)
    told = {"decision": "tell_customer", "customerId": running.customer_id, "toldAt": "2026-11-23T09:20:00Z"}
    await decided(running, running.support, leak, told)
    for caller, instance in ((running.registrant, running.instance), (running.stranger, running.theirs)):
        answer = await caller.get(f"/v1/data-leaks/{leak['id']}")
        seen = answer.json()
        [hit] = seen["hits"]
        assert (hit["instanceIds"], seen["people"]) == ([instance], None)
    assert running.customer_id not in answer.text
    assert running.instance not in answer.text
    text = (await running.stranger.get("/v1/data-leaks", headers={"Accept": "text/csv"})).text
    assert text.splitlines()[1].endswith(",1")
    whole = (await running.support.get(f"/v1/data-leaks/{leak['id']}")).json()
    assert (len(whole["hits"]), whole["people"]) == (2, 240)


async def test_one_that_hits_others_alone_is_as_good_as_missing(running: Running) -> None:
    leak = await established(running, running.instance)
    assert (await running.stranger.get(f"/v1/data-leaks/{leak['id']}")).status_code == 404
    assert (await running.stranger.get("/v1/data-leaks")).json()["items"] == []
    assert await terms_of(running.stranger, leak) == []


async def test_support_records_and_a_manager_decides(running: Running) -> None:
    leak = await suspected(running)
    consultant = await running.api.as_(Role.CONSULTANT)
    await decided(running, running.support, leak, ESTABLISH, 403)
    await decided(running, running.support, leak, {"decision": "dismiss", "reason": "Nothing"}, 403)
    await decided(running, running.registrant, leak, ESTABLISH, 404)
    leak = await decided(running, running.manager, leak, ESTABLISH)
    told = {"decision": "tell_customer", "customerId": running.customer_id, "toldAt": "2026-11-23T09:20:00Z"}
    await decided(running, consultant, leak, told, 403)
    await decided(running, running.registrant, leak, told, 403)
    await decided(running, running.support, leak, told)
    body = {"suspectedAt": SUSPECTED, "instanceIds": [running.instance], "summary": "x", "vendorIs": "processor"}
    assert (await running.registrant.post("/v1/data-leaks", json=body)).status_code == 403


async def test_as_processor_each_customer_has_72_hours_from_when_it_was_told(running: Running) -> None:
    """No weekend counts out: they really pass."""
    leak = await established(running)
    told = {"decision": "tell_customer", "customerId": running.customer_id, "toldAt": "2026-11-23T09:20:00Z"}
    await decided(running, running.support, leak, told)
    own = {each["kind"]: each for each in await terms_of(running.registrant, leak)}
    assert own["customer_notification"]["dueAt"] == "2026-11-24T09:00:00Z"
    assert own["customer_notification"]["state"] == "met"
    assert own["authority_notification"]["dueAt"] == "2026-11-26T09:20:00Z"
    assert own["authority_notification"]["section"] == "GDPR 33(1)"
    assert len(await terms_of(running.support, leak)) == 3


async def test_as_controller_the_vendor_notifies_and_its_term_is_no_customers(running: Running) -> None:
    leak = await established(running, vendor_is="controller")
    assert [each["kind"] for each in await terms_of(running.registrant, leak)] == ["customer_notification"]
    running.api.clock.advance(timedelta(hours=73))
    late = {"decision": "notify_authority", "notifiedAt": "2026-11-26T10:00:00Z", "reference": "AP-2026-1"}
    refused = await decided(running, running.support, leak, late, 400)
    assert refused["errors"][0]["pointer"] == "/reasonForDelay"
    whole = await decided(running, running.support, leak, {**late, "reasonForDelay": "It took so long to find out."})
    assert whole["notification"]["reference"] == "AP-2026-1"
    [authority] = [each for each in await terms_of(running.support, leak) if each["kind"] == "authority_notification"]
    assert (authority["state"], authority["breachedAt"]) == ("breached", "2026-11-26T09:00:00Z")
    assert (await running.registrant.get(f"/v1/data-leaks/{leak['id']}")).json()["notification"] is None


async def test_dismissed_its_terms_do_not_apply_and_are_kept(running: Running) -> None:
    leak = await established(running)
    await decided(running, running.manager, leak, {"decision": "dismiss", "reason": "The copy was empty"})
    assert {each["state"] for each in await terms_of(running.support, leak)} == {"not_applicable"}
    assert (await running.registrant.get(f"/v1/data-leaks/{leak['id']}")).status_code == 404
    await decided(running, running.manager, leak, ESTABLISH, 409)


async def test_what_was_known_earlier_than_was_said_governs_and_may_be_late_at_once(running: Running) -> None:
    leak = await established(running)
    earlier = {**ESTABLISH, "awareAt": "2026-11-20T09:00:00Z"}
    leak = await decided(running, running.manager, leak, earlier)
    assert leak["awareAt"] == "2026-11-20T09:00:00Z"
    assert {each["state"] for each in await terms_of(running.support, leak)} == {"breached"}


async def test_what_is_wrong_is_named_and_nothing_is_half_written(running: Running) -> None:
    body = {
        "suspectedAt": SUSPECTED,
        "instanceIds": [running.instance, str(running.manager.person.id)],
        "summary": "x",
        "vendorIs": "processor",
    }
    answer = await running.support.post("/v1/data-leaks", json=body)
    assert answer.json()["errors"][0]["pointer"] == "/instanceIds/1"
    assert (await running.support.get("/v1/data-leaks")).json()["items"] == []
    leak = await suspected(running, running.instance)
    future = {**ESTABLISH, "awareAt": (MONDAY + timedelta(hours=1)).isoformat()}
    refused = await decided(running, running.manager, leak, future, 400)
    assert refused["errors"][0]["pointer"] == "/awareAt"
    foreign = {"decision": "tell_customer", "customerId": str(running.support.person.id), "toldAt": SUSPECTED}
    await decided(running, running.support, leak, foreign, 409)


async def test_a_stale_change_is_refused(running: Running) -> None:
    leak = await suspected(running)
    path = f"/v1/data-leaks/{leak['id']}"
    version = (await running.manager.get(path)).headers["ETag"]
    await decided(running, running.manager, leak, ESTABLISH)
    answer = await running.manager.post(
        f"{path}/transitions", json={"decision": "dismiss", "reason": "x"}, headers={"If-Match": version}
    )
    assert answer.status_code == 412
