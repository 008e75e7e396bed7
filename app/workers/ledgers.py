"""Tells of day cards that have ended or are nearly used up, one ledger at a time."""

import logging
from typing import Final
from uuid import UUID

from app.agreements.book import Agreements
from app.clock import Clock, Instant
from app.consultancy import ledger_news
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM
from app.errors import Unavailable
from app.postgres import tenancy
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, retrying, transaction
from app.unit_of_work import UnitOfWork

BATCH: Final = 100

_LOG: Final = logging.getLogger("duetime.ledgers")


async def tell_batch(engine: AsyncEngine, clock: Clock, book: Agreements, batch: int = BATCH) -> int:
    """How much was told. One ledger of which nothing can be told does not keep the others from it."""
    now = clock()
    async with transaction(engine, tenancy.SYSTEM) as connection:
        customers = await ledger_news.waiting(connection, now, batch)
    told = 0
    for customer_id in customers:
        try:
            told += await retrying(
                engine, tenancy.SYSTEM, lambda connection, each=customer_id: _tell(connection, now, book, each)
            )
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 - whatever is wrong with this ledger, the next one is none the worse
            _LOG.exception("nothing can be told of the ledger of customer %s", customer_id)
    return told


async def _tell(connection: Connection, now: Instant, book: Agreements, customer_id: UUID) -> int:
    return await ledger_news.tell(UnitOfWork(connection, Caller(SYSTEM), now, book), customer_id)
