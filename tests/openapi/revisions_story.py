"""The part of the story in which the agreement is revised, and the dairy objects."""

from typing import Any

from tests.openapi.telling import Story
from tests.routers.callers import Caller

IN_FORCE_ON = "2027-03-01"


async def revised(story: Story, manager: Caller, support: Caller, customer: Caller) -> None:
    agreement = (await manager.get("/v1/sla/agreement")).json()
    body = {**agreement, "inForceOn": IN_FORCE_ON}
    await story.tell("draft_revision", manager, body, query={"dryRun": "true"})
    drafted = await story.tell("draft_revision", manager, body)
    story.told["draft_revision"]["request"] = _beginning(body)
    other = await story.tell("draft_revision", manager, {**body, "inForceOn": "2027-06-01"})
    at, also = ({"revision": str(each["draft"]["revision"])} for each in (drafted, other))
    await story.tell("announce_revision", manager, at=at)
    await story.show("list_revisions", support, "ct")
    await story.tell("read_revision", customer, at=at)
    made = await story.tell("object_to_revision", customer, {"reasons": "The response times get longer."}, at)
    await story.tell("list_objections", support, at=at)
    objection = {"objectionId": made["id"]}
    await story.tell("read_objection", customer, at=objection)
    answer = {"accepted": False, "reason": "The times were agreed in January."}
    await story.tell("decide_on_objection", manager, answer, {**at, **objection})
    await story.tell("withdraw_revision", manager, {"reason": "One revision a year is enough."}, also)


def _beginning(body: dict[str, Any]) -> dict[str, Any]:
    """An example is there to be read: one clause of them all."""
    clause = next(each for each in body["clauses"] if each["section"] == "5.2")
    return {**body, "clauses": [{**clause, "tables": clause["tables"][:1]}]}
