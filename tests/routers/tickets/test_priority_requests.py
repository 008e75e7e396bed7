"""Another priority: the customer asks, the vendor's person of the step decides, and nothing else moves (§3.1.1)."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from app.domain.vocabulary import Role
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.organisations import make_person
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker, new_key

WHY = "The auditors are here."


async def ask(walker: Walker, by: Caller, **wanted: Any) -> Response:
    body = {"reason": WHY, **wanted}
    return await by.post(f"{walker.path}/priority-requests", json=body, headers=new_key())


async def asked(walker: Walker, by: Caller, **wanted: Any) -> str:
    answer = await ask(walker, by, **wanted)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def decide(walker: Walker, request: str, by: Caller, *, accepted: bool = True, **more: Any) -> Response:
    body = {"accepted": accepted, "reason": "So it is.", **more}
    return await by.post(f"{walker.path}/priority-requests/{request}/decision", json=body, headers=new_key())


async def assess(walker: Walker, by: Caller, **body: Any) -> Response:
    return await by.patch(walker.path, json=body, headers={"If-Match": "*"})


async def assessment(walker: Walker) -> tuple[str, str, str]:
    ticket = await walker.ticket()
    return ticket["urgency"], ticket["impact"], ticket["priority"]


@pytest.mark.parametrize(
    ("wanted", "meanwhile", "becomes"),
    [
        ({"urgency": "u2"}, {"impact": "i1"}, ("u2", "i1", "high")),
        ({"impact": "i2"}, {"urgency": "u1"}, ("u1", "i2", "high")),
        ({"urgency": "u2", "impact": "i2"}, {"impact": "i1"}, ("u2", "i2", "normal")),
        ({"urgency": "u2"}, {"urgency": "u1"}, ("u2", "i3", "low")),
        ({"urgency": "u2"}, {}, ("u2", "i3", "low")),
    ],
)
async def test_a_request_changes_what_it_names_and_the_rest_is_as_it_is_when_it_is_decided(
    desk: Desk, registrant: Caller, support: Caller, wanted: Any, meanwhile: Any, becomes: tuple[str, str, str]
) -> None:
    walker = await desk.ticket(urgency="u3", impact="i3")
    request = await asked(walker, registrant, **wanted)
    if meanwhile:
        assert (await assess(walker, support, **meanwhile, reason="80 % of the users.")).status_code == 200

    answer = await decide(walker, request, support)

    assert answer.status_code == 201
    assert await assessment(walker) == becomes
    shown = answer.json()["request"]
    assert (shown["urgency"], shown["impact"]) == (wanted.get("urgency"), wanted.get("impact"))
    [told] = await walker.events("priority_decided")
    assert (told["data"]["urgency"], told["data"]["impact"]) == becomes[:2]


async def test_declined_it_changes_nothing_and_says_why(desk: Desk, registrant: Caller, support: Caller) -> None:
    walker = await desk.ticket()
    before = await walker.ticket()
    request = await asked(walker, registrant, urgency="u1")

    answer = await decide(walker, request, support, accepted=False, reason="It can wait.")

    assert answer.json()["request"]["decisionReason"] == "It can wait."
    after = await walker.ticket()
    assert [after[each] for each in ("priority", "clocks")] == [before[each] for each in ("priority", "clocks")]
    assert "urgency" not in (await walker.events("priority_decided"))[0]["data"]


async def test_what_was_declined_asked_or_said_bars_nothing_that_happened_earlier(
    api: Api, desk: Desk, registrant: Caller, support: Caller
) -> None:
    walker = await desk.ticket()
    api.clock.advance(timedelta(hours=1))
    earlier = (api.clock.now - timedelta(minutes=1)).isoformat()
    request = await asked(walker, registrant, urgency="u1")
    await decide(walker, request, support, accepted=False)
    await asked(walker, registrant, urgency="u1")
    await registrant.post(f"{walker.path}/comments", json={"text": "Please."})

    answer = await walker.try_to("start_investigation", by=support, occurredAt=earlier, note="By telephone.")

    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("who", ["support", "consultant", "manager"])
async def test_asking_is_for_the_customer(desk: Desk, cast: dict[str, Caller], who: str) -> None:
    walker = await desk.ticket()

    refusal = await ask(walker, cast[who], urgency="u1")

    assert (refusal.status_code, refusal.json()["section"]) == (403, "3.1.1")
    assert "customer" in refusal.json()["detail"]
    assert await walker.events("priority_requested") == []


async def test_an_administrator_may_record_it_for_them(desk: Desk) -> None:
    walker = await desk.ticket()

    assert (await ask(walker, desk.admin, urgency="u1")).status_code == 201


AT = {
    "3": ((), "support"),
    "3, waiting": (("request_information",), "support"),
    "4, waiting": (("unclear", "request_information"), "support"),
    "9": (("unclear", "configuration", "agree"), "consultant"),
    "12 after 5": (("unclear", "configuration", "decline"), "support"),
    "12 after 11": (("clear", "not_solved", "consultancy"), "support"),
}


@pytest.mark.parametrize("step", AT)
async def test_the_vendors_person_of_the_step_assesses_and_decides_and_nobody_else(
    desk: Desk, cast: dict[str, Caller], step: str
) -> None:
    path, responsible = AT[step]
    walker = await desk.ticket()
    for decision in path:
        await walker.decide(decision)
    may = {responsible, "manager"}
    for who in ("support", "consultant", "manager", "registrant", "colleague"):
        request = await asked(walker, cast["registrant"], urgency="u1")
        outcomes = [
            (await assess(walker, cast[who], urgency="u1", reason=WHY)).status_code,
            (await assess(walker, desk.admin, urgency="u2", reason=WHY)).status_code,
            (await decide(walker, request, cast[who], accepted=False)).status_code,
        ]
        assert outcomes == ([200, 200, 201] if who in may else [403, 200, 403]), who


async def test_at_step_12_it_is_who_was_responsible_at_the_step_before_as_the_ticket_delegates_it(
    desk: Desk, cast: dict[str, Caller], manager: Caller
) -> None:
    walker = await desk.ticket()
    row = {"customer": "C", "support": "I", "consultant": "R", "support_manager": "A"}
    await manager.put(f"{walker.path}/raci-overrides/11", json=row, headers={"If-Match": "*"})
    for decision in ("clear", "not_solved", "support"):
        await walker.decide(decision)

    refusal = await assess(walker, cast["support"], urgency="u1", reason=WHY)

    assert refusal.status_code == 403
    assert "consultant or support_manager" in refusal.json()["detail"]
    assert (await assess(walker, cast["consultant"], urgency="u1", reason=WHY)).status_code == 200


async def test_a_named_holder_decides_alone_and_is_named_in_the_refusal(
    desk: Desk, consultant: Caller, registrant: Caller, support: Caller
) -> None:
    walker = await desk.ticket()
    body = {"personId": str(support.person.id)}
    await desk.admin.put(f"{walker.path}/raci-assignments/support", json=body, headers={"If-Match": "*"})
    request = await asked(walker, registrant, urgency="u1")

    refusal = await decide(walker, request, consultant)

    assert (refusal.status_code, refusal.json()["section"]) == (403, "3.1.1")
    assert f"support ({support.person.name})" in refusal.json()["detail"]


@pytest.mark.parametrize("reason", [None, "", "  \n"])
async def test_nothing_of_it_goes_without_a_reason(
    desk: Desk, registrant: Caller, support: Caller, reason: str | None
) -> None:
    walker = await desk.ticket()
    request = await asked(walker, registrant, urgency="u1")
    why = {} if reason is None else {"reason": reason}
    answers = [
        await registrant.post(f"{walker.path}/priority-requests", json={"urgency": "u1", **why}),
        await support.post(f"{walker.path}/priority-requests/{request}/decision", json={"accepted": True, **why}),
        await support.post(f"{walker.path}/priority-requests/{request}/decision", json={"accepted": False, **why}),
        await assess(walker, support, urgency="u1", **why),
        await assess(walker, support, impact="i1", **why),
    ]

    for answer in answers:
        assert answer.status_code == 400
        assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/reason"]
    assert (await walker.ticket())["urgency"] == "u2"


async def test_every_fault_is_told_at_once(desk: Desk, support: Caller) -> None:
    walker = await desk.ticket()

    answer = await assess(walker, support, urgency="u1", impact="i9", title="")

    assert {fault["pointer"] for fault in answer.json()["errors"]} == {"/impact", "/title", "/reason"}


async def test_a_decision_may_name_the_version_that_it_is_made_from(
    desk: Desk, registrant: Caller, support: Caller
) -> None:
    walker = await desk.ticket()
    request = await asked(walker, registrant, urgency="u1")
    version = (await walker.ticket())["version"]
    path, body = f"{walker.path}/priority-requests/{request}/decision", {"accepted": True, "reason": "Yes."}

    stale = await support.post(path, json=body, headers={"If-Match": f'"v{version - 1}"'})
    made = await support.post(path, json=body, headers={"If-Match": f'"v{version}"'})

    assert (stale.status_code, made.status_code) == (412, 201)


async def test_what_is_assessed_so_already_or_closed_is_not_asked_about(desk: Desk, registrant: Caller) -> None:
    walker = await desk.ticket()
    assert (await ask(walker, registrant, urgency="u2")).status_code == 409
    assert (await ask(walker, registrant)).status_code == 400
    for decision in ("clear", "solved", "close"):
        await walker.decide(decision)

    assert (await ask(walker, registrant, urgency="u1")).status_code == 409


async def test_whoever_is_the_customers_too_does_not_decide_for_the_vendor(
    api: Api, desk: Desk, registrant: Caller
) -> None:
    async with transaction(api.engine, SYSTEM) as connection:
        customer_id = desk.organisation.customer.id
        person = await make_person(connection, "Bo", Role.CUSTOMER, Role.SUPPORT, customer_id=customer_id)
    both = await api.as_(person)
    walker = await desk.ticket()
    request = await asked(walker, both, urgency="u1")

    assert (await decide(walker, request, both)).status_code == 403
    assert (await assess(walker, both, urgency="u1", reason=WHY)).status_code == 403
