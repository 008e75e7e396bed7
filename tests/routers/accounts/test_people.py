"""People: added and changed by who may, seen by whom they concern."""

from typing import Any
from uuid import uuid4

import pytest
from httpx import Response

from app.domain.vocabulary import Role
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.organisations import Organisation, make_person
from tests.routers.callers import Api, Caller


def body(*roles: Role, **more: Any) -> dict[str, Any]:
    return {"name": "Nina New", "email": "nina@example.org", "roles": list(roles), **more}


async def change(caller: Caller, person_id: object, **changes: Any) -> Response:
    return await caller.patch(f"/v1/people/{person_id}", json=changes, headers={"If-Match": "*"})


async def names(caller: Caller, query: str = "") -> list[str]:
    return [each["name"] for each in (await caller.get(f"/v1/people{query}")).json()["items"]]


async def test_a_person_is_there_as_soon_as_it_is_answered(manager: Caller, extended: Organisation) -> None:
    customer_id = str(extended.customer.id)
    made = await manager.post("/v1/people", json=body(Role.CUSTOMER, customerId=customer_id))

    assert made.status_code == 201
    assert made.json() == {
        "id": made.json()["id"],
        "customerId": customer_id,
        "name": "Nina New",
        "email": "nina@example.org",
        "roles": ["customer"],
        "administrator": False,
        "active": True,
        "identity": None,
        "createdAt": "2026-11-23T09:30:00Z",
        "updatedAt": "2026-11-23T09:30:00Z",
    }
    read = await manager.get(made.headers["Location"])
    assert read.json() == made.json()
    assert read.headers["ETag"] == made.headers["ETag"] == '"v1"'


async def test_two_people_may_share_an_address(manager: Caller) -> None:
    for _ in range(2):
        assert (await manager.post("/v1/people", json=body(Role.SUPPORT))).status_code == 201


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"roles": ["customer"]}, "/customerId"),
        ({"roles": ["customer", "support"]}, "/customerId"),
        ({"roles": []}, "/roles"),
        ({"roles": ["administrator"]}, "/roles/0"),
        ({"roles": "support"}, "/roles"),
        ({"name": "Nina\nNew"}, "/name"),
        ({"email": "nina"}, "/email"),
        ({"administrator": True}, "/administrator"),
        ({"active": False}, "/active"),
        ({"id": str(uuid4())}, "/id"),
    ],
)
async def test_what_is_wrong_is_pointed_at(admin: Caller, wrong: dict[str, Any], pointer: str) -> None:
    answer = await admin.post("/v1/people", json={**body(Role.SUPPORT), **wrong})

    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


async def test_somebody_of_a_customer_has_the_role_customer(
    admin: Caller, extended: Organisation, support: Caller
) -> None:
    made = await admin.post("/v1/people", json=body(Role.SUPPORT, customerId=str(extended.customer.id)))
    stripped = await change(admin, extended.registrants[0].id, roles=["support"])
    dressed = await change(admin, support.person.id, roles=["customer", "support"])

    pointers = [answer.json()["errors"][0]["pointer"] for answer in (made, stripped, dressed)]
    assert pointers == ["/roles", "/roles", "/roles"]


async def test_a_person_of_an_unknown_customer_is_not_made(manager: Caller) -> None:
    assert (await manager.post("/v1/people", json=body(Role.CUSTOMER, customerId=str(uuid4())))).status_code == 404


VENDORS = [Role.SUPPORT, Role.CONSULTANT, Role.SUPPORT_MANAGER]


@pytest.mark.parametrize(
    ("caller", "roles", "customer", "status"),
    [
        *[("manager", [role], None, 201) for role in VENDORS],
        *[("admin", [role], None, 201) for role in VENDORS],
        *[(vendor, [role], None, 403) for vendor in ("support", "consultant") for role in VENDORS],
        *[("registrant", [role], None, 403) for role in VENDORS],
        ("admin", [Role.CUSTOMER], "extended", 201),
        ("manager", [Role.CUSTOMER], "extended", 201),
        ("registrant", [Role.CUSTOMER], "extended", 201),
        ("registrant", [Role.CUSTOMER], "standard", 404),
        ("colleague", [Role.CUSTOMER], "extended", 403),
        ("colleague", [Role.CUSTOMER], "standard", 404),
        ("support", [Role.CUSTOMER], "extended", 403),
        ("consultant", [Role.CUSTOMER], "extended", 403),
        ("admin", [Role.CUSTOMER, Role.SUPPORT], "extended", 201),
        ("manager", [Role.CUSTOMER, Role.SUPPORT], "extended", 403),
        ("registrant", [Role.CUSTOMER, Role.SUPPORT], "extended", 403),
    ],
)
async def test_who_adds_whom(
    callers: dict[str, Caller],
    extended: Organisation,
    standard: Organisation,
    caller: str,
    roles: list[Role],
    customer: str | None,
    status: int,
) -> None:
    organisations = {"extended": extended, "standard": standard}
    named = {"customerId": str(organisations[customer].customer.id)} if customer else {}
    answer = await callers[caller].post("/v1/people", json=body(*roles, **named))

    assert answer.status_code == status


async def test_nobody_hands_out_more_than_they_could_have_added(
    manager: Caller, registrant: Caller, admin: Caller, colleague: Caller, support: Caller
) -> None:
    both = ["customer", "support"]
    assert (await change(registrant, colleague.person.id, roles=both)).status_code == 403
    assert (await change(registrant, registrant.person.id, roles=both)).status_code == 403
    assert (await change(manager, colleague.person.id, roles=both)).status_code == 403
    assert (await change(support, support.person.id, roles=["support_manager"])).status_code == 403
    assert (await change(admin, colleague.person.id, roles=both)).status_code == 200
    assert (await change(registrant, colleague.person.id, roles=["customer"])).status_code == 403
    assert (await change(manager, colleague.person.id, roles=["customer"])).status_code == 403
    assert (await change(manager, support.person.id, roles=["support", "consultant"])).json()["roles"] == [
        "support",
        "consultant",
    ]


async def test_an_administrator_is_changed_by_administrators_only(api: Api, manager: Caller, admin: Caller) -> None:
    other = await api.as_administrator()

    assert (await change(manager, admin.person.id, active=False)).status_code == 403
    assert (await change(other, admin.person.id, active=False)).status_code == 200
    assert (await admin.get("/v1/people")).status_code == 401


async def test_the_last_administrator_stays(admin: Caller) -> None:
    refused = await change(admin, admin.person.id, active=False)

    assert refused.status_code == 409
    assert (await change(admin, admin.person.id, name="Ada")).json()["name"] == "Ada"


async def test_who_is_not_active_is_out_at_once_and_may_come_back(manager: Caller, support: Caller) -> None:
    assert (await support.get("/v1/people")).status_code == 200
    gone = await change(manager, support.person.id, active=False)
    assert gone.json()["active"] is False
    assert (await support.get("/v1/people")).status_code == 401

    await change(manager, support.person.id, active=True)
    assert (await support.get("/v1/people")).status_code == 200


async def test_a_change_is_made_from_a_version(manager: Caller, support: Caller) -> None:
    place = f"/v1/people/{support.person.id}"

    assert (await manager.patch(place, json={"name": "A"})).status_code == 428
    assert (await manager.patch(place, json={"name": "A"}, headers={"If-Match": '"v1"'})).headers["ETag"] == '"v2"'
    assert (await manager.patch(place, json={"name": "B"}, headers={"If-Match": '"v1"'})).status_code == 412
    assert (await manager.patch(place, json={"name": "A"}, headers={"If-Match": '"v2"'})).headers["ETag"] == '"v2"'
    assert (await manager.get(place, headers={"If-None-Match": '"v2"'})).status_code == 304


@pytest.mark.parametrize("nothing", ["name", "email", "roles", "active"])
async def test_nothing_of_a_person_can_be_taken_away(manager: Caller, support: Caller, nothing: str) -> None:
    assert (await change(manager, support.person.id, **{nothing: None})).status_code == 400


async def test_a_customer_sees_its_own_people_and_the_vendor_everybody(
    support: Caller, registrant: Caller, colleague: Caller, extended: Organisation, standard: Organisation
) -> None:
    own = ["Rosa Registrant", "Rik Registrant", "Carla Colleague"]

    assert await names(colleague) == own
    assert await names(colleague, f"?customerId={standard.customer.id}") == []
    assert await names(colleague, "?role=support") == []
    assert sorted(await names(support)) == sorted([*own, "A support", "Sam Stranger"])
    assert await names(support, "?role=support") == ["A support"]
    assert await names(support, f"?customerId={standard.customer.id}") == ["Sam Stranger"]
    assert await names(support, "?q=ri") == ["Rik Registrant"]

    for person in (support.person, standard.registrants[0]):
        assert (await colleague.get(f"/v1/people/{person.id}")).status_code == 404
        assert (await change(registrant, person.id, name="Mine")).status_code == 404
    assert (await colleague.get(f"/v1/people/{registrant.person.id}")).status_code == 200


async def test_people_come_in_pages_and_tables(api: Api, support: Caller) -> None:
    async with transaction(api.engine, SYSTEM) as connection:
        await make_person(connection, "=cmd", Role.CONSULTANT, Role.SUPPORT)
    first = (await support.get("/v1/people?limit=1")).json()
    second = (await support.get(f"/v1/people?limit=1&cursor={first['nextCursor']}")).json()
    table = (await support.get("/v1/people", headers={"Accept": "text/csv"})).text.splitlines()

    assert [each["name"] for each in (*first["items"], *second["items"])] == ["A support", "=cmd"]
    assert table[0] == "id,name,email,roles,customerId,active"
    assert table[2].split(",")[1:] == ["'=cmd", "'=cmd@example.org", "support consultant", "", "true"]
