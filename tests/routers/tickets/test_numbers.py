"""A ticket's number: the vendor's local year of recording, and a serial that only tickets use."""

import asyncio
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from app.clock import Instant
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.integrations.webhook_sender import integrate, message
from tests.routers.tickets.conftest import REPORT, new_key

LEADS_NOWHERE: Final = {"decision": "close", "occurredAt": "2026-11-23T09:30:00Z"}


async def number(caller: Caller) -> int:
    answer = await caller.post("/v1/tickets", json=REPORT, headers=new_key())
    return int(answer.json()["number"].rpartition("-")[2])


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2027, 12, 31, 22, 59, 59, tzinfo=UTC), 2027),
        (datetime(2027, 12, 31, 23, 0, tzinfo=UTC), 2028),
        (datetime(2027, 12, 31, 23, 30, tzinfo=UTC), 2028),
        (datetime(2028, 1, 1, 0, 30, tzinfo=UTC), 2028),
        (datetime(2028, 12, 31, 23, 15, tzinfo=UTC), 2029),
    ],
)
async def test_the_year_is_that_of_the_vendors_clock(api: Api, registrant: Caller, moment: datetime, year: int) -> None:
    api.clock.now = Instant(moment)
    answer = await registrant.post("/v1/tickets", json=REPORT)
    assert answer.json()["number"].startswith(f"T-{year}-")


async def test_what_is_refused_uses_none(
    registrant: Caller, colleague: Caller, stranger: Caller, support: Caller, admin: Caller
) -> None:
    first = await number(registrant)
    ours = {"customerId": str(registrant.person.customer_id)}
    missing = "01a20940-8cf6-71d8-9131-5f80d053e5d6"
    refused: list[tuple[Caller, dict[str, Any], int]] = [
        (colleague, {}, 403),
        (stranger, {"channel": "phone"}, 400),
        (support, {"customerId": str(stranger.person.customer_id), "channel": "phone"}, 409),
        (registrant, {"registeredAt": "2026-11-23T08:00:00Z"}, 403),
        (support, {"customerId": missing}, 404),
        (support, {}, 400),
        (registrant, {"title": ""}, 400),
        (support, {**ours, "registeredAt": "2099-01-01T00:00:00Z"}, 403),
        (support, {**ours, "channel": "phone", "registeredAt": "2099-01-01T00:00:00Z"}, 400),
        (admin, {**ours, "registeredAt": "2099-12-31T23:59:59Z"}, 400),
        (registrant, {"history": [LEADS_NOWHERE]}, 403),
        (admin, {**ours, "history": [LEADS_NOWHERE]}, 400),
    ]
    for caller, more, status in refused:
        for headers in ({}, new_key()):
            answer = await caller.post("/v1/tickets", json={**REPORT, **more}, headers=headers)
            assert answer.status_code == status, answer.text
    assert await number(registrant) == first + 1


async def test_what_was_answered_before_uses_none(api: Api, registrant: Caller, extended: Organisation) -> None:
    sender = await integrate(api, extended)
    first = await number(registrant)
    key = new_key()
    answers = [await registrant.post("/v1/tickets", json=REPORT, headers=key) for _ in range(5)]
    mismatch = await registrant.post("/v1/tickets", json={**REPORT, "title": "Another"}, headers=key)
    delivered = [await sender.send("msg_1", message()) for _ in range(3)]

    assert len({answer.json()["id"] for answer in answers}) == 1
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, *["true"] * 4]
    assert mismatch.status_code == 422
    assert [answer.status_code for answer in delivered] == [201, 200, 200]
    assert await number(registrant) == first + 3


async def test_tickets_that_come_in_at_once_have_numbers_of_their_own(concurrent_api: Api) -> None:
    admin = await concurrent_api.as_administrator()
    made = await admin.post("/v1/customers", json={"name": "Dairy", "serviceLevel": "extended"})
    report = {**REPORT, "customerId": made.json()["id"]}
    answers = await asyncio.gather(
        *(admin.post("/v1/tickets", json=report, headers=new_key() if each % 2 else {}) for each in range(24))
    )
    numbers = sorted(int(answer.json()["number"].rpartition("-")[2]) for answer in answers)
    assert numbers == [*range(numbers[0], numbers[0] + len(answers))]
