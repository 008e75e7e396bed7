"""A service that runs for a customer, with one of everything of chapter 5."""

from collections.abc import Mapping
from typing import Any

from tests.routers.bodies import SOUND
from tests.routers.callers import Caller


async def running_service(manager: Caller, support: Caller, recorder: Caller, customer_id: str) -> Mapping[str, str]:
    """Ids by the names of path parameters. What `support` claims and `recorder` records others decide on."""
    ids = {"customerId": customer_id}

    async def made(path: str, operation: str, by: Caller = support, **instead: Any) -> dict[str, Any]:
        body = {name: _of(value, ids) for name, value in SOUND[operation].items()}
        answer = await by.post("/v1" + path.format(**ids), json={**body, **instead})
        assert answer.status_code == 201, answer.text
        return answer.json()

    ids["serviceId"] = (await made("/services", "create_service", manager))["id"]
    ids["instanceId"] = (await made("/instances", "create_instance", manager))["id"]
    ids["outageId"] = (await made("/outages", "record_outage"))["id"]
    ids["leftOutId"] = (await made("/outages/{outageId}/left-out", "claim_left_out"))["id"]
    ids["rebuttalId"] = (await made("/outages/{outageId}/rebuttals", "rebut_outage", recorder))["id"]
    ids["maintenanceId"] = (await made("/maintenance-periods", "plan_maintenance"))["id"]
    await made("/instances/{instanceId}/copies", "record_copy", takenAt="2026-11-21T21:00:00Z")
    ids["copyId"] = (await made("/instances/{instanceId}/copies", "record_copy"))["id"]
    await made("/releases", "publish_release", manager, version="4.2")
    await made("/instances/{instanceId}/traffic", "record_traffic")
    return ids


def _of(value: Any, ids: Mapping[str, str]) -> Any:
    return value.format(**ids) if isinstance(value, str) else value
