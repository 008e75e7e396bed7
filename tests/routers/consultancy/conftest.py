"""A customer that has day cards, and who works for it outside support."""

from dataclasses import dataclass
from typing import Any

import pytest
from httpx import Response

from app.domain.vocabulary import Role, ServiceLevel
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.organisations import Organisation, make_organisation
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import REPORT, Desk, Walker, new_key

HOUR = 3600


@dataclass
class Books:
    """Of one customer. `walker` stands in for whoever may decide what is decided on the way."""

    api: Api
    admin: Caller
    manager: Caller
    support: Caller
    consultant: Caller
    registrant: Caller
    customer_id: str

    async def sold(self, hours: float, **further: Any) -> str:
        """A card of one day of so many hours, of whose units of a second nothing is rounded up."""
        body = {"days": 1, "hoursPerDay": hours, "boughtOn": "2026-11-01", "reference": "PO 7", **further}
        body = {"accountingUnitSeconds": 1, **body}
        answer = await self.manager.post(f"/v1/customers/{self.customer_id}/day-cards", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    async def ticket(self, *decisions: str, approved: float | None = None, **otherwise: Any) -> Walker:
        """At the step to which the decisions lead, with hours that a registrant approved."""
        body = {"customerId": self.customer_id, **REPORT, **otherwise}
        answer = await self.admin.post("/v1/tickets", json=body, headers=new_key())
        assert answer.status_code == 201, answer.text
        walker = Walker(answer.json()["id"], self.admin)
        for decision in decisions:
            await walker.decide(decision)
        if approved is not None:
            assert (await self.approve(walker, approved)).status_code == 201
        return walker

    async def approve(self, walker: Walker, hours: float, by: Caller | None = None, **further: Any) -> Response:
        body = {"hours": hours, **further}
        return await (by or self.registrant).post(f"{walker.path}/approved-hours", json=body, headers=new_key())

    async def write(self, walker: Walker, seconds: int, by: Caller | None = None, **further: Any) -> Response:
        body = {"workedOn": "2026-11-23", "durationSeconds": seconds, "description": "Set it up anew", **further}
        return await (by or self.consultant).post(f"{walker.path}/hours", json=body, headers=new_key())

    async def correct(self, entry_id: str, seconds: int, by: Caller | None = None) -> Response:
        body = {"durationSeconds": seconds, "reason": "Written wrongly"}
        path = f"/v1/ledger-entries/{entry_id}/corrections"
        return await (by or self.consultant).post(path, json=body, headers=new_key())

    async def ledger(self, **query: Any) -> dict[str, Any]:
        answer = await self.manager.get(f"/v1/customers/{self.customer_id}/ledger", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def left(self, **query: Any) -> int:
        return (await self.ledger(**query))["balance"]["seconds"]


@pytest.fixture
async def books(
    api: Api,
    admin: Caller,
    manager: Caller,
    support: Caller,
    consultant: Caller,
    registrant: Caller,
    extended: Organisation,
) -> Books:
    return Books(api, admin, manager, support, consultant, registrant, str(extended.customer.id))


async def books_of(api: Api) -> Books:
    """Of a customer in a database where requests run side by side."""
    async with transaction(api.engine, SYSTEM) as connection:
        made = await make_organisation(connection, "Extended Dairy", ServiceLevel.EXTENDED, "Rosa Registrant")
    return Books(
        api=api,
        admin=await api.as_administrator(),
        manager=await api.as_(Role.SUPPORT_MANAGER),
        support=await api.as_(Role.SUPPORT),
        consultant=await api.as_(Role.CONSULTANT),
        registrant=await api.as_(made.registrants[0]),
        customer_id=str(made.customer.id),
    )


@pytest.fixture
async def desk(admin: Caller, extended: Organisation) -> Desk:
    """Of the extended customer; an administrator takes the tickets in."""
    return Desk(admin, extended)


async def make_own_consultant(api: Api, manager: Caller, organisation: Organisation) -> Caller:
    """A consultant, who is the customer's own from now on."""
    cora = await api.as_(Role.CONSULTANT)
    path = f"/v1/customers/{organisation.customer.id}"
    answer = await manager.patch(path, json={"consultantId": str(cora.person.id)}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    return cora
