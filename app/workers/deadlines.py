"""Announces what falls due. Any number of processes may do so at once: each passes by what another works on."""

import logging
from typing import Final

from app.clock import Clock, Instant
from app.errors import Unavailable
from app.postgres.engine import AsyncEngine, retrying, transaction
from app.postgres.tenancy import SYSTEM
from app.tickets.announcing import announce
from app.tickets.store import due_clocks

BATCH: Final = 200
"""Tickets in one transaction: long enough to be quick, short enough that no request waits for it."""

_LOG: Final = logging.getLogger("duetime.deadlines")


async def announce_batch(engine: AsyncEngine, clock: Clock, batch: int = BATCH) -> int:
    """One transaction's worth. One ticket that cannot be announced does not keep the others from it."""
    now = clock()
    try:
        return await retrying(engine, SYSTEM, lambda connection: announce(connection, now, batch))
    except Unavailable:
        raise
    except Exception:
        done = await _one_by_one(engine, now, batch)
        if done == 0:
            raise
        return done


async def _one_by_one(engine: AsyncEngine, now: Instant, batch: int) -> int:
    done = 0
    async with transaction(engine, SYSTEM) as connection:
        overdue = await due_clocks.waiting(connection, now, batch)
    for ticket_id in overdue:
        try:
            done += await retrying(
                engine, SYSTEM, lambda connection, each=ticket_id: announce(connection, now, 1, each)
            )
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 - whatever is wrong with this ticket, the next one is none the worse
            _LOG.exception("the breach of ticket %s cannot be announced", ticket_id)
    return done
