"""Who is responsible, accountable, consulted and informed, over HTTP."""

from typing import Any

import pytest

from app.domain.vocabulary import Role
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk


async def test_the_matrix(support: Caller) -> None:
    matrix = (await support.get("/v1/raci/matrix")).json()

    assert [row["step"] for row in matrix["items"]] == list(range(1, 14))
    assert matrix["items"][8] == {
        "step": 9,
        "name": "plan_consultancy",
        "letters": {"customer": "C", "support": "I", "consultant": "R", "support_manager": "A"},
        "section": "2.1",
    }
    text = (await support.get("/v1/raci/matrix", headers={"Accept": "text/plain"})).text
    assert len(text.splitlines()) == 14


async def test_a_named_person_holds_the_role_alone(api: Api, desk: Desk, support: Caller, manager: Caller) -> None:
    other = await api.as_(Role.SUPPORT)
    walker = await desk.ticket()

    answer = await manager.put(
        f"{walker.path}/raci-assignments/support", json={"personId": str(support.person.id)}, headers={"If-Match": "*"}
    )

    [holder] = answer.json()["current"]["responsible"]
    assert (holder["assigned"], [each["name"] for each in holder["people"]]) == (True, [support.person.name])
    assert (await walker.try_to("unclear", by=other)).status_code == 403
    await walker.decide("unclear", by=support)
    await manager.put(f"{walker.path}/raci-assignments/support", json={"personId": None}, headers={"If-Match": "*"})
    await walker.decide("request_information", by=other)
    assert len(await walker.events("role_assigned")) == 2


async def test_only_somebody_with_the_role_can_hold_it(
    desk: Desk, manager: Caller, consultant: Caller, stranger: Caller, registrant: Caller
) -> None:
    walker = await desk.ticket()

    for role, person in (("support", consultant), ("customer", stranger), ("consultant", registrant)):
        answer = await manager.put(
            f"{walker.path}/raci-assignments/{role}",
            json={"personId": str(person.person.id)},
            headers={"If-Match": "*"},
        )
        assert (answer.status_code, answer.json()["section"]) == (409, "2.1")


async def test_customers_name_their_own_and_nobody_elses(
    desk: Desk, registrant: Caller, colleague: Caller, support: Caller
) -> None:
    walker = await desk.ticket()

    own = {"personId": str(colleague.person.id)}
    assert (
        await registrant.put(f"{walker.path}/raci-assignments/customer", json=own, headers={"If-Match": "*"})
    ).status_code == 200
    theirs = {"personId": str(support.person.id)}
    refusal = await registrant.put(f"{walker.path}/raci-assignments/support", json=theirs, headers={"If-Match": "*"})
    assert (refusal.status_code, refusal.json()["section"]) == (403, "2.1")


@pytest.mark.parametrize("letters", ["RRRR", "AARI", "CAII", "ACCC"], ids=["no A", "two A", "no R", "A alone"])
async def test_a_row_has_one_accountable_and_somebody_responsible(desk: Desk, manager: Caller, letters: str) -> None:
    walker = await desk.ticket()
    row = dict(zip(("customer", "support", "consultant", "support_manager"), letters, strict=True))

    refusal = await manager.put(f"{walker.path}/raci-overrides/4", json=row, headers={"If-Match": "*"})

    assert (refusal.status_code, refusal.json()["section"]) == (400, "2.1")


async def test_delegation_is_the_accountable_managers(desk: Desk, manager: Caller, support: Caller) -> None:
    walker = await desk.ticket()
    row = {"customer": "C", "support": "I", "consultant": "R", "support_manager": "A"}

    assert (
        await support.put(f"{walker.path}/raci-overrides/3", json=row, headers={"If-Match": "*"})
    ).status_code == 403
    assert (
        await manager.put(f"{walker.path}/raci-overrides/3", json=row, headers={"If-Match": "*"})
    ).status_code == 200
    assert (await walker.try_to("unclear", by=support)).status_code == 403
    view = (await support.get(f"{walker.path}/raci")).json()
    assert view["steps"][2] == {"step": 3, "name": "classify_ticket", "letters": row, "overridden": True}
    assert [each["role"] for each in view["current"]["responsible"]] == ["consultant"]


async def test_while_information_is_waited_for_the_customer_is_responsible(desk: Desk) -> None:
    walker = await desk.ticket()
    await walker.decide("request_information")

    current = (await walker.caller.get(f"{walker.path}/raci")).json()["current"]

    assert current["waitingForInformation"] is True
    assert [each["role"] for each in current["responsible"]] == ["customer"]
    assert [each["role"] for each in current["accountable"]] == ["support_manager"]


async def test_a_closed_ticket_has_nobody_to_act(desk: Desk) -> None:
    walker = await desk.ticket()
    for decision in ("clear", "solved", "close"):
        await walker.decide(decision)

    assert (await walker.caller.get(f"{walker.path}/raci")).json()["current"] is None


LETTERS = {"customer": "C", "support": "I", "consultant": "R", "support_manager": "A"}
CHANGES = {
    "raci-assignments/support": ("PUT", {"personId": None}),
    "raci-overrides/3": ("PUT", LETTERS),
    "raci-overrides/4": ("DELETE", None),
}


@pytest.mark.parametrize("part", CHANGES)
@pytest.mark.parametrize(("header", "status"), [(None, 428), ('"v9"', 412), ('W/"v1"', 412), ('"v1"', 200), ("*", 200)])
async def test_a_change_of_responsibilities_names_the_version_it_is_made_from(
    desk: Desk, manager: Caller, part: str, header: str | None, status: int
) -> None:
    walker = await desk.ticket()
    method, body = CHANGES[part]
    named = {} if header is None else {"If-Match": header}
    content: dict[str, Any] = {} if body is None else {"json": body}

    answer = await manager.request(method, f"{walker.path}/{part}", headers=named, **content)

    assert answer.status_code == status


async def test_responsibilities_come_with_the_version_of_their_ticket(desk: Desk, manager: Caller) -> None:
    walker = await desk.ticket()
    await walker.decide("unclear")

    seen = await manager.get(f"{walker.path}/raci")
    answer = await manager.put(
        f"{walker.path}/raci-overrides/4", json=LETTERS, headers={"If-Match": seen.headers["etag"]}
    )

    assert (seen.headers["etag"], answer.status_code, answer.headers["etag"]) == ('"v2"', 200, '"v3"')
