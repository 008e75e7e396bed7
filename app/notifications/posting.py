"""Posts what is held and due to the addresses of webhooks: each notice once, as far as that can be known.

A new address is asked as one for mail is: by a first message with the link that confirms it. Whoever answers for the
address has to act on what has come there, which an address that takes every POST does not, and one that was named to
bother somebody else gets that one message and no more. The handshake of subscriptions (OPTIONS) would prove less, that
somebody lets us in, and need another state and another job.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pydantic_core import to_json

from app.access.store import people
from app.agreements.book import Agreements
from app.clock import Clock, Instant
from app.domain.notifications.notices import NoticeChannel, NoticeState, RecipientKind
from app.domain.notifications.wording import MailText
from app.domain.vocabulary import Part
from app.errors import Unavailable
from app.notifications import composing
from app.notifications.outcomes import (
    LEASE,
    NOT_WRITTEN,
    OVERTAKEN,
    NoticeAnswer,
    Outcome,
    give_up_leases,
    handed_over,
    settle,
    settlement,
)
from app.notifications.reaching import is_question, reached
from app.notifications.store import contacts, notices, preferences
from app.notifications.store.notices import Notice, Settlement
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, retrying, transaction
from app.postgres.scope import EVERYTHING
from app.postgres.tenancy import SYSTEM
from app.subscriptions.messages import OutgoingMessage, signed
from app.subscriptions.sending import SendingOutcome, SinkSender

_LOG: Final = logging.getLogger("duetime.notices")
GONE = 410
MOST_SAID = 200
"""Of an answer, in characters."""


@dataclass(frozen=True)
class NoticePoster:
    """Any number of them may be at work: none takes what another has leased. `by_mail`: there is a server for it."""

    engine: AsyncEngine
    clock: Clock
    book: Agreements
    sender: SinkSender
    public_url: str
    by_mail: bool
    batch: int = 20

    async def send_batch(self) -> int:
        """At most `batch` notices side by side; tells how many were tried."""
        now = self.clock()
        claimed = await retrying(self.engine, SYSTEM, lambda connection: self._claim(connection, now))
        came_of_it = await asyncio.gather(*map(self._post, claimed), return_exceptions=True)
        for error in filter(None, came_of_it):
            raise error
        return len(claimed)

    async def _claim(self, connection: Connection, now: Instant) -> list[Notice]:
        await give_up_leases(connection, self.book, now)
        return await notices.claim(connection, NoticeChannel.WEBHOOK, now, LEASE, self.batch)

    async def _post(self, notice: Notice) -> None:
        answer = await self._answer(notice)
        if answer is None:
            return
        came_of_it = settlement(notice, answer, self.clock())
        is_lost = came_of_it.state is NoticeState.FAILED and not is_question(notice)
        if is_lost and self.by_mail and notice.recipient_kind is RecipientKind.PERSON:
            came_of_it = await self._mailed_instead(notice, came_of_it)
        await retrying(self.engine, SYSTEM, lambda connection: settle(connection, self.book, notice, came_of_it))

    async def _mailed_instead(self, notice: Notice, failed: Settlement) -> Settlement:
        """Who took a webhook that takes nothing is told all the same: of a breach, the accountable has to be (§2.1)."""
        async with transaction(self.engine, SYSTEM) as reading:
            person = await people.find(reading, EVERYTHING, notice.recipient_id)
        if person is None or not person.active:
            return failed
        return replace(failed, state=NoticeState.HELD, again_at=failed.at, mail_to=person.email)

    async def _answer(self, notice: Notice) -> NoticeAnswer | None:
        """None: its lease is over, and it is somebody else's."""
        now = self.clock()
        try:
            async with transaction(self.engine, SYSTEM) as reading:
                if await reached(reading, notice) is None:
                    return OVERTAKEN
                text = await composing.message(reading, self.book, notice, self.public_url, now)
                secrets = await _secrets(reading, notice)
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, it is this notice's
            _LOG.exception("notice %s of event %s could not be written", notice.id, notice.event_id)
            return NOT_WRITTEN
        if text is None or notice.address is None:
            return OVERTAKEN
        if not secrets:
            return NoticeAnswer(Outcome.REFUSED, "the recipient is not at this address any more")
        message = OutgoingMessage(str(notice.id), to_json(written(notice, text)))
        headers = {"Content-Type": "application/json", **signed(message, secrets, now)}
        if not await handed_over(self.engine, notice):
            return None
        return answer_of(await self.sender.send("POST", notice.address, headers, message.body))


async def _secrets(connection: Connection, notice: Notice) -> Sequence[bytes]:
    """Those that sign, the newest first; none: the address is not this person's any more, or is not confirmed."""
    if notice.recipient_kind is RecipientKind.CONTACT:
        found = await contacts.find(connection, notice.customer_id, notice.recipient_id)
    else:
        customer_id = None if notice.internal else notice.customer_id
        found = await preferences.find(connection, customer_id, notice.recipient_id)
        is_theirs = found.preferences.address == notice.address
        found = found if is_theirs and (found.confirmed_at or is_question(notice)) else None
    return [] if found is None else [each for each in (found.secret, found.former_secret) if each is not None]


def written(notice: Notice, message: MailText) -> dict[str, object]:
    """As Standard Webhooks would have a payload, with the words of the mail."""
    return {
        "type": "notice",
        "timestamp": notice.created_at,
        "data": {
            "id": notice.id,
            "eventType": notice.event_type,
            "eventId": notice.event_id,
            "ticketId": notice.ticket_id,
            "announcementId": notice.announcement_id,
            "recipient": notice.recipient_kind,
            "recipientId": notice.recipient_id,
            "as": next((each.value for each in Part if each.letter is notice.letter), None),
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
