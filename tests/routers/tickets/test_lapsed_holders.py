"""A right by name holds only while its holder is active and has the role; then it is everybody's who has (§2.1)."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.accounts import erasure
from app.domain.vocabulary import Role
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker

ANY = {"If-Match": "*"}

Leaving = Callable[[Api, Caller, Caller], Awaitable[None]]


async def is_deactivated(_: Api, manager: Caller, leaver: Caller) -> None:
    await changed(manager, leaver, active=False)


async def loses_the_role(_: Api, manager: Caller, leaver: Caller) -> None:
    await changed(manager, leaver, roles=["consultant"])


async def is_erased(api: Api, _: Caller, leaver: Caller) -> None:
    async with transaction(api.engine, SYSTEM) as connection:
        await erasure.erase(connection, leaver.person.id, api.clock.now)


async def changed(manager: Caller, person: Caller, **changes: Any) -> dict[str, Any]:
    answer = await manager.patch(f"/v1/people/{person.person.id}", json=changes, headers=ANY)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def named(walker: Walker, role: Role, person: Caller) -> dict[str, Any]:
    """Who holds it then, as the answer has it."""
    body = {"personId": str(person.person.id)}
    answer = await walker.caller.put(f"{walker.path}/raci-assignments/{role}", json=body, headers=ANY)
    assert answer.status_code == 200, answer.text
    return next(holder for holder in answer.json()["holders"] if holder["role"] == role)


async def lapsed(caller: Caller, **filters: str) -> list[str]:
    answer = await caller.get("/v1/tickets", params={"holder": "lapsed", **filters})
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def allowed(walker: Walker, by: Caller, decision: str) -> bool:
    items = (await by.get(f"{walker.path}/transitions")).json()["items"]
    return next(item["allowed"] for item in items if item["decision"] == decision)


async def holder_of(walker: Walker, role: Role) -> dict[str, Any]:
    raci = (await walker.caller.get(f"{walker.path}/raci")).json()
    return next(holder for holder in raci["holders"] if holder["role"] == role)


@pytest.mark.parametrize("leaves", [is_deactivated, loses_the_role, is_erased])
async def test_the_role_falls_back_to_all_who_have_it_at_once(
    api: Api, desk: Desk, manager: Caller, support: Caller, leaves: Leaving
) -> None:
    leaver = await api.as_(Role.SUPPORT)
    walker, other = await desk.ticket(), await desk.ticket()
    await named(walker, Role.SUPPORT, leaver)
    assert (await walker.try_to("start_investigation", by=support)).status_code == 403
    assert not await allowed(walker, support, "start_investigation")
    assert await lapsed(manager) == []

    await leaves(api, manager, leaver)

    assert await lapsed(manager) == [walker.id] != [other.id]
    holder = await holder_of(walker, Role.SUPPORT)
    assert (holder["assigned"], holder["lapsed"]["id"]) == (False, str(leaver.person.id))
    assert str(support.person.id) in [each["id"] for each in holder["people"]]
    assert str(leaver.person.id) not in [each["id"] for each in holder["people"]]
    assert await allowed(walker, support, "start_investigation")
    await walker.decide("start_investigation", by=support)


async def test_who_lost_the_role_decides_nothing_by_it_any_more(
    api: Api, desk: Desk, manager: Caller, support: Caller
) -> None:
    """And the clock that they would have stopped runs on."""
    leaver = await api.as_(Role.SUPPORT)
    walker = await desk.ticket()
    await named(walker, Role.SUPPORT, leaver)
    await changed(manager, leaver, roles=["consultant"])

    refusal = await walker.try_to("start_investigation", by=leaver)

    assert (refusal.status_code, refusal.json()["section"]) == (403, "2.1")
    assert leaver.person.name not in refusal.json()["detail"]
    assert not await allowed(walker, leaver, "start_investigation")
    assert (await walker.clock("response"))["state"] == "running"


async def test_a_former_consultant_at_step_9(api: Api, desk: Desk, manager: Caller, consultant: Caller) -> None:
    leaver = await api.as_(Role.CONSULTANT)
    walker = await desk.ticket()
    await named(walker, Role.CONSULTANT, leaver)
    for decision in ("unclear", "configuration", "agree"):
        await walker.decide(decision)
    assert (await walker.try_to("consultancy_delivered", by=consultant)).status_code == 403

    await changed(manager, leaver, roles=["support"])

    assert (await walker.try_to("consultancy_delivered", by=leaver)).status_code == 403
    await walker.decide("consultancy_delivered", by=consultant)


async def test_the_customers_named_person_at_step_12(
    desk: Desk, manager: Caller, registrant: Caller, colleague: Caller
) -> None:
    walker = await desk.ticket()
    await named(walker, Role.CUSTOMER, colleague)
    for decision in ("clear", "not_solved", "support"):
        await walker.decide(decision)
    assert (await walker.try_to("solved", by=registrant)).status_code == 403

    await changed(manager, colleague, active=False)

    assert await lapsed(registrant) == [walker.id]
    await walker.decide("solved", by=registrant)


async def test_a_manager_by_name_who_left_leaves_it_to_the_other_managers(
    api: Api, desk: Desk, admin: Caller, manager: Caller
) -> None:
    leaver = await api.as_(Role.SUPPORT_MANAGER)
    walker = await desk.ticket()
    await named(walker, Role.SUPPORT_MANAGER, leaver)
    assert (await walker.try_to("start_investigation", by=manager)).status_code == 403

    await changed(admin, leaver, active=False)

    await walker.decide("start_investigation", by=manager)


async def test_whoever_comes_back_holds_what_they_held(api: Api, desk: Desk, manager: Caller, support: Caller) -> None:
    leaver = await api.as_(Role.SUPPORT)
    walker = await desk.ticket()
    await named(walker, Role.SUPPORT, leaver)
    await changed(manager, leaver, active=False)

    await changed(manager, leaver, active=True)

    assert await lapsed(manager) == []
    assert (await walker.try_to("start_investigation", by=support)).status_code == 403
    await walker.decide("start_investigation", by=leaver)


async def test_somebody_else_by_name_ends_it(api: Api, desk: Desk, manager: Caller, support: Caller) -> None:
    leaver, third = await api.as_(Role.SUPPORT), await api.as_(Role.SUPPORT)
    walker = await desk.ticket()
    await named(walker, Role.SUPPORT, leaver)
    await changed(manager, leaver, active=False)

    holder = await named(walker, Role.SUPPORT, support)

    assert (holder["assigned"], holder["lapsed"], len(holder["people"])) == (True, None, 1)
    assert holder == await holder_of(walker, Role.SUPPORT)
    assert await lapsed(manager) == []
    assert (await walker.try_to("start_investigation", by=third)).status_code == 403


async def test_the_change_of_a_person_says_how_many_tickets_fall_back_and_closed_ones_are_over(
    api: Api, desk: Desk, manager: Caller, stranger: Caller
) -> None:
    leaver = await api.as_(Role.SUPPORT)
    walker, closed = await desk.ticket(), await desk.ticket()
    await named(walker, Role.SUPPORT, leaver)
    await named(closed, Role.SUPPORT, leaver)
    for decision in ("clear", "solved", "close"):
        await closed.decide(decision)

    assert (await changed(manager, leaver, name="Lena Leaver"))["lapsedTickets"] == 0
    assert (await changed(manager, leaver, active=False))["lapsedTickets"] == 1
    assert await lapsed(manager) == [walker.id]
    assert await lapsed(manager, status="closed") == []
    assert await lapsed(stranger) == []


async def test_what_is_held_is_one_of_the_words(manager: Caller) -> None:
    assert (await manager.get("/v1/tickets", params={"holder": "kept"})).status_code == 400
