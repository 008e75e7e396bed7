"""What the tests of maintenance and availability have in common: the running service's time, told by the wall clock."""

from dataclasses import dataclass
from typing import Any

from tests.domain.tickets.histories import local
from tests.routers.callers import Caller
from tests.routers.operations.conftest import Running

HOUR = 3_600


def utc(wall: str) -> str:
    return local(wall).isoformat().replace("+00:00", "Z")


@dataclass
class Judged:
    """Whatever happens is recorded at the moment that `at` has set."""

    running: Running

    def at(self, wall: str) -> "Judged":
        self.running.api.clock.now = local(wall)
        return self

    async def outage(self, began: str, ended: str | None = None, *instances: str, **further: Any) -> str:
        running = self.running
        made = await running.outage(*instances, began=utc(began), **further)
        if ended is not None:
            await self.end(made["id"], ended)
        return made["id"]

    async def end(self, outage_id: str, ended: str) -> None:
        body = {"decision": "end", "endedAt": utc(ended)}
        await self.running.made(self.running.support, f"/outages/{outage_id}/transitions", body)

    async def plan(self, planned_from: str, planned_until: str, *instances: str, **further: Any) -> dict[str, Any]:
        body = {
            "instanceIds": [*(instances or [self.running.instance])],
            "kind": "preventive",
            "plannedFrom": utc(planned_from),
            "plannedUntil": utc(planned_until),
            **further,
        }
        return await self.running.made(self.running.support, "/maintenance-periods", body)

    async def decide(self, maintenance_id: str, decision: str, **further: Any) -> dict[str, Any]:
        path = f"/maintenance-periods/{maintenance_id}/transitions"
        return await self.running.made(self.running.support, path, {"decision": decision, **further})

    async def work(self, maintenance_id: str, began: str, ended: str) -> None:
        await self.decide(maintenance_id, "begin", occurredAt=utc(began))
        await self.decide(maintenance_id, "end", occurredAt=utc(ended))

    async def seen(self, caller: Caller | None = None, instance: str | None = None, **query: Any) -> dict[str, Any]:
        """The availability, of 2026 unless another period is asked for."""
        asked = query if {"year", "from"} & query.keys() else {"year": 2026, **query}
        path = f"/v1/instances/{instance or self.running.instance}/availability"
        answer = await (caller or self.running.support).get(path, params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def claim(self, outage_id: str, began: str, ended: str | None, *, accepted: bool | None = None) -> str:
        """By one manager, decided by the other."""
        running, path = self.running, f"/outages/{outage_id}/left-out"
        body: dict[str, Any] = {"from": utc(began), "reason": "attack", "evidence": "The report of the attack."}
        claimed = await running.made(
            running.manager, path, {**body, **({} if ended is None else {"until": utc(ended)})}
        )
        if accepted is not None:
            decision = {"accepted": accepted, "reason": "The report says so."}
            await running.made(running.second, f"{path}/{claimed['id']}/decision", decision)
        return claimed["id"]


def stretches(seen: dict[str, Any], name: str) -> list[tuple[str, str]]:
    return [(each["from"], each["until"]) for each in seen[name]]


def hours(seen: dict[str, Any]) -> tuple[float, float]:
    """Left out, and counted."""
    return seen["leftOutSeconds"] / HOUR, seen["countedSeconds"] / HOUR
