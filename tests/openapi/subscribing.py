"""The part of the story in which the dairy has its events sent to a screen on the wall."""

from itertools import count
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID

from app.feed.sequencing import sequence
from app.notifications.suspensions import SuspensionTeller
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.subscriptions.delivering import Courier
from app.subscriptions.sending import SendingOutcome, SinkSender, SinkWalls
from tests.openapi.telling import Story
from tests.routers.callers import Caller
from tests.subscriptions.subscribers import NAMING, agree

_TOOK_SECONDS: Final = 0.084


async def subscribed(story: Story, customer: Caller, support: Caller, ticket_id: str) -> None:
    """Its sink takes all that it is sent."""
    taken = SendingOutcome(204, None, "203.0.113.7", "")

    async def send(*_: Any) -> SendingOutcome:
        return taken

    ticking = patch("app.subscriptions.attempting.perf_counter", count(0, _TOOK_SECONDS).__next__)
    with patch.object(SinkSender, "send", send), ticking:
        await _subscribed(story, customer, support, ticket_id)


async def _subscribed(story: Story, customer: Caller, support: Caller, ticket_id: str) -> None:
    wanted = {
        "name": "The screen in the planning room",
        "sink": "https://screen.melkmeisje.example/events",
        "types": ["ticket.decision_taken", "ticket.comment_added"],
        "subscriberReference": "screen-1",
    }
    made = await story.tell("create_subscription", customer, wanted)
    at = {"subscriptionId": made["id"]}
    await agree(story.api.engine, story.api.clock, UUID(made["id"]))
    await story.tell("add_ticket_comment", support, {"text": "All lorries are on their way."}, {"ticketId": ticket_id})
    async with transaction(story.api.engine, SYSTEM) as connection:
        await sequence(connection, story.api.clock.now)
    async with SinkSender(SinkWalls.of(())) as sender:
        courier = Courier(story.api.engine, story.api.clock, sender, NAMING, SuspensionTeller(by_mail=True).tell)
        await courier.settle()
        await courier.deliver()
    await story.show("list_subscriptions", customer, "ct")
    await story.tell("read_subscription", customer, at=at)
    sent = await story.show("list_deliveries", customer, "ct", at)
    of_event = {**at, "eventId": sent["items"][0]["eventId"]}
    await story.show("list_delivery_attempts", customer, "ct", of_event)
    await story.tell("ping_subscription", customer, at=at)
    await story.tell("replay_events", customer, {"eventIds": [of_event["eventId"]]}, at)
    await story.tell("replace_subscription_secret", customer, {"overlapSeconds": 86_400}, at)
    moved = {"sink": "https://wall.melkmeisje.example/events"}
    await story.tell("change_subscription", customer, moved, at)
    await story.tell("verify_subscription", customer, at=at)
    await story.tell("end_subscription", customer, at=at)
