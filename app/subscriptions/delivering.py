"""Events on their way: settled who gets what, leased, sent, and how that went.

feed ─► pending ─► delivering (a lease, with a number) ─► delivered
▲            │ not taken, or the lease ended      given_up, after the last of WAITS
└────────────┘                                    cancelled: 410, or the subscription ended
skipped: it came while the subscription was not active, or was not sent before that
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.clock import Clock, Instant
from app.domain.feed.entries import FeedEntry
from app.domain.subscriptions.schedule import again_at, asked_to_wait
from app.domain.subscriptions.states import DeliveryState, PayloadForm, SubscriptionState, is_to_be_suspended
from app.feed import reading
from app.feed.cloud_events import Naming, as_json, cloud_event, event_id
from app.feed.store import feed
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.subscriptions.attempting import attempted
from app.subscriptions.messages import OutgoingMessage, headers
from app.subscriptions.sending import SendingOutcome, SinkSender
from app.subscriptions.store import deliveries, subscriptions
from app.subscriptions.store.attempts import Attempt
from app.subscriptions.store.deliveries import Delivery
from app.subscriptions.store.subscriptions import Subscription

AT_ONCE: Final = 32
SUBSCRIPTIONS_AT_ONCE: Final = 50
GONE: Final = 410
Suspended = Callable[[Connection, Subscription, Instant], Awaitable[None]]
"""Who is to know that it is."""
_LOG: Final = logging.getLogger("duetime.subscriptions")


@dataclass(frozen=True)
class Parcel:
    """One delivery, ready to be sent."""

    delivery: Delivery
    subscription: Subscription
    message: OutgoingMessage
    secrets: Sequence[bytes]


@dataclass(frozen=True)
class Courier:
    """Any number of them may be on their way at once, in any number of processes. `suspended` is part of the
    transaction that suspends one.
    """

    engine: AsyncEngine
    clock: Clock
    sender: SinkSender
    naming: Naming
    suspended: Suspended

    async def settle(self) -> int:
        """Who gets what of that which is new in the feed; for how many subscriptions it was settled."""
        now = self.clock()
        async with transaction(self.engine, SYSTEM) as connection:
            head = await reading.head(connection)
            behind = await subscriptions.behind(connection, head.position, SUBSCRIPTIONS_AT_ONCE)
            for each in behind:
                await deliveries.settle_up_to(connection, each, head.position, now)
        return len(behind)

    async def deliver(self) -> int:
        """At most AT_ONCE; how many that was."""
        parcels = await self.leased()
        await asyncio.gather(*(self._carry(each) for each in parcels))
        return len(parcels)

    async def leased(self) -> list[Parcel]:
        async with transaction(self.engine, SYSTEM) as connection:
            leased = await deliveries.lease(connection, self.clock(), AT_ONCE)
        async with transaction(self.engine, SYSTEM) as connection:
            return [each for delivery in leased if (each := await self._packed(connection, delivery)) is not None]

    async def sent(self, parcel: Parcel) -> tuple[SendingOutcome, Attempt]:
        at = self.clock()
        signed = headers(parcel.message, parcel.subscription, parcel.secrets, at)
        return await attempted(self.sender, parcel.subscription.sink, signed, parcel.message.body, at)

    async def note(self, parcel: Parcel, outcome: SendingOutcome, attempt: Attempt) -> bool:
        """False: somebody else has the delivery by now, and this changed nothing of it."""
        now, delivery = self.clock(), parcel.delivery
        asked = asked_to_wait(outcome.retry_after, now)
        spread = random.uniform(-1, 1)  # noqa: S311 - jitter
        next_at = again_at(delivery.tries + 1, now, asked=asked, spread=spread)
        state = DeliveryState.GIVEN_UP if next_at is None else DeliveryState.PENDING
        if outcome.fault is None:
            state, next_at = DeliveryState.DELIVERED, None
        elif outcome.status == GONE:
            state, next_at = DeliveryState.CANCELLED, None
        async with transaction(self.engine, SYSTEM) as connection:
            subscription = await _locked(connection, parcel.subscription)
            if not await deliveries.settle(connection, delivery, attempt, state=state, again_at=next_at):
                return False
            noted = await _take_note(connection, subscription, outcome, now)
            if noted.state is SubscriptionState.SUSPENDED and noted.state is not subscription.state:
                await self.suspended(connection, noted, now)
        return True

    async def _carry(self, parcel: Parcel) -> None:
        """What fails on our side is sent again when the lease has ended."""
        try:
            await self.note(parcel, *await self.sent(parcel))
        except Exception:  # noqa: BLE001 - whatever is wrong with one, the others are none the worse
            _LOG.exception("event %s of %s", parcel.message.id, parcel.subscription.id)

    async def _packed(self, connection: Connection, delivery: Delivery) -> Parcel | None:
        """None: it has ended meanwhile, or the event is no longer kept."""
        subscription = await subscriptions.find(connection, feed.EVERYTHING, delivery.subscription_id)
        entry = await feed.entry(connection, feed.EVERYTHING, delivery.subject_id, delivery.sequence)
        if subscription is None or entry is None:
            return None
        message = await self._written(connection, entry, subscription)
        return Parcel(delivery, subscription, message, await subscriptions.secrets(connection, subscription))

    async def _written(self, connection: Connection, entry: FeedEntry, subscription: Subscription) -> OutgoingMessage:
        [event] = await feed.events(connection, [entry])
        made = cloud_event(event, self.naming, full=subscription.payload is PayloadForm.FULL)
        return OutgoingMessage(event_id(entry.subject_id, entry.sequence), as_json(made))


async def _locked(connection: Connection, subscription: Subscription) -> Subscription:
    return await subscriptions.find(connection, feed.EVERYTHING, subscription.id, lock=True) or subscription


async def _take_note(
    connection: Connection, subscription: Subscription, outcome: SendingOutcome, now: Instant
) -> Subscription:
    """Of what it says about the subscription, which is locked; gives it as it is then."""
    if subscription.state is not SubscriptionState.ACTIVE:
        return subscription
    if outcome.fault is None:
        noted = replace(subscription, failing_since=None, failures=0)
        if subscription.failures:
            await subscriptions.save(connection, noted)
        return noted
    since = subscription.failing_since or now
    noted = replace(subscription, failing_since=since, failures=subscription.failures + 1)
    if outcome.status == GONE:
        ended = {"state": SubscriptionState.ENDED, "why": "gone", "access_token": None}
        noted = replace(noted, **ended, version=noted.version + 1, updated_at=now)
        await deliveries.close(connection, subscription, DeliveryState.CANCELLED)
    elif is_to_be_suspended(since, noted.failures, now):
        noted = replace(
            noted, state=SubscriptionState.SUSPENDED, why="failing", version=noted.version + 1, updated_at=now
        )
        await deliveries.close(connection, subscription, DeliveryState.SKIPPED)
        _LOG.warning("subscription %s is suspended: nothing was taken since %s", subscription.id, since)
    await subscriptions.save(connection, noted)
    return noted
