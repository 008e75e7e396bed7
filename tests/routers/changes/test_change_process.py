"""The three types of changes over HTTP (§4.1): who decides what, in which order, with what."""

from datetime import timedelta
from typing import Any

import pytest

from tests.routers.changes.conftest import HIGH, LOW, NIGHT, PLAN, REASON, ChangeDesk
from tests.routers.operations.judged import utc


async def test_a_standard_change_follows_a_model_and_takes_no_approval(changing: ChangeDesk) -> None:
    model_id = await changing.model()
    walker = await changing.change("standard", modelId=model_id)
    assessed = await walker.decide("assess", changing.asker, risk=None, plan=None)
    assert (assessed["state"], assessed["plan"]["steps"], assessed["risk"]) == ("assessed", PLAN["steps"], LOW)
    planned = await walker.decide("plan", changing.asker)
    assert (planned["state"], planned["approvedAt"]) == ("planned", None)
    changing.at("2026-11-24 20:05")
    assert (await walker.decide("begin", changing.asker))["state"] == "implementing"
    changing.at("2026-11-24 21:00")
    assert (await walker.decide("implemented", changing.asker))["state"] == "implemented"
    assert (await walker.decide("close", changing.asker))["state"] == "closed"


async def test_what_is_in_no_catalogue_is_no_standard_change(changing: ChangeDesk) -> None:
    none = await changing.change("standard")
    assert await none.refused("assess", risk=None, plan=None) == (409, "4.1.1")
    assert await none.refused("assess", risk=None) == (409, "4.1.1")
    model_id = await changing.model(validUntilOn="2026-11-24")
    expired, withdrawn = [await changing.change("standard", modelId=model_id) for _ in range(2)]
    await withdrawn.decide("assess", risk=None, plan=None)
    changing.at("2026-11-25 00:00")
    assert await expired.refused("assess", risk=None, plan=None) == (409, "4.1.1")
    assert await withdrawn.refused(
        "plan", plannedFrom=utc("2026-11-25 20:00"), plannedUntil=utc("2026-11-25 22:00")
    ) == (
        409,
        "4.1.1",
    )


async def test_a_model_that_is_withdrawn_lets_nothing_begin(changing: ChangeDesk) -> None:
    model_id = await changing.model()
    walker = await changing.change("standard", modelId=model_id)
    await walker.decide("assess", risk=None, plan=None)
    await walker.decide("plan")
    path = f"/change-models/{model_id}/withdrawal"
    withdrawn = await changing.running.made(changing.running.manager, path, {"reason": "It went wrong twice."})
    assert (withdrawn["valid"], withdrawn["withdrawnBecause"]) == (False, "It went wrong twice.")
    changing.at("2026-11-24 20:05")
    assert await walker.refused("begin") == (409, "4.1.1")
    again = await changing.running.manager.post(f"/v1{path}", json={"reason": "Again."})
    assert (again.status_code, again.json()["section"]) == (409, "4.1.1")


async def test_what_is_standard_is_as_its_model_has_it(changing: ChangeDesk) -> None:
    answer = await changing.asked("standard", plan=PLAN, risk=LOW)
    assert {each["pointer"] for each in answer.json()["errors"]} == {"/plan", "/risk"}
    walker = await changing.change("standard", modelId=await changing.model())
    refused = await walker.set(risk=HIGH)
    assert (refused.status_code, refused.json()["section"]) == (409, "4.1.1")


async def test_a_normal_change_is_approved_before_it_is_carried_out(changing: ChangeDesk) -> None:
    walker = await changing.change(plan={**PLAN, **NIGHT}, risk=LOW)
    assert await walker.refused("begin") == (409, "4.1.2")
    await walker.decide("assess", changing.asker, risk=None, plan=None)
    for decision in ("begin", "plan"):
        assert await walker.refused(decision) == (409, "4.1.2")
    assert await walker.refused("approve", changing.asker) == (403, "4.1.2")
    assert await walker.refused("approve", changing.consultant) == (403, "4.1.2")
    approved = await walker.decide("approve")
    assert (approved["state"], approved["approvedBy"]) == ("approved", str(walker.by.person.id))
    assert await walker.refused("begin") == (409, "4.1.2")
    planned = await walker.decide("plan", plannedFrom=None, plannedUntil=None)
    assert planned["planned"] == {"from": NIGHT["plannedFrom"], "until": NIGHT["plannedUntil"], "conflictReason": None}
    changing.at("2026-11-24 20:10")
    await walker.decide("begin", changing.consultant)
    await walker.decide("implemented", changing.consultant)
    assert (await walker.decide("close"))["reviewDue"] is False


async def test_it_is_planned_for_when_it_was_approved_for(changing: ChangeDesk) -> None:
    walker = await changing.change(plan={**PLAN, **NIGHT}, risk=LOW)
    await walker.decide("assess", risk=None, plan=None)
    await walker.decide("approve")
    later: dict[str, Any] = {"plannedFrom": utc("2026-11-25 20:00"), "plannedUntil": utc("2026-11-25 22:00")}
    assert await walker.refused("plan", **later) == (409, "4.1.2")
    elsewhere = await changing.change()
    await elsewhere.walked("assess", "approve")
    missing = await elsewhere.tried("plan", plannedFrom=None, plannedUntil=None)
    assert {each["pointer"] for each in missing.json()["errors"]} == {"/plannedFrom", "/plannedUntil"}
    await elsewhere.decide("plan")
    assert (await elsewhere.decide("plan", **later))["planned"]["from"] == later["plannedFrom"]
    past: dict[str, Any] = {"plannedFrom": utc("2026-11-23 10:00"), "plannedUntil": utc("2026-11-23 20:00")}
    assert await elsewhere.refused("plan", **past) == (400, "4.1.2")


async def test_what_is_risky_is_for_the_board_alone(changing: ChangeDesk) -> None:
    walker = await changing.change()
    await walker.decide("assess", risk=HIGH)
    assert await walker.refused("approve") == (409, "4.1.2")
    assert await walker.refused("reject") == (409, "4.1.2")
    calm = await changing.change()
    await calm.decide("assess", risk=LOW)
    board_id = await changing.board([changing.running.support], 1)
    assert await calm.refused("submit", boardId=board_id) == (409, "4.1.2")


@pytest.mark.parametrize("parts", [{"risk": HIGH}, {"plan": {**PLAN, "steps": "Move it by hand."}}])
async def test_another_risk_or_plan_withdraws_the_approval(changing: ChangeDesk, parts: dict[str, object]) -> None:
    walker = await (await changing.change()).walked("assess", "approve", "plan")
    answer = await walker.set(changing.asker, **parts)
    assert answer.status_code == 200, answer.text
    changed = answer.json()
    assert (changed["state"], changed["approvedAt"], changed["planned"]) == ("assessed", None, None)
    changing.at("2026-11-24 20:10")
    assert await walker.refused("begin") == (409, "4.1.2")


async def test_the_same_plan_withdraws_nothing(changing: ChangeDesk) -> None:
    walker = await (await changing.change()).walked("assess", "approve")
    same = await walker.set(plan=PLAN, risk=LOW)
    assert (same.status_code, same.json()["state"]) == (200, "approved")
    assert (await changing.running.manager.patch(walker.path, json={"plan": PLAN})).status_code == 428


async def test_once_begun_the_plan_stays(changing: ChangeDesk) -> None:
    walker = await (await changing.change()).walked("assess", "approve", "plan")
    changing.at("2026-11-24 20:10")
    await walker.decide("begin")
    answer = await walker.set(risk=HIGH)
    assert (answer.status_code, answer.json()["section"]) == (409, "4")
    assert await walker.refused("withdraw") == (409, "4")


async def test_an_urgent_change_is_begun_at_once_and_reviewed_afterwards_by_somebody_else(changing: ChangeDesk) -> None:
    """Implemented on Thursday 24 December at 11:00; Christmas and New Year are no business days."""
    changing.at("2026-12-24 10:55")
    walker = await changing.change("urgent")
    begun = await walker.decide("begin", changing.asker, occurredAt=utc("2026-12-24 10:30"))
    assert (begun["state"], begun["approvedAt"], begun["implementation"]["begunAt"]) == (
        "implementing",
        None,
        utc("2026-12-24 10:30"),
    )
    changing.at("2026-12-24 11:00")
    done = await walker.decide("implemented", changing.asker, hotfixVersion="4.2.1")
    assert (done["implementation"]["hotfixVersion"], done["reviewDue"]) == ("4.2.1", True)
    assert await walker.refused("close") == (409, "4.1.3")
    terms = await changing.running.support.get("/v1/sla/terms", params={"kind": "change_review"})
    assert terms.status_code == 200, terms.text
    (term,) = terms.json()["items"]
    assert (term["dueAt"], term["state"], term["section"]) == ("2027-01-04T16:00:00Z", "running", "4.1.3")
    assert term["subject"] == {"type": "change", "id": walker.id}
    assert await walker.refused("review", changing.asker) == (403, "4.1.3")
    reviewed = await walker.decide("review")
    assert (reviewed["state"], reviewed["reviewDue"]) == ("reviewed", False)
    assert (await walker.decide("close"))["state"] == "closed"
    read = await changing.running.support.get(f"/v1/sla/terms/{term['id']}")
    assert read.json()["state"] == "met"


async def test_why_it_is_urgent_is_said(changing: ChangeDesk) -> None:
    for reason in (None, " "):
        answer = await changing.asked("urgent", reason=reason)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/reason")
    assert (await changing.asked("urgent", reason=None)).json()["section"] == "4.1.3"
    other = await changing.asked("normal", reason=REASON, modelId=await changing.model())
    assert {each["pointer"] for each in other.json()["errors"]} == {"/reason", "/modelId"}


async def test_what_failed_is_reviewed_before_it_is_closed(changing: ChangeDesk) -> None:
    walker = await (await changing.change()).walked("assess", "approve", "plan")
    changing.at("2026-11-24 20:10")
    await walker.decide("begin", changing.asker)
    failed = await walker.decide("failed", changing.asker, rollback="none")
    assert (failed["state"], failed["implementation"]["rollback"]) == ("failed", "none")
    assert await walker.refused("close") == (409, "4.1.3")
    await walker.decide("review", worked=False)
    assert (await walker.decide("close"))["state"] == "closed"


async def test_nothing_is_ended_before_it_was_begun(changing: ChangeDesk) -> None:
    walker = await (await changing.change()).walked("assess", "approve", "plan")
    changing.at("2026-11-24 21:00")
    early = await walker.tried("begin", occurredAt=utc("2026-11-23 10:00"))
    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (400, "/occurredAt")
    await walker.decide("begin", occurredAt=utc("2026-11-24 20:30"))
    assert (await walker.tried("implemented", occurredAt=utc("2026-11-24 20:29"))).status_code == 400
    ended = await walker.decide("implemented", occurredAt=utc("2026-11-24 20:30"))
    assert ended["implementation"]["endedAt"] == utc("2026-11-24 20:30")


async def test_it_is_withdrawn_by_whoever_asked_for_it_until_it_is_begun(changing: ChangeDesk) -> None:
    registrant, stranger = changing.running.registrant, changing.running.stranger
    walker = await changing.change(by=registrant)
    await walker.decide("assess")
    assert (await walker.tried("withdraw", stranger)).status_code == 404
    assert await walker.refused("withdraw", changing.consultant) == (403, "4")
    assert await walker.refused("assess", registrant) == (409, "4.1.2")
    assert await walker.refused("approve", registrant) == (403, "4.1.2")
    ended = await walker.decide("withdraw", registrant)
    assert (ended["state"], ended["endedBecause"]) == ("withdrawn", "It is not needed any more.")
    assert await walker.refused("assess") == (409, "4.1.2")


async def test_what_is_rejected_says_why_and_is_over(changing: ChangeDesk) -> None:
    walker = await (await changing.change()).walked("assess")
    rejected = await walker.decide("reject")
    assert (rejected["state"], rejected["endedBecause"]) == ("rejected", "It is not worth it.")
    options = (await walker.by.get(f"{walker.path}/transitions")).json()
    assert (options["state"], options["items"]) == ("rejected", [])
    assert (await walker.set(risk=HIGH)).status_code == 409


async def test_what_can_be_decided_is_told_with_whose_it_is(changing: ChangeDesk) -> None:
    walker = await changing.change(risk=LOW)
    path = f"{walker.path}/transitions"
    told = (await changing.asker.get(path)).json()["items"]
    assert [(each["decision"], each["requiredFields"], each["allowed"]) for each in told] == [
        ("assess", ["plan"], True),
        ("withdraw", ["reason"], True),
    ]
    assert told[0]["decidedBy"] == [
        {"role": "support", "responsibility": "R"},
        {"role": "consultant", "responsibility": "R"},
        {"role": "support_manager", "responsibility": "A"},
    ]
    await walker.decide("assess")
    told = (await changing.asker.get(path)).json()["items"]
    assert [(each["decision"], each["toStates"], each["allowed"], each["section"]) for each in told] == [
        ("approve", ["approved"], False, "4.1.2"),
        ("reject", ["rejected"], False, "4.1.2"),
        ("withdraw", ["withdrawn"], True, "4"),
    ]
    text = await changing.asker.get(path, headers={"Accept": "text/plain"})
    assert "approve" in text.text


async def test_no_approval_pauses_a_clock(changing: ChangeDesk) -> None:
    """§4.1.2: the ticket's own clock goes on while the board decides."""
    running = changing.running
    members = [running.support, running.second]
    ticket = await running.made(
        running.registrant,
        "/tickets",
        {
            "kind": "change",
            "callType": "software_bug",
            "product": "IDU",
            "problemType": "technical",
            "title": "Another database",
            "description": "It is full in March.",
            "urgency": "u2",
            "impact": "i2",
        },
    )
    before = [(each["name"], each["state"], each["dueAt"]) for each in ticket["clocks"]]
    walker = await changing.change(ticketId=ticket["id"], customerId=running.customer_id)
    await walker.decide("assess", risk=HIGH)
    await walker.decide("submit", boardId=await changing.board(members, 1))
    running.api.clock.advance(timedelta(hours=1))
    read = (await running.support.get(f"/v1/tickets/{ticket['id']}")).json()
    assert [(each["name"], each["state"], each["dueAt"]) for each in read["clocks"]] == before
