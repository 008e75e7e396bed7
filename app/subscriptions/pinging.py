"""A ping: an event that says nothing, sent while somebody waits for what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pydantic_core import to_json
from uuid_utils.compat import uuid7

from app.clock import Instant
from app.domain.subscriptions.states import SubscriptionState
from app.errors import Conflict
from app.feed.cloud_events import Naming
from app.subscriptions import subscriptions
from app.subscriptions.attempting import attempted
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
    message_id = f"{found.id}:ping:{uuid7()}"
    said: dict[str, object] = {
        "specversion": "1.0",
        "id": message_id,
        "source": naming.source,
        "type": f"{naming.prefix}.{TYPE}",
        "subject": f"subscriptions/{found.id}",
        "time": uow.now,
        "datacontenttype": "application/json",
        "dataref": f"{naming.public_url}/v1/subscriptions/{found.id}",
        "data": {},
    }
    message = OutgoingMessage(message_id, to_json(said))
    signed = headers(message, found, await stored.secrets(uow.connection, found), uow.now)
    return Ping(found.sink, signed, message.body, uow.now)


async def send(ping: Ping, walls: SinkWalls) -> Attempt:
    """Waits for the answer: outside of any transaction."""
    async with SinkSender(walls, DEADLINE_SECONDS) as sender:
        _, attempt = await attempted(sender, ping.sink, ping.signed, ping.body, ping.at)
    return attempt
