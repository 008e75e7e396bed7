"""What a person has a part in now."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.domain.vocabulary import Role
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.organisations import make_person
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker, new_key


async def work_of(caller: Caller, person: Caller, part: str = "responsible") -> list[dict[str, Any]]:
    answer = await caller.get(f"/v1/people/{person.person.id}/work", params={"as": part})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def tickets(items: list[dict[str, Any]]) -> list[str]:
    return [item["ticketId"] for item in items]


async def assign(walker: Walker, role: Role, person: Caller) -> None:
    body = {"personId": str(person.person.id)}
    answer = await walker.caller.put(f"{walker.path}/raci-assignments/{role}", json=body, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text


async def test_work_goes_to_whoever_has_the_role_until_somebody_is_named(
    api: Api, desk: Desk, support: Caller, manager: Caller
) -> None:
    second = await api.as_(Role.SUPPORT)
    anyone_s, named = await desk.ticket(), await desk.ticket()

    await assign(named, Role.SUPPORT, second)

    assert tickets(await work_of(manager, support)) == [anyone_s.id]
    items = await work_of(manager, second)
    assert {item["ticketId"]: item["assigned"] for item in items} == {anyone_s.id: False, named.id: True}
    assert await work_of(manager, manager) == []


async def test_an_item_says_where_the_ticket_stands(desk: Desk, support: Caller) -> None:
    walker = await desk.ticket(urgency="u1", impact="i1")
    ticket = await walker.ticket()

    (item,) = await work_of(support, support)

    assert item == {
        "ticketId": walker.id,
        "step": {"number": 3, "name": "classify_ticket"},
        "dueAt": "2026-11-23T11:30:00Z",
        "escalated": False,
        "assigned": False,
        **{each: ticket[each] for each in ("number", "title", "customerId", "priority", "serviceLevel", "status")},
    }


async def test_work_moves_with_the_responsible_role_of_the_step(
    api: Api, desk: Desk, support: Caller, consultant: Caller, registrant: Caller, stranger: Caller
) -> None:
    everyone = {"support": support, "consultant": consultant, "customer": registrant, "other": stranger}

    async def whose() -> set[str]:
        return {name for name, person in everyone.items() if await work_of(desk.admin, person)}

    walker = await desk.ticket()
    assert await whose() == {"support"}
    await walker.decide("request_information")
    assert await whose() == {"customer"}
    await walker.decide("information_received")
    await walker.decide("unclear")
    await walker.decide("configuration")
    await walker.decide("agree")
    assert await whose() == {"consultant"}
    await walker.decide("consultancy_delivered")
    await walker.decide("solved")
    assert await whose() == {"support"}
    await walker.decide("close")
    assert await whose() == set()


async def test_somebody_named_for_another_role_is_not_responsible_by_it(
    desk: Desk, support: Caller, consultant: Caller
) -> None:
    walker = await desk.ticket()

    await assign(walker, Role.CONSULTANT, consultant)

    assert await work_of(desk.admin, consultant) == []
    assert tickets(await work_of(desk.admin, support)) == [walker.id]


async def test_what_is_escalated_first_then_soonest_due_a_page_at_a_time_and_never_due_last(
    api: Api, desk: Desk, standard_desk: Desk, support: Caller
) -> None:
    """§1: it cannot wait, whenever it is due."""
    later, at_once = await desk.ticket(urgency="u3", impact="i3"), await desk.ticket()
    for each in (later, at_once):
        reason = {"reason": "The plant stands still."}
        assert (await support.post(f"{each.path}/escalations", json=reason, headers=new_key())).status_code == 201
    low = await desk.ticket(urgency="u3", impact="i3")
    never = await standard_desk.ticket()
    await never.decide("start_investigation")
    high = await desk.ticket(urgency="u1", impact="i1")
    normal = await desk.ticket()

    paged: list[str] = []
    params: dict[str, Any] = {"limit": 1}
    while True:
        page = (await support.get(f"/v1/people/{support.person.id}/work", params=params)).json()
        paged += tickets(page["items"])
        if page["nextCursor"] is None:
            break
        params["cursor"] = page["nextCursor"]

    assert paged == [at_once.id, later.id, high.id, normal.id, low.id, never.id]
    assert tickets(await work_of(support, support)) == paged
    assert (await work_of(support, support))[-1]["dueAt"] is None


async def test_a_customer_s_people_look_at_each_other_only(
    desk: Desk, standard_desk: Desk, support: Caller, registrant: Caller, colleague: Caller, stranger: Caller
) -> None:
    walker = await desk.ticket()
    await (await standard_desk.ticket()).decide("request_information")
    await walker.decide("request_information")

    assert tickets(await work_of(colleague, registrant)) == [walker.id]
    for viewer, person in ((registrant, stranger), (registrant, support)):
        answer = await viewer.get(f"/v1/people/{person.person.id}/work")
        missing = await viewer.get(f"/v1/people/{uuid4()}/work")
        assert answer.status_code == missing.status_code == 404


async def test_what_somebody_is_named_for_who_has_left_is_the_work_of_the_others(
    api: Api, desk: Desk, manager: Caller, support: Caller
) -> None:
    leaver = await api.as_(Role.SUPPORT)
    named, anyones = await desk.ticket(), await desk.ticket()
    await assign(named, Role.SUPPORT, leaver)
    assert tickets(await work_of(manager, support)) == [anyones.id]

    await manager.patch(f"/v1/people/{leaver.person.id}", json={"active": False}, headers={"If-Match": "*"})

    assert await work_of(manager, leaver) == []
    items = await work_of(manager, support)
    assert {item["ticketId"]: item["assigned"] for item in items} == {named.id: False, anyones.id: False}


PARTS = ("responsible", "accountable", "consulted", "informed")


@pytest.mark.parametrize(
    ("to_step", "parts"),
    [
        ((), "CRIA"),
        (("request_information",), "RCIA"),
        (("unclear", "configuration", "agree"), "CIRA"),
        (("clear",), "IRCA"),
        (("clear", "not_solved", "support"), "RCIA"),
        (("clear", "solved", "close"), "----"),
    ],
)
async def test_everybody_sees_the_tickets_in_which_they_have_the_part_that_is_asked_for(
    desk: Desk, callers: dict[str, Caller], to_step: tuple[str, ...], parts: str
) -> None:
    walker = await desk.ticket()
    for decision in to_step:
        await walker.decide(decision)

    for who, letter in zip(("registrant", "support", "consultant", "manager"), parts, strict=True):
        found = [part for part in PARTS if await work_of(desk.admin, callers[who], part)]
        assert found == [part for part in PARTS if part[0].upper() == letter], who


async def test_a_part_that_there_is_not_is_refused(support: Caller) -> None:
    answer = await support.get(f"/v1/people/{support.person.id}/work", params={"as": "R"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/query/as"


async def test_somebody_with_two_roles_sees_a_ticket_once(api: Api, desk: Desk, manager: Caller) -> None:
    async with transaction(api.engine, SYSTEM) as connection:
        both = await make_person(connection, "Bo", Role.SUPPORT, Role.CONSULTANT, at=api.clock.now)
    caller = await api.as_(both)
    walker = await desk.ticket()
    api.clock.advance(timedelta(minutes=1))

    assert tickets(await work_of(manager, caller)) == [walker.id]


async def test_as_a_table(desk: Desk, support: Caller) -> None:
    await desk.ticket()
    answer = await support.get(f"/v1/people/{support.person.id}/work", headers={"Accept": "text/plain"})

    assert answer.text.splitlines()[0].split()[:4] == ["number", "prio", "due", "assigned"]
