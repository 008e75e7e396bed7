"""All that somebody holds by name goes to somebody else, everything or nothing."""

from typing import Any
from uuid import uuid4

import pytest
from httpx import Response

from app.domain.vocabulary import Role
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker, new_key

ANY = {"If-Match": "*"}


@pytest.fixture
async def desk(admin: Caller, extended: Organisation) -> Desk:
    return Desk(admin, extended)


async def named(walker: Walker, person: Caller, *roles: Role) -> None:
    for role in roles:
        body = {"personId": str(person.person.id)}
        answer = await walker.caller.put(f"{walker.path}/raci-assignments/{role}", json=body, headers=ANY)
        assert answer.status_code == 200, answer.text


async def hand_over(by: Caller, of: Caller, to: Caller, key: dict[str, str] | None = None) -> Response:
    body = {"toPersonId": str(to.person.id), "reason": "She is leaving us."}
    return await by.post(f"/v1/people/{of.person.id}/handover", json=body, headers=key or new_key())


async def holders(walker: Walker) -> dict[str, str]:
    """By role, of those who hold one by name."""
    raci = (await walker.caller.get(f"{walker.path}/raci")).json()
    return {each["role"]: each["people"][0]["id"] for each in raci["holders"] if each["assigned"]}


async def leave(manager: Caller, person: Caller) -> None:
    await manager.patch(f"/v1/people/{person.person.id}", json={"active": False}, headers=ANY)


def shown(answer: Response) -> list[tuple[str, list[str]]]:
    assert answer.status_code == 201, answer.text
    assert answer.json()["count"] == len(answer.json()["tickets"])
    return [(each["ticketId"], each["roles"]) for each in answer.json()["tickets"]]


@pytest.mark.parametrize("is_gone", [False, True])
async def test_everything_that_is_held_on_open_tickets_goes_with_a_fact_on_each(
    api: Api, desk: Desk, manager: Caller, *, is_gone: bool
) -> None:
    leaver, other = [await api.as_(Role.SUPPORT, Role.CONSULTANT) for _ in range(2)]
    third = await api.as_(Role.SUPPORT)
    both, one, closed, not_hers = [await desk.ticket() for _ in range(4)]
    await named(both, leaver, Role.SUPPORT, Role.CONSULTANT)
    await named(one, leaver, Role.SUPPORT)
    await named(closed, leaver, Role.SUPPORT)
    await named(not_hers, third, Role.SUPPORT)
    for decision in ("clear", "solved", "close"):
        await closed.decide(decision)
    if is_gone:
        await leave(manager, leaver)

    answer = await hand_over(manager, leaver, other)

    assert shown(answer) == [(both.id, ["support", "consultant"]), (one.id, ["support"])]
    assert answer.json()["toPersonId"] == str(other.person.id)
    to = str(other.person.id)
    assert await holders(both) == {"support": to, "consultant": to}
    assert await holders(one) == {"support": to}
    assert await holders(not_hers) == {"support": str(third.person.id)}
    [_, told] = await one.events("role_assigned")
    assert told["data"] == {"role": "support", "personId": to, "reason": "She is leaving us."}
    assert told["actor"]["id"] == str(manager.person.id)
    assert len(await closed.events("role_assigned")) == 1
    assert (await manager.get("/v1/tickets", params={"holder": "lapsed"})).json()["items"] == []
    assert shown(await hand_over(manager, leaver, other)) == []


async def test_the_same_key_hands_over_once(api: Api, desk: Desk, manager: Caller) -> None:
    leaver, other = await api.as_(Role.SUPPORT), await api.as_(Role.SUPPORT)
    walker, key = await desk.ticket(), new_key()
    await named(walker, leaver, Role.SUPPORT)

    first, again = [await hand_over(manager, leaver, other, key) for _ in range(2)]

    assert shown(again) == shown(first) == [(walker.id, ["support"])]
    assert len(await walker.events("role_assigned")) == 2


async def test_whom_a_role_does_not_fit_gets_nothing_and_the_refusal_says_which(
    api: Api, desk: Desk, manager: Caller
) -> None:
    leaver, other = await api.as_(Role.SUPPORT, Role.CONSULTANT), await api.as_(Role.SUPPORT)
    fits, does_not = await desk.ticket(), await desk.ticket()
    await named(fits, leaver, Role.SUPPORT)
    await named(does_not, leaver, Role.CONSULTANT)
    number = (await does_not.ticket())["number"]

    refusal = await hand_over(manager, leaver, other)

    assert (refusal.status_code, refusal.json()["section"]) == (409, "2.1")
    assert f"consultant of {number}" in refusal.json()["detail"]
    assert "support of" not in refusal.json()["detail"]
    assert await holders(fits) == {"support": str(leaver.person.id)}


async def test_nobody_who_has_left_takes_over(api: Api, desk: Desk, manager: Caller) -> None:
    leaver, other = await api.as_(Role.SUPPORT), await api.as_(Role.SUPPORT)
    await named(await desk.ticket(), leaver, Role.SUPPORT)
    await leave(manager, other)

    assert (await hand_over(manager, leaver, other)).status_code == 409


async def test_a_customers_registrant_hands_over_what_its_own_people_hold(
    desk: Desk, callers: dict[str, Caller], registrant: Caller, colleague: Caller, stranger: Caller
) -> None:
    walker = await desk.ticket()
    await named(walker, colleague, Role.CUSTOMER)

    for who in ("support", "consultant", "colleague"):
        assert (await hand_over(callers[who], colleague, registrant)).status_code == 403, who
    assert (await hand_over(stranger, colleague, registrant)).status_code == 404
    assert (await hand_over(registrant, colleague, stranger)).status_code == 404
    assert (await hand_over(callers["manager"], colleague, stranger)).status_code == 409
    assert shown(await hand_over(registrant, colleague, registrant)) == [(walker.id, ["customer"])]
    assert await holders(walker) == {"customer": str(registrant.person.id)}


async def test_what_vendor_staff_hold_is_for_a_support_manager(
    api: Api, desk: Desk, callers: dict[str, Caller], support: Caller
) -> None:
    other = await api.as_(Role.SUPPORT)
    await named(await desk.ticket(), support, Role.SUPPORT)

    for who, status in {"support": 403, "consultant": 403, "registrant": 404, "manager": 201}.items():
        assert (await hand_over(callers[who], support, other)).status_code == status, who


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"toPersonId": None, "reason": "So."}, "/toPersonId"),
        ({"reason": "So."}, "/toPersonId"),
        ({"toPersonId": str(uuid4())}, "/reason"),
        ({"toPersonId": str(uuid4()), "reason": " "}, "/reason"),
    ],
)
async def test_it_is_to_somebody_and_for_a_reason(manager: Caller, support: Caller, body: Any, pointer: str) -> None:
    answer = await manager.post(f"/v1/people/{support.person.id}/handover", json=body)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


async def test_nobody_hands_over_to_themselves(manager: Caller, support: Caller) -> None:
    answer = await hand_over(manager, support, support)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/toPersonId")
