"""Items of the backlog: kept by support, and shared by tickets of customers who do not see each other."""

from typing import Any

import pytest

from app.backlog.kinds import BACKLOG_ITEMS
from app.domain.vocabulary import Role, ServiceLevel
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.workers.feeding import sequence
from tests.organisations import make_organisation
from tests.routers.backlog.conftest import KNOWN, Backlog, at_step_6
from tests.routers.callers import Api, Caller
from tests.routers.subjects_verified import verified
from tests.routers.tickets.conftest import Desk


async def test_an_item_is_registered_changed_and_adds_up(api: Api, backlog: Backlog) -> None:
    item = await backlog.item()
    assert {name: item[name] for name in ("reference", "state", "version", "knownError")} == {
        "reference": "PBI-1",
        "state": "open",
        "version": None,
        "knownError": None,
    }

    changed = await backlog.changed(item, title="It halts", state="solved", version="5.3", knownError=KNOWN)

    assert (changed["title"], changed["state"], changed["version"]) == ("It halts", "solved", "5.3")
    assert changed["knownError"] == KNOWN
    same = await backlog.changed(item, title="It halts", state="solved")
    assert same == changed
    types = ["item_registered", "item_corrected", "item_moved", "known_error_stated"]
    assert [each.type for each in await backlog.history(item)] == types
    assert await verified(api.engine, BACKLOG_ITEMS) == (1, [])


async def test_a_reference_is_one_item(backlog: Backlog) -> None:
    await backlog.item()
    again = await backlog.register(title="Another name")

    assert (again.status_code, again.json()["section"]) == (409, "2")
    assert "PBI-1" in again.json()["detail"]


async def test_items_are_found_by_what_they_are(backlog: Backlog) -> None:
    bug = await backlog.item(knownError=KNOWN)
    wish = await backlog.item(reference="PBI-2", kind="enhancement", state="in_progress")

    async def found(**by: str) -> list[str]:
        items = (await backlog.support.get("/v1/backlog-items", params=by)).json()["items"]
        return [each["id"] for each in items]

    assert await found() == [wish["id"], bug["id"]]
    assert await found(kind="bug") == await found(state="open") == await found(knownError="true") == [bug["id"]]
    assert await found(reference="PBI-2") == await found(knownError="false") == [wish["id"]]


async def test_only_support_keeps_it(backlog: Backlog, callers: dict[str, Caller], desk: Desk) -> None:
    ticket, item = await desk.ticket(), await backlog.item()
    for name, status in (("manager", 201), ("consultant", 403), ("registrant", 403)):
        assert (await backlog.register(callers[name], reference=name)).status_code == status
    for name, status in (("manager", 204), ("consultant", 403), ("registrant", 403), ("stranger", 404)):
        assert (await backlog.link(ticket, item, callers[name])).status_code == status
    assert (await backlog.change(item, callers["consultant"], state="solved")).status_code == 403


async def test_registering_a_bug_makes_the_item_of_its_reference_or_finds_it(
    backlog: Backlog, desk: Desk, standard_desk: Desk
) -> None:
    """It is not called what the first customer wrote: the second one reads that too."""
    first = await at_step_6(desk)
    answer = await first.try_to("bug_registered", backlogItem="PBI-77")
    item_id = answer.json()["backlogItemId"]
    second = await (await at_step_6(standard_desk)).decide("bug_registered", backlogItem="PBI-77")
    other = await (await at_step_6(desk)).decide("bug_registered", backlogItem="PBI-78")

    item = (await backlog.support.get(f"/v1/backlog-items/{item_id}")).json()
    assert (item["reference"], item["title"], item["kind"], item["state"]) == ("PBI-77", "PBI-77", "bug", "open")
    assert (await first.ticket())["outputs"]["backlogItemId"] == second["outputs"]["backlogItemId"] == item_id
    assert second["outputs"]["backlogItem"] == "PBI-77"
    assert other["outputs"]["backlogItemId"] not in (item_id, None)


async def test_a_known_bug_clears_a_ticket(backlog: Backlog, desk: Desk) -> None:
    item, ticket = await backlog.item(knownError=KNOWN), await desk.ticket()
    unknown = await ticket.try_to("clear", backlogItemId=str(desk.organisation.customer.id))
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (400, "/backlogItemId")
    elsewhere = await ticket.try_to("unclear", backlogItemId=item["id"])
    assert (elsewhere.status_code, elsewhere.json()["errors"][0]["pointer"]) == (400, "/backlogItemId")

    cleared = await ticket.decide("clear", backlogItemId=item["id"])

    assert (cleared["step"]["number"], cleared["outputs"]["backlogItemId"]) == (10, item["id"])


async def test_what_a_ticket_is_about_is_shown_and_no_longer_what_it_was_called_before(
    backlog: Backlog, desk: Desk
) -> None:
    ticket, item = await at_step_6(desk), await backlog.item()
    await ticket.decide("bug_registered", backlogItem="PBI-77")

    async def shown() -> tuple[dict[str, Any], list[str]]:
        page = await backlog.support.get(ticket.path, headers={"Accept": "text/plain"})
        outputs = (await ticket.ticket())["outputs"]
        lines = [each for each in page.text.splitlines() if each.startswith("bug ")]
        return {name: outputs[name] for name in ("backlogItem", "backlogItemId")}, [each[4:].strip() for each in lines]

    assert (await shown())[1] == ["PBI-77"]
    await backlog.link(ticket, item)
    about = {"backlogItem": None, "backlogItemId": item["id"]}
    assert await shown() == (about, ["PBI-1, The nightly run stops"])
    await backlog.support.delete(f"{ticket.path}/backlog-item")
    assert await shown() == ({"backlogItem": None, "backlogItemId": None}, [])

    again = await backlog.item(reference="PBI-2")
    for decision in ("bug_solved", "implemented", "solved", "close", "reopen"):
        await ticket.decide(decision)
    cleared = await ticket.decide("clear", backlogItemId=again["id"])
    assert (cleared["outputs"]["backlogItem"], cleared["outputs"]["backlogItemId"]) == (None, again["id"])


async def test_a_ticket_is_about_one_item_at_most(backlog: Backlog, desk: Desk) -> None:
    ticket, item, other = await desk.ticket(), await backlog.item(), await backlog.item(reference="PBI-2")

    for each in (item, item, other):
        assert (await backlog.link(ticket, each)).status_code == 204
    for _ in range(2):
        assert (await backlog.support.delete(f"{ticket.path}/backlog-item")).status_code == 204

    links = [(each["type"], each["data"]["id"]) for each in await ticket.events() if "linked" in each["type"]]
    one, two = item["id"], other["id"]
    assert links == [("linked", one), ("unlinked", one), ("linked", two), ("unlinked", two)]
    assert (await ticket.ticket())["outputs"]["backlogItemId"] is None
    nowhere = await backlog.support.put(f"{ticket.path}/backlog-item", json={"backlogItemId": ticket.id})
    assert (nowhere.status_code, nowhere.json()["errors"][0]["pointer"]) == (400, "/backlogItemId")


async def test_no_ticket_moves_with_it(backlog: Backlog, desk: Desk) -> None:
    """Step 7 takes its own test report."""
    ticket = await at_step_6(desk)
    before = await ticket.decide("bug_registered", backlogItem="PBI-77")
    await backlog.changed({"id": before["outputs"]["backlogItemId"]}, state="released", version="5.3")

    after = await ticket.ticket()
    assert {**after, "clocks": []} == {**before, "clocks": []}
    untested = await ticket.try_to("bug_solved", testReport=None)
    assert (untested.status_code, untested.json()["errors"][0]["pointer"]) == (400, "/testReport")
    assert (await ticket.decide("bug_solved"))["step"]["number"] == 8


async def test_customers_see_the_bug_of_their_own_and_nothing_of_each_other(
    backlog: Backlog, desk: Desk, standard_desk: Desk, registrant: Caller, stranger: Caller
) -> None:
    item = await backlog.item(knownError={**KNOWN, "public": False})
    path = f"/v1/backlog-items/{item['id']}"
    ticket = await desk.ticket()
    assert (await registrant.get(path)).status_code == 404
    await backlog.link(ticket, item)
    alone = await registrant.get(path)

    for _ in range(3):
        await backlog.link(await standard_desk.ticket(), item)

    together = await registrant.get(path)
    assert (together.json(), together.headers["ETag"]) == (alone.json(), alone.headers["ETag"])
    assert (await stranger.get(path)).json() == alone.json()
    shown = alone.json()
    assert (shown["reference"], shown["title"], shown["state"]) == ("PBI-1", "The nightly run stops", "open")
    assert shown["knownError"] is shown["createdAt"] is shown["updatedAt"] is None
    assert (await registrant.get("/v1/backlog-items", params={"knownError": "true"})).json()["items"] == []
    assert (await registrant.get("/v1/backlog-items", params={"knownError": "false"})).json()["items"] == [shown]
    about = await registrant.get("/v1/tickets", params={"backlogItemId": item["id"]})
    assert [each["id"] for each in about.json()["items"]] == [ticket.id]
    everybodys = await backlog.support.get("/v1/tickets", params={"backlogItemId": item["id"]})
    assert len(everybodys.json()["items"]) == 4

    await backlog.changed(item, knownError=KNOWN)

    assert (await registrant.get(path)).json()["knownError"] == KNOWN
    await backlog.support.delete(f"{ticket.path}/backlog-item")
    assert (await registrant.get(path)).status_code == 404


async def test_events_of_it_are_in_the_vendors_feed_alone(concurrent_api: Api) -> None:
    api, admin = concurrent_api, await concurrent_api.as_administrator()
    async with transaction(api.engine, SYSTEM) as connection:
        organisation = await make_organisation(connection, "Dairy", ServiceLevel.STANDARD, "Rosa")
    registrant, backlog = await api.as_(organisation.registrants[0]), Backlog(api, await api.as_(Role.SUPPORT))
    await sequence(api.engine, api.clock)
    item, ticket = await backlog.item(), await Desk(admin, organisation).ticket()
    await backlog.link(ticket, item)
    await backlog.changed(item, state="solved")
    await sequence(api.engine, api.clock)

    async def types(by: Caller, **wanted: str) -> list[str]:
        found = (await by.get("/v1/events", params=wanted)).json()["items"]
        return [each["type"].partition(".duetime.")[2] for each in found]

    assert await types(registrant) == ["ticket.registered", "ticket.linked"]
    of_item = await types(backlog.support, subject=f"backlog-items/{item['id']}")
    assert of_item == ["backlog_item.item_registered", "backlog_item.item_moved"]


@pytest.mark.parametrize("reference", ["PBI-1", "PBI-77"])
async def test_a_history_names_items_as_decisions_do(backlog: Backlog, desk: Desk, reference: str) -> None:
    item = await backlog.item()
    day = "2026-11-20T1{}:00:00Z"
    history = [
        {"decision": "unclear", "occurredAt": day.format(0)},
        {"decision": "bug", "cause": "vendor_software", "occurredAt": day.format(1)},
        {"decision": "bug_registered", "backlogItem": reference, "occurredAt": day.format(2)},
    ]
    made = await desk.report(registeredAt="2026-11-20T09:00:00Z", history=history)

    assert made.status_code == 201, made.text
    linked = made.json()["outputs"]["backlogItemId"]
    assert (linked == item["id"]) is (reference == "PBI-1")
    assert (await backlog.support.get(f"/v1/backlog-items/{linked}")).json()["reference"] == reference


async def test_of_a_history_what_is_named_has_to_be_there(backlog: Backlog, desk: Desk) -> None:
    item = await backlog.item()
    cleared = {"decision": "clear", "occurredAt": "2026-11-20T10:00:00Z"}
    at: dict[str, Any] = {"registeredAt": "2026-11-20T09:00:00Z"}

    nowhere = {**cleared, "backlogItemId": str(desk.organisation.customer.id)}
    refused = await desk.report(**at, history=[nowhere])
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/history/0/backlogItemId"]
    made = await desk.report(**at, history=[{**cleared, "backlogItemId": item["id"]}])
    assert made.json()["outputs"]["backlogItemId"] == item["id"]


async def test_what_a_customer_names_is_a_reference_and_no_item(
    backlog: Backlog, desk: Desk, manager: Caller, registrant: Caller
) -> None:
    """Where step 6 is delegated to it: it would read what others have by naming it."""
    item, ticket = await backlog.item(), await at_step_6(desk)
    row = {"customer": "R", "support": "C", "consultant": "I", "support_manager": "A"}
    override = {**row, "reason": "They keep the list."}
    assert (await manager.put(f"{ticket.path}/raci-overrides/6", json=override, headers={"If-Match": "*"})).is_success

    registered = await ticket.decide("bug_registered", by=registrant, backlogItem="PBI-1")

    assert (registered["outputs"]["backlogItem"], registered["outputs"]["backlogItemId"]) == ("PBI-1", None)
    assert (await registrant.get(f"/v1/backlog-items/{item['id']}")).status_code == 404
