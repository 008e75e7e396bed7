"""Keeps a process's book of the agreement up to date, and tells of revisions on the day on which they take effect."""

import asyncio
from typing import Final

from app.agreements.book import Agreements
from app.clock import Clock
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM
from app.domain.revisions.revision_facts import RevisionInForce
from app.errors import Unavailable
from app.postgres import tenancy
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, retrying
from app.revisions import drafting, loading
from app.revisions.kinds import AGREEMENT_REVISIONS
from app.revisions.store import revisions as stored_revisions
from app.streams import subjects
from app.unit_of_work import UnitOfWork

RETRY_SECONDS: Final = 1.0


async def known(engine: AsyncEngine, book: Agreements, stop: asyncio.Event) -> None:
    """Once it knows what is announced, or is to stop: before that no ticket is read by the agreement."""
    while not stop.is_set():
        try:
            await loading.look(engine, book)
        except Unavailable:
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return


async def follow(engine: AsyncEngine, clock: Clock, book: Agreements) -> int:
    """How many revisions it has told of: one, or there is none left for now."""
    await loading.look(engine, book)

    async def act(connection: Connection) -> int:
        uow = UnitOfWork(connection, Caller(SYSTEM), clock(), book)
        untold = await stored_revisions.untold(connection, drafting.today_of(uow))
        if untold is None:
            return 0
        stored = await subjects.found(uow, AGREEMENT_REVISIONS, untold, lock=True)
        if stored.state.told_in_force or not stored.state.is_announced:
            return 0
        fact = RevisionInForce(in_force_on=stored.state.in_force_on)
        await subjects.record(uow, AGREEMENT_REVISIONS, stored, [fact], actor=SYSTEM)
        return 1

    return await retrying(engine, tenancy.SYSTEM, act)
