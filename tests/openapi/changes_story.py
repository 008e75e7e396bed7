"""The part of the story in which the dairy's planning is changed: as always, with an approval, by a board, at once."""

from typing import Final

from tests.openapi.telling import Story
from tests.routers.callers import Caller

PLAN: Final = {
    "steps": "Copy the rounds, switch over, compare.",
    "rollback": "Switch back; the copy stays.",
    "test": "The rounds of yesterday come out the same.",
}
LOW: Final = {"level": "low", "reason": "Nobody plans at night, and it can be taken back."}
HIGH: Final = {"level": "high", "reason": "Every round is read from it."}


async def changed(
    story: Story, manager: Caller, support: Caller, customer: Caller, customer_id: str, instance_id: str
) -> None:
    own = {"customerId": customer_id, "instanceIds": [instance_id]}
    await _prepared(story, manager, support)
    change = await story.tell(
        "register_change",
        support,
        {
            "changeType": "normal",
            "title": "Move the rounds to another database",
            "description": "The old one is full in March.",
            **own,
            "plan": PLAN,
        },
    )
    at = {"changeId": change["id"]}
    await story.show("list_change_decisions", support, "t", at)
    await story.tell("decide_change", support, {"decision": "assess", "risk": LOW}, at)
    await story.tell("set_change_plan", support, {"risk": HIGH}, at)
    await _voted(story, manager, support, at)
    times = {"plannedFrom": "2026-12-05T19:00:00Z", "plannedUntil": "2026-12-05T21:00:00Z"}
    await story.tell("decide_change", support, {"decision": "plan", **times}, at)
    await story.tell("read_change", customer, at=at)
    urgent = {
        "changeType": "urgent",
        "title": "Close the leak in the export",
        "description": "The export shows rounds of others.",
        "reason": "Anybody who is signed in can read them.",
    }
    hotfix = await story.tell("register_change", support, {**urgent, **own})
    at = {"changeId": hotfix["id"]}
    await story.tell("decide_change", support, {"decision": "begin"}, at)
    outages = (await support.get("/v1/outages")).json()["items"]
    linked = {**at, "outageId": outages[0]["id"]}
    await story.tell("link_change", support, at=linked)
    await story.tell("unlink_change", support, at=linked)
    report = {"report": "The export shows the own rounds alone.", "hotfixVersion": "4.2.1"}
    await story.tell("decide_change", support, {"decision": "implemented", **report}, at)
    await story.show("list_changes", customer, "ct")
    period = {"from": "2026-11-30T00:00:00Z", "until": "2026-12-28T00:00:00Z"}
    await story.show("read_change_calendar", manager, "tsi", query=period)


async def _prepared(story: Story, manager: Caller, support: Caller) -> None:
    for name in ("Restart the agent", "Renew the certificate"):
        model = await story.tell(
            "add_change_model",
            manager,
            {
                "name": name,
                "plan": {"steps": "Stop it, start it.", "rollback": "Start the one before.", "test": "It answers."},
                "risk": LOW,
                "approvedBy": str(manager.person.id),
                "validUntilOn": "2027-06-30",
            },
        )
    of_model = {"modelId": model["id"]}
    await story.show("list_change_models", support, "ct")
    await story.tell("read_change_model", support, at=of_model)
    await story.tell("withdraw_change_model", manager, {"reason": "It is renewed by itself now."}, of_model)
    frozen = {"from": "2026-12-23T23:00:00Z", "until": "2027-01-03T23:00:00Z"}
    freeze = await story.tell(
        "freeze_changes", manager, {"name": "The holidays", "reason": "Half of us are away.", **frozen}
    )
    of_freeze = {"freezeId": freeze["id"]}
    await story.show("list_freezes", support, "ct")
    await story.tell("read_freeze", support, at=of_freeze)
    await story.tell("lift_freeze", manager, {"reason": "Enough of us are there."}, of_freeze)


async def _voted(story: Story, manager: Caller, support: Caller, at: dict[str, str]) -> None:
    body = {"name": "Change advisory board", "members": [str(manager.person.id)], "quorum": 1, "votingSeconds": 172_800}
    board = await story.tell("create_board", manager, body)
    of_board = {"boardId": board["id"]}
    await story.show("list_boards", support, "ct")
    await story.tell("read_board", support, at=of_board)
    await story.tell("change_board", manager, {"votingSeconds": 86_400}, of_board)
    await story.tell("decide_change", manager, {"decision": "submit", "boardId": board["id"]}, at)
    (ballot,) = (await manager.get(f"/v1/changes/{at['changeId']}/ballots")).json()["items"]
    of_vote = {**at, "ballotId": ballot["id"], "personId": str(manager.person.id)}
    vote = {"vote": "approve", "reason": "It can be taken back within the night."}
    await story.tell("cast_vote", manager, vote, of_vote)
    await story.show("list_ballots", support, "t", at)
    await story.tell("decide_change", manager, {"decision": "close_ballot"}, at)
