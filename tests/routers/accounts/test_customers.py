"""Customers: who keeps them, who sees them, and what their level allows (§1.2.2)."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.vocabulary import Role
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.organisations import Organisation, make_person
from tests.routers.callers import Api, Caller

OWN_TARGET = {
    "requestClass": "incident",
    "clock": "resolution",
    "priority": "high",
    "amount": 0.5,
    "unit": "days",
}


def body(**more: Any) -> dict[str, Any]:
    return {"name": "Mill De Hoop", "serviceLevel": "standard", **more}


async def change(caller: Caller, customer_id: UUID | str, **changes: Any) -> Any:
    return await caller.patch(f"/v1/customers/{customer_id}", json=changes, headers={"If-Match": "*"})


async def consultant_id(api: Api, *roles: Role, active: bool = True) -> str:
    async with transaction(api.engine, SYSTEM) as connection:
        return str((await make_person(connection, "Cora", *roles, active=active)).id)


async def test_a_customer_is_there_as_soon_as_it_is_answered(manager: Caller) -> None:
    made = await manager.post("/v1/customers", json=body(ownTargets=[OWN_TARGET]))

    assert made.status_code == 201
    assert made.headers["Location"] == f"/v1/customers/{made.json()['id']}"
    read = await manager.get(made.headers["Location"])
    assert read.json() == made.json()
    assert read.headers["ETag"] == made.headers["ETag"]
    assert read.headers["ETag"].startswith('"v1-')
    assert made.json() == {
        "id": made.json()["id"],
        "name": "Mill De Hoop",
        "serviceLevel": "standard",
        "ownTargets": [OWN_TARGET],
        "ownFigures": {"registrants": None, "bookingLeadDays": None, "availabilityPercent": None},
        "termsToCome": [],
        "consultantId": None,
        "registrants": {"count": 0, "limit": 2},
        "createdAt": "2026-11-23T09:30:00Z",
        "updatedAt": "2026-11-23T09:30:00Z",
    }


async def test_a_change_touches_what_it_names_and_null_takes_away(api: Api, manager: Caller) -> None:
    cora = await consultant_id(api, Role.CONSULTANT)
    made = await manager.post(
        "/v1/customers", json=body(serviceLevel="extended", ownTargets=[OWN_TARGET], consultantId=cora)
    )
    place = made.headers["Location"]

    renamed = await manager.patch(place, json={"name": "Mill De Roos"}, headers={"If-Match": made.headers["ETag"]})
    assert renamed.json() == {**made.json(), "name": "Mill De Roos"}

    cleared = await manager.patch(
        place, json={"consultantId": None, "ownTargets": None}, headers={"If-Match": renamed.headers["ETag"]}
    )
    assert cleared.json() == {**renamed.json(), "consultantId": None, "ownTargets": []}
    assert (await manager.get(place)).json() == cleared.json()


async def test_a_change_is_made_from_a_version_and_makes_another(manager: Caller) -> None:
    made = await manager.post("/v1/customers", json=body())
    place = made.headers["Location"]

    assert (await manager.patch(place, json={"name": "A"})).status_code == 428
    renamed = await manager.patch(place, json={"name": "A"}, headers={"If-Match": '"v1"'})
    assert renamed.headers["ETag"].startswith('"v2-')
    assert (await manager.patch(place, json={"name": "B"}, headers={"If-Match": '"v1"'})).status_code == 412
    same = await manager.patch(place, json={"name": "A"}, headers={"If-Match": '"v2"'})
    assert same.headers["ETag"] == renamed.headers["ETag"]
    assert (await manager.get(place, headers={"If-None-Match": renamed.headers["ETag"]})).status_code == 304
    assert (await manager.get(place)).json()["name"] == "A"


@pytest.mark.parametrize(
    ("caller", "made", "changed"),
    [
        ("admin", 201, 200),
        ("manager", 201, 200),
        ("support", 403, 403),
        ("consultant", 403, 403),
        ("registrant", 403, 403),
        ("colleague", 403, 403),
        ("stranger", 403, 404),
    ],
)
async def test_who_keeps_customers(
    callers: dict[str, Caller], extended: Organisation, caller: str, made: int, changed: int
) -> None:
    assert (await callers[caller].post("/v1/customers", json=body())).status_code == made
    assert (await change(callers[caller], extended.customer.id, name="New")).status_code == changed


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"name": None}, "/name"),
        ({"name": "  "}, "/name"),
        ({"serviceLevel": "gold"}, "/serviceLevel"),
        ({"consultantId": "somebody"}, "/consultantId"),
        ({"version": 7}, "/version"),
        ({"registrants": {"limit": 99}}, "/registrants"),
        ({"ownTargets": [{**OWN_TARGET, "amount": 0}]}, "/ownTargets/0/amount"),
        ({"ownTargets": [{**OWN_TARGET, "amount": "4"}]}, "/ownTargets/0/amount"),
        ({"ownTargets": [{**OWN_TARGET, "unit": "weeks"}]}, "/ownTargets/0/unit"),
        ({"ownTargets": [OWN_TARGET, {**OWN_TARGET, "amount": 3}]}, "/ownTargets"),
    ],
)
async def test_what_is_wrong_is_pointed_at(manager: Caller, wrong: dict[str, Any], pointer: str) -> None:
    made = await manager.post("/v1/customers", json=body())

    for answer in (
        await manager.post("/v1/customers", json=body(**wrong)),
        await manager.patch(made.headers["Location"], json=wrong, headers={"If-Match": "*"}),
    ):
        assert answer.status_code == 400
        assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("level", "roles", "status", "section"),
    [
        ("extended", [Role.CONSULTANT], 201, None),
        ("extended", [Role.SUPPORT, Role.CONSULTANT], 201, None),
        ("extended", [Role.SUPPORT], 409, None),
        ("standard", [Role.CONSULTANT], 409, "1.2.2"),
    ],
)
async def test_a_consultant_of_ones_own_is_for_a_level_that_has_one(
    api: Api, manager: Caller, level: str, roles: list[Role], status: int, section: str | None
) -> None:
    cora = await consultant_id(api, *roles)

    answer = await manager.post("/v1/customers", json=body(serviceLevel=level, consultantId=cora))

    assert (answer.status_code, answer.json().get("section")) == (status, section)


async def test_who_has_left_or_never_was_is_nobodys_consultant(api: Api, manager: Caller) -> None:
    for gone in (await consultant_id(api, Role.CONSULTANT, active=False), str(uuid4())):
        answer = await manager.post("/v1/customers", json=body(serviceLevel="extended", consultantId=gone))

        assert answer.status_code == 409


async def test_a_level_is_left_only_with_what_the_other_allows(
    api: Api, manager: Caller, extended: Organisation
) -> None:
    cora = await consultant_id(api, Role.CONSULTANT)
    customer_id = extended.customer.id
    async with transaction(api.engine, SYSTEM) as connection:
        third = await make_person(connection, "Third", customer_id=customer_id)
    await manager.post(f"/v1/customers/{customer_id}/registrants", json={"personId": str(third.id)})
    await change(manager, customer_id, consultantId=cora)

    with_three = await change(manager, customer_id, serviceLevel="standard", consultantId=None)
    assert (with_three.status_code, with_three.json()["section"]) == (409, "1.2.2")

    await manager.delete(f"/v1/customers/{customer_id}/registrants/{third.id}")
    with_consultant = await change(manager, customer_id, serviceLevel="standard")
    assert (with_consultant.status_code, with_consultant.json()["section"]) == (409, "1.2.2")

    moved = await change(manager, customer_id, serviceLevel="standard", consultantId=None)
    assert moved.status_code == 200
    assert moved.json()["registrants"] == {"count": 2, "limit": 2}


async def test_the_vendor_sees_every_customer_and_a_customer_itself(
    support: Caller, registrant: Caller, extended: Organisation, standard: Organisation
) -> None:
    async def names(caller: Caller, query: str = "") -> list[str]:
        return [each["name"] for each in (await caller.get(f"/v1/customers{query}")).json()["items"]]

    assert await names(support) == ["Extended Dairy", "Standard Bakery"]
    assert await names(support, "?serviceLevel=standard") == ["Standard Bakery"]
    assert await names(support, "?q=EXT") == ["Extended Dairy"]
    assert await names(support, "?q=Dairy") == []
    assert await names(support, "?q=%25") == []
    assert await names(registrant) == ["Extended Dairy"]
    assert await names(registrant, "?serviceLevel=standard") == []


async def test_pages_follow_on_each_other(support: Caller, extended: Organisation, standard: Organisation) -> None:
    first = (await support.get("/v1/customers?limit=1")).json()
    second = (await support.get(f"/v1/customers?limit=1&cursor={first['nextCursor']}")).json()

    assert [each["name"] for each in (*first["items"], *second["items"])] == ["Extended Dairy", "Standard Bakery"]
    assert second["nextCursor"] is None


async def test_a_list_is_also_a_table(support: Caller, extended: Organisation) -> None:
    table = (await support.get("/v1/customers", headers={"Accept": "text/csv"})).text.splitlines()

    assert table[0] == "id,name,serviceLevel,registrants,consultantId,createdAt"
    assert table[1] == f"{extended.customer.id},Extended Dairy,extended,2,,2026-11-23T09:30:00Z"
