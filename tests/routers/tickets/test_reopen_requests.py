"""The customer of a closed ticket asks to open it again; the vendor's person of step 13 decides (§2)."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker, new_key


async def closed(desk: Desk) -> Walker:
    walker = await desk.ticket()
    for decision in ("clear", "solved", "close"):
        await walker.decide(decision)
    return walker


async def ask(walker: Walker, by: Caller, **body: Any) -> Response:
    body = {"reason": "It stopped again.", **body}
    return await by.post(f"{walker.path}/reopen-requests", json=body, headers=new_key())


async def decide(walker: Walker, request: Response, by: Caller, *, accepted: bool = True, **more: Any) -> Response:
    path = f"{walker.path}/reopen-requests/{request.json()['id']}/decision"
    return await by.post(path, json={"accepted": accepted, "reason": "We look.", **more}, headers=new_key())


async def test_accepted_the_ticket_is_open_again_by_the_same_act(
    api: Api, desk: Desk, colleague: Caller, support: Caller
) -> None:
    walker = await closed(desk)
    api.clock.advance(timedelta(days=1))
    asked = await ask(walker, colleague)
    assert (asked.status_code, asked.json()["accepted"]) == (201, None)
    assert (await walker.ticket())["status"] == "closed"

    answer = await decide(walker, asked, support)

    assert answer.status_code == 201
    ticket = answer.json()["ticket"]
    assert (ticket["status"], ticket["step"]["number"]) == ("open", 3)
    assert answer.headers["etag"] == f'"v{ticket["version"]}"'
    kinds = [event["type"] for event in await walker.events()]
    assert kinds[-4:] == ["reopen_requested", "reopen_decided", "decision_taken", "due_moved"]
    [*_, reopened] = await walker.events("decision_taken")
    assert (reopened["data"]["decision"], reopened["data"]["role"]) == ("reopen", "support")
    assert reopened["data"]["note"] == "We look."
    assert reopened["actor"]["id"] == str(support.person.id)
    [listed] = (await colleague.get(f"{walker.path}/reopen-requests")).json()["items"]
    assert (listed["accepted"], listed["decisionReason"]) == (True, "We look.")
    assert listed["requestedBy"]["name"] == colleague.person.name
    assert (await decide(walker, asked, support)).status_code == 409


async def test_declined_it_stays_closed_and_may_be_asked_for_again(
    desk: Desk, registrant: Caller, manager: Caller
) -> None:
    walker = await closed(desk)

    answer = await decide(walker, await ask(walker, registrant), manager, accepted=False)

    assert answer.json()["ticket"]["status"] == "closed"
    assert (await ask(walker, registrant)).status_code == 201


async def test_one_request_at_a_time(desk: Desk, registrant: Caller, colleague: Caller) -> None:
    walker = await closed(desk)
    await ask(walker, registrant)

    again = await ask(walker, colleague)

    assert (again.status_code, again.json()["section"]) == (409, "2")


async def test_reopened_by_the_vendor_itself_the_request_has_got_what_it_asked_for(
    desk: Desk, registrant: Caller, support: Caller
) -> None:
    walker = await closed(desk)
    await ask(walker, registrant)

    await walker.decide("reopen", by=support)

    [listed] = (await registrant.get(f"{walker.path}/reopen-requests")).json()["items"]
    assert (listed["accepted"], listed["decisionReason"]) == (True, "It stopped again.")
    for decision in ("clear", "solved", "close"):
        await walker.decide(decision)
    assert (await ask(walker, registrant)).status_code == 201


async def test_only_a_closed_ticket_is_asked_about(desk: Desk, registrant: Caller) -> None:
    refusal = await ask(await desk.ticket(), registrant)

    assert (refusal.status_code, refusal.json()["section"]) == (409, "2")


async def test_a_signal_that_was_withdrawn_never_was_a_ticket(desk: Desk, registrant: Caller, support: Caller) -> None:
    signal = await desk.ticket(by=support, channel="phone")
    await support.post(f"{signal.path}/withdrawal", json={"reason": "A wrong number."}, headers=new_key())

    refusal = await ask(signal, registrant)

    assert (refusal.status_code, refusal.json()["section"]) == (409, "1.2.2")
    assert (await registrant.get(f"{signal.path}/reopen-requests")).json()["items"] == []


@pytest.mark.parametrize("asked_for", [True, False])
async def test_reopened_it_follows_the_closing_days_that_were_added_since(
    desk: Desk,
    registrant: Caller,
    support: Caller,
    manager: Caller,
    asked_for: bool,  # noqa: FBT001
) -> None:
    walker = await closed(desk)
    before = (await walker.ticket())["calendarRevision"]
    await manager.post("/v1/sla/closing-days", json={"closesOn": "2026-11-24", "name": "Bridge day"})

    if asked_for:
        await decide(walker, await ask(walker, registrant), support)
    else:
        await walker.decide("reopen", by=support)

    ticket = await walker.ticket()
    assert (ticket["status"], ticket["calendarRevision"]) == ("open", before + 1)
    straight = await desk.ticket(registeredAt=ticket["registeredAt"])
    assert (await walker.clock("resolution"))["dueAt"] == (await straight.clock("resolution"))["dueAt"]


@pytest.mark.parametrize(
    ("who", "status"), [("support", 403), ("consultant", 403), ("manager", 403), ("stranger", 404)]
)
async def test_asking_is_for_the_customer(desk: Desk, cast: dict[str, Caller], who: str, status: int) -> None:
    assert (await ask(await closed(desk), cast[who])).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("support", 201),
        ("manager", 201),
        ("consultant", 403),
        ("registrant", 403),
        ("colleague", 403),
        ("stranger", 404),
    ],
)
async def test_deciding_is_for_the_vendors_person_of_step_13(
    desk: Desk, cast: dict[str, Caller], registrant: Caller, who: str, status: int
) -> None:
    walker = await closed(desk)

    answer = await decide(walker, await ask(walker, registrant), cast[who])

    assert answer.status_code == status
    assert (await walker.ticket())["status"] == ("open" if status == 201 else "closed")
    if status == 403:
        assert answer.json()["section"] == "2.1"
        assert "support or support_manager" in answer.json()["detail"]


async def test_step_13_delegated_to_the_customer_is_answered_by_who_was_responsible_before(
    desk: Desk, registrant: Caller, support: Caller, manager: Caller
) -> None:
    walker = await closed(desk)
    row = {"customer": "R", "support": "C", "consultant": "I", "support_manager": "A"}
    await manager.put(f"{walker.path}/raci-overrides/13", json=row, headers={"If-Match": "*"})
    asked = await ask(walker, registrant)

    assert (await decide(walker, asked, registrant)).status_code == 403
    assert (await decide(walker, asked, support)).status_code == 201


@pytest.mark.parametrize("reason", [{"reason": " "}, {"reason": None}])
async def test_both_say_why(desk: Desk, registrant: Caller, support: Caller, reason: Any) -> None:
    walker = await closed(desk)
    assert (await ask(walker, registrant, **reason)).status_code == 400
    asked = await ask(walker, registrant)

    refusal = await decide(walker, asked, support, **reason)

    assert (refusal.status_code, refusal.json()["errors"][0]["pointer"]) == (400, "/reason")


async def test_a_decision_may_name_the_version_that_it_is_made_from(
    desk: Desk, registrant: Caller, support: Caller
) -> None:
    walker = await closed(desk)
    asked = await ask(walker, registrant)
    path = f"{walker.path}/reopen-requests/{asked.json()['id']}/decision"

    answer = await support.post(path, json={"accepted": True, "reason": "Yes."}, headers={"If-Match": '"v1"'})

    assert answer.status_code == 412


async def test_the_same_key_reopens_once(desk: Desk, registrant: Caller, support: Caller) -> None:
    walker = await closed(desk)
    asked = await ask(walker, registrant)
    path = f"{walker.path}/reopen-requests/{asked.json()['id']}/decision"
    key, body = new_key(), {"accepted": True, "reason": "Yes."}

    first, again = [await support.post(path, json=body, headers=key) for _ in range(2)]

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert len(await walker.events("reopen_decided")) == 1


async def test_a_request_that_is_not_there_is_not_found(desk: Desk, support: Caller) -> None:
    walker = await closed(desk)
    path = f"{walker.path}/reopen-requests/{walker.id}/decision"

    assert (await support.post(path, json={"accepted": True, "reason": "Yes."})).status_code == 404
