"""What a key with scopes opens, and that no key gives one that reaches further than itself."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import pytest
from httpx import AsyncClient, Response

from app.clock import Instant
from app.domain.access.reach import MOST_FOR_MANAGEMENT
from app.domain.access.scopes import EVERY_KEY_OPENS, READING_AND_CHANGING, ApiScope
from app.domain.vocabulary import Role
from app.main import TAGS, openapi
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.organisations import make_person
from tests.routers.callers import Api, Caller

PLACE: Final = "/v1/api-keys"
KEYS: Final = [ApiScope.API_KEYS_READ, ApiScope.API_KEYS_WRITE]
IN_CONFIDENCE: Final = "Vulnerabilities"
"""No key that has scopes opens these: they are for anybody, and for managers with all that they may."""
UNSCOPED: Final = {
    *("receive_webhook", "receive_alerts", "read_me", "fetch_calendar", "ask_for_account"),
    *(
        described["operationId"]
        for methods in openapi()["paths"].values()
        for described in methods.values()
        if IN_CONFIDENCE in described["tags"]
    ),
}


async def limited(api: Api, caller: Caller, **limits: Any) -> tuple[AsyncClient, dict[str, Any]]:
    """A client with another key of the same person."""
    made = await caller.post(PLACE, json={"personId": str(caller.person.id), **limits})
    assert made.status_code == 201, made.text
    client = api.anonymous()
    client.headers["Authorization"] = f"Bearer {made.json()['key']}"
    return client, made.json()


def operations() -> Mapping[str, tuple[str, str, Mapping[str, Any]]]:
    return {
        described["operationId"]: (method, path, described)
        for path, methods in openapi()["paths"].items()
        for method, described in methods.items()
    }


def scopes_of(described: Mapping[str, Any]) -> list[str]:
    return [scope for way in described["security"] for scope in way.get("bearer", ())]


def test_every_operation_says_which_scope_it_takes() -> None:
    for name, (method, _, described) in operations().items():
        if name in UNSCOPED:
            assert not scopes_of(described)
            continue
        [scope] = scopes_of(described)
        assert scope in set(ApiScope), name
        assert scope.endswith(":read") is (method == "get"), name
        assert f"Scope: `{scope}`." in described["description"], name


def test_every_scope_opens_something() -> None:
    documented = {scope for _, _, each in operations().values() for scope in scopes_of(each)}

    assert documented == set(ApiScope)
    assert {tag["name"] for tag in TAGS} - {"Webhooks", IN_CONFIDENCE} - EVERY_KEY_OPENS == set(READING_AND_CHANGING)


async def test_a_key_opens_what_its_scopes_name_and_nothing_else(api: Api, admin: Caller) -> None:
    """Every operation, with a key of each scope: refused for the scope, or for another reason or not at all."""
    clients = {scope: (await limited(api, admin, scopes=[scope]))[0] for scope in ApiScope}
    nobody = "0192f0c1-0000-7000-8000-000000000000"
    for name, (method, path, described) in operations().items():
        if name in UNSCOPED:
            continue
        [needed] = scopes_of(described)
        address = f"/v1{path}".replace("{closesOn}", "2027-01-04").replace("{role}", "support")
        address = address.replace("{step}", "4").replace("{name}", "response")
        address = "/".join(nobody if part.startswith("{") else part for part in address.split("/"))
        for scope, client in clients.items():
            answer = await client.request(method, address, json={} if "requestBody" in described else None)

            assert is_for_want_of(answer, needed) is (scope != needed), (name, scope, answer.text)


def is_for_want_of(answer: Response, scope: str) -> bool:
    challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
    told = answer.headers.get("WWW-Authenticate") == challenge
    assert told is (answer.status_code == 403 and f"lacks the scope {scope}" in answer.json()["detail"])
    return told


async def test_a_key_without_scopes_opens_what_its_person_may(support: Caller) -> None:
    assert (await support.get("/v1/customers")).status_code == 200
    refused = await support.post("/v1/customers", json={"name": "Dairy", "serviceLevel": "standard"})
    assert (refused.status_code, "WWW-Authenticate" in refused.headers) == (403, False)


async def test_scopes_give_nothing_that_the_person_may_not(api: Api, support: Caller) -> None:
    client, _ = await limited(api, support, scopes=["customers:write"])

    refused = await client.post("/v1/customers", json={"name": "Dairy", "serviceLevel": "standard"})

    assert refused.status_code == 403
    assert "support manager" in refused.json()["detail"]


async def test_head_takes_the_scope_of_get(api: Api, support: Caller) -> None:
    client, _ = await limited(api, support, scopes=["sla:read"])

    assert (await client.head("/v1/sla/status")).status_code == 200
    assert (await client.head("/v1/tickets")).status_code == 403


SOON: Final = "2026-12-01T00:00:00Z"
HELD: Final = {
    "scopes": ["tickets:read", "api-keys:read", "api-keys:write"],
    "allowedNetworks": ["127.0.0.0/8", "2001:db8::/32"],
    "expiresAt": SOON,
}


@pytest.mark.parametrize(
    "asked",
    [
        {"scopes": ["tickets:write"]},
        {"scopes": ["tickets:read", "people:read"]},
        {"allowedNetworks": ["0.0.0.0/0"]},
        {"allowedNetworks": ["::/0"]},
        {"allowedNetworks": ["127.0.0.0/7".replace("127", "126")]},
        {"allowedNetworks": ["127.0.0.1", "192.0.2.1"]},
        {"allowedNetworks": ["::ffff:0:0/96"]},
        {"expiresAt": "2026-12-01T00:00:01Z"},
    ],
)
async def test_no_key_makes_one_that_reaches_further(api: Api, manager: Caller, asked: dict[str, Any]) -> None:
    client, _ = await limited(api, manager, **HELD)
    colleague = await api.as_(Role.SUPPORT)
    for person in (manager.person, colleague.person):
        refused = await client.post(PLACE, json={"personId": str(person.id), **asked})

        assert refused.status_code == 403
        assert refused.json()["detail"].startswith("No key gives another that reaches further than itself")


async def test_what_is_not_said_is_as_limited_as_the_key_that_asks(api: Api, manager: Caller) -> None:
    client, first = await limited(api, manager, **HELD)

    same = (await client.post(PLACE, json={"personId": str(manager.person.id)})).json()
    narrower = {"scopes": ["tickets:read"], "allowedNetworks": ["127.0.0.1/32"], "expiresAt": "2026-11-30T00:00:00Z"}
    less = (await client.post(PLACE, json={"personId": str(manager.person.id), **narrower})).json()

    assert {name: same[name] for name in HELD} == {name: first[name] for name in HELD} == HELD
    assert {name: less[name] for name in HELD} == narrower


async def test_replacing_a_key_that_reaches_further_is_refused(api: Api, admin: Caller) -> None:
    """As the same person; with a key that may replace keys."""
    [full] = (await admin.get(PLACE, params={"personId": str(admin.person.id)})).json()["items"]
    for limits in ({"scopes": KEYS}, {"allowedNetworks": ["127.0.0.1"]}, {"expiresAt": SOON}):
        client, own = await limited(api, admin, **limits)

        assert (await client.post(f"{PLACE}/{full['id']}/rotations", json={})).status_code == 403
        assert (await client.post(f"{PLACE}/{own['id']}/rotations", json={})).status_code == 201


@pytest.mark.parametrize(
    ("limits", "pointer"),
    [
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["tickets:*"]}, "/scopes/0"),
        ({"scopes": ["tickets:read", "all"]}, "/scopes/1"),
        ({"scopes": "tickets:read"}, "/scopes"),
        ({"allowedNetworks": []}, "/allowedNetworks"),
        ({"allowedNetworks": ["10.0.0.1/8"]}, "/allowedNetworks/0"),
        ({"allowedNetworks": ["10.0.0.0/33"]}, "/allowedNetworks/0"),
        ({"allowedNetworks": ["office"]}, "/allowedNetworks/0"),
        ({"allowedNetworks": ["127.0.0.1", 1]}, "/allowedNetworks/1"),
        ({"allowedNetworks": ["127.0.0.1"] * 51}, "/allowedNetworks"),
    ],
)
async def test_limits_are_said_as_they_are_meant(support: Caller, limits: dict[str, Any], pointer: str) -> None:
    answer = await support.post(PLACE, json={"personId": str(support.person.id), **limits})

    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


async def test_a_manager_s_key_expires_within_ninety_days(api: Api, admin: Caller, manager: Caller) -> None:
    for caller, whose in ((admin, admin), (admin, manager), (manager, manager)):

        async def made(caller: Caller = caller, whose: Caller = whose, **limits: str) -> Response:
            return await caller.post(PLACE, json={"personId": str(whose.person.id), **limits})

        assert (await made()).json()["expiresAt"] == "2027-02-21T09:30:00Z"
        assert (await made(expiresAt="2027-02-21T09:30:00Z")).status_code == 201
        late = await made(expiresAt="2027-02-21T09:30:00.000001Z")
        assert (late.status_code, late.json()["section"]) == (400, "5.7.1")


async def test_a_manager_s_key_is_made_by_nobody_else_but_an_administrator(api: Api, manager: Caller) -> None:
    other = await api.as_(Role.SUPPORT_MANAGER)
    [key] = (await manager.get(PLACE, params={"personId": str(other.person.id)})).json()["items"]

    assert (await manager.post(PLACE, json={"personId": str(other.person.id)})).status_code == 403
    assert (await manager.post(f"{PLACE}/{key['id']}/rotations", json={})).status_code == 403
    assert (await manager.delete(f"{PLACE}/{key['id']}")).status_code == 204


async def test_a_manager_has_a_few_keys_at_once(api: Api, manager: Caller, support: Caller) -> None:
    async def made(caller: Caller) -> list[int]:
        body = {"personId": str(caller.person.id)}
        return [(await caller.post(PLACE, json=body)).status_code for _ in range(MOST_FOR_MANAGEMENT)]

    assert await made(manager) == [*[201] * (MOST_FOR_MANAGEMENT - 1), 409]
    assert await made(support) == [201] * MOST_FOR_MANAGEMENT
    listed = (await manager.get(PLACE, params={"personId": str(manager.person.id)})).json()["items"]
    assert (await manager.delete(f"{PLACE}/{listed[-1]['id']}")).status_code == 204
    assert (await made(manager))[:2] == [201, 409]


async def test_the_keys_of_who_becomes_a_manager_come_to_expire(api: Api, admin: Caller, support: Caller) -> None:
    place = f"/v1/people/{support.person.id}"
    promoted = await admin.patch(place, json={"roles": ["support_manager"]}, headers={"If-Match": "*"})
    assert promoted.status_code == 200, promoted.text

    assert (await support.get("/v1/people")).status_code == 200
    api.clock.advance(timedelta(days=90))
    assert (await support.get("/v1/people")).status_code == 401


async def test_who_becomes_a_manager_loses_the_keys_that_others_know(api: Api, admin: Caller, manager: Caller) -> None:
    """Or a support manager would make one for another while they are none."""
    other = await api.as_(Role.SUPPORT)
    place = f"/v1/people/{other.person.id}"
    made = [await by.post(PLACE, json={"personId": str(other.person.id)}) for by in (other, admin, manager)]
    promoted = await manager.patch(place, json={"roles": ["support_manager"]}, headers={"If-Match": "*"})
    assert promoted.status_code == 200, promoted.text

    keys = [each.json()["key"] for each in made]
    answers = [await api.from_("127.0.0.1", key).get("/v1/people") for key in keys]
    assert [answer.status_code for answer in answers] == [200, 200, 401]


async def test_it_says_who_made_a_key(api: Api, manager: Caller) -> None:
    async with transaction(api.engine, SYSTEM) as connection:
        person = await make_person(connection, "Nina", Role.SUPPORT)
    made = (await manager.post(PLACE, json={"personId": str(person.id)})).json()

    assert (await manager.get(f"{PLACE}/{made['id']}")).json()["madeBy"] == str(manager.person.id)


async def test_a_limited_key_expires_at_its_moment(api: Api, support: Caller) -> None:
    client, _ = await limited(api, support, expiresAt=SOON)

    assert (await client.get("/v1/people")).status_code == 200
    api.clock.now = Instant(api.clock.now + timedelta(days=8))
    assert (await client.get("/v1/people")).status_code == 401
