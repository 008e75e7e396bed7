"""The vendor's backlog, with two customers who have the same bug."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from httpx import Response

from app.backlog.kinds import BACKLOG_ITEMS
from app.domain.backlog.item_facts import BacklogItemFact
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.streams import subjects
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker, new_key

BUG = {"reference": "PBI-1", "title": "The nightly run stops", "kind": "bug"}
KNOWN = {"symptom": "It stops at the third record.", "workaround": "Run it by hand.", "public": True}


@dataclass(frozen=True)
class Backlog:
    api: Api
    support: Caller

    async def register(self, by: Caller | None = None, **more: Any) -> Response:
        return await (by or self.support).post("/v1/backlog-items", json={**BUG, **more}, headers=new_key())

    async def item(self, **more: Any) -> dict[str, Any]:
        answer = await self.register(**more)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def change(self, item: dict[str, Any], by: Caller | None = None, **changes: Any) -> Response:
        caller, path = by or self.support, f"/v1/backlog-items/{item['id']}"
        tag = (await self.support.get(path)).headers["ETag"]
        return await caller.patch(path, json=changes, headers={"If-Match": tag})

    async def changed(self, item: dict[str, Any], **changes: Any) -> dict[str, Any]:
        answer = await self.change(item, **changes)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def link(self, ticket: Walker, item: dict[str, Any], by: Caller | None = None) -> Response:
        return await (by or self.support).put(f"{ticket.path}/backlog-item", json={"backlogItemId": item["id"]})

    async def history(self, item: dict[str, Any]) -> list[BacklogItemFact]:
        async with transaction(self.api.engine, SYSTEM) as connection:
            found = await subjects.history(connection, BACKLOG_ITEMS, UUID(item["id"]))
        return [each.fact for each in found]


@pytest.fixture
async def backlog(api: Api, support: Caller) -> Backlog:
    return Backlog(api, support)


@pytest.fixture
async def desk(admin: Caller, extended: Organisation) -> Desk:
    return Desk(admin, extended)


@pytest.fixture
async def standard_desk(admin: Caller, standard: Organisation) -> Desk:
    return Desk(admin, standard)


async def at_step_6(desk: Desk) -> Walker:
    ticket = await desk.ticket()
    for decision in ("unclear", "bug"):
        await ticket.decide(decision)
    return ticket
