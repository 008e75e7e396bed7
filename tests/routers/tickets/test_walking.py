"""The 13 steps over HTTP: every decision from every step, and who may take it."""

import pytest

from app.domain.vocabulary import Decision
from app.sla.agreement import AGREEMENT
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import OUTPUTS, Desk, Walker

WAYS: dict[int | None, list[str]] = {
    3: [],
    4: ["unclear"],
    5: ["unclear", "configuration"],
    6: ["unclear", "bug"],
    7: ["unclear", "bug", "bug_registered"],
    8: ["unclear", "bug", "bug_registered", "bug_solved"],
    9: ["unclear", "configuration", "agree"],
    10: ["clear"],
    11: ["clear", "not_solved"],
    12: ["clear", "not_solved", "support"],
    13: ["clear", "solved"],
    None: ["clear", "solved", "close"],
}
"""How to get to each step of a registered ticket; None is closed."""

RULES = [rule for rule in AGREEMENT.decisions if rule.at in WAYS]


async def at_step(desk: Desk, step: int | None) -> Walker:
    walker = await desk.ticket()
    for decision in WAYS[step]:
        await walker.decide(decision)
    return walker


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.at}-{rule.decision}")
async def test_every_decision_leads_where_the_table_says(desk: Desk, rule: object) -> None:
    row = next(each for each in RULES if each is rule)
    walker = await at_step(desk, row.at)
    if row.decision is Decision.INFORMATION_RECEIVED:
        await walker.decide("request_information")

    after = await walker.decide(row.decision)

    assert (after["status"], after["step"]["number"]) == (("closed", 13) if row.to is None else ("open", row.to))


@pytest.mark.parametrize("step", WAYS, ids=str)
async def test_a_decision_of_another_step_is_refused_with_what_is_possible(desk: Desk, step: int | None) -> None:
    walker = await at_step(desk, step)
    possible = {rule.decision for rule in RULES if rule.at == step}

    for decision in [each for each in Decision if each not in possible]:
        refusal = await walker.try_to(decision)

        assert refusal.status_code == 409, decision
        assert refusal.json()["section"] == "2"
        assert all(each in refusal.json()["detail"] for each in possible - {Decision.INFORMATION_RECEIVED})


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.needs], ids=lambda rule: f"{rule.at}-{rule.decision}")
async def test_a_step_cannot_be_left_without_what_it_produces(desk: Desk, rule: object) -> None:
    row = next(each for each in RULES if each is rule)
    walker = await at_step(desk, row.at)

    refusal = await walker.try_to(row.decision, **dict.fromkeys(OUTPUTS[row.decision]))

    assert refusal.status_code == 400
    assert {fault["pointer"] for fault in refusal.json()["errors"]} == {f"/{output}" for output in row.needs}
    assert refusal.json()["section"] == row.section.number
    assert (await walker.ticket())["version"] == 1 + len(WAYS[row.at])


async def test_what_does_not_belong_to_a_decision_is_refused_with_all_else_that_is_wrong(desk: Desk) -> None:
    walker = await desk.ticket()
    stray = await walker.try_to("clear", hours=5, backlogItem="X", cause="third_party")
    assert (stray.status_code, stray.json()["section"]) == (400, "2")
    assert {fault["pointer"] for fault in stray.json()["errors"]} == {"/hours", "/backlogItem", "/cause"}

    walker = await at_step(desk, 4)
    for decision, cause in (("bug", "third_party"), ("configuration", "vendor_software")):
        refusal = await walker.try_to(decision, cause=cause, sessionOn="2026-12-01")
        assert (refusal.status_code, refusal.json()["section"]) == (400, "2")
        assert {fault["pointer"] for fault in refusal.json()["errors"]} == {"/cause", "/sessionOn"}
    assert (await walker.ticket())["version"] == 2


async def test_what_can_be_decided_says_by_whom_and_with_what(desk: Desk, support: Caller, registrant: Caller) -> None:
    walker = await at_step(desk, 4)

    seen = (await support.get(f"{walker.path}/transitions")).json()
    theirs = (await registrant.get(f"{walker.path}/transitions")).json()

    bug = next(item for item in seen["items"] if item["decision"] == "bug")
    assert bug == {
        "decision": "bug",
        "toStep": 6,
        "requiredFields": ["cause"],
        "decidedBy": [
            {"role": "support", "responsibility": "R"},
            {"role": "support_manager", "responsibility": "A"},
        ],
        "allowed": True,
        "section": "2",
    }
    assert not any(item["allowed"] for item in theirs["items"])


@pytest.mark.parametrize(
    ("step", "decision", "may", "may_not"),
    [
        (3, "unclear", ("support", "manager"), ("consultant", "registrant")),
        (9, "consultancy_delivered", ("consultant", "manager"), ("support", "registrant")),
        (12, "solved", ("registrant", "colleague", "manager"), ("support", "consultant")),
        (10, "solved", ("support", "manager"), ("registrant", "consultant")),
    ],
)
async def test_the_responsible_and_the_accountable_decide_and_nobody_else(
    desk: Desk, cast: dict[str, Caller], step: int, decision: str, may: tuple[str, ...], may_not: tuple[str, ...]
) -> None:
    for name in may_not:
        walker = await at_step(desk, step)
        refusal = await walker.try_to(decision, by=cast[name])
        assert (refusal.status_code, refusal.json()["section"]) == (403, "2.1")
    for name in may:
        walker = await at_step(desk, step)
        await walker.decide(decision, by=cast[name])


async def test_the_refusal_names_who_may(api: Api, desk: Desk, support: Caller, consultant: Caller) -> None:
    walker = await at_step(desk, 3)
    await walker.caller.put(
        f"{walker.path}/raci-assignments/support", json={"personId": str(support.person.id)}, headers={"If-Match": "*"}
    )

    refusal = await walker.try_to("unclear", by=consultant)

    assert support.person.name in refusal.json()["detail"]
    assert "support_manager" in refusal.json()["detail"]


async def test_information_that_the_customer_was_asked_for_may_come_from_the_customer(
    desk: Desk, registrant: Caller
) -> None:
    walker = await at_step(desk, 4)
    await walker.decide("request_information")
    assert (await walker.clock("resolution"))["state"] == "paused"

    await walker.decide("information_received", by=registrant)

    assert (await walker.clock("resolution"))["state"] == "running"


async def test_a_transition_answers_with_the_ticket_after_it(desk: Desk, support: Caller) -> None:
    walker = await at_step(desk, 3)

    answer = await walker.try_to("unclear", by=support, note="No idea yet.")

    body = answer.json()
    assert (body["decision"], body["fromStep"], body["toStep"], body["role"]) == ("unclear", 3, 4, "support")
    assert body["note"] == "No idea yet."
    assert body["ticket"] == await walker.ticket()
    assert answer.headers["etag"] == f'"v{body["ticket"]["version"]}"'


@pytest.mark.parametrize(("header", "status"), [('"v1"', 201), ('"v2"', 412), ('W/"v1"', 412), ("*", 201), ("v1", 400)])
async def test_a_transition_may_name_the_version_it_is_made_from(desk: Desk, header: str, status: int) -> None:
    walker = await at_step(desk, 3)

    answer = await walker.caller.post(
        f"{walker.path}/transitions", json={"decision": "unclear"}, headers={"If-Match": header}
    )

    assert answer.status_code == status
