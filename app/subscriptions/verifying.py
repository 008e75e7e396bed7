"""Asks new sinks whether they want to be told."""

import asyncio
from typing import Final

from app.agreements.book import Agreements
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM as ITSELF
from app.postgres.engine import transaction
from app.postgres.scope import EVERYTHING
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.subscriptions import subscriptions
from app.subscriptions.delivering import Courier
from app.subscriptions.store import subscriptions as stored
from app.subscriptions.store.subscriptions import Subscription
from app.unit_of_work import UnitOfWork

ASKED_AT_ONCE: Final = 10


async def verify(courier: Courier, public_url: str) -> int:
    """Asks the sinks that nobody has asked yet; how many."""
    async with transaction(courier.engine, SYSTEM) as connection:
        waiting = await stored.unverified(connection, ASKED_AT_ONCE)
    await asyncio.gather(*(_verify(courier, each, public_url) for each in waiting))
    return len(waiting)


async def _verify(courier: Courier, subscription: Subscription, public_url: str) -> None:
    why = await subscriptions.ask(courier.sender, subscription, public_url, courier.clock())
    async with transaction(courier.engine, SYSTEM) as connection:
        uow = UnitOfWork(connection, Caller(ITSELF), courier.clock(), Agreements(REVISIONS))
        found = await stored.find(connection, EVERYTHING, subscription.id, lock=True)
        if found is not None and found.version == subscription.version:
            await subscriptions.answered(uow, found, why)
