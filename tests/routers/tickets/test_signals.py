"""A signal is no dead end: it says what becomes of it and by whom, waits where it should, and can be withdrawn."""

from typing import Any

import pytest

from app.agreements.book import Agreements
from app.domain.vocabulary import Role
from app.sla.agreement import REVISIONS
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker

REASON = {"reason": "They called the wrong number."}


@pytest.fixture
async def signal(desk: Desk, support: Caller) -> Walker:
    return await desk.ticket(by=support, channel="phone")


async def actions(caller: Caller, signal: Walker) -> dict[str, dict[str, Any]]:
    body = (await caller.get(f"{signal.path}/transitions")).json()
    return {each["action"]: each for each in body["signalActions"]}


async def work_of(asking: Caller, caller: Caller, part: str = "responsible") -> list[str]:
    items = (await asking.get(f"/v1/people/{caller.person.id}/work", params={"as": part})).json()["items"]
    return [each["ticketId"] for each in items]


MAY: dict[str, tuple[bool, bool]] = {
    "admin": (True, True),
    "manager": (True, True),
    "support": (False, True),
    "consultant": (False, True),
    "registrant": (True, True),
    "colleague": (False, False),
}


@pytest.mark.parametrize("step", [1, 2, 3])
async def test_it_says_what_becomes_of_it_and_by_whom(
    callers: dict[str, Caller], signal: Walker, registrant: Caller, step: int
) -> None:
    if step > 1:
        await signal.decide("customer_unknown")
    if step > 2:
        await signal.decide("account_created")
    for name, (registers, withdraws) in MAY.items():
        found = await actions(callers[name], signal)
        assert {each: found[each]["allowed"] for each in found} == {
            "registration": registers,
            "withdrawal": withdraws,
        }, name
        letters = {each["role"]: each["responsibility"] for each in found["registration"]["doneBy"]}
        assert letters == {"customer": "R", "support_manager": "A"}
        assert found["registration"]["requiredFields"] == (["registrantId"] if name == "manager" else [])
        assert found["withdrawal"]["requiredFields"] == ["reason"]
    page = await registrant.get(f"{signal.path}/transitions", headers={"Accept": "text/plain"})
    assert "registration" in page.text
    assert "withdrawal" in page.text


async def test_a_ticket_has_no_more_of_it(desk: Desk, registrant: Caller) -> None:
    assert await actions(registrant, await desk.ticket(by=registrant)) == {}


@pytest.mark.parametrize("known", [False, True])
async def test_it_waits_for_those_who_may_register_it(
    api: Api, callers: dict[str, Caller], signal: Walker, admin: Caller, *, known: bool
) -> None:
    if known:
        await signal.decide("customer_known")
    waits = {
        (name, part)
        for part in ("responsible", "accountable")
        for name, caller in callers.items()
        if signal.id in await work_of(admin, caller, part)
    }

    assert waits == {("registrant", "responsible"), ("manager", "accountable")}
    current = (await admin.get(f"{signal.path}/raci")).json()["current"]
    assert current["letters"] == {"customer": "R", "support": "C", "consultant": "I", "support_manager": "A"}


async def test_a_named_manager_has_it_alone(api: Api, signal: Walker, manager: Caller, admin: Caller) -> None:
    place = f"{signal.path}/raci-assignments/support_manager"
    await admin.put(place, json={"personId": str(manager.person.id)}, headers={"If-Match": "*"})
    other = await api.as_(Role.SUPPORT_MANAGER)

    assert [await work_of(admin, each, "accountable") for each in (manager, other)] == [[signal.id], []]


@pytest.mark.parametrize("caller", ["admin", "manager", "support", "consultant", "registrant"])
async def test_what_comes_to_nothing_is_withdrawn(
    callers: dict[str, Caller], signal: Walker, registrant: Caller, manager: Caller, admin: Caller, caller: str
) -> None:
    answer = await callers[caller].post(f"{signal.path}/withdrawal", json=REASON)

    assert answer.status_code == 201, answer.text
    ticket = answer.json()
    assert (ticket["status"], ticket["registeredAt"], ticket["registeredById"]) == ("closed", None, None)
    assert {clock["state"] for clock in ticket["clocks"]} == {"not_started"}
    [event] = await signal.events("signal_withdrawn")
    assert (event["data"], event["actor"]["id"]) == (REASON, str(callers[caller].person.id))
    assert await work_of(admin, registrant) == await work_of(admin, manager, "accountable") == []
    body = (await registrant.get(f"{signal.path}/transitions")).json()
    assert (body["items"], body["signalActions"]) == ([], [])


async def test_what_was_withdrawn_stays_so(desk: Desk, signal: Walker, registrant: Caller, manager: Caller) -> None:
    await registrant.post(f"{signal.path}/withdrawal", json=REASON)
    rosa = str(registrant.person.id)

    answers = [
        await registrant.post(f"{signal.path}/registration", json={}),
        await manager.post(f"{signal.path}/registration", json={"registrantId": rosa}),
        await registrant.post(f"{signal.path}/withdrawal", json=REASON),
        await signal.try_to("reopen"),
        await signal.try_to("customer_known"),
        await registrant.post(f"{signal.path}/priority-requests", json={"urgency": "u1", "reason": "Worse."}),
    ]

    assert [each.status_code for each in answers] == [409] * 6
    assert [each.json()["section"] for each in answers[:5]] == ["1.2.2"] * 5
    assert (await signal.ticket())["status"] == "closed"


async def test_who_withdraws(signal: Walker, colleague: Caller, stranger: Caller) -> None:
    refusal = await colleague.post(f"{signal.path}/withdrawal", json=REASON)

    assert (refusal.status_code, refusal.json()["section"]) == (403, "1.2.2")
    assert (await stranger.post(f"{signal.path}/withdrawal", json=REASON)).status_code == 404
    assert (await signal.ticket())["status"] == "signal"


async def test_a_withdrawal_has_a_reason_and_a_version(signal: Walker, support: Caller) -> None:
    for body in ({}, {"reason": " "}, {"reason": None}):
        refusal = await support.post(f"{signal.path}/withdrawal", json=body)
        assert [each["pointer"] for each in refusal.json()["errors"]] == ["/reason"]
    stale = await support.post(f"{signal.path}/withdrawal", json=REASON, headers={"If-Match": '"v9"'})
    assert stale.status_code == 412


async def test_a_registered_ticket_is_not_withdrawn(desk: Desk, support: Caller) -> None:
    refusal = await support.post(f"{(await desk.ticket()).path}/withdrawal", json=REASON)

    assert (refusal.status_code, refusal.json()["section"]) == (409, "1.2.2")


@pytest.mark.parametrize(
    ("caller", "allowed"),
    [("admin", True), ("manager", True), ("support", True), ("consultant", False), ("registrant", False)],
)
async def test_the_account_is_the_vendors_act(
    callers: dict[str, Caller], signal: Walker, caller: str, *, allowed: bool
) -> None:
    for decision in ("customer_unknown", "account_created"):
        items = (await callers[caller].get(f"{signal.path}/transitions")).json()["items"]
        option = next(each for each in items if each["decision"] == decision)
        assert option["allowed"] is allowed
        assert {each["role"] for each in option["decidedBy"]} == {"support", "support_manager"}
        answer = await signal.try_to(decision, by=callers[caller])
        assert answer.status_code == (201 if allowed else 403)
        if not allowed:
            assert answer.json()["section"] == "2.1"
            await signal.decide(decision)


async def test_what_became_of_signals_is_what_happened(
    api: Api, desk: Desk, support: Caller, registrant: Caller, manager: Caller
) -> None:
    """Stored as replayed: registered for somebody, withdrawn, and waiting."""
    walkers = [await desk.ticket(by=support, channel="mail") for _ in range(4)]
    behalf = {"registrantId": str(registrant.person.id)}
    assert (await manager.post(f"{walkers[0].path}/registration", json=behalf)).status_code == 201
    assert (await registrant.post(f"{walkers[1].path}/withdrawal", json=REASON)).status_code == 201
    await walkers[2].decide("customer_known")

    found = [batch async for batch in verify(api.engine, Agreements(REVISIONS), TicketSelection())]

    assert [each.differences for each in found] == [()]
    assert sum(each.tickets for each in found) == 4
