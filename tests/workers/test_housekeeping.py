from datetime import timedelta

from sqlalchemy import func, insert, select
from uuid_utils.compat import uuid7

from app.agreements.book import Agreements
from app.clock import Instant
from app.integrations.store import webhook_messages
from app.integrations.store.webhook_messages import MadeOf, Message
from app.postgres import idempotency
from app.postgres.engine import transaction
from app.postgres.tables import idempotency_keys, integrations
from app.postgres.tables import webhook_messages as messages
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.workers.housekeeping import sweep
from tests.organisations import MONDAY
from tests.workers.desk import Desk

BOOK = Agreements(REVISIONS)


async def left(desk: Desk) -> tuple[int, int]:
    async with transaction(desk.engine, SYSTEM) as connection:
        keys = await connection.scalar(select(func.count()).select_from(idempotency_keys))
        return keys or 0, await connection.scalar(select(func.count()).select_from(messages)) or 0


async def fill(desk: Desk) -> None:
    """Three keys and three messages, an hour apart."""
    customer_id = await desk.open()
    ticket_id = await desk.raise_ticket(customer_id)
    sender = uuid7()
    async with transaction(desk.engine, SYSTEM) as connection:
        await connection.execute(
            insert(integrations).values(
                id=sender,
                customer_id=customer_id,
                name="Monitoring",
                kind="standard_webhooks",
                secret=b"-" * 32,
                created_at=MONDAY,
                updated_at=MONDAY,
                version=1,
            )
        )
        for hour in range(3):
            at = Instant(MONDAY + timedelta(hours=hour))
            await idempotency.claim(connection, idempotency.Key(uuid7(), "POST /tickets", "k"), b"", at)
            await webhook_messages.keep(
                connection, Message(customer_id, sender, f"msg_{hour}"), MadeOf(ticket_id=ticket_id), at
            )


async def test_only_what_is_no_longer_promised_is_thrown_away(desk: Desk) -> None:
    await fill(desk)
    soon_after = timedelta(minutes=30)

    desk.now = Instant(MONDAY + idempotency.KEPT_FOR + soon_after)
    assert (await sweep(desk.engine, desk.clock, BOOK), await left(desk)) == (1, (2, 3))
    desk.now = Instant(MONDAY + webhook_messages.KEPT_FOR + soon_after)
    assert (await sweep(desk.engine, desk.clock, BOOK), await left(desk)) == (3, (0, 2))
    assert await sweep(desk.engine, desk.clock, BOOK) == 0


async def test_much_is_thrown_away_a_batch_at_a_time(desk: Desk) -> None:
    await fill(desk)
    desk.now = Instant(MONDAY + timedelta(days=30))

    assert [await sweep(desk.engine, desk.clock, BOOK, batch=2) for _ in range(3)] == [4, 2, 0]
    assert await left(desk) == (0, 0)


def test_messages_are_remembered_longer_than_anybody_goes_on_delivering_them() -> None:
    suggested_schedule = timedelta(hours=2 + 5 + 10 + 14 + 20 + 24, minutes=35, seconds=5)
    assert suggested_schedule < webhook_messages.KEPT_FOR
