"""Changes to walk with, on the running service of two customers."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from httpx import Response

from app.changes.kinds import CHANGES
from app.domain.vocabulary import Role
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.streams import subjects
from tests.domain.tickets.histories import local
from tests.routers.callers import Caller
from tests.routers.operations.conftest import Running, running
from tests.routers.operations.judged import utc

__all__ = ["running"]

PLAN = {"steps": "Copy, move, switch over.", "rollback": "Switch back.", "test": "The rounds come out the same."}
NIGHT = {"plannedFrom": utc("2026-11-24 20:00"), "plannedUntil": utc("2026-11-24 22:00")}
LOW, HIGH = ({"level": level, "reason": "All rounds read from it."} for level in ("low", "high"))
TAKES: dict[str, dict[str, Any]] = {
    "assess": {"risk": LOW, "plan": PLAN},
    "reject": {"reason": "It is not worth it."},
    "plan": NIGHT,
    "implemented": {"report": "The rounds come out the same."},
    "failed": {"report": "It was too slow.", "rollback": "done"},
    "review": {"worked": True, "lessons": "Copying takes an hour more."},
    "withdraw": {"reason": "It is not needed any more."},
}
"""What each decision has to bring along."""
REASON = "A leak that anybody can read by."


@dataclass
class ChangeWalker:
    """A change, and who decides on it unless another is named."""

    id: str
    number: str
    by: Caller

    @property
    def path(self) -> str:
        return f"/v1/changes/{self.id}"

    async def tried(self, decision: str, by: Caller | None = None, **further: Any) -> Response:
        body = {"decision": decision, **TAKES.get(decision, {}), **further}
        return await (by or self.by).post(f"{self.path}/transitions", json=body)

    async def decide(self, decision: str, by: Caller | None = None, **further: Any) -> dict[str, Any]:
        answer = await self.tried(decision, by, **further)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def refused(self, decision: str, by: Caller | None = None, **further: Any) -> tuple[int, str | None]:
        answer = await self.tried(decision, by, **further)
        return answer.status_code, answer.json().get("section")

    async def walked(self, *decisions: str) -> "ChangeWalker":
        for decision in decisions:
            await self.decide(decision)
        return self

    async def read(self, by: Caller | None = None) -> dict[str, Any]:
        answer = await (by or self.by).get(self.path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def ballots(self) -> list[dict[str, Any]]:
        return (await self.by.get(f"{self.path}/ballots")).json()["items"]

    async def vote(self, by: Caller, vote: str, ballot: int = -1, person: Caller | None = None) -> Response:
        ballot_id = (await self.ballots())[ballot]["id"]
        path = f"{self.path}/ballots/{ballot_id}/votes/{(person or by).person.id}"
        return await by.put(path, json={"vote": vote, "reason": "As I see it."})

    async def set(self, by: Caller | None = None, **parts: Any) -> Response:
        known = (await (by or self.by).get(self.path)).headers["ETag"]
        return await (by or self.by).patch(self.path, json=parts, headers={"If-Match": known})


@dataclass
class ChangeDesk:
    """`asker` asks for changes, `manager` decides on them."""

    running: Running
    asker: Caller
    consultant: Caller
    members: list[Caller] = field(default_factory=list[Caller])

    def at(self, wall: str) -> None:
        self.running.api.clock.now = local(wall)

    async def change(self, change_type: str = "normal", by: Caller | None = None, **further: Any) -> ChangeWalker:
        answer = await self.asked(change_type, by, **further)
        assert answer.status_code == 201, answer.text
        return ChangeWalker(answer.json()["id"], answer.json()["number"], self.running.manager)

    async def asked(self, change_type: str = "normal", by: Caller | None = None, **further: Any) -> Response:
        urgent = {"reason": REASON} if change_type == "urgent" else {}
        words = {"title": "Move the rounds", "description": "The old database is full in March."}
        on = {"instanceIds": [self.running.instance]}
        body = {"changeType": change_type, **words, **on, **urgent, **further}
        return await (by or self.asker).post("/v1/changes", json=body)

    async def model(self, **further: Any) -> str:
        body = {
            "name": "Restart the agent",
            "plan": PLAN,
            "risk": LOW,
            "approvedBy": str(self.running.manager.person.id),
            "validUntilOn": "2026-12-31",
            **further,
        }
        return (await self.running.made(self.running.manager, "/change-models", body))["id"]

    async def board(self, members: list[Caller], quorum: int, seconds: int = 86_400) -> str:
        body = {
            "name": "CAB",
            "members": [str(each.person.id) for each in members],
            "quorum": quorum,
            "votingSeconds": seconds,
        }
        return (await self.running.made(self.running.manager, "/advisory-boards", body))["id"]

    async def submitted(self, members: list[Caller], quorum: int) -> ChangeWalker:
        walker = await self.change()
        await walker.decide("assess", risk=HIGH)
        await walker.decide("submit", boardId=await self.board(members, quorum))
        return walker

    async def freeze(self, began: str, ended: str, *instances: str) -> str:
        body = {"name": "The harvest", "reason": "Nobody can wait then.", "from": utc(began), "until": utc(ended)}
        made = await self.running.made(self.running.manager, "/change-freezes", {**body, "instanceIds": [*instances]})
        return made["id"]


@pytest.fixture
async def changing(running: Running, consultant: Caller) -> ChangeDesk:
    return ChangeDesk(running, await running.api.as_(Role.SUPPORT), consultant)


async def facts(changing: ChangeDesk, change: ChangeWalker) -> list[str]:
    """The types of all that happened to it."""
    async with transaction(changing.running.api.engine, SYSTEM) as connection:
        return [each.fact.type for each in await subjects.history(connection, CHANGES, UUID(change.id))]
