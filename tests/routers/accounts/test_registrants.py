"""Who may register: at most two people of a standard customer, four of an extended one (§1.2.2)."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import Response

from app.access.store.people import Person
from app.domain.vocabulary import Role, ServiceLevel
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.organisations import Organisation, make_customer, make_organisation, make_person
from tests.routers.callers import Api, Caller


async def add(caller: Caller, customer_id: UUID, person_id: object) -> Response:
    return await caller.post(f"/v1/customers/{customer_id}/registrants", json={"personId": str(person_id)})


async def people_of(api: Api, customer_id: UUID, count: int) -> list[Person]:
    async with transaction(api.engine, SYSTEM) as connection:
        return [await make_person(connection, f"Person {each}", customer_id=customer_id) for each in range(count)]


@pytest.mark.parametrize(("level", "limit"), [(ServiceLevel.STANDARD, 2), (ServiceLevel.EXTENDED, 4)])
async def test_as_many_register_as_the_level_allows(api: Api, manager: Caller, level: ServiceLevel, limit: int) -> None:
    async with transaction(api.engine, SYSTEM) as connection:
        customer = await make_customer(connection, "Mill", level)
    people = await people_of(api, customer.id, limit + 1)

    answers = [await add(manager, customer.id, person.id) for person in people]

    assert [answer.status_code for answer in answers] == [201] * limit + [409]
    assert answers[-1].json()["section"] == "1.2.2"
    place = f"/v1/customers/{customer.id}"
    assert (await manager.get(place)).json()["registrants"] == {"count": limit, "limit": limit}
    listed = (await manager.get(f"{place}/registrants")).json()["items"]
    assert [each["personId"] for each in listed] == [str(person.id) for person in people[:limit]]


async def test_two_who_come_at_once_for_one_place_do_not_both_get_it(concurrent_api: Api) -> None:
    manager = await concurrent_api.as_(Role.SUPPORT_MANAGER)
    async with transaction(concurrent_api.engine, SYSTEM) as connection:
        mill = (await make_organisation(connection, "Mill", ServiceLevel.STANDARD, "First")).customer
    people = await people_of(concurrent_api, mill.id, 4)

    answers = await asyncio.gather(*(add(manager, mill.id, person.id) for person in people))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert (await manager.get(f"/v1/customers/{mill.id}")).json()["registrants"]["count"] == 2


async def test_who_is_a_registrant_already_stays_one(manager: Caller, standard: Organisation) -> None:
    customer, sam = standard.customer, standard.registrants[0]
    before = (await manager.get(f"/v1/customers/{customer.id}")).headers["ETag"]

    again = await add(manager, customer.id, sam.id)

    assert again.status_code == 200
    assert again.json() == {
        "personId": str(sam.id),
        "name": "Sam Stranger",
        "email": "sam.stranger@example.org",
        "addedAt": "2026-11-23T09:30:00Z",
        "active": True,
    }
    assert (await manager.get(f"/v1/customers/{customer.id}")).headers["ETag"] == before


async def test_a_place_that_is_given_up_is_free(api: Api, manager: Caller, standard: Organisation) -> None:
    customer_id = standard.customer.id
    one, other = await people_of(api, customer_id, 2)
    made = await add(manager, customer_id, one.id)
    assert (await manager.get(made.headers["Location"])).json() == made.json()
    assert (await add(manager, customer_id, other.id)).status_code == 409

    for _ in range(2):
        assert (await manager.delete(made.headers["Location"])).status_code == 204

    assert (await manager.get(made.headers["Location"])).status_code == 404
    assert (await add(manager, customer_id, other.id)).status_code == 201


async def test_the_count_is_part_of_what_is_versioned(api: Api, manager: Caller, standard: Organisation) -> None:
    place = f"/v1/customers/{standard.customer.id}"
    person = (await people_of(api, standard.customer.id, 1))[0]
    tags = [(await manager.get(place)).headers["ETag"]]

    await add(manager, standard.customer.id, person.id)
    tags.append((await manager.get(place)).headers["ETag"])
    await manager.delete(f"{place}/registrants/{person.id}")
    tags.append((await manager.get(place)).headers["ETag"])

    assert len(set(tags)) == 3


async def test_only_the_customers_own_active_people_register(
    api: Api, manager: Caller, support: Caller, standard: Organisation, extended: Organisation
) -> None:
    async with transaction(api.engine, SYSTEM) as connection:
        gone = await make_person(connection, "Gone", customer_id=standard.customer.id, active=False)

    for person in (gone, extended.registrants[0], support.person):
        refused = await add(manager, standard.customer.id, person.id)
        assert refused.status_code == 409
        assert refused.json()["detail"] == "Only an active person of this customer can be its registrant."

    assert (await add(manager, standard.customer.id, uuid4())).status_code == 404
    assert (await add(manager, uuid4(), gone.id)).status_code == 404


@pytest.mark.parametrize(
    ("caller", "added", "removed"),
    [
        ("admin", 201, 204),
        ("manager", 201, 204),
        ("support", 403, 403),
        ("consultant", 403, 403),
        ("registrant", 403, 403),
        ("colleague", 403, 403),
        ("stranger", 404, 404),
    ],
)
async def test_who_says_who_may_register(
    callers: dict[str, Caller], extended: Organisation, caller: str, added: int, removed: int
) -> None:
    customer_id, who = extended.customer.id, callers[caller]
    rosa = extended.registrants[0]

    assert (await add(who, customer_id, callers["colleague"].person.id)).status_code == added
    assert (await who.delete(f"/v1/customers/{customer_id}/registrants/{rosa.id}")).status_code == removed


async def test_a_customer_sees_its_own_registrants_only(
    colleague: Caller, extended: Organisation, standard: Organisation
) -> None:
    async def listed(organisation: Organisation) -> Any:
        return await colleague.get(f"/v1/customers/{organisation.customer.id}/registrants")

    assert [each["name"] for each in (await listed(extended)).json()["items"]] == ["Rosa Registrant", "Rik Registrant"]
    assert (await listed(standard)).status_code == 404


async def test_registrants_come_in_pages(manager: Caller, extended: Organisation) -> None:
    place = f"/v1/customers/{extended.customer.id}/registrants?limit=1"
    first = (await manager.get(place)).json()
    second = (await manager.get(f"{place}&cursor={first['nextCursor']}")).json()

    assert [each["name"] for each in (*first["items"], *second["items"])] == ["Rosa Registrant", "Rik Registrant"]
    assert second["nextCursor"] is None


async def become(caller: Caller, person_id: object, *, active: bool) -> Response:
    return await caller.patch(f"/v1/people/{person_id}", json={"active": active}, headers={"If-Match": "*"})


async def test_who_is_no_longer_active_holds_no_seat(api: Api, manager: Caller, standard: Organisation) -> None:
    customer_id, sam = standard.customer.id, standard.registrants[0]
    place = f"/v1/customers/{customer_id}"
    one, other, third = await people_of(api, customer_id, 3)
    assert (await add(manager, customer_id, one.id)).status_code == 201
    assert (await add(manager, customer_id, other.id)).status_code == 409
    tag = (await manager.get(place)).headers["ETag"]

    assert (await become(manager, sam.id, active=False)).status_code == 200

    customer = await manager.get(place)
    assert customer.json()["registrants"] == {"count": 1, "limit": 2}
    assert customer.headers["ETag"] != tag
    listed = (await manager.get(f"{place}/registrants")).json()["items"]
    assert {each["personId"]: each["active"] for each in listed} == {str(sam.id): False, str(one.id): True}
    assert (await add(manager, customer_id, other.id)).status_code == 201
    assert (await add(manager, customer_id, third.id)).status_code == 409


async def test_coming_back_takes_a_free_seat(api: Api, manager: Caller, standard: Organisation) -> None:
    customer_id, sam = standard.customer.id, standard.registrants[0]
    await become(manager, sam.id, active=False)
    one, other = await people_of(api, customer_id, 2)
    for person in (one, other):
        assert (await add(manager, customer_id, person.id)).status_code == 201

    refusal = await become(manager, sam.id, active=True)
    assert (refusal.status_code, refusal.json()["section"]) == (409, "1.2.2")
    assert (await manager.get(f"/v1/people/{sam.id}")).json()["active"] is False
    assert (await manager.delete(f"/v1/customers/{customer_id}/registrants/{one.id}")).status_code == 204

    assert (await become(manager, sam.id, active=True)).status_code == 200
    assert (await manager.get(f"/v1/customers/{customer_id}")).json()["registrants"]["count"] == 2


async def test_who_was_no_registrant_comes_back_without_a_seat(
    api: Api, manager: Caller, standard: Organisation
) -> None:
    customer_id = standard.customer.id
    colleague, one = await people_of(api, customer_id, 2)
    await become(manager, colleague.id, active=False)
    assert (await add(manager, customer_id, one.id)).status_code == 201

    assert (await become(manager, colleague.id, active=True)).status_code == 200


async def test_who_comes_back_and_who_is_added_at_once_do_not_both_get_the_seat(concurrent_api: Api) -> None:
    manager = await concurrent_api.as_(Role.SUPPORT_MANAGER)
    async with transaction(concurrent_api.engine, SYSTEM) as connection:
        mill = (await make_organisation(connection, "Mill", ServiceLevel.STANDARD, "First", "Second")).registrants
    customer_id = mill[0].customer_id
    assert customer_id is not None
    people = await people_of(concurrent_api, customer_id, 3)
    assert (await become(manager, mill[1].id, active=False)).status_code == 200

    answers = await asyncio.gather(
        become(manager, mill[1].id, active=True),
        *(add(manager, customer_id, person.id) for person in people),
        become(manager, mill[1].id, active=True),
    )

    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    customer = (await manager.get(f"/v1/customers/{customer_id}")).json()
    assert customer["registrants"] == {"count": 2, "limit": 2}
