"""Tickets to walk with."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from httpx import Response

from tests.organisations import Organisation
from tests.routers.callers import Api, Caller

REPORT: dict[str, Any] = {
    "kind": "incident",
    "callType": "software_bug",
    "product": "IDU",
    "problemType": "technical",
    "title": "The nightly run stops",
    "description": "It stops at the third record.",
    "urgency": "u2",
    "impact": "i2",
    "channel": "portal",
}

OUTPUTS: dict[str, dict[str, Any]] = {
    "bug": {"cause": "vendor_software"},
    "configuration": {"cause": "configuration"},
    "agree": {"approvedHours": 8, "agreementReference": "Q-17", "approvedBy": "Dirk Director"},
    "bug_registered": {"backlogItem": "PBI-4711"},
    "bug_solved": {"testReport": "Tested in the test environment."},
    "implemented": {"report": "Deployed and tested at the customer."},
    "consultancy_delivered": {"hours": 6.5},
    "solved": {"report": "It runs."},
    "not_solved": {"report": "It still stops."},
    "consultancy": {"sessionOn": "2026-12-01"},
    "support": {"sessionOn": "2026-12-01"},
    "workaround": {"report": "Run it by hand."},
    "request_information": {"note": "Which record is it?"},
    "reopen": {"note": "It stopped again."},
}
"""What each decision has to bring along."""


def new_key() -> dict[str, str]:
    """As integrations do, so that what they go through is what most tests go through."""
    return {"Idempotency-Key": str(uuid4())}


@dataclass
class Walker:
    """A ticket, and whoever may do anything with it."""

    id: str
    caller: Caller

    @property
    def path(self) -> str:
        return f"/v1/tickets/{self.id}"

    async def decide(self, decision: str, *, by: Caller | None = None, **more: Any) -> dict[str, Any]:
        if decision == "consultancy":  # which rests on what the customer agreed to (1.1)
            await self.sell_day_card()
        answer = await self.try_to(decision, by=by, **more)
        assert answer.status_code == 201, answer.text
        return answer.json()["ticket"]

    async def sell_day_card(self) -> None:
        card = {"days": 100, "boughtOn": "2026-11-02", "reference": "PO 7"}
        path = f"/v1/customers/{(await self.ticket())['customerId']}/day-cards"
        answer = await self.caller.post(path, json=card, headers=new_key())
        assert answer.status_code == 201, answer.text

    async def try_to(self, decision: str, *, by: Caller | None = None, **more: Any) -> Response:
        late = {"note": "Noted down afterwards."} if more.get("occurredAt") else {}
        body = {"decision": decision, **late, **OUTPUTS.get(decision, {}), **more}
        return await (by or self.caller).post(f"{self.path}/transitions", json=body, headers=new_key())

    async def ticket(self) -> dict[str, Any]:
        return (await self.caller.get(self.path)).json()

    async def clock(self, name: str) -> dict[str, Any]:
        return next(clock for clock in (await self.ticket())["clocks"] if clock["name"] == name)

    async def events(self, kind: str = "") -> list[dict[str, Any]]:
        items = (await self.caller.get(f"{self.path}/events", params={"limit": 200})).json()["items"]
        return [event for event in items if event["type"] == kind or not kind]


class Desk:
    """Takes tickets in for a customer."""

    def __init__(self, admin: Caller, organisation: Organisation) -> None:
        self.admin = admin
        self.organisation = organisation

    async def ticket(self, by: Caller | None = None, **changes: Any) -> Walker:
        answer = await self.report(by, **changes)
        assert answer.status_code == 201, answer.text
        return Walker(answer.json()["id"], self.admin)

    async def report(self, by: Caller | None = None, **changes: Any) -> Response:
        body = {"customerId": str(self.organisation.customer.id), **REPORT, **changes}
        return await (by or self.admin).post("/v1/tickets", json=body, headers=new_key())


@pytest.fixture
async def desk(api: Api, admin: Caller, extended: Organisation) -> Desk:
    """Of the extended customer; an administrator takes the tickets in."""
    return Desk(admin, extended)


@pytest.fixture
async def standard_desk(api: Api, admin: Caller, standard: Organisation) -> Desk:
    return Desk(admin, standard)


@pytest.fixture
async def cast(
    support: Caller, consultant: Caller, manager: Caller, registrant: Caller, colleague: Caller, stranger: Caller
) -> dict[str, Caller]:
    """Everybody who could want something of a ticket, by what they are."""
    return {
        "support": support,
        "consultant": consultant,
        "manager": manager,
        "registrant": registrant,
        "colleague": colleague,
        "stranger": stranger,
    }
