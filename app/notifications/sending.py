"""Sends what is held and due, by mail: each notice once, as far as that can be known."""

import logging
from dataclasses import dataclass
from typing import Final

from aiosmtplib import SMTP, SMTPException

from app.agreements.book import Agreements
from app.clock import Clock, Instant
from app.domain.notifications.notices import NoticeChannel
from app.errors import Unavailable
from app.notifications import composing
from app.notifications.mail import Mail, MailServer, connected, send, unreachable
from app.notifications.outcomes import (
    LEASE,
    NOT_WRITTEN,
    OVERTAKEN,
    NoticeAnswer,
    give_up_leases,
    handed_over,
    settle,
    settlement,
)
from app.notifications.reaching import reached
from app.notifications.store import notices
from app.notifications.store.notices import Notice
from app.postgres.engine import AsyncEngine, retrying, transaction
from app.postgres.tenancy import SYSTEM

_LOG: Final = logging.getLogger("duetime.notices")


@dataclass(frozen=True)
class MailSender:
    """Any number of them may be at work: none takes what another has leased."""

    engine: AsyncEngine
    clock: Clock
    book: Agreements
    server: MailServer
    public_url: str
    batch: int = 20

    async def send_batch(self) -> int:
        """At most `batch` messages over one connection; tells how many were tried."""
        now = self.clock()
        claimed = await retrying(self.engine, SYSTEM, lambda connection: self._claim(connection, now))
        if not claimed:
            return 0
        try:
            async with connected(self.server) as connection:
                for notice in claimed:
                    if (answer := await self._sent(connection, notice)) is not None:
                        await self._settle(notice, answer)
        except (SMTPException, OSError) as error:
            for notice in claimed:
                await self._settle(notice, unreachable(error))
        return len(claimed)

    async def _claim(self, connection: notices.Connection, now: Instant) -> list[Notice]:
        await give_up_leases(connection, self.book, now)
        return await notices.claim(connection, NoticeChannel.MAIL, now, LEASE, self.batch)

    async def _sent(self, connection: SMTP, notice: Notice) -> NoticeAnswer | None:
        """None: its lease is over, and it is somebody else's."""
        try:
            async with transaction(self.engine, SYSTEM) as reading:
                going = await reached(reading, notice)
                if going is None:
                    return OVERTAKEN
                message = await composing.message(reading, self.book, going, self.public_url, self.clock())
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, it is this notice's
            _LOG.exception("notice %s of event %s could not be written", notice.id, notice.event_id)
            return NOT_WRITTEN
        if message is None or going.address is None:
            return OVERTAKEN
        if not await handed_over(self.engine, going):
            return None
        mail = Mail(
            id=f"{notice.event_id.replace(':', '.')}.{notice.recipient_id}",
            to=going.address,
            message=message,
            language=notice.language,
            at=self.clock(),
        )
        return await send(connection, self.server, mail)

    async def _settle(self, notice: Notice, answer: NoticeAnswer) -> None:
        came_of_it = settlement(notice, answer, self.clock())
        await retrying(self.engine, SYSTEM, lambda connection: settle(connection, self.book, notice, came_of_it))
