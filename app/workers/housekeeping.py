"""Throws away what has been kept as long as it was promised."""

from typing import Final

from app.access.store import quotas
from app.agreements.book import Agreements
from app.audit import auditing
from app.clock import Clock
from app.feed import sequencing
from app.first_registration import asking
from app.integrations.store import webhook_messages
from app.postgres import idempotency
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.subscriptions.store import deliveries

BATCH: Final = 1_000


async def sweep(engine: AsyncEngine, clock: Clock, book: Agreements, batch: int = BATCH) -> int:
    """At most a batch of each kind; how many rows that was."""
    now = clock()
    async with transaction(engine, SYSTEM) as connection:
        keys = await idempotency.forget(connection, now, batch)
        await auditing.record_system(connection, now, "forget_kept_answers", answers=keys)
    async with transaction(engine, SYSTEM) as connection:
        messages = await webhook_messages.forget(connection, now, batch)
        await auditing.record_system(connection, now, "forget_webhook_messages", messages=messages)
    async with transaction(engine, SYSTEM) as connection:
        windows = await quotas.forget(connection, batch)
    async with transaction(engine, SYSTEM) as connection:
        places = await sequencing.forget(connection, now, batch)
    async with transaction(engine, SYSTEM) as connection:
        sent = await deliveries.forget(connection, now, batch)
    async with transaction(engine, SYSTEM) as connection:
        requests = await asking.forget_unconfirmed(connection, now, book.in_force(now), batch)
        await auditing.record_system(connection, now, "forget_unconfirmed_requests", requests=requests)
    return keys + messages + windows + places + sent + requests
