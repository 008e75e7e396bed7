"""API keys: made for whom one may, shown once, revoked at once."""

from typing import Any
from uuid import uuid4

import pytest
from httpx import Response
from sqlalchemy import select

from app.access.identity import digest
from app.domain.vocabulary import Role
from app.postgres.engine import transaction
from app.postgres.tables import api_keys
from app.postgres.tenancy import SYSTEM
from tests.organisations import make_person
from tests.routers.callers import Api, Caller


async def make(caller: Caller, person_id: object, headers: dict[str, str] | None = None, **more: Any) -> Response:
    return await caller.post("/v1/api-keys", json={"personId": str(person_id), **more}, headers=headers)


async def opens(api: Api, key: str) -> bool:
    answer = await api.anonymous().get("/v1/people", headers={"Authorization": f"Bearer {key}"})
    return answer.status_code == 200


async def test_a_key_is_shown_once_and_only_its_digest_is_kept(api: Api, support: Caller) -> None:
    made = await make(support, support.person.id, name="Laptop", expiresAt="2027-01-01T00:00:00+01:00")

    shown = made.json()
    key = shown["key"]
    assert made.status_code == 201
    assert shown == {
        "id": shown["id"],
        "key": key,
        "personId": str(support.person.id),
        "name": "Laptop",
        "prefix": key[:11],
        "createdAt": "2026-11-23T09:30:00Z",
        "expiresAt": "2026-12-31T23:00:00Z",
        "scopes": None,
        "allowedNetworks": None,
    }
    assert key.startswith("dt_")
    assert len(key.removeprefix(f"{shown['prefix']}_")) == 43
    assert await opens(api, key)
    again = await support.get(made.headers["Location"])
    assert key not in again.text + (await support.get("/v1/api-keys")).text
    async with transaction(api.engine, SYSTEM) as connection:
        row = (await connection.execute(select(api_keys).where(api_keys.c.prefix == shown["prefix"]))).one()
    assert row.digest == digest(key)
    assert key.encode() not in repr(row).encode()


async def test_no_two_keys_are_alike(support: Caller) -> None:
    keys = {(await make(support, support.person.id)).json()["key"] for _ in range(5)}

    assert len(keys) == 5


async def test_a_repeated_request_makes_no_second_key_and_does_not_tell_the_first_again(support: Caller) -> None:
    headers = {"Idempotency-Key": "laptop"}
    first, second = [(await make(support, support.person.id, headers)).json() for _ in range(2)]

    assert second == {**first, "key": None}
    assert first["key"] is not None


@pytest.mark.parametrize(
    ("caller", "whose", "status"),
    [
        *[(each, each, 201) for each in ("admin", "manager", "support", "consultant", "registrant", "colleague")],
        *[("admin", whose, 201) for whose in ("manager", "support", "registrant", "stranger")],
        *[("manager", whose, 201) for whose in ("support", "consultant", "registrant", "stranger")],
        ("manager", "admin", 403),
        *[("support", whose, 403) for whose in ("admin", "manager", "consultant", "colleague")],
        ("registrant", "colleague", 403),
        ("registrant", "stranger", 404),
        ("registrant", "support", 404),
        ("colleague", "admin", 404),
    ],
)
async def test_who_makes_and_revokes_keys_for_whom(
    callers: dict[str, Caller], caller: str, whose: str, status: int
) -> None:
    owner = callers[whose]

    assert (await make(callers[caller], owner.person.id)).status_code == status

    key_id = (await make(owner, owner.person.id)).json()["id"]
    revoked = (await callers[caller].delete(f"/v1/api-keys/{key_id}")).status_code
    sees_it = caller in ("admin", "manager", whose)
    assert revoked == {201: 204, 403: 403 if sees_it else 404, 404: 404}[status]


async def test_a_revoked_key_is_shut_at_once_and_for_good(api: Api, manager: Caller, support: Caller) -> None:
    made = (await make(support, support.person.id)).json()
    place = f"/v1/api-keys/{made['id']}"

    for caller in (manager, support):
        assert (await caller.delete(place)).status_code == 204
        assert not await opens(api, made["key"])

    assert (await support.get(place)).json()["revokedAt"] == "2026-11-23T09:30:00Z"
    assert (await support.delete(f"/v1/api-keys/{uuid4()}")).status_code == 404


async def test_one_may_revoke_the_key_one_came_in_with(support: Caller) -> None:
    own = (await support.get("/v1/api-keys")).json()["items"][0]

    assert (await support.delete(f"/v1/api-keys/{own['id']}")).status_code == 204
    assert (await support.get("/v1/api-keys")).status_code == 401


async def test_everybody_sees_their_own_keys_and_a_manager_all(callers: dict[str, Caller]) -> None:
    async def owners(caller: str, query: str = "") -> set[str]:
        listed = (await callers[caller].get(f"/v1/api-keys{query}")).json()["items"]
        return {each["personId"] for each in listed}

    for each in ("support", "registrant"):
        own = str(callers[each].person.id)
        assert await owners(each) == await owners(each, f"?personId={own}") == {own}
        assert await owners(each, f"?personId={callers['colleague'].person.id}") == set()
    everybody = {str(caller.person.id) for caller in callers.values()}
    assert await owners("manager") == await owners("admin") == everybody
    assert await owners("manager", f"?personId={callers['support'].person.id}") == {str(callers["support"].person.id)}


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"expiresAt": "2026-11-23T09:30:00Z"}, "/expiresAt"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "/expiresAt"),
        ({"key": "mine"}, "/key"),
        ({"name": ""}, "/name"),
    ],
)
async def test_what_is_wrong_is_pointed_at(support: Caller, more: dict[str, Any], pointer: str) -> None:
    answer = await make(support, support.person.id, **more)

    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


async def test_there_is_no_key_for_somebody_who_has_left_or_never_was(api: Api, manager: Caller) -> None:
    async with transaction(api.engine, SYSTEM) as connection:
        gone = await make_person(connection, "Gone", Role.SUPPORT, active=False)

    assert (await make(manager, gone.id)).status_code == 409
    assert (await make(manager, uuid4())).status_code == 404
