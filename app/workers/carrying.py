"""Carries events to whoever subscribed, asks new sinks whether they want to be told, and posts notices."""

import asyncio
from functools import partial
from typing import Final

from app.agreements.book import Agreements
from app.clock import Clock
from app.feed.cloud_events import Naming
from app.notifications.posting import NoticePoster
from app.notifications.suspensions import SuspensionTeller
from app.postgres.engine import AsyncEngine
from app.revisions.loading import LOOKED_EVERY_SECONDS, look
from app.settings import Settings
from app.sla.agreement import REVISIONS
from app.subscriptions.delivering import Courier
from app.subscriptions.sending import SinkSender, SinkWalls
from app.subscriptions.verifying import verify
from app.telemetry.metrics import timed
from app.workers.revisions import known
from app.workers.rounds import NOTICES_SECONDS, Trouble, mail_server, repeat

SECONDS: Final = 0.3
LOOPS: Final = 3
"""That deliver: so that a batch in which somebody does not answer holds up no other. The more there are, the less often
each looks while there is nothing.
"""


async def run(engine: AsyncEngine, clock: Clock, stop: asyncio.Event, settings: Settings) -> None:
    """Until `stop` is set."""
    every = partial(repeat, stop=stop, trouble=Trouble())
    by_mail = mail_server(settings) is not None
    told, book = SuspensionTeller(by_mail=by_mail), Agreements(REVISIONS)
    await known(engine, book, stop)
    async with SinkSender(SinkWalls.of(settings.sink_allowed_hosts)) as sender, asyncio.TaskGroup() as jobs:
        courier = Courier(engine, clock, sender, Naming.of(settings), told.tell)
        jobs.create_task(every(timed("settling", courier.settle), SECONDS))
        for number in range(1, LOOPS + 1):
            jobs.create_task(every(timed("delivering", courier.deliver), SECONDS * number))
        poster = NoticePoster(engine, clock, book, sender, settings.public_url, by_mail)
        jobs.create_task(every(timed("agreement", lambda: look(engine, book)), LOOKED_EVERY_SECONDS, full=None))
        jobs.create_task(every(timed("posting", poster.send_batch), NOTICES_SECONDS))
        jobs.create_task(every(timed("verifying", lambda: verify(courier, settings.public_url)), NOTICES_SECONDS))
