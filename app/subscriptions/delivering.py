"""Events on their way: settled who gets what, leased, sent, and how that went.

feed ─► pending ─► delivering (a lease, with a number) ─► delivered
▲            │ not taken, or the lease ended      given_up, after the last of WAITS
└────────────┘                                    cancelled: 410, or the subscription ended
skipped: it came while the subscription was not active, or was not sent before that
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from app.agreements.book import Agreements
from app.clock import Clock, Instant
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM as ITSELF
from app.domain.feed.entries import FeedEvent
from app.domain.subscriptions.schedule import again_at, asked_to_wait
from app.domain.subscriptions.states import DeliveryState, PayloadForm, SubscriptionState, is_to_be_suspended
from app.domain.subscriptions.subscription_facts import (
    EndedBy,
    SubscriptionEnded,
    SubscriptionFact,
    SubscriptionSuspended,
)
from app.feed import reading
from app.feed.cloud_events import Naming, as_json, cloud_event, event_id
from app.feed.store import feed
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.scope import EVERYTHING
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.streams import subjects
from app.subscriptions.attempting import attempted
from app.subscriptions.kinds import SUBSCRIPTIONS
from app.subscriptions.messages import OutgoingMessage, headers
from app.subscriptions.sending import SendingOutcome, SinkSender
from app.subscriptions.store import deliveries, settling, subscriptions
from app.subscriptions.store.attempts import Attempt
from app.subscriptions.store.deliveries import Delivery
from app.subscriptions.store.settling import DeliverySettlement
from app.subscriptions.store.subscriptions import Subscription
from app.telemetry.metrics import ATTEMPTS
from app.unit_of_work import UnitOfWork

AT_ONCE: Final = 32
SUBSCRIPTIONS_AT_ONCE: Final = 50
GONE: Final = 410
Suspended = Callable[[Connection, Subscription, str, Instant], Awaitable[None]]
"""Who is to know that it is: by the id of the event that says so."""
_LOG: Final = logging.getLogger("duetime.subscriptions")


@dataclass(frozen=True)
class Parcel:
    """One delivery, ready to be sent."""

    delivery: Delivery
    subscription: Subscription
    secrets: Sequence[bytes]
    message: OutgoingMessage


@dataclass(frozen=True)
class Carried:
    """What came of one."""

    parcel: Parcel
    outcome: SendingOutcome
    attempt: Attempt


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
        """At most AT_ONCE; how many that was. What has come back meanwhile is put on record together."""
        parcels = await self.leased()
        async with asyncio.TaskGroup() as group:
            under_way = {group.create_task(self._carried(each)) for each in parcels}
            while under_way:
                back, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                await self._put_on_record([each for task in back if (each := task.result()) is not None])
        return len(parcels)

    async def leased(self) -> list[Parcel]:
        async with transaction(self.engine, SYSTEM) as connection:
            leased = await deliveries.lease(connection, self.clock(), AT_ONCE)
        if not leased:
            return []
        async with transaction(self.engine, SYSTEM) as connection:
            return await self._packed(connection, leased)

    async def sent(self, parcel: Parcel) -> Carried:
        at = self.clock()
        signed = headers(parcel.message, parcel.subscription, parcel.secrets, at)
        outcome, attempt = await attempted(self.sender, parcel.subscription.sink, signed, parcel.message.body, at)
        return Carried(parcel, outcome, attempt)

    async def note(self, carried: Sequence[Carried]) -> int:
        """Of how many of them it changed anything: somebody else has the others by now."""
        now = self.clock()
        async with transaction(self.engine, SYSTEM) as connection:
            before = await _locked(connection, {each.parcel.subscription.id for each in carried})
            settlements = [_settlement(each, now) for each in carried]
            settled = await settling.settle(connection, settlements)
            after = dict(before)
            for each in carried:
                if each.parcel.delivery.key in settled:
                    subscription = after[each.parcel.subscription.id]
                    after[subscription.id] = _told_by(subscription, each.outcome, now)
            for each in before.values():
                await self._save(connection, each, after[each.id], now)
        for each in settlements:
            if each.delivery.key in settled:
                ATTEMPTS.labels(each.state.value).inc()
        return len(settled)

    async def _carried(self, parcel: Parcel) -> Carried | None:
        """What fails on our side is sent again when the lease has ended."""
        try:
            return await self.sent(parcel)
        except Exception:  # noqa: BLE001 - whatever is wrong with one, the others are none the worse
            _LOG.exception("event %s of %s", parcel.message.id, parcel.subscription.id)
            return None

    async def _put_on_record(self, carried: Sequence[Carried]) -> None:
        """Those of which one cannot be, one by one."""
        if not carried:
            return
        try:
            await self.note(carried)
        except Exception:  # noqa: BLE001
            parcel = carried[0].parcel
            if len(carried) == 1:
                _LOG.exception("event %s of %s", parcel.message.id, parcel.subscription.id)
                return
            for each in carried:
                await self._put_on_record([each])

    async def _save(self, connection: Connection, before: Subscription, after: Subscription, now: Instant) -> None:
        """What was told of a locked one, and what follows from it."""
        if after == before:
            return
        await subscriptions.save(connection, after)
        if after.state is before.state:
            return
        is_over = after.state is SubscriptionState.ENDED
        await deliveries.close(connection, before, DeliveryState.CANCELLED if is_over else DeliveryState.SKIPPED)
        fact = _fact(after)
        if fact is None:
            return
        uow = UnitOfWork(connection, Caller(ITSELF), now, Agreements(REVISIONS))
        history = await subjects.happened(uow, SUBSCRIPTIONS, (after.customer_id, after.id), fact)
        if isinstance(fact, SubscriptionSuspended):
            await self.suspended(connection, after, event_id(after.id, history.event_count), now)
            _LOG.warning("subscription %s is suspended: nothing was taken since %s", after.id, after.failing_since)

    async def _packed(self, connection: Connection, leased: Sequence[Delivery]) -> list[Parcel]:
        """But for those that have ended meanwhile, and events that are no longer kept."""
        whose = {
            subscription_id: (found, await subscriptions.secrets(connection, found))
            for subscription_id in {each.subscription_id for each in leased}
            if (found := await subscriptions.find(connection, EVERYTHING, subscription_id)) is not None
        }
        placed = {(each.subject_id, each.sequence) for each in leased if each.subscription_id in whose}
        events = {
            (each.entry.subject_id, each.entry.sequence): each
            for each in await feed.events(connection, await feed.entries_of(connection, [*placed]))
        }
        return [
            Parcel(each, *whose[each.subscription_id], self._written(event, whose[each.subscription_id][0]))
            for each in leased
            if (event := events.get((each.subject_id, each.sequence))) is not None and each.subscription_id in whose
        ]

    def _written(self, event: FeedEvent, subscription: Subscription) -> OutgoingMessage:
        made = cloud_event(event, self.naming, full=subscription.payload is PayloadForm.FULL)
        return OutgoingMessage(event_id(event.entry.subject_id, event.entry.sequence), as_json(made))


async def _locked(connection: Connection, ids: Collection[UUID]) -> dict[UUID, Subscription]:
    """In an order in which nobody waits for another."""
    found = [await subscriptions.find(connection, EVERYTHING, each, lock=True) for each in sorted(ids)]
    return {each.id: each for each in found if each is not None}


def _settlement(carried: Carried, now: Instant) -> DeliverySettlement:
    outcome, delivery = carried.outcome, carried.parcel.delivery
    if outcome.fault is None:
        return DeliverySettlement(delivery, carried.attempt, DeliveryState.DELIVERED)
    if outcome.status == GONE:
        return DeliverySettlement(delivery, carried.attempt, DeliveryState.CANCELLED)
    asked = asked_to_wait(outcome.retry_after, now)
    spread = random.uniform(-1, 1)  # noqa: S311 - jitter
    next_at = again_at(delivery.tries + 1, now, asked=asked, spread=spread)
    state = DeliveryState.GIVEN_UP if next_at is None else DeliveryState.PENDING
    return DeliverySettlement(delivery, carried.attempt, state, next_at)


def _fact(after: Subscription) -> SubscriptionFact | None:
    if after.state is SubscriptionState.ENDED:
        return SubscriptionEnded(by=EndedBy.GONE)
    if after.state is SubscriptionState.SUSPENDED and after.failing_since is not None:
        return SubscriptionSuspended(failing_since=after.failing_since, attempts=after.failures)
    return None


def _told_by(subscription: Subscription, outcome: SendingOutcome, now: Instant) -> Subscription:
    """What it says about the subscription."""
    if subscription.state is not SubscriptionState.ACTIVE:
        return subscription
    if outcome.fault is None:
        return replace(subscription, failing_since=None, failures=0)
    since = subscription.failing_since or now
    noted = replace(subscription, failing_since=since, failures=subscription.failures + 1)
    changed = replace(noted, version=noted.version + 1, updated_at=now)
    if outcome.status == GONE:
        return replace(changed, state=SubscriptionState.ENDED, why="gone", access_token=None)
    if is_to_be_suspended(since, noted.failures, now):
        return replace(changed, state=SubscriptionState.SUSPENDED, why="failing")
    return noted
