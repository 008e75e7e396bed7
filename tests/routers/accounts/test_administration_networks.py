"""From where managers and administrators are let in, and that nobody locks themselves out."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

import pytest
from httpx import AsyncClient, Response

from app.access.administration_networks import MOST
from app.clock import instant
from app.domain.vocabulary import Role
from tests.routers.callers import Api, Caller

PLACE: Final = "/v1/administration-networks"
OFFICE, HOME, ELSEWHERE = "192.0.2.7", "198.51.100.7", "203.0.113.9"


async def added(client: AsyncClient, network: str, label: str = "Office") -> Response:
    return await client.post(PLACE, json={"network": network, "label": label})


async def test_a_network_is_kept_with_who_added_it(admin: Caller) -> None:
    made = await added(admin, "::ffff:127.0.0.0/104", "This machine")

    shown = made.json()
    assert made.status_code == 201
    assert shown == {
        "id": shown["id"],
        "network": "127.0.0.0/8",
        "label": "This machine",
        "addedBy": str(admin.person.id),
        "addedAt": "2026-11-23T09:30:00Z",
    }
    assert (await admin.get(made.headers["Location"])).json() == shown
    assert (await admin.get(PLACE)).json()["items"] == [shown]
    assert (await added(admin, "127.0.0.0/8")).status_code == 409


@pytest.mark.parametrize("network", ["127.0.0.1/8", "office", "", "127.0.0.0/33", "fe80::1%eth0", "127.1"])
async def test_what_is_no_network_is_refused(admin: Caller, network: str) -> None:
    answer = await added(admin, network)

    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/network"]


async def test_without_networks_management_comes_from_everywhere(api: Api, admin: Caller, manager: Caller) -> None:
    for caller in (admin, manager):
        for peer in (ELSEWHERE, "2001:db8::9", None):
            assert (await api.from_(peer, caller.key).get("/v1/people")).status_code == 200


async def test_with_networks_management_comes_from_them_alone(api: Api, callers: dict[str, Caller]) -> None:
    assert (await added(api.from_(OFFICE, callers["admin"].key), "192.0.2.0/24")).status_code == 201

    for name, caller in callers.items():
        inside, outside, nowhere = [
            await api.from_(peer, caller.key).get("/v1/people") for peer in (f"::ffff:{OFFICE}", ELSEWHERE, None)
        ]
        guarded = name in ("admin", "manager")
        assert inside.status_code == 200, name
        assert {outside.status_code, nowhere.status_code} == ({403} if guarded else {200}), name
        if guarded:
            assert outside.json()["section"] == "5.7.1"
            assert ELSEWHERE in outside.json()["detail"]


async def test_who_becomes_a_manager_is_guarded_from_then_on(api: Api, admin: Caller, support: Caller) -> None:
    assert (await added(admin, "127.0.0.0/8")).status_code == 201
    there = api.from_(ELSEWHERE, support.key)
    assert (await there.get("/v1/people")).status_code == 200
    changed = {"roles": ["support", "support_manager"]}
    place = f"/v1/people/{support.person.id}"
    assert (await admin.patch(place, json=changed, headers={"If-Match": "*"})).status_code == 200

    assert (await there.get("/v1/people")).status_code == 403


@pytest.mark.parametrize(
    ("peer", "forwarded", "status"),
    [
        (ELSEWHERE, OFFICE, 403),
        (ELSEWHERE, f"{OFFICE}, 10.0.0.1", 403),
        ("127.0.0.1", OFFICE, 403),
        ("10.0.0.1", OFFICE, 200),
        ("10.0.0.1", f"{OFFICE}:4711", 200),
        ("10.0.0.1", f"{OFFICE}, {ELSEWHERE}", 403),
        ("10.0.0.1", f"{ELSEWHERE}, {OFFICE}", 200),
        ("10.0.0.1", None, 403),
        ("10.0.0.1", f"{OFFICE}, unknown", 403),
        (None, OFFICE, 403),
    ],
)
async def test_a_forged_header_opens_no_network(
    api: Api, admin: Caller, peer: str | None, forwarded: str | None, status: int
) -> None:
    assert (await added(api.from_(OFFICE, admin.key), "192.0.2.0/24")).status_code == 201
    api.trust("10.0.0.1")

    assert (await api.from_(peer, admin.key, forwarded).get(PLACE)).status_code == status


async def test_nobody_locks_themselves_out(api: Api, admin: Caller) -> None:
    at_office, at_home = api.from_(OFFICE, admin.key), api.from_(HOME, admin.key)

    assert (await added(at_office, "198.51.100.0/24")).status_code == 409
    assert (await added(api.from_(None, admin.key), "192.0.2.0/24")).status_code == 409
    office = (await added(at_office, "192.0.2.0/24")).json()["id"]
    home = (await added(at_office, "198.51.100.0/24", "Home")).json()["id"]
    refused = await at_home.delete(f"{PLACE}/{home}")
    assert (refused.status_code, HOME in refused.json()["detail"]) == (409, True)
    assert (await at_home.delete(f"{PLACE}/{office}")).status_code == 204
    assert (await at_office.get(PLACE)).status_code == 403
    assert (await at_home.delete(f"{PLACE}/{home}")).status_code == 204
    assert (await at_office.get(PLACE)).json()["items"] == []
    assert (await at_office.delete(f"{PLACE}/{home}")).status_code == 404


async def test_two_at_once_do_not_lock_each_other_out(concurrent_api: Api) -> None:
    """Three networks, and somebody in each of two of them, who takes the other's away."""
    admin = await concurrent_api.as_administrator()
    at_office, at_home = (concurrent_api.from_(peer, admin.key) for peer in (OFFICE, HOME))
    office = (await added(at_office, "192.0.2.0/24")).json()["id"]
    home = (await added(at_office, "198.51.100.0/24")).json()["id"]
    await added(at_office, "2001:db8::/32")

    answers = await asyncio.gather(at_office.delete(f"{PLACE}/{home}"), at_home.delete(f"{PLACE}/{office}"))

    assert sorted(answer.status_code for answer in answers) in ([204, 403], [204, 409])


async def test_there_are_only_so_many(admin: Caller) -> None:
    for number in range(MOST):
        assert (await added(admin, f"127.0.0.0/{8 + number}" if not number else f"192.0.2.{number}")).status_code == 201

    assert (await added(admin, "192.0.2.200")).status_code == 409


@pytest.mark.parametrize("who", ["manager", "support", "registrant"])
async def test_they_are_the_administrators_alone(callers: dict[str, Caller], who: str) -> None:
    made = await added(callers["admin"], "127.0.0.0/8")
    answers = [
        await added(callers[who], "0.0.0.0/0"),
        await callers[who].get(PLACE),
        await callers[who].get(made.headers["Location"]),
        await callers[who].delete(made.headers["Location"]),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4


async def test_the_use_of_a_key_from_elsewhere_is_not_noted(api: Api, admin: Caller) -> None:
    await added(admin, "127.0.0.0/8")
    manager = await api.as_(Role.SUPPORT_MANAGER)
    used_at = api.clock.now
    api.clock.advance(timedelta(minutes=2))
    assert (await api.from_(ELSEWHERE, manager.key).get("/v1/people")).status_code == 403

    [key] = (await admin.get("/v1/api-keys", params={"personId": str(manager.person.id)})).json()["items"]
    assert instant(datetime.fromisoformat(key["lastUsedAt"])) == used_at
