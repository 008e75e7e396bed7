"""The trail as those read it who answer for it: filters, pages, and what a customer is shown of the vendor."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.routers.callers import Api, Caller
from tests.routers.two_customers import Street, street

Item = dict[str, Any]


@pytest.fixture
async def there(api: Api) -> Street:
    return await street(api)


async def entries(caller: Caller, **query: Any) -> list[dict[str, Any]]:
    answer = await caller.get("/v1/audit-entries", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


Holds = Callable[[Item, Mapping[str, str]], bool]


def _subject(entry: Item) -> Item:
    return entry["subject"] or {}


FILTERS: dict[str, tuple[str, Holds]] = {
    "operation": ("create_ticket", lambda entry, _: entry["operation"] == "create_ticket"),
    "outcome": ("seen", lambda entry, _: entry["outcome"] == "seen"),
    "customerId": ("{customerId}", lambda entry, ids: entry["customerId"] == ids["customerId"]),
    "personId": ("{adminId}", lambda entry, ids: entry["actor"]["id"] == ids["adminId"]),
    "subjectType": ("integration", lambda entry, _: _subject(entry).get("type") == "integration"),
    "subjectId": ("{ticketId}", lambda entry, ids: _subject(entry).get("id") == ids["ticketId"]),
    "recordedFrom": ("2026-11-23T10:30:00Z", lambda entry, _: entry["outcome"] == "seen"),
    "recordedUntil": ("2026-11-23T11:30:00+01:00", lambda entry, _: entry["outcome"] != "seen"),
}


async def test_filters(api: Api, there: Street, manager: Caller) -> None:
    api.clock.advance(timedelta(hours=1))
    ids = {**there.ours.ids, "adminId": str(there.admin.person.id)}
    await manager.get(f"/v1/tickets/{ids['ticketId']}")
    await api.write_looks()
    everything = await entries(manager, limit=200)
    for name, (value, holds) in FILTERS.items():
        found = await entries(manager, limit=200, **{name: value.format(**ids)})
        assert found == [entry for entry in everything if holds(entry, ids)], name
        assert 0 < len(found) < len(everything), name
    assert everything[0]["outcome"] == "seen"
    number = (await manager.get(f"/v1/tickets/{ids['ticketId']}")).json()["number"]
    by_id, by_number = [await entries(manager, subjectId=each) for each in (ids["ticketId"], number)]
    assert by_id == by_number


async def test_pages_show_each_entry_once(there: Street) -> None:
    everything = await entries(there.admin, limit=200)
    seen: list[dict[str, Any]] = []
    query = {"limit": "3"}
    while True:
        page = (await there.admin.get("/v1/audit-entries", params=query)).json()
        seen += page["items"]
        if page["nextCursor"] is None:
            break
        query["cursor"] = page["nextCursor"]
    assert seen == everything
    assert len({entry["hash"] for entry in seen}) == len(seen) > 10


async def test_a_coordinator_sees_who_of_the_vendor_looked(api: Api, there: Street, support: Caller) -> None:
    """Who, but not from where; of its own people both."""
    ids = there.ours.ids
    registrant = await api.as_(there.ours.organisation.registrants[0])
    await support.get(f"/v1/tickets/{ids['ticketId']}")
    await api.write_looks()
    await registrant.post(f"/v1/tickets/{ids['ticketId']}/comments", json={"text": "Any news?"})

    shown = await entries(registrant, limit=200)

    assert {entry["customerId"] for entry in shown} == {ids["customerId"]}
    (look,) = [entry for entry in shown if entry["outcome"] == "seen"]
    assert look["actor"] == {"id": str(support.person.id), "kind": "person", "name": support.person.name}
    assert (look["address"], look["credential"]) == (None, None)
    (comment,) = [entry for entry in shown if entry["operation"] == "add_ticket_comment"]
    assert comment["address"] == "127.0.0.1"
    assert comment["credential"]["kind"] == "api_key"


async def test_as_a_table(there: Street) -> None:
    answer = await there.admin.get("/v1/audit-entries", headers={"Accept": "text/csv"})
    assert answer.text.splitlines()[0].startswith("recordedAt,actor,actorId,operation,outcome,subjectType")


async def test_a_customer_is_not_told_that_something_was_said_about_it(
    there: Street, api: Api, support: Caller, manager: Caller
) -> None:
    """Whatever it filters by; the vendor sees everything."""
    path = f"/v1/tickets/{there.ours.ids['ticketId']}/comments"
    registrant = await api.as_(there.ours.organisation.registrants[0])
    key = {"Idempotency-Key": "internal"}
    for text, internal, headers in (("They never pay.", True, key), ("Nor reply.", True, {}), ("Any news?", False, {})):
        answer = await support.post(path, json={"text": text, "internal": internal}, headers=headers)
        assert answer.status_code == 201
        api.clock.advance(timedelta(seconds=1))
    await registrant.post(path, json={"text": "Not yet."})
    assert (await registrant.post(path, json={"text": "Hm.", "internal": True})).status_code == 403

    for query in ({}, {"operation": "add_ticket_comment"}, {"personId": str(support.person.id)}):
        shown = await entries(registrant, limit=200, **query)
        comments = [entry for entry in shown if entry["operation"] == "add_ticket_comment"]
        mine = [] if "personId" in query else ["refused", "done"]
        assert [entry["outcome"] for entry in comments] == [*mine, "done"], query
    everything = await entries(manager, limit=200, operation="add_ticket_comment")
    assert [entry["outcome"] for entry in everything] == ["refused", "done", "done", "done", "done"]
