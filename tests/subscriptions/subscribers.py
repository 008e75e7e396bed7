"""Subscriptions whose sinks want to be told, and what workers do for them."""

from uuid import UUID

from app.agreements.book import Agreements
from app.clock import Clock
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM as ITSELF
from app.feed.cloud_events import Naming
from app.notifications.suspensions import SuspensionTeller
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.scope import EVERYTHING
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.subscriptions import subscriptions
from app.subscriptions.delivering import Courier
from app.subscriptions.sending import SinkSender, SinkWalls
from app.subscriptions.store import subscriptions as stored
from app.unit_of_work import UnitOfWork

NAMING = Naming("nl.duetime", "urn:nld:kvknr:00000000:systeem:duetime", "https://support.example")


async def agree(engine: AsyncEngine, clock: Clock, subscription_id: UUID) -> None:
    """As if its sink had said that it wants to be told."""
    async with transaction(engine, SYSTEM) as connection:
        uow = UnitOfWork(connection, Caller(ITSELF), clock(), Agreements(REVISIONS))
        found = await stored.find(connection, EVERYTHING, subscription_id, lock=True)
        assert found is not None
        await subscriptions.answered(uow, found, None)


async def settled(engine: AsyncEngine, clock: Clock) -> None:
    """What the feed has by now stands in the deliveries of each."""
    async with SinkSender(SinkWalls.of(())) as sender:
        while await Courier(engine, clock, sender, NAMING, SuspensionTeller(by_mail=True).tell).settle():
            pass
