"""Throws away what has been kept as long as it was promised."""

from typing import Final

from app.clock import Clock
from app.db import idempotency, quotas, webhook_messages
from app.db.engine import AsyncEngine, transaction
from app.db.sight import SYSTEM
from app.services import auditing

BATCH: Final = 1_000


async def sweep(engine: AsyncEngine, clock: Clock, batch: int = BATCH) -> int:
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
    return keys + messages + windows
