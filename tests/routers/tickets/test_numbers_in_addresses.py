"""A ticket's number stands wherever its id may stand in an address, and says no more to anybody than the id does."""

import re
from typing import Final

import pytest

from tests.routers.accounts.who_may import WHO_MAY
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, new_key
from tests.routers.tickets.test_audit_trail import added, forget_looks, trail
from tests.routers.two_customers import NOBODY, Ids, request_of, street

REQUESTS: Final = [request for row in WHO_MAY if "{ticketId}" in (request := request_of(row)).template]
TICKETS: Final = ("ticketId", "signalId", "closedId", "askedId", "escalatedId")
FRESH: Final = re.compile(r'"(?:id|commentId|requestId|ETag)":"[^"]*"')
UNKNOWN: Final = "T-2026-999999"


async def numbers(caller: Caller, ids: Ids) -> Ids:
    read = {name: (await caller.get(f"/v1/tickets/{ids[name]}")).json()["number"] for name in TICKETS}
    return {**ids, **read}


async def test_every_operation_takes_the_number_for_the_id(api: Api) -> None:
    there = await street(api)
    by_number = await numbers(there.admin, there.ours.ids)
    for request in REQUESTS:
        one = await there.send(there.admin, request, there.ours.ids)
        same = await there.send(there.admin, request, by_number)
        assert one.is_success, (request.name, one.text)
        assert same.status_code == one.status_code, (request.name, same.text)
        assert FRESH.sub("", same.text) == FRESH.sub("", one.text), request.name
        assert same.headers.get("Location") == one.headers.get("Location")


async def test_a_number_of_somebody_else_is_answered_as_an_id_of_nobody(api: Api) -> None:
    there = await street(api)
    ours = await api.as_(there.ours.organisation.registrants[0])
    theirs = await numbers(there.admin, there.theirs.ids)
    named: list[Ids] = [
        {name: NOBODY[name] for name in TICKETS},
        dict.fromkeys(TICKETS, UNKNOWN),
        {name: theirs[name] for name in TICKETS},
    ]
    for request in REQUESTS:
        answers = [await there.send(ours, request, {**there.ours.ids, **ids}) for ids in named]
        assert answers[0].status_code in {403, 404}, request.name
        assert len({(each.status_code, each.content) for each in answers}) == 1, request.name


@pytest.mark.parametrize("named", ["t-2026-000001", "T-2026-1", "T-2026-000001 ", "T-2026-０００００１", "2026-000001"])
async def test_what_is_no_number_is_nothing(registrant: Caller, desk: Desk, named: str) -> None:
    ticket = await desk.ticket()
    number = (await ticket.ticket())["number"]
    exact = await registrant.get(f"/v1/tickets/{named.replace('000001', number[-6:])}")
    assert exact.status_code == (200 if named.startswith("t") else 404)


async def test_on_record_is_the_id(api: Api, desk: Desk, support: Caller) -> None:
    ticket = await desk.ticket()
    number = (await ticket.ticket())["number"]
    before = await trail(api)
    forget_looks(api)
    for named in (number, ticket.id, number.lower()):
        assert (await support.get(f"/v1/tickets/{named}")).status_code == 200
        assert (await support.get(f"/v1/tickets/{named}/raci")).status_code == 200
    commented = await support.post(f"/v1/tickets/{number}/comments", json={"text": "We look."}, headers=new_key())

    entries = [(row["operation"], row["subject_id"]) for row in await added(api, before)]
    assert commented.status_code == 201
    assert sorted(entries) == [("add_ticket_comment", ticket.id), ("read_ticket", ticket.id)]


async def test_the_same_key_and_a_cursor_fit_either(api: Api, desk: Desk, support: Caller) -> None:
    ticket = await desk.ticket()
    number = (await ticket.ticket())["number"]
    key, said = new_key(), {"text": "We look."}
    first = await support.post(f"/v1/tickets/{number}/comments", json=said, headers=key)
    again = await support.post(f"/v1/tickets/{ticket.id}/comments", json=said, headers=key)
    page = (await support.get(f"/v1/tickets/{number}/events", params={"limit": 1})).json()
    following = await support.get(f"/v1/tickets/{ticket.id}/events", params={"limit": 1, "cursor": page["nextCursor"]})

    assert (first.json(), first.headers["Location"]) == (again.json(), again.headers["Location"])
    assert again.headers["Idempotency-Replayed"] == "true"
    assert following.json()["items"][0]["sequence"] == 2


async def test_a_refusal_is_on_record_with_the_id(api: Api, desk: Desk, support: Caller, admin: Caller) -> None:
    ticket = await desk.ticket()
    number = (await ticket.ticket())["number"]
    reading = {"personId": str(support.person.id), "scopes": ["tickets:read"]}
    key = (await admin.post("/v1/api-keys", json=reading)).json()["key"]
    before = await trail(api)
    refused, unknown = [
        await api.anonymous().post(
            f"/v1/tickets/{named}/comments", json={"text": "Hm"}, headers={"Authorization": f"Bearer {key}"}
        )
        for named in (number, UNKNOWN)
    ]

    assert (refused.status_code, unknown.status_code) == (403, 403)
    assert [row["subject_id"] for row in await added(api, before)] == [ticket.id]
