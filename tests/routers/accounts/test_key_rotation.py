"""A key replaced by another: both valid for a while, then only the new one; and keys that come from elsewhere."""

import asyncio
from datetime import timedelta
from typing import Any, Final

import pytest
from httpx import AsyncClient, Response

from app.domain.vocabulary import Role
from tests.routers.callers import Api, Caller

PLACE: Final = "/v1/api-keys"
DAY: Final = timedelta(days=1)


async def own_key(caller: Caller) -> dict[str, Any]:
    listed = (await caller.get(PLACE, params={"personId": str(caller.person.id)})).json()["items"]
    return listed[0]


async def rotated(caller: AsyncClient, key_id: str, **body: Any) -> Response:
    return await caller.post(f"{PLACE}/{key_id}/rotations", json=body)


async def opens(api: Api, key: str) -> bool:
    answer = await api.anonymous().get("/v1/people", headers={"Authorization": f"Bearer {key}"})
    return answer.status_code == 200


async def test_both_are_valid_for_a_day_and_then_only_the_new_one(api: Api, support: Caller) -> None:
    old = await own_key(support)

    answer = await rotated(support, old["id"])

    shown = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/v1/api-keys/{shown['id']}"
    assert (shown["replaces"], shown["replacedExpiresAt"]) == (old["id"], "2026-11-24T09:30:00Z")
    assert shown["key"].startswith(f"{shown['prefix']}_")
    kept = (await support.get(answer.headers["Location"])).json()
    same = ("personId", "name", "scopes", "allowedNetworks", "expiresAt")
    assert {name: kept[name] for name in same} == {name: old[name] for name in same}
    assert [await opens(api, key) for key in (support.key, shown["key"])] == [True, True]
    api.clock.advance(DAY - timedelta(microseconds=1))
    assert [await opens(api, key) for key in (support.key, shown["key"])] == [True, True]
    api.clock.advance(timedelta(microseconds=1))
    assert [await opens(api, key) for key in (support.key, shown["key"])] == [False, True]


@pytest.mark.parametrize(("seconds", "status"), [(0, 201), (604_800, 201), (604_801, 400), (-1, 400), ("60", 400)])
async def test_the_overlap_is_at_most_a_week(api: Api, support: Caller, seconds: object, status: int) -> None:
    answer = await rotated(support, (await own_key(support))["id"], overlapSeconds=seconds)

    assert answer.status_code == status
    assert await opens(api, support.key) is (seconds != 0)


async def test_a_replacement_lives_no_longer_than_what_it_replaces(api: Api, manager: Caller, support: Caller) -> None:
    soon = "2026-11-23T10:30:00Z"
    made = (await support.post(PLACE, json={"personId": str(support.person.id), "expiresAt": soon})).json()

    shown = (await rotated(manager, made["id"])).json()

    assert (shown["expiresAt"], shown["replacedExpiresAt"]) == (soon, soon)
    api.clock.advance(timedelta(hours=1))
    assert [await opens(api, key) for key in (made["key"], shown["key"])] == [False, False]
    assert (await rotated(manager, shown["id"])).status_code == 409


async def test_a_key_is_replaced_once_unless_its_replacement_was_lost(api: Api, support: Caller) -> None:
    old = (await own_key(support))["id"]
    lost = (await rotated(support, old)).json()

    assert (await rotated(support, old)).status_code == 409
    assert (await support.delete(f"{PLACE}/{lost['id']}")).status_code == 204
    again = (await rotated(support, old)).json()
    assert [await opens(api, key) for key in (lost["key"], again["key"], support.key)] == [False, True, True]


async def test_what_is_revoked_is_not_replaced(api: Api, manager: Caller, support: Caller) -> None:
    old = (await own_key(support))["id"]
    new = (await rotated(support, old)).json()
    await support.delete(f"{PLACE}/{old}")

    assert not await opens(api, support.key)
    assert await opens(api, new["key"])
    assert (await rotated(manager, old)).status_code == 409


async def test_a_repeated_request_replaces_once_and_does_not_tell_the_key_again(support: Caller) -> None:
    place = f"{PLACE}/{(await own_key(support))['id']}/rotations"
    headers = {"Idempotency-Key": "once"}
    first, second = [(await support.post(place, json={}, headers=headers)).json() for _ in range(2)]

    assert first["key"] is not None
    assert second == {**first, "key": None}


async def test_of_two_replacements_at_once_one_is_made(concurrent_api: Api) -> None:
    support = await concurrent_api.as_(Role.SUPPORT)
    place = (await own_key(support))["id"]

    answers = await asyncio.gather(*(rotated(support, place) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


@pytest.mark.parametrize(
    ("networks", "peer", "forwarded", "opened"),
    [
        (["192.0.2.0/24"], "192.0.2.7", None, True),
        (["192.0.2.0/24"], "::ffff:192.0.2.7", None, True),
        (["::ffff:192.0.2.0/120"], "192.0.2.7", None, True),
        (["198.51.100.1", "2001:db8::/32"], "2001:db8:1::9", None, True),
        (["192.0.2.0/24"], "192.0.3.7", None, False),
        (["0.0.0.0/0"], "2001:db8::9", None, False),
        (["::/0"], "192.0.2.7", None, False),
        (["192.0.2.0/24"], "203.0.113.9", "192.0.2.7", False),
        (["192.0.2.0/24"], "10.0.0.1", "192.0.2.7", True),
        (["192.0.2.0/24"], "10.0.0.1", "192.0.2.7, 203.0.113.9", False),
        (["192.0.2.0/24"], "10.0.0.1", "203.0.113.9, 192.0.2.7", True),
        (["10.0.0.0/24"], "10.0.0.1", "unknown", False),
        (["10.0.0.0/24"], "10.0.0.1", "", False),
        (["0.0.0.0/0", "::/0"], None, None, False),
        (["127.0.0.1"], None, "127.0.0.1", False),
    ],
)
async def test_a_key_opens_from_its_networks_alone(
    api: Api,
    support: Caller,
    caplog: pytest.LogCaptureFixture,
    networks: list[str],
    peer: str | None,
    forwarded: str | None,
    *,
    opened: bool,
) -> None:
    """The proxy is at 10.0.0.1. From elsewhere the answer is that to any key that is none, and the log says why."""
    body = {"personId": str(support.person.id), "allowedNetworks": networks}
    key = (await support.post(PLACE, json=body)).json()
    api.trust("10.0.0.1")

    answer = await api.from_(peer, key["key"], forwarded).get("/v1/people")
    unknown = await api.from_(peer, "dt_unknown", forwarded).get("/v1/people")

    assert answer.status_code == (200 if opened else 401)
    logged = [record.getMessage() for record in caplog.records if key["prefix"] in record.getMessage()]
    assert len(logged) == (0 if opened else 1)
    assert key["key"] not in "".join(logged)
    if not opened:
        assert answer.json() == {**unknown.json(), "requestId": answer.json()["requestId"]}
        used = (await support.get(f"{PLACE}/{key['id']}")).json()["lastUsedAt"]
        assert used is None
