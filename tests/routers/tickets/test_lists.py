"""The list of tickets: filters, pages, forms, and whose tickets are in it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import REPORT, Desk, Walker


async def titles(caller: Caller, **query: Any) -> list[str]:
    answer = await caller.get("/v1/tickets", params=query)
    assert answer.status_code == 200, answer.text
    return [ticket["title"] for ticket in answer.json()["items"]]


@pytest.fixture
async def shelf(api: Api, desk: Desk, standard_desk: Desk) -> dict[str, Walker]:
    """Four tickets that differ in everything one can filter by, the oldest first."""
    shelf = {
        "breached": await desk.ticket(title="breached", urgency="u1", impact="i1", externalReference="JIRA-1"),
        "paused": await desk.ticket(title="paused", kind="service_request", description="The café stays shut."),
        "signal": await desk.ticket(title="signal", channel="phone", urgency="u3", impact="i3"),
        "standard": await standard_desk.ticket(title="standard", kind="change"),
    }
    await shelf["paused"].decide("unclear")
    await shelf["paused"].decide("request_information")
    api.clock.advance(timedelta(hours=3))
    return shelf


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["standard", "signal", "paused", "breached"]),
        ({"kind": "change"}, ["standard"]),
        ({"priority": "high"}, ["breached"]),
        ({"serviceLevel": "standard"}, ["standard"]),
        ({"step": 4}, ["paused"]),
        ({"step": 3}, ["standard", "breached"]),
        ({"status": "signal"}, ["signal"]),
        ({"clockState": "paused"}, ["paused"]),
        ({"clockState": "breached"}, ["breached"]),
        ({"clockState": "not_started"}, ["signal"]),
        ({"clockState": "met", "kind": "change"}, []),
        ({"dueBefore": "2026-11-23T12:00:00Z"}, ["breached"]),
        ({"externalReference": "JIRA-1"}, ["breached"]),
        ({"q": "café"}, ["paused"]),
        ({"q": 'nightly OR "record never"'}, []),
        ({"status": "open", "step": 3, "priority": "high"}, ["breached"]),
    ],
    ids=str,
)
async def test_filters(shelf: dict[str, Walker], support: Caller, query: dict[str, Any], found: list[str]) -> None:
    assert await titles(support, **query) == found


async def test_words_of_a_search_are_never_a_syntax_error(shelf: dict[str, Walker], support: Caller) -> None:
    for words in ["'", "a & | !", '"', "((", "café:*", "\\", "%", "-", "OR OR"]:
        assert (await support.get("/v1/tickets", params={"q": words})).status_code == 200


async def test_by_customer(shelf: dict[str, Walker], support: Caller, desk: Desk, standard_desk: Desk) -> None:
    assert await titles(support, customerId=standard_desk.organisation.customer.id) == ["standard"]
    assert len(await titles(support, customerId=desk.organisation.customer.id)) == 3


async def test_pages_hold_every_ticket_once_whatever_comes_in_between(
    shelf: dict[str, Walker], support: Caller, desk: Desk
) -> None:
    seen: list[str] = []
    url = "/v1/tickets?limit=1"
    while url:
        answer = await support.get(url)
        seen += [ticket["title"] for ticket in answer.json()["items"]]
        await desk.ticket(title="newer")
        cursor = answer.json()["nextCursor"]
        assert (cursor is None) == ("link" not in answer.headers)
        url = answer.links["next"]["url"] if cursor else ""
    assert seen == ["standard", "signal", "paused", "breached"]


async def test_a_cursor_fits_only_the_list_that_gave_it(shelf: dict[str, Walker], support: Caller) -> None:
    cursor = (await support.get("/v1/tickets?limit=1")).json()["nextCursor"]

    for url in (f"/v1/tickets?kind=change&cursor={cursor}", f"/v1/tickets?cursor={cursor}x", "/v1/tickets?cursor=MQ"):
        refusal = await support.get(url)
        assert refusal.json()["errors"][0]["pointer"] == "/query/cursor"


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "/query/limit"),
        ("limit=201", "/query/limit"),
        ("limit=1_0", "/query/limit"),
        ("step=14", "/query/step"),
        ("step=3&step=4", "/query/step"),
        ("kind=nonsense", "/query/kind"),
        ("dueBefore=2026-11-23T12:00:00", "/query/dueBefore"),
        ("customerId=1", "/query/customerId"),
        ("colour=red", "/query/colour"),
    ],
)
async def test_a_filter_that_cannot_be_read_is_named(support: Caller, query: str, pointer: str) -> None:
    refusal = await support.get(f"/v1/tickets?{query}")

    assert (refusal.status_code, refusal.json()["errors"][0]["pointer"]) == (400, pointer)


async def test_customers_see_their_own_and_nothing_else(
    shelf: dict[str, Walker], registrant: Caller, stranger: Caller, colleague: Caller
) -> None:
    assert await titles(stranger) == ["standard"]
    assert await titles(registrant) == await titles(colleague) == ["signal", "paused", "breached"]
    own = shelf["standard"].id
    assert await titles(registrant, customerId=stranger.person.customer_id) == []
    missing = "01a20940-8cf6-71d8-9131-5f80d053e5d6"
    for path in ("", "/events", "/raci", "/comments", "/transitions", "/priority-requests"):
        theirs = await registrant.get(f"/v1/tickets/{own}{path}")
        nowhere = await registrant.get(f"/v1/tickets/{missing}{path}")
        assert theirs.status_code == nowhere.status_code == 404
        assert {**theirs.json(), "requestId": ""} == {**nowhere.json(), "requestId": ""}


async def test_customers_do_not_see_internal_comments(
    shelf: dict[str, Walker], support: Caller, registrant: Caller
) -> None:
    path = shelf["paused"].path
    await support.post(f"{path}/comments", json={"text": "They never pay.", "internal": True})
    await support.post(f"{path}/comments", json={"text": "Could you send the log?"})

    told = (await registrant.get(f"{path}/comments")).json()["items"]

    assert [comment["text"] for comment in told] == ["Could you send the log?"]
    assert "never pay" not in (await registrant.get(f"{path}/events?limit=200")).text
    assert "never pay" in (await support.get(f"{path}/events?limit=200")).text
    refusal = await registrant.post(f"{path}/comments", json={"text": "Hm.", "internal": True})
    assert refusal.status_code == 403


async def test_a_table_for_the_terminal_and_one_for_the_spreadsheet(
    shelf: dict[str, Walker], desk: Desk, support: Caller
) -> None:
    await desk.ticket(title='=HYPERLINK("https://example.org")')
    await desk.report(title="bell \x07")

    text = await support.get("/v1/tickets", headers={"Accept": "text/plain"})
    csv = await support.get("/v1/tickets", headers={"Accept": "text/csv"})
    other = await support.get("/v1/tickets", headers={"Accept": "application/xml"})

    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.text.splitlines()[0].split()[:3] == ["number", "prio", "state"]
    assert csv.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert "'=HYPERLINK" in csv.text
    assert other.status_code == 406
    assert "text/csv" in other.json()["detail"]


async def test_a_ticket_that_has_not_changed_is_not_sent_again(desk: Desk) -> None:
    walker = await desk.ticket()
    tag = (await walker.caller.get(walker.path)).headers["etag"]

    known = await walker.caller.get(walker.path, headers={"If-None-Match": tag})
    await walker.decide("unclear")
    changed = await walker.caller.get(walker.path, headers={"If-None-Match": tag})

    assert (known.status_code, known.content) == (304, b"")
    assert changed.status_code == 200


async def test_nobody_without_a_key(api: Api) -> None:
    for method, path in (("GET", "/v1/tickets"), ("POST", "/v1/tickets"), ("GET", "/v1/raci/matrix")):
        refusal = await api.anonymous().request(method, path, json=REPORT if method == "POST" else None)
        assert refusal.status_code == 401
        assert refusal.headers["www-authenticate"] == "Bearer"
