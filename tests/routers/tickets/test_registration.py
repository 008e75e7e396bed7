"""Who registers follows from who comes in, not from what a body claims (§1.2.2 **, §2.1 step 1)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.domain.vocabulary import Role
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.organisations import Organisation, make_person
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import REPORT, Desk

WITHOUT_CHANNEL = {name: value for name, value in REPORT.items() if name != "channel"}


def who(ticket: dict[str, Any]) -> dict[str, Any]:
    return {name: ticket[name] for name in ("registeredById", "registrantId", "raisedById")}


@pytest.mark.parametrize("channel", [{}, {"channel": "portal"}])
async def test_a_registrant_comes_by_the_portal(registrant: Caller, channel: dict[str, str]) -> None:
    answer = await registrant.post("/v1/tickets", json={**WITHOUT_CHANNEL, **channel})

    assert answer.status_code == 201, answer.text
    me = str(registrant.person.id)
    assert answer.json()["channel"] == "portal"
    assert who(answer.json()) == {"registeredById": me, "registrantId": me, "raisedById": me}


@pytest.mark.parametrize("channel", ["phone", "mail"])
async def test_a_registrant_neither_calls_nor_writes_here(registrant: Caller, channel: str) -> None:
    refusal = await registrant.post("/v1/tickets", json={**REPORT, "channel": channel})

    assert (refusal.status_code, refusal.json()["section"]) == (400, "1.2.2")
    assert [each["pointer"] for each in refusal.json()["errors"]] == ["/channel"]


@pytest.mark.parametrize("channel", ["portal", "phone", "mail"])
async def test_who_is_no_registrant_neither_registers_nor_signals(colleague: Caller, channel: str) -> None:
    refusal = await colleague.post("/v1/tickets", json={**REPORT, "channel": channel})

    assert (refusal.status_code, refusal.json()["section"]) == (403, "1.2.2")


@pytest.mark.parametrize("caller", ["support", "consultant"])
@pytest.mark.parametrize("named", [False, True])
async def test_support_and_consultants_register_for_nobody(
    callers: dict[str, Caller], desk: Desk, registrant: Caller, caller: str, *, named: bool
) -> None:
    behalf = {"registrantId": str(registrant.person.id)} if named else {}

    for body in ({}, {"channel": "portal"}):
        refusal = await desk.report(by=callers[caller], **body, **behalf)
        assert (refusal.status_code, refusal.json()["section"]) == (403, "2.1")
        assert "registrant of the customer" in refusal.json()["detail"]
        assert "support_manager" in refusal.json()["detail"]
    signal = await desk.ticket(by=callers[caller], channel="phone")
    for back in ({}, {"registeredAt": "2026-11-23T09:30:00Z"}):
        refusal = await callers[caller].post(f"{signal.path}/registration", json={**behalf, **back})
        assert (refusal.status_code, refusal.json()["section"]) == (403, "2.1")
    assert (await signal.ticket())["status"] == "signal"


async def test_the_manager_registers_on_behalf_of_a_registrant(
    api: Api, desk: Desk, manager: Caller, support: Caller, registrant: Caller
) -> None:
    rosa, mira = str(registrant.person.id), str(manager.person.id)
    unnamed = await desk.report(by=manager)
    assert [each["pointer"] for each in unnamed.json()["errors"]] == ["/registrantId"]

    posted = await desk.ticket(by=manager, registrantId=rosa)
    assert who(await posted.ticket()) == {"registeredById": mira, "registrantId": rosa, "raisedById": mira}

    signal = await desk.ticket(by=support, channel="phone")
    unnamed = await manager.post(f"{signal.path}/registration", json={})
    assert [each["pointer"] for each in unnamed.json()["errors"]] == ["/registrantId"]
    api.clock.advance(timedelta(hours=1))
    answer = await manager.post(f"{signal.path}/registration", json={"registrantId": rosa})
    assert answer.status_code == 201, answer.text
    assert who(answer.json()) == {
        "registeredById": mira,
        "registrantId": rosa,
        "raisedById": str(support.person.id),
    }
    assert who(await signal.ticket()) == who(answer.json())

    for walker in (posted, signal):
        [event] = await walker.events("registered")
        assert (event["actor"]["name"], event["onBehalfOf"]["name"]) == ("A support manager", "Rosa Registrant")


async def test_an_own_registration_is_on_nobodys_behalf(desk: Desk, registrant: Caller, admin: Caller) -> None:
    for by in (registrant, admin):
        [event] = await (await desk.ticket(by=by)).events("registered")
        assert event["onBehalfOf"] is None


async def test_an_administrator_registers_visibly_for_nobody_by_name_or_for_somebody(
    desk: Desk, admin: Caller, registrant: Caller
) -> None:
    ada, rosa = str(admin.person.id), str(registrant.person.id)

    for_nobody = await desk.ticket(registeredAt="2026-11-20T10:00:00Z")
    for_rosa = await desk.ticket(registrantId=rosa)

    assert who(await for_nobody.ticket()) == {"registeredById": ada, "registrantId": None, "raisedById": ada}
    assert who(await for_rosa.ticket()) == {"registeredById": ada, "registrantId": rosa, "raisedById": ada}


async def test_on_behalf_of_whom_is_an_active_registrant_of_the_customer(
    api: Api, desk: Desk, manager: Caller, admin: Caller, colleague: Caller, stranger: Caller, extended: Organisation
) -> None:
    rik = extended.registrants[1]
    leaving = await manager.patch(f"/v1/people/{rik.id}", json={"active": False}, headers={"If-Match": "*"})
    assert leaving.status_code == 200
    signal = await desk.ticket(channel="phone")

    for nobody in (colleague.person.id, stranger.person.id, rik.id, manager.person.id, uuid4()):
        for by in (manager, admin):
            answers = [
                await desk.report(by=by, registrantId=str(nobody)),
                await by.post(f"{signal.path}/registration", json={"registrantId": str(nobody)}),
            ]
            assert [(each.status_code, each.json()["section"]) for each in answers] == [(409, "1.2.2")] * 2


async def test_a_registrant_speaks_for_nobody_else(desk: Desk, registrant: Caller, extended: Organisation) -> None:
    other = str(extended.registrants[1].id)
    signal = await desk.ticket(channel="phone")

    posted = await registrant.post("/v1/tickets", json={**REPORT, "registrantId": other})
    turned = await registrant.post(f"{signal.path}/registration", json={"registrantId": other})

    assert [each.status_code for each in (posted, turned)] == [403, 403]


async def test_when_it_was_registered_is_said_for_somebody(
    desk: Desk, manager: Caller, registrant: Caller, support: Caller
) -> None:
    earlier = {"registeredAt": "2026-11-20T15:00:00Z"}
    assert (await desk.report(by=registrant, **earlier)).status_code == 403
    assert (await desk.report(by=manager, **earlier)).status_code == 400

    walker = await desk.ticket(by=manager, registrantId=str(registrant.person.id), **earlier)

    assert (await walker.ticket())["registeredAt"] == "2026-11-20T15:00:00Z"
    signal = await desk.ticket(by=support, channel="mail")
    assert (await registrant.post(f"{signal.path}/registration", json=earlier)).status_code == 403


async def test_somebody_of_both_registers_only_as_a_registrant(api: Api, desk: Desk, admin: Caller) -> None:
    """Of the vendor and of the customer at once: being support opens nothing, being a registrant does."""
    customer_id = desk.organisation.customer.id
    async with transaction(api.engine, SYSTEM) as connection:
        both = await make_person(connection, "Bo Both", Role.SUPPORT, Role.CUSTOMER, customer_id=customer_id)
    bo = await api.as_(both)
    assert (await bo.post("/v1/tickets", json=REPORT)).status_code == 403

    place = f"/v1/customers/{customer_id}/registrants"
    assert (await admin.post(place, json={"personId": str(both.id)})).status_code == 201

    assert (await bo.post("/v1/tickets", json=REPORT)).json()["registrantId"] == str(both.id)
    backdated = await bo.post("/v1/tickets", json={**REPORT, "registeredAt": "2026-11-20T15:00:00Z"})
    assert backdated.status_code == 403


async def test_another_manager_than_the_accountable_registers_nothing(
    api: Api, desk: Desk, manager: Caller, registrant: Caller
) -> None:
    signal = await desk.ticket(channel="phone")
    place = f"{signal.path}/raci-assignments/support_manager"
    body = {"personId": str(manager.person.id)}
    assert (await desk.admin.put(place, json=body, headers={"If-Match": "*"})).status_code == 200
    other, behalf = await api.as_(Role.SUPPORT_MANAGER), {"registrantId": str(registrant.person.id)}

    refusal = await other.post(f"{signal.path}/registration", json=behalf)

    assert (refusal.status_code, refusal.json()["section"]) == (403, "2.1")
    assert (await manager.post(f"{signal.path}/registration", json=behalf)).status_code == 201
