"""Looks at tickets by the vendor's people: put on record after the answer, so that nobody waits for the chain's head.

    noted ─ answered ─ … at most a second … ─ written, in the order in which they were noted

What is noted and not written yet is lost with a process that is killed; one that is told to stop writes it first.
"""

import asyncio
import logging
from collections import deque
from typing import Final
from uuid import UUID

from app.audit import auditing
from app.audit.auditing import AuditAction
from app.audit.store.audit_appending import ONCE_IN
from app.clock import Instant
from app.domain.access.caller import Caller
from app.errors import ServiceError, Unavailable
from app.postgres.engine import AsyncEngine, Connection, retrying
from app.postgres.errors import DRIVER_ERRORS
from app.postgres.tenancy import SYSTEM
from app.recent import Recent

MOST_KNOWN: Final = 10_000
MOST_WAITING: Final = 1_000
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

    async def note(self, look: Look, caller: Caller, now: Instant, deed: AuditAction) -> None:
        """To be written soon; with too many waiting already, it waits until they are."""
        self._known.keep(look, Instant(now + ONCE_IN))
        self._waiting.append((look, caller, now, deed))
        if len(self._waiting) > MOST_WAITING:
            await self.write()

    async def write(self) -> None:
        """All that is noted. Raises Unavailable when that cannot be: it goes on waiting."""
        async with self._writing:
            while self._waiting:
                await self._write(self._waiting[0])
                self._waiting.popleft()

    async def _write(self, noted: Noted) -> None:
        look, caller, now, deed = noted

        async def record(connection: Connection) -> Instant:
            return await auditing.record(connection, caller, now, deed)

        try:
            recorded_at = await retrying(self._engine, SYSTEM, record)
        except Unavailable:
            raise
        except (ServiceError, *DRIVER_ERRORS) as error:
            _LOG.warning("the look of request %s is not in the trail: %s", deed.request_id, error)
        else:
            self._known.keep(look, Instant(recorded_at + ONCE_IN))
