"""An announcement of an outage, maintenance, a release, a leak or instances is for the customers whom that hits."""

from typing import Any

import pytest

from tests.routers.operations.conftest import Running, add_instance

NEWS = {"topic": "disruption", "title": "We know more", "text": {"nl": "Het is de stroom.", "en": "It is the power."}}
UNKNOWN = "01a229b4-5025-75b8-b5c3-7d62387c6dff"


async def announced(running: Running, **about: Any) -> dict[str, Any]:
    return await running.made(running.manager, "/announcements", {**NEWS, **about})


async def made(running: Running, what: str) -> dict[str, Any]:
    """Of the extended customer's instance alone, but for the release."""
    if what == "outageId":
        return {what: (await running.outage(running.instance))["id"]}
    if what == "maintenanceId":
        planned = {"plannedFrom": "2026-11-30T20:00:00Z", "plannedUntil": "2026-11-30T22:00:00Z", "kind": "preventive"}
        body = {"instanceIds": [running.instance], "announce": True, **planned}
        return {what: (await running.made(running.support, "/maintenance-periods", body))["id"]}
    if what == "leakId":
        body = {"suspectedAt": "2026-11-23T08:00:00Z", "instanceIds": [running.instance], "summary": "A copy lay open"}
        leak = await running.made(running.support, "/data-leaks", {**body, "vendorIs": "processor"})
        return {what: leak["id"]}
    service = await running.made(running.manager, "/services", {"name": "Other", "product": "idu"})
    await add_instance(running, running.customer_id, serviceId=service["id"])
    release = {"serviceId": service["id"], "version": "4.2", "releasedOn": "2026-11-01", "kind": "production"}
    notes = {"notesUrl": "https://notes.example/4.2", "tests": {"automatic": "CI 7", "manual": "Plan 3"}}
    return {what: (await running.made(running.manager, "/releases", {**release, **notes}))["id"]}


@pytest.mark.parametrize("what", ["outageId", "maintenanceId", "leakId", "releaseId"])
async def test_it_is_for_those_whom_it_hits_and_is_kept(running: Running, what: str) -> None:
    about = await made(running, what)
    shown = await announced(running, **about)

    assert (shown["everybody"], shown[what], shown["notTold"]) == (False, about[what], [running.customer_id])
    path = f"/v1/announcements/{shown['id']}"
    assert (await running.registrant.get(path)).json()[what] == about[what]
    assert (await running.stranger.get(path)).status_code == 404
    assert (await running.stranger.get("/v1/announcements")).json()["items"] == []


async def test_of_instances_each_customer_sees_its_own(running: Running) -> None:
    shown = await announced(running, instanceIds=[running.instance, running.theirs])

    path = f"/v1/announcements/{shown['id']}"
    assert sorted(shown["instanceIds"]) == sorted([running.instance, running.theirs])
    for caller, own in ((running.registrant, running.instance), (running.stranger, running.theirs)):
        assert (await caller.get(path)).json()["instanceIds"] == [own]


async def test_who_is_hit_later_is_not_told_of_it(running: Running) -> None:
    shown = await announced(running, instanceIds=[running.instance])
    await add_instance(running, (await running.made(running.manager, "/customers", _CUSTOMER))["id"])

    again = (await running.manager.get(f"/v1/announcements/{shown['id']}")).json()
    assert again["notTold"] == [running.customer_id]


_CUSTOMER = {"name": "Butcher", "serviceLevel": "standard"}


async def test_it_is_of_one_thing_that_there_is(running: Running) -> None:
    for wrong in ({}, {"outageId": UNKNOWN, "everybody": True}, {"instanceIds": [running.instance], "leakId": UNKNOWN}):
        answer = await running.manager.post("/v1/announcements", json={**NEWS, **wrong})
        assert (answer.status_code, [each["code"] for each in answer.json()["errors"]]) == (400, ["for_whom"])
    for unknown in ("outageId", "maintenanceId", "releaseId", "leakId"):
        assert (await running.manager.post("/v1/announcements", json={**NEWS, unknown: UNKNOWN})).status_code == 404
    answer = await running.manager.post("/v1/announcements", json={**NEWS, "instanceIds": [running.instance, UNKNOWN]})
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/instanceIds/1"]
    service = await running.made(running.manager, "/services", {"name": "Nobody's", "product": "idu"})
    release = {"serviceId": service["id"], "version": "1", "releasedOn": "2026-11-01", "kind": "production"}
    notes = {"notesUrl": "https://notes.example/1", "tests": {"automatic": "CI 7", "manual": "Plan 3"}}
    published = await running.made(running.manager, "/releases", {**release, **notes})
    answer = await running.manager.post("/v1/announcements", json={**NEWS, "releaseId": published["id"]})
    assert (answer.status_code, answer.json()["section"]) == (409, "5.9.2")
