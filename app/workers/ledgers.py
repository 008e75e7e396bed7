"""Tells of day cards that have ended or are nearly used up, one ledger at a time."""

import logging
from collections.abc import Sequence
from functools import partial
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

AT_ONCE: Final = 100
"""Ledgers that are looked up at a time."""
IN_A_ROUND: Final = 10_000
"""As many as a statement can leave out, with room to spare; the next round goes on."""

_LOG: Final = logging.getLogger("duetime.ledgers")


async def tell_batch(engine: AsyncEngine, clock: Clock, book: Agreements, at_once: int = AT_ONCE) -> int:
    """What is to be told by now; how much was. One ledger of which nothing can be told keeps no other from it."""
    now, looked_at, told = clock(), set[UUID](), 0
    failure: Exception | None = None
    while len(looked_at) < IN_A_ROUND and (customers := await _waiting(engine, now, at_once, looked_at)):
        for customer_id in customers:
            looked_at.add(customer_id)
            try:
                told += await retrying(
                    engine, tenancy.SYSTEM, partial(_tell, now=now, book=book, customer_id=customer_id)
                )
            except Unavailable:
                raise
            except Exception as error:  # noqa: BLE001 - whatever is wrong with this one, the next is none the worse
                failure = error
                _LOG.exception("nothing can be told of the ledger of customer %s", customer_id)
    if failure is not None and told == 0:
        raise failure
    return told


async def _waiting(engine: AsyncEngine, now: Instant, limit: int, but_for: set[UUID]) -> Sequence[UUID]:
    async with transaction(engine, tenancy.SYSTEM) as connection:
        return await ledger_news.waiting(connection, now, limit, but_for)


async def _tell(connection: Connection, now: Instant, book: Agreements, customer_id: UUID) -> int:
    return await ledger_news.tell(UnitOfWork(connection, Caller(SYSTEM), now, book), customer_id)
