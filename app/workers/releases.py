"""Tells of releases on the day on which they come out. Any number of processes may do so at once."""

import logging
from collections.abc import Sequence
from functools import partial
from typing import Final
from uuid import UUID

from app.agreements.book import Agreements
from app.clock import Clock, Instant
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM
from app.errors import Unavailable
from app.notifications.informing import tell_release
from app.operations import releases
from app.postgres import tenancy
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, retrying
from app.unit_of_work import UnitOfWork

_LOG: Final = logging.getLogger("duetime.releases")


async def tell_of_releases(engine: AsyncEngine, clock: Clock, book: Agreements) -> int:
    """All that are to be told of by now; how many were. One that cannot be told of keeps no other from it."""
    now, told = clock(), 0
    failure: Exception | None = None
    for release_id in await retrying(engine, tenancy.SYSTEM, partial(_untold, now=now, book=book)):
        try:
            told += await retrying(engine, tenancy.SYSTEM, partial(_tell, release_id=release_id, now=now, book=book))
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with this one, the next is none the worse
            failure = error
            _LOG.exception("nobody can be told of release %s", release_id)
    if failure is not None and told == 0:
        raise failure
    return told


async def _untold(connection: Connection, now: Instant, book: Agreements) -> Sequence[UUID]:
    return await releases.untold(UnitOfWork(connection, Caller(SYSTEM), now, book))


async def _tell(connection: Connection, release_id: UUID, now: Instant, book: Agreements) -> int:
    return await tell_release(UnitOfWork(connection, Caller(SYSTEM), now, book), release_id)
