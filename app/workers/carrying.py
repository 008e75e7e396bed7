"""Carries events to whoever subscribed, asks new sinks whether they want to be told, and posts notices."""

import asyncio
from functools import partial
from typing import Final

from app.agreements.book import Agreements
from app.clock import Clock
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM as ITSELF
from app.feed.cloud_events import Naming
from app.feed.store.feed import EVERYTHING
from app.notifications.posting import NoticePoster
from app.notifications.suspensions import SuspensionTeller
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.settings import Settings
from app.sla.agreement import REVISIONS
from app.subscriptions import subscriptions
from app.subscriptions.delivering import Courier
from app.subscriptions.sending import SinkSender, SinkWalls
from app.subscriptions.store import subscriptions as stored
from app.subscriptions.store.subscriptions import Subscription
from app.telemetry.metrics import timed
from app.unit_of_work import UnitOfWork
from app.workers.rounds import NOTICES_SECONDS, Trouble, mail_server, repeat

SECONDS: Final = 0.3
ASKED_AT_ONCE: Final = 10
LOOPS: Final = 3
"""That deliver: so that a batch in which somebody does not answer holds up no other. The more there are, the less often
each looks while there is nothing.
"""


async def run(engine: AsyncEngine, clock: Clock, stop: asyncio.Event, settings: Settings) -> None:
    """Until `stop` is set."""
    every = partial(repeat, stop=stop, trouble=Trouble())
    by_mail = mail_server(settings) is not None
    told = SuspensionTeller(by_mail=by_mail)
    async with SinkSender(SinkWalls.of(settings.sink_allowed_hosts)) as sender, asyncio.TaskGroup() as jobs:
        courier = Courier(engine, clock, sender, Naming.of(settings), told.tell)
        jobs.create_task(every(timed("settling", courier.settle), SECONDS))
        for number in range(1, LOOPS + 1):
            jobs.create_task(every(timed("delivering", courier.deliver), SECONDS * number))
        poster = NoticePoster(engine, clock, Agreements(REVISIONS), sender, settings.public_url.rstrip("/"), by_mail)
        jobs.create_task(every(timed("posting", poster.send_batch), NOTICES_SECONDS))
        jobs.create_task(every(timed("verifying", lambda: verify(courier, settings.public_url)), NOTICES_SECONDS))


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
