"""Looks at tickets by the vendor's people: put on record after the answer, so that nobody waits for the chain's head.

    noted ─ answered ─ … at most a second … ─ written, in the order in which they were noted

What is noted and not written yet is lost with a process that is killed; one that is told to stop writes it first.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from typing import Final
from uuid import UUID

from app.audit import auditing
from app.audit.auditing import AuditAction
from app.audit.store import audit_appending
from app.audit.store.audit_appending import ONCE_IN
from app.clock import Instant
from app.domain.access.caller import Caller
from app.domain.actor import OF_VENDOR
from app.errors import ServiceError, Unavailable
from app.postgres.engine import AsyncEngine, Connection, retrying
from app.postgres.errors import DRIVER_ERRORS
from app.postgres.tenancy import SYSTEM
from app.recent import Recent

MOST_KNOWN: Final = 10_000
MOST_WAITING: Final = 1_000
AT_ONCE: Final = 50
"""Looks in a transaction, which holds the heads of their chains for some 20 ms."""
_LOG: Final = logging.getLogger("duetime.audit")

Look = tuple[UUID, str]
"""Who looked at which ticket."""
Noted = tuple[Look, Caller, Instant, AuditAction]


class Looks:
    """Of one process: it remembers which looks the trail has, and until when each stands for others of the kind. What
    it does not know, or had to forget, the trail says.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._known = Recent[Look, Instant](MOST_KNOWN)
        self._waiting = deque[Noted]()
        self._writing = asyncio.Lock()

    def is_known(self, look: Look, now: Instant) -> bool:
        until = self._known.get(look)
        return until is not None and now < until

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    async def note(self, look: Look, caller: Caller, now: Instant, deed: AuditAction) -> None:
        """To be written soon. With too many waiting already it tries to write them first, so that whoever looks is no
        faster than the trail; where that cannot be, all go on waiting: what was looked at is answered by then.
        """
        self._known.keep(look, Instant(now + ONCE_IN))
        self._waiting.append((look, caller, now, deed))
        if self.waiting > MOST_WAITING:
            with suppress(ServiceError, *DRIVER_ERRORS):
                await self.write()

    async def write(self) -> None:
        """All that is noted. Raises Unavailable when that cannot be: it goes on waiting."""
        async with self._writing:
            while self._waiting:
                batch = [*islice(self._waiting, AT_ONCE)]
                try:
                    await self._write(batch)
                except Unavailable:
                    raise
                except (ServiceError, *DRIVER_ERRORS):
                    for noted in batch:
                        await self._write_alone(noted)
                for _ in batch:
                    self._waiting.popleft()

    async def _write(self, batch: Sequence[Noted]) -> None:
        """Chain by chain: whoever holds the heads of several chains took them in this order."""

        async def record(connection: Connection) -> Sequence[tuple[Look, Instant]]:
            chains = await audit_appending.chains(connection, [_ticket_id(noted) for noted in batch])
            in_order = sorted(batch, key=lambda noted: chains.get(_ticket_id(noted), OF_VENDOR))
            return [
                (look, await auditing.record(connection, caller, now, deed)) for look, caller, now, deed in in_order
            ]

        for look, recorded_at in await retrying(self._engine, SYSTEM, record):
            self._known.keep(look, Instant(recorded_at + ONCE_IN))

    async def _write_alone(self, noted: Noted) -> None:
        """So that one that cannot be written keeps no other from it. It is given up; the next of its kind is tried."""
        try:
            await self._write([noted])
        except Unavailable:
            raise
        except (ServiceError, *DRIVER_ERRORS) as error:
            look, *_, deed = noted
            self._known.forget(look)
            _LOG.warning("the look of request %s is not in the trail: %s", deed.request_id, error)


def _ticket_id(noted: Noted) -> UUID:
    (_, ticket_id), *_ = noted
    return UUID(ticket_id)
