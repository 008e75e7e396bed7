"""A ping: an event of the form of all others that says nothing, sent while somebody waits for what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from app.clock import Instant
from app.domain.feed.entries import FeedEntry, FeedEvent
from app.domain.subscriptions.states import PayloadForm, SubscriptionState
from app.errors import Conflict
from app.feed.cloud_events import Naming, as_json, cloud_event
from app.subscriptions import subscriptions
from app.subscriptions.attempting import attempted
from app.subscriptions.kinds import SUBSCRIPTIONS
from app.subscriptions.messages import OutgoingMessage, headers
from app.subscriptions.sending import SinkSender, SinkWalls
from app.subscriptions.store import subscriptions as stored
from app.subscriptions.store.attempts import Attempt
from app.unit_of_work import UnitOfWork

TYPE: Final = "subscription.ping"
DEADLINE_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Ping:
    """Ready to be sent; `at`: what is signed."""

    sink: str
    signed: Mapping[str, str]
    body: bytes
    at: Instant


async def prepare(uow: UnitOfWork, subscription_id: UUID, naming: Naming) -> Ping:
    """Signed as everything else; it is in no list of deliveries, and changes nothing of the subscription.

    Raises Conflict before the sink has said that it wants to be told.
    """
    found = await subscriptions.find_open(uow, subscription_id)
    if found.state is SubscriptionState.VERIFYING:
        raise Conflict("Its sink has not said that it wants to be told.")
    entry = FeedEntry(
        position=0,
        stream=SUBSCRIPTIONS.word,
        customer_id=found.customer_id,
        subject_id=found.id,
        sequence=0,
        type=TYPE,
        bulk=False,
        recorded_at=uow.now,
    )
    said = FeedEvent(
        entry=entry,
        occurred_at=uow.now,
        actor_id=uow.actor.id,
        actor_kind=uow.actor.kind,
        payload={"type": "ping"},
        number=None,
    )
    is_full = found.payload is PayloadForm.FULL
    message_id = f"{found.id}:ping:{uuid7()}"
    event = replace(cloud_event(said, naming, full=is_full), id=message_id)
    message = OutgoingMessage(message_id, as_json(event))
    signed = headers(message, found, await stored.secrets(uow.connection, found), uow.now)
    return Ping(found.sink, signed, message.body, uow.now)


async def send(ping: Ping, walls: SinkWalls) -> Attempt:
    """Waits for the answer: outside of any transaction."""
    async with SinkSender(walls, DEADLINE_SECONDS) as sender:
        _, attempt = await attempted(sender, ping.sink, ping.signed, ping.body, ping.at)
    return attempt
