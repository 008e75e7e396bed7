"""Tells of releases on the day on which they come out, one at a time. Any number of processes may do so at once."""

from app.agreements.book import Agreements
from app.clock import Clock
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM
from app.notifications.informing import tell_release
from app.postgres import tenancy
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, retrying
from app.unit_of_work import UnitOfWork


async def tell_of_release(engine: AsyncEngine, clock: Clock, book: Agreements) -> int:
    """How many: one, or there is none left."""

    async def act(connection: Connection) -> int:
        return await tell_release(UnitOfWork(connection, Caller(SYSTEM), clock(), book))

    return await retrying(engine, tenancy.SYSTEM, act)
