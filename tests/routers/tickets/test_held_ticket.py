"""While somebody holds a ticket, whoever wants to change it waits, and can do everything else meanwhile."""

import asyncio
from time import monotonic

from sqlalchemy import text

from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.routers.callers import Api
from tests.routers.tickets.conftest import REPORT, new_key


async def test_one_ticket_that_is_held_keeps_its_caller_from_nothing_else(concurrent_api: Api) -> None:
    admin = await concurrent_api.as_administrator()
    customer = await admin.post("/v1/customers", json={"name": "Dairy", "serviceLevel": "extended"})
    report = {**REPORT, "customerId": customer.json()["id"]}
    hot, other = [(await admin.post("/v1/tickets", json=report)).headers["Location"] for _ in range(2)]
    async with transaction(concurrent_api.engine, SYSTEM) as connection:
        await connection.execute(text("SELECT FROM tickets WHERE id = :id FOR UPDATE"), {"id": hot.rpartition("/")[2]})
        waiting = [
            asyncio.create_task(
                admin.post(f"{hot}/comments", json={"text": "Hello?"}, headers=new_key() if number % 2 else {})
            )
            for number in range(12)
        ]
        await asyncio.sleep(0.3)
        began = monotonic()
        done = [
            await admin.get(hot),
            await admin.get("/v1/tickets"),
            await admin.post(f"{other}/comments", json={"text": "Hello."}),
            await admin.post("/v1/tickets", json=report, headers=new_key()),
        ]
        assert [answer.status_code for answer in done] == [200, 200, 201, 201]
        assert monotonic() - began < 2.5
    answers = await asyncio.gather(*waiting)
    assert {answer.status_code for answer in answers} <= {201, 503}
    assert 201 in {answer.status_code for answer in answers}
