"""The part of the story in which the dairy gets its planning, which is kept, goes down and is judged (chapter 5)."""

from tests.openapi.telling import Story
from tests.routers.callers import Caller

TESTED = {"automatic": "build 1874", "manual": "protocol 88"}


async def ran(story: Story, manager: Caller, support: Caller, customer: Caller, customer_id: str) -> str:
    """The id of the instance."""
    service = await story.tell("create_service", manager, {"name": "Planning", "product": "idu"})
    of_service = {"serviceId": service["id"]}
    instance = await story.tell(
        "create_instance",
        manager,
        {
            "customerId": customer_id,
            **of_service,
            "name": "Production",
            "url": "https://planning.melkmeisje.example",
            "environment": "production",
            "hosting": "cloud",
            "startsOn": "2026-01-01",
            "version": "4.1",
        },
    )
    at = {"instanceId": instance["id"]}
    await story.tell("change_service", manager, {"name": "Planning of rounds"}, of_service)
    await story.show("list_services", customer, "ct")
    await story.tell("read_service", customer, at=of_service)
    await story.tell("change_instance", manager, {"measuredBy": "A probe in Almere"}, at)
    await story.show("list_instances", customer, "ct")
    await story.tell("read_instance", customer, at=at)
    await _released(story, manager, support, customer, of_service, at)
    await _kept(story, support, customer, at)
    await _watched(story, manager, support, customer, customer_id, at)
    await _went_down(story, manager, support, customer, at)
    return instance["id"]


async def _released(
    story: Story, manager: Caller, support: Caller, customer: Caller, of_service: dict[str, str], at: dict[str, str]
) -> None:
    for version, day in (("4.1", "2026-10-01"), ("4.2", "2026-11-02")):
        notes = {"notesUrl": f"https://vendor.example/notes/{version}", "tests": TESTED}
        body = {**of_service, "version": version, "releasedOn": day, "kind": "production", **notes}
        await story.tell("publish_release", manager, body)
    await story.tell("install_release", support, {"version": "4.2", "occurredAt": "2026-11-21T10:00:00Z"}, at)
    await story.show("list_releases", customer, "ct")
    await story.show("read_rollout", customer, "ct", query=of_service)


async def _kept(story: Story, support: Caller, customer: Caller, at: dict[str, str]) -> None:
    """A copy that is read back, and the one before it, which goes."""
    copies = list[str]()
    for day in ("2026-11-21", "2026-11-22"):
        states = {"takenAt": f"{day}T20:00:00Z", "finishedAt": f"{day}T21:10:00Z"}
        body = {"kind": "full_copy", **states, "verified": False, "size": 8_400_000_000, "location": "Almere"}
        copies.append((await story.tell("record_copy", support, body, at))["id"])
    await story.tell("verify_copy", support, at={**at, "copyId": copies[1]})
    gone = {"reason": "A newer one is kept."}
    await story.tell("remove_copy", support, gone, {**at, "copyId": copies[0]})
    await story.show("list_copies", customer, "ct", at)
    await story.tell("read_recovery", customer, at=at)


async def _watched(
    story: Story, manager: Caller, support: Caller, customer: Caller, customer_id: str, at: dict[str, str]
) -> None:
    await story.tell("record_traffic", support, {"month": "2026-11", "bytes": 73_400_000_000}, at)
    step = {"step": "monitor", "month": "2026-11", "note": "Three times what others take, for a week now."}
    await story.tell("take_fair_use_step", manager, step, {"customerId": customer_id})
    await story.show("list_fair_use", customer, "ct", query={"month": "2026-11"})
    found = {"kind": "configuration", "pattern": "connector account expires", "text": "On 1 December."}
    await story.tell("record_log_analysis", support, {"findings": [found]}, at)
    await story.tell("read_log_analyses", customer, at=at)
    of_november = {"from": "2026-11-01T00:00:00Z", "until": "2026-12-01T00:00:00Z"}
    await story.show("list_log_patterns", support, "ct", query=of_november)
    uses = {"multiFactor": "optional", "singleSignOn": "enforced", "strongPasswords": "enforced"}
    await story.tell("put_access_survey", support, uses, at)
    await story.tell("read_access_survey", customer, at=at)
    change = {"part": "agent", "text": "The agent moves to another server.", "plannedOn": "2026-12-07"}
    await story.tell("tell_infrastructure_change", customer, change, at)
    await story.show("list_infrastructure_changes", customer, "ct", at)


async def _went_down(story: Story, manager: Caller, support: Caller, customer: Caller, at: dict[str, str]) -> None:
    """An hour in the night, of which a part was an attack; the customer's log begins earlier."""
    night = {"beganAt": "2026-11-22T01:00:00Z", "detectedBy": "monitoring"}
    begun = {"instanceIds": [at["instanceId"]], **night, "summary": "Nobody can sign in"}
    outage = await story.tell("record_outage", support, begun)
    await story.tell("record_outage", support, begun)
    down = {"outageId": outage["id"]}
    await story.tell("decide_outage", support, {"decision": "end", "endedAt": "2026-11-22T02:00:00Z"}, down)
    await story.tell("decide_outage", support, {"decision": "find_loss", "loss": "instance"}, down)
    await story.tell("decide_outage", support, {"decision": "find_cause", "text": "A flood of requests."}, down)
    part = {"from": "2026-11-22T01:20:00Z", "until": "2026-11-22T01:50:00Z"}
    claim = {**part, "reason": "attack", "evidence": "The provider's report of the flood."}
    claimed = await story.tell("claim_left_out", support, claim, down)
    granted = {"accepted": True, "reason": "The report names our addresses."}
    await story.tell("decide_left_out", manager, granted, {**down, "leftOutId": claimed["id"]})
    proof = {"claim": "began_earlier", "from": "2026-11-22T00:50:00Z", "evidence": "Our own log of sign-ins."}
    rebutted = await story.tell("rebut_outage", customer, proof, down)
    right = {"accepted": True, "reason": "The log is right."}
    await story.tell("decide_rebuttal", manager, right, {**down, "rebuttalId": rebutted["id"]})
    await story.show("list_outages", customer, "ct")
    await story.tell("read_outage", customer, at=down)
