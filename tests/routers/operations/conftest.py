"""A service with an instance of each of two customers, and who works on it."""

from dataclasses import dataclass
from typing import Any

import pytest

from app.domain.vocabulary import Role
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller


@dataclass
class Running:
    """`instance` is the extended customer's production in the cloud, `theirs` the standard one's; `second` decides."""

    api: Api
    manager: Caller
    second: Caller
    support: Caller
    registrant: Caller
    stranger: Caller
    customer_id: str
    service: str
    instance: str
    theirs: str

    async def made(self, caller: Caller, path: str, body: dict[str, Any], status: int = 201) -> dict[str, Any]:
        answer = await caller.post(f"/v1{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def outage(self, *instances: str, began: str = "2026-11-23T09:00:00Z", **further: Any) -> dict[str, Any]:
        body = {"instanceIds": [*(instances or [self.instance])], "beganAt": began, "detectedBy": "staff"}
        return await self.made(self.support, "/outages", {**body, "summary": "Nobody can sign in", **further})


@pytest.fixture
async def running(
    api: Api,
    manager: Caller,
    support: Caller,
    registrant: Caller,
    stranger: Caller,
    extended: Organisation,
    standard: Organisation,
) -> Running:
    made = Running(
        api=api,
        manager=manager,
        second=await api.as_(Role.SUPPORT_MANAGER),
        support=support,
        registrant=registrant,
        stranger=stranger,
        customer_id=str(extended.customer.id),
        service="",
        instance="",
        theirs="",
    )
    service = await made.made(manager, "/services", {"name": "IDU", "product": "idu"})
    made.service = service["id"]
    made.instance = await add_instance(made, str(extended.customer.id))
    made.theirs = await add_instance(made, str(standard.customer.id))
    return made


async def add_instance(running: Running, customer_id: str, **further: Any) -> str:
    body = {
        "customerId": customer_id,
        "serviceId": running.service,
        "name": "Production",
        "url": "https://dairy.example",
        "environment": "production",
        "hosting": "cloud",
        "startsOn": "2026-01-01",
        **further,
    }
    return (await running.made(running.manager, "/instances", body))["id"]
