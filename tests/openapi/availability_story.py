"""The part of the story in which the dairy's planning is maintained, and how available it was."""

from datetime import timedelta
from typing import Any

from tests.openapi.telling import Story
from tests.routers.callers import Caller


async def judged(story: Story, customer: Caller, manager: Caller, instance_id: str) -> None:
    """Of an instance that is there: an hour's work that is announced, carried out, and takes it down."""
    now, of_it = story.api.clock.now, {"instanceId": instance_id}

    def soon(minutes: int) -> str:
        return f"{now + timedelta(minutes=minutes):%FT%TZ}"

    plan: dict[str, Any] = {"instanceIds": [instance_id], "kind": "preventive", "plannedFrom": soon(5)}
    made = await story.tell("plan_maintenance", manager, {**plan, "plannedUntil": soon(65), "announce": True})
    at = {"maintenanceId": made["id"]}
    later = {"decision": "extend", "plannedUntil": soon(95)}
    await story.tell("decide_maintenance", manager, later, at)
    story.api.clock.advance(timedelta(minutes=10))
    await story.tell("decide_maintenance", manager, {"decision": "begin", "occurredAt": soon(5)}, at)
    outage = {"instanceIds": [instance_id], "beganAt": soon(6), "detectedBy": "staff", "summary": "Switched over"}
    down = await manager.post("/v1/outages", json=outage)
    assert down.status_code == 201, down.text
    ended = {"decision": "end", "endedAt": soon(8)}
    await manager.post(f"/v1/outages/{down.json()['id']}/transitions", json=ended)
    await story.tell("decide_maintenance", manager, {"decision": "end"}, at)
    await story.show("list_maintenance", customer, "ct")
    await story.tell("read_maintenance", customer, at=at)
    await story.tell("measure_instance", manager, {"measuring": False, "reason": "The probe is moved."}, of_it)
    year = {"year": "2026"}
    await story.show("read_availability", customer, "t", of_it, query=year)
    await story.show("explain_instance_availability", customer, "ct", of_it, query=year)
    await story.show("read_timeline", customer, "ts", of_it, query=year)
    await story.show("list_availability", customer, "ct", query=year)
