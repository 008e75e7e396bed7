"""`expand`: names beside the ids of customers and people, each once, on a ticket and on a page of them."""

import pytest

from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.integrations.webhook_sender import integrate, message
from tests.routers.tickets.conftest import Desk


async def test_a_page_names_each_once(
    api: Api, desk: Desk, standard_desk: Desk, registrant: Caller, support: Caller, extended: Organisation
) -> None:
    for _ in range(2):
        await desk.ticket(by=registrant)
    await desk.ticket(by=support, channel="phone")
    await standard_desk.ticket()
    await (await integrate(api, extended)).send("msg_1", message())
    plain = (await support.get("/v1/tickets")).json()

    page = (await support.get("/v1/tickets", params={"expand": "customer,people"})).json()

    named = page.pop("expanded")
    customers = {str(each.customer.id): each.customer.name for each in (extended, standard_desk.organisation)}
    people = {str(each.person.id): each.person.name for each in (registrant, support, desk.admin)}
    assert page == plain
    assert {each["id"]: each["name"] for each in named["customers"]} == customers
    assert {each["id"]: each["name"] for each in named["people"]} == people
    assert len(named["people"]) == len(people)
    assert [each["name"] for each in named["people"]] == sorted(people.values())


async def test_a_ticket_tells_what_was_asked_for(desk: Desk, registrant: Caller) -> None:
    ticket = await desk.ticket(by=registrant)
    plain = await registrant.get(ticket.path)
    for expand, members in (
        ("customer", ("customers",)),
        ("people", ("people",)),
        ("people,customer", ("customers", "people")),
    ):
        answer = await registrant.get(ticket.path, params={"expand": expand})
        named = answer.json()["expanded"]
        assert {**plain.json(), "expanded": named} == answer.json()
        assert [name for name, value in named.items() if value is not None] == list(members)
    assert "expanded" not in plain.json()
    assert [each["name"] for each in named["people"]] == [registrant.person.name]

    known = await registrant.get(
        ticket.path, params={"expand": expand}, headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert known.status_code == 304
    then = await registrant.get(ticket.path, params={"expand": "people", "asOf": "2026-11-24T09:00:00Z"})
    assert [each["name"] for each in then.json()["expanded"]["people"]] == [registrant.person.name]


async def test_pages_go_on_with_their_names(desk: Desk, support: Caller) -> None:
    made = [(await desk.ticket()).id for _ in range(3)]
    url, seen = "/v1/tickets?limit=2&expand=customer", list[str]()
    while url:
        answer = await support.get(url)
        seen += [each["id"] for each in answer.json()["items"]]
        assert [each["name"] for each in answer.json()["expanded"]["customers"]] == [desk.organisation.customer.name]
        assert answer.json()["expanded"]["people"] is None
        url = answer.links["next"]["url"] if answer.json()["nextCursor"] else ""
    assert seen == made[::-1]
    nothing = await support.get("/v1/tickets?number=T-2026-999999&expand=customer,people")
    assert nothing.json()["expanded"] == {"customers": [], "people": []}


async def test_a_cursor_fits_the_list_with_names_and_without(desk: Desk, support: Caller) -> None:
    made = [(await desk.ticket()).id for _ in range(3)]
    first = (await support.get("/v1/tickets?limit=1")).json()
    second = (await support.get(f"/v1/tickets?limit=1&expand=people&cursor={first['nextCursor']}")).json()
    third = (await support.get(f"/v1/tickets?limit=1&cursor={second['nextCursor']}")).json()

    assert [each["items"][0]["id"] for each in (first, second, third)] == made[::-1]
    assert "expanded" in second
    assert "expanded" not in third


@pytest.mark.parametrize(
    "expand", ["", "true", "customers", "customer,", "customer,people,customer", "people, customer"]
)
async def test_what_there_is_not_to_expand(desk: Desk, support: Caller, expand: str) -> None:
    ticket = await desk.ticket()
    for path in ("/v1/tickets", ticket.path):
        refused = await support.get(path, params={"expand": expand})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/query/expand")


async def test_a_table_has_no_place_for_them(desk: Desk, support: Caller) -> None:
    ticket = await desk.ticket()
    for path, form in (("/v1/tickets", "text/plain"), ("/v1/tickets", "text/csv"), (ticket.path, "text/plain")):
        refused = await support.get(path, params={"expand": "people"}, headers={"Accept": form})
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "no_json")
