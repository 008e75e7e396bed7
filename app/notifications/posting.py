"""Posts what is held and due to the addresses of webhooks: each notice once, as far as that can be known.

A new address is asked as one for mail is: by a first message with the link that confirms it. Whoever answers for the
address has to act on what has come there, which an address that takes every POST does not, and one that was named to
bother somebody else gets that one message and no more. The handshake of subscriptions (OPTIONS) would prove less, that
somebody lets us in, and need another state and another job.
"""

import asyncio
from dataclasses import dataclass

from pydantic_core import to_json

from app.agreements.book import Agreements
from app.clock import Clock, Instant
from app.domain.notifications.notices import NoticeChannel
from app.domain.notifications.wording import MailText
from app.notifications import composing
from app.notifications.outcomes import LEASE, NOT_THERE, NoticeAnswer, Outcome, settlement
from app.notifications.store import contacts, notices
from app.notifications.store.notices import Notice
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, retrying, transaction
from app.postgres.tenancy import SYSTEM
from app.subscriptions.messages import OutgoingMessage, signed
from app.subscriptions.sending import SendingOutcome, SinkSender

GONE = 410
MOST_SAID = 200
"""Of an answer, in characters."""


@dataclass(frozen=True)
class NoticePoster:
    """Any number of them may be at work: none takes what another has leased."""

    engine: AsyncEngine
    clock: Clock
    book: Agreements
    sender: SinkSender
    public_url: str
    batch: int = 20

    async def send_batch(self) -> int:
        """At most `batch` notices side by side; tells how many were tried."""
        now = self.clock()
        claimed = await retrying(self.engine, SYSTEM, lambda connection: self._claim(connection, now))
        await asyncio.gather(*map(self._post, claimed))
        return len(claimed)

    async def _claim(self, connection: Connection, now: Instant) -> list[Notice]:
        await notices.give_up_leases(connection, now)
        return await notices.claim(connection, NoticeChannel.WEBHOOK, now, Instant(now + LEASE), self.batch)

    async def _post(self, notice: Notice) -> None:
        """Of one whose lease is over nothing is changed: it has been settled, or is uncertain."""
        came_of_it = settlement(notice, await self._answer(notice), self.clock())
        await retrying(self.engine, SYSTEM, lambda connection: notices.settle(connection, notice, came_of_it))

    async def _answer(self, notice: Notice) -> NoticeAnswer:
        now = self.clock()
        async with transaction(self.engine, SYSTEM) as reading:
            text = await composing.message(reading, self.book, notice, self.public_url, now)
            contact = await contacts.find(reading, notice.customer_id, notice.recipient_id)
        if text is None:
            return NOT_THERE
        if contact is None or contact.secret is None or contact.address != notice.address:
            return NoticeAnswer(Outcome.REFUSED, "the contact is not at this address any more")
        message = OutgoingMessage(str(notice.id), to_json(written(notice, text)))
        headers = {"Content-Type": "application/json", **signed(message, [contact.secret], now)}
        return answer_of(await self.sender.send("POST", contact.address, headers, message.body))


def written(notice: Notice, message: MailText) -> dict[str, object]:
    """As Standard Webhooks would have a payload, with the words of the mail."""
    return {
        "type": "notice",
        "timestamp": notice.created_at,
        "data": {
            "id": notice.id,
            "eventType": notice.event_type,
            "announcementId": notice.announcement_id,
            "contactId": notice.recipient_id,
            "customerId": notice.customer_id,
            "language": notice.language,
            "subject": message.subject,
            "text": message.text,
            "link": message.link,
        },
    }


def answer_of(outcome: SendingOutcome) -> NoticeAnswer:
    """What was answered was not taken, and may be sent again, except where the address is gone for good."""
    if outcome.fault is None:
        return NoticeAnswer(Outcome.TAKEN)
    if outcome.status is not None:
        said = " ".join(f"{outcome.status} {outcome.answer[:MOST_SAID]}".split())
        return NoticeAnswer(Outcome.REFUSED if outcome.status == GONE else Outcome.LATER, said)
    return NoticeAnswer(Outcome.UNCERTAIN if outcome.sent else Outcome.LATER, outcome.fault.value)
