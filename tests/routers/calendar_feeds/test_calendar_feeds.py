"""Links to one's calendar: made, listed without their secrets, revoked; and who may do that."""

import hashlib
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select

from app.domain.calendar_feeds.feeds import MOST_FEEDS
from app.domain.vocabulary import Role
from app.postgres.engine import transaction
from app.postgres.tables import audit_entries, calendar_feeds, idempotency_keys
from app.postgres.tenancy import SYSTEM
from tests.routers.calendar_feeds.subscribing import PUBLIC, feeds_of, fetch, make
from tests.routers.callers import Api, Caller

LIMITED: Final[dict[str, dict[str, Any]]] = {
    "scopes": {"scopes": ["sla:read", "sla:write"]},
    "networks": {"allowedNetworks": ["127.0.0.0/8"]},
    "time": {"expiresAt": "2026-12-01T00:00:00Z"},
}


async def count(api: Api) -> int:
    async with transaction(api.engine, SYSTEM) as connection:
        return (await connection.execute(select(func.count()).select_from(calendar_feeds))).scalar_one()


async def test_a_link_is_shown_once_and_opens_nothing_once_it_is_revoked(api: Api, support: Caller) -> None:
    made = await support.post(feeds_of(support), json={"titles": True})
    assert made.status_code == 201
    url = made.json()["url"]
    shown = {name: value for name, value in made.json().items() if name != "url"}
    assert shown == {
        "id": shown["id"],
        "personId": str(support.person.id),
        "includes": ["clocks"],
        "titles": True,
        "createdAt": "2026-11-23T09:30:00Z",
        "expiresAt": None,
    }
    told = {**shown, "madeBy": str(support.person.id)}
    assert (await support.get(made.headers["Location"])).json() == told
    assert (await support.get(feeds_of(support))).json()["items"] == [told]
    assert (await fetch(api, url.removeprefix(PUBLIC))).status_code == 200

    assert (await support.delete(made.headers["Location"])).status_code == 204

    assert (await fetch(api, url.removeprefix(PUBLIC))).status_code == 404
    assert (await support.get(feeds_of(support))).json()["items"] == []
    assert [(await ask(made.headers["Location"])).status_code for ask in (support.get, support.delete)] == [404, 404]


async def test_only_a_digest_of_it_is_kept(api: Api, support: Caller) -> None:
    answer = await support.post(feeds_of(support), json={}, headers={"Idempotency-Key": "once"})
    secret = answer.json()["url"].rpartition("/")[2]
    again = await support.post(feeds_of(support), json={}, headers={"Idempotency-Key": "once"})

    assert (again.json()["url"], again.json()["id"]) == (None, answer.json()["id"])
    async with transaction(api.engine, SYSTEM) as connection:
        digest = (await connection.execute(select(calendar_feeds.c.digest))).scalar_one()
        rows = [
            str(tuple(row))
            for table in (calendar_feeds, audit_entries, idempotency_keys)
            for row in await connection.execute(select(table))
        ]
    assert digest == hashlib.sha256(secret.encode()).digest()
    assert len(rows) >= 3
    assert not [row for row in rows if secret in row]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"includes": ["clock"]}, "/includes/0", "enum"),
        ({"includes": []}, "/includes", "too_short"),
        ({"includes": ["clocks", "clocks"]}, "/includes", "repeated"),
        ({"includes": None}, "/includes", "list_type"),
        ({"titles": "true"}, "/titles", "bool_type"),
        ({"name": "Phone"}, "/name", "extra_forbidden"),
    ],
)
async def test_what_is_not_sound_is_refused(
    api: Api, support: Caller, body: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await support.post(feeds_of(support), json=body)

    assert answer.status_code == 400
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [(pointer, code)]
    assert await count(api) == 0


async def test_a_colleagues_are_none_of_theirs_and_the_managers_are(
    api: Api, support: Caller, consultant: Caller, manager: Caller, registrant: Caller, colleague: Caller
) -> None:
    for outsider, person in ((support, consultant), (registrant, colleague)):
        assert (await person.post(feeds_of(person), json={})).status_code == 201
        made = (await person.get(feeds_of(person))).json()["items"][0]["id"]
        for method, path in (("POST", ""), ("GET", ""), ("GET", f"/{made}"), ("DELETE", f"/{made}")):
            refused = await outsider.request(method, feeds_of(person) + path, json={} if method == "POST" else None)
            assert refused.status_code == 403, (method, path)
    before = await count(api)

    url = await make(manager, colleague)
    listed = (await manager.get(feeds_of(colleague))).json()["items"]

    assert (await fetch(api, url)).status_code == 200
    assert listed[-1]["madeBy"] == str(manager.person.id)
    assert (await manager.delete(f"{feeds_of(colleague)}/{listed[0]['id']}")).status_code == 204
    assert await count(api) == before


async def test_a_feed_is_found_with_its_own_person_alone(support: Caller, manager: Caller) -> None:
    made = (await support.post(feeds_of(support), json={})).json()["id"]

    assert (await manager.get(f"{feeds_of(manager)}/{made}")).status_code == 404
    assert (await manager.delete(f"{feeds_of(manager)}/{made}")).status_code == 404
    assert (await support.get(f"{feeds_of(support)}/{made}")).status_code == 200


async def test_another_customers_people_are_not_there(registrant: Caller, stranger: Caller) -> None:
    for answer in (
        await stranger.get(feeds_of(registrant)),
        await stranger.post(feeds_of(registrant), json={}),
    ):
        assert answer.status_code == 404


@pytest.mark.parametrize("limit", LIMITED.values(), ids=LIMITED.keys())
async def test_a_limited_key_makes_none(api: Api, support: Caller, limit: dict[str, Any]) -> None:
    key = await support.post("/v1/api-keys", json={"personId": str(support.person.id), **limit})
    client: AsyncClient = api.from_("127.0.0.1", key.json()["key"])

    answer = await client.post(feeds_of(support), json={})

    assert answer.status_code == 403
    assert answer.json()["detail"].startswith("A calendar feed reaches further")
    assert (await client.get(feeds_of(support))).status_code == 200
    assert await count(api) == 0


async def test_a_person_has_so_many(api: Api, support: Caller) -> None:
    for _ in range(MOST_FEEDS):
        await make(support)

    answer = await support.post(feeds_of(support), json={})

    assert answer.status_code == 409
    assert await count(api) == MOST_FEEDS
    page = (await support.get(feeds_of(support), params={"limit": MOST_FEEDS - 1})).json()
    rest = (await support.get(feeds_of(support), params={"cursor": page["nextCursor"]})).json()
    assert len({each["id"] for each in (*page["items"], *rest["items"])}) == MOST_FEEDS


async def test_nobody_gets_one_who_is_not_active(api: Api, admin: Caller, support: Caller) -> None:
    path = f"/v1/people/{support.person.id}"
    await admin.patch(path, json={"active": False}, headers={"If-Match": "*"})

    assert (await admin.post(feeds_of(support), json={})).status_code == 409
    assert await count(api) == 0


async def test_a_managers_expires(api: Api, manager: Caller) -> None:
    """§5.7.1, as their keys."""
    made = (await manager.post(feeds_of(manager), json={})).json()
    url = made["url"].removeprefix(PUBLIC)
    assert made["expiresAt"] == "2027-02-21T09:30:00Z"

    api.clock.advance(timedelta(days=90, microseconds=-1))
    assert (await fetch(api, url)).status_code == 200
    api.clock.advance(timedelta(microseconds=1))
    assert (await fetch(api, url)).status_code == 404


async def test_whoever_becomes_a_manager_has_a_managers(api: Api, admin: Caller) -> None:
    support = await api.as_(Role.SUPPORT)
    url = await make(support)
    api.clock.advance(timedelta(days=91))
    assert (await fetch(api, url)).status_code == 200

    path = f"/v1/people/{support.person.id}"
    await admin.patch(path, json={"roles": ["support", "support_manager"]}, headers={"If-Match": "*"})

    assert (await fetch(api, url)).status_code == 404


async def test_making_and_revoking_stand_in_the_trail(api: Api, support: Caller, manager: Caller) -> None:
    made = (await support.post(feeds_of(support), json={})).json()["id"]
    await support.delete(f"{feeds_of(support)}/{made}")

    entries = (await manager.get("/v1/audit-entries", params={"subjectId": str(support.person.id)})).json()["items"]

    told = [(each["operation"], each["subject"], each["details"]["part"]) for each in entries]
    person = {"type": "person", "id": str(support.person.id)}
    part = f"calendar-feeds/{UUID(made)}"
    assert sorted(told, key=str) == [
        ("make_calendar_feed", person, part),
        ("revoke_calendar_feed", person, part),
    ]
