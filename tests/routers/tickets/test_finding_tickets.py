"""The list by what a ticket is and who holds it, and in each order that it can be asked in."""

from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from app.domain.tickets.orders import TicketOrder
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker
from tests.routers.tickets.test_lists import titles

HOUR: Final = timedelta(hours=1)
ORDERS: Final[dict[TicketOrder, list[str]]] = {
    TicketOrder.OLDEST: ["orb", "imported", "signal", "asked"],
    TicketOrder.FIRST_REGISTERED: ["imported", "orb", "signal", "asked"],
    TicketOrder.FIRST_CHANGED: ["imported", "signal", "asked", "orb"],
}


@pytest.fixture
async def shelf(api: Api, desk: Desk, admin: Caller) -> dict[str, Walker]:
    """Made an hour apart; the first is commented on at last, the second was registered long before."""
    shelf: dict[str, Walker] = {}
    reports: dict[str, dict[str, Any]] = {
        "orb": {"product": "Orb"},
        "imported": {"product": "our own thing", "registeredAt": "2026-11-02T09:00:00Z"},
        "signal": {"channel": "phone"},
        "asked": {},
    }
    for title, report in reports.items():
        shelf[title] = await desk.ticket(title=title, **report)
        api.clock.advance(HOUR)
    await shelf["asked"].decide("request_information")
    api.clock.advance(HOUR)
    await admin.post(f"{shelf['orb'].path}/comments", json={"text": "Still so."})
    return shelf


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"product": "orb"}, ["orb"]),
        ({"product": "OUR own thing"}, ["imported"]),
        ({"product": "our own"}, []),
        ({"coverage": "not_covered"}, ["imported"]),
        ({"coverage": "support"}, ["asked", "signal", "orb"]),
        ({"waiting": "true"}, ["asked"]),
        ({"waiting": "false", "kind": "change"}, []),
        ({"updatedAfter": "2026-11-23T13:30:00Z"}, ["orb", "asked"]),
        ({"updatedAfter": "2026-11-23T13:30:00Z", "sort": "-createdAt"}, ["asked", "orb"]),
        ({"updatedAfter": "2026-11-23T13:30:00.000001Z"}, ["orb"]),
        ({"registeredFrom": "2026-11-23T09:30:00Z"}, ["asked", "signal", "orb"]),
        ({"registeredUntil": "2026-11-23T09:30:00Z"}, ["imported"]),
        ({"registeredFrom": "2026-11-23T09:30:00Z", "registeredUntil": "2026-11-23T11:30:00Z"}, ["orb"]),
        ({"registeredFrom": "2026-11-23T11:30:00Z", "status": "signal"}, ["signal"]),
    ],
    ids=str,
)
async def test_further_filters(
    shelf: dict[str, Walker], support: Caller, query: dict[str, str], found: list[str]
) -> None:
    assert await titles(support, **query) == found


async def test_by_number(shelf: dict[str, Walker], support: Caller, stranger: Caller) -> None:
    number = (await shelf["orb"].ticket())["number"]
    assert await titles(support, number=number) == await titles(support, number=number.lower()) == ["orb"]
    assert await titles(support, number="T-2026-999999") == await titles(stranger, number=number) == []
    wrong = await support.get("/v1/tickets", params={"number": "42"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/query/number")


async def test_mine(shelf: dict[str, Walker], admin: Caller, support: Caller, manager: Caller) -> None:
    held = await admin.put(
        f"{shelf['orb'].path}/raci-assignments/support",
        json={"personId": str(support.person.id)},
        headers={"If-Match": "*"},
    )
    assert held.status_code == 200
    assert await titles(support, mine="true") == ["orb"]
    assert await titles(manager, mine="true") == []
    assert len(await titles(manager, mine="false")) == 4


async def test_at_risk_before_it_is_late(api: Api, desk: Desk, support: Caller) -> None:
    await desk.ticket(title="urgent", urgency="u1", impact="i1")
    assert await titles(support, clockState="at_risk") == []
    api.clock.now = (await _due_of(desk, "response")) - timedelta(minutes=1)
    assert await titles(support, clockState="at_risk") == await titles(support, clockState="running") == ["urgent"]
    api.clock.advance(timedelta(minutes=2))
    assert "urgent" not in [*await titles(support, clockState="at_risk")]


async def _due_of(desk: Desk, name: str) -> Any:
    items = (await desk.admin.get("/v1/tickets")).json()["items"]
    [due] = [clock["dueAt"] for clock in items[0]["clocks"] if clock["name"] == name]
    return datetime.fromisoformat(due)


@pytest.mark.parametrize("order", TicketOrder)
async def test_in_order_page_by_page(
    shelf: dict[str, Walker], support: Caller, registrant: Caller, order: TicketOrder
) -> None:
    ascending = ORDERS[TicketOrder(order.value.removeprefix("-"))]
    expected = ascending[::-1] if order.descends else ascending
    for caller in (support, registrant):
        assert await titles(caller, sort=order) == expected
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            page = {"cursor": cursor} if cursor else {}
            answer = (await caller.get("/v1/tickets", params={"sort": order, "limit": 1, **page})).json()
            seen += [each["title"] for each in answer["items"]]
            cursor = answer["nextCursor"]
        assert seen == expected


async def test_those_of_the_same_moment_come_once_each(desk: Desk, support: Caller) -> None:
    """The clock stands still: only their ids tell them apart."""
    made = [(await desk.ticket(title=str(each))).id for each in range(5)]
    for order in TicketOrder:
        seen: list[str] = []
        url = f"/v1/tickets?limit=2&sort={order}"
        while url:
            answer = await support.get(url)
            seen += [each["id"] for each in answer.json()["items"]]
            url = answer.links["next"]["url"] if answer.json()["nextCursor"] else ""
        assert seen == (sorted(made, reverse=True) if order.descends else sorted(made))


async def test_a_cursor_goes_on_in_its_own_order_only(shelf: dict[str, Walker], support: Caller) -> None:
    cursor = (await support.get("/v1/tickets?limit=1&sort=updatedAt")).json()["nextCursor"]

    for other in ("", "sort=-updatedAt&", "sort=registeredAt&"):
        refused = await support.get(f"/v1/tickets?{other}limit=1&cursor={cursor}")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/query/cursor")


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("sort=title", "/query/sort"),
        ("clockState=recorded_late", "/query/clockState"),
        ("sort=+updatedAt", "/query/sort"),
        ("sort=", "/query/sort"),
        ("coverage=some", "/query/coverage"),
        ("mine=1", "/query/mine"),
        ("updatedAfter=yesterday", "/query/updatedAfter"),
        ("registeredFrom=2026-11-24T00:00:00Z&registeredUntil=2026-11-24T00:00:00Z", "/query/registeredUntil"),
    ],
)
async def test_what_cannot_be_read_is_named(support: Caller, query: str, pointer: str) -> None:
    refused = await support.get(f"/v1/tickets?{query}")

    assert (refused.status_code, [each["pointer"] for each in refused.json()["errors"]]) == (400, [pointer])
