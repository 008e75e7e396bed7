"""What a database has to hold before the first request: a schema, somebody who may come in, and perhaps a demo."""

import asyncio
import logging
from contextlib import suppress
from typing import Final

from app.access import identity
from app.access.store import api_keys, people
from app.accounts.bootstrap import bootstrap
from app.agreements.book import Agreements
from app.attainment import counting
from app.cli.banner import Welcome, recall, remember
from app.cli.database import ready
from app.clock import system_clock
from app.demo import demo_data
from app.errors import Unavailable
from app.postgres.engine import Connection, create_engine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.settings import Settings
from app.sla.agreement import REVISIONS
from app.unit_of_work import UnitOfWork

_LOG: Final = logging.getLogger("duetime")


async def prepare_own(urls: DatabaseUrls, settings: Settings) -> Welcome:
    """The embedded database is ours to migrate. What the first start says is kept beside it, to be said again."""
    from app.postgres import migrations  # noqa: PLC0415 - with Alembic, for who migrates

    await migrations.upgrade(urls.owner)
    notes = settings.data_dir / "welcome.json"
    engine = create_engine(urls.app, pool_size=1)
    try:
        async with transaction(engine, SYSTEM) as connection:
            welcome = await first_start(connection, settings)
            if welcome:
                remember(notes, welcome)  # before the commit: a key that nobody knows would lock everybody out
    finally:
        await engine.dispose()
    return welcome or recall(notes)


async def prepare_other(url: str, settings: Settings, stop: asyncio.Event) -> None:
    """Any other database, as soon as it is there and migrated. A key of our own making is shown this once."""
    engine = create_engine(url, pool_size=1)
    while await ready(engine, url, stop):
        with suppress(Unavailable):  # gone again meanwhile
            async with transaction(engine, SYSTEM) as connection:
                welcome = await first_start(connection, settings)
            if welcome and settings.bootstrap_api_key is None:
                print(f"The administrator's API key, shown this once: {welcome.api_key}", flush=True)
            break
    await engine.dispose()


async def first_start(connection: Connection, settings: Settings) -> Welcome | None:
    """None: it was not the first."""
    now, given = system_clock(), settings.bootstrap_api_key
    key = given.get_secret_value() if given else None
    if await people.lock_administrators(connection):
        if key and await api_keys.holder(connection, identity.digest(key), now) is None:
            _LOG.warning("DUETIME_BOOTSTRAP_API_KEY came too late and opens nothing: there is an administrator already")
        return None
    key = await bootstrap(connection, now, key) or key or ""
    await counting.begin_empty(connection, Agreements(REVISIONS), now)
    if not wants_demo(settings):
        return Welcome(key)
    administrator = await identity.authenticate(connection, key, now)
    shown = await demo_data.load(UnitOfWork(connection, administrator, now, Agreements(REVISIONS)))
    return Welcome(key, str(shown.customer_id), str(shown.ticket_id))


def wants_demo(settings: Settings) -> bool:
    return settings.database_url is None if settings.demo_data is None else settings.demo_data
