"""Subscriptions: who is told of which events, at which address, and whether it wants that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from uuid_utils.compat import uuid7

from app.accounts import customers
from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.access.reach import require_nothing_kept_back
from app.domain.actor import OF_VENDOR
from app.domain.subscriptions.states import DeliveryOrdering, DeliveryState, PayloadForm, SubscriptionState
from app.domain.subscriptions.subscription_facts import EndedBy, SubscriptionEnded
from app.errors import Conflict, NotFound
from app.feed import reading
from app.signing import new_secret, written
from app.streams import subjects
from app.subscriptions.kinds import SUBSCRIPTIONS
from app.subscriptions.messages import is_wanted, question
from app.subscriptions.sending import SendingFault, SinkSender
from app.subscriptions.store import deliveries, subscriptions
from app.subscriptions.store.subscriptions import Subscription
from app.unit_of_work import UnitOfWork

MOST: Final = 100
"""Of one customer, or of the vendor, that have not ended: each event is settled for each of them."""


@dataclass(frozen=True, kw_only=True)
class NewSubscription:
    """`customer_id` None: the vendor's own, of all customers' events."""

    name: str
    customer_id: UUID | None
    sink: str
    types: tuple[str, ...]
    payload: PayloadForm
    ordering: DeliveryOrdering
    include_bulk: bool
    reference: str | None
    access_token: str | None
    access_token_expires_at: Instant | None


@dataclass(frozen=True)
class CreatedSubscription:
    """`secret` as whoever receives is given it. It is not shown again."""

    subscription: Subscription
    secret: str


async def create(uow: UnitOfWork, new: NewSubscription) -> CreatedSubscription:
    """From the newest event on. Nothing goes out before the sink was asked whether it wants that."""
    customer_id = new.customer_id
    if customer_id is None and not uow.actor.is_vendor:
        customer_id = uow.actor.customer_id
    if customer_id is not None:
        await customers.find(uow, customer_id, lock=True)
    await _require_keeper(uow, customer_id or OF_VENDOR)
    if await subscriptions.count_open(uow.connection, customer_id or OF_VENDOR) >= MOST:
        raise Conflict(f"There are {MOST} subscriptions already: end one first.")
    head = await reading.head(uow.connection)
    subscription = Subscription(
        id=uuid7(),
        customer_id=customer_id or OF_VENDOR,
        name=new.name,
        sink=new.sink,
        types=new.types,
        payload=new.payload,
        ordering=new.ordering,
        include_bulk=new.include_bulk,
        reference=new.reference,
        access_token=new.access_token,
        access_token_expires_at=new.access_token_expires_at,
        state=SubscriptionState.VERIFYING,
        why=None,
        position=head.position,
        failing_since=None,
        failures=0,
        created_by=uow.actor.id,
        created_at=uow.now,
        updated_at=uow.now,
        version=1,
    )
    secret = new_secret()
    await subscriptions.add(uow.connection, subscription, secret)
    return CreatedSubscription(subscription, written(secret))


async def find(uow: UnitOfWork, subscription_id: UUID, *, lock: bool = False) -> Subscription:
    """NotFound is the same for one that isn't there and one that isn't theirs. For whoever may keep it."""
    found = await subscriptions.find(uow.connection, uow.scope, subscription_id, lock=lock)
    if found is None:
        raise NotFound("There is no such subscription.")
    await _require_keeper(uow, found.customer_id, changes=lock)
    return found


async def find_open(uow: UnitOfWork, subscription_id: UUID) -> Subscription:
    """Locked. Raises Conflict for one that has ended."""
    found = await find(uow, subscription_id, lock=True)
    if found.state is SubscriptionState.ENDED:
        raise Conflict("This subscription has ended. Make another one.")
    return found


async def page(uow: UnitOfWork, customer_id: UUID | None, *, after: UUID | None, limit: int) -> Sequence[Subscription]:
    await _require_keeper(uow, uow.actor.customer_id or OF_VENDOR, changes=False)
    return await subscriptions.page(uow.connection, uow.scope, customer_id, after=after, limit=limit)


async def change(uow: UnitOfWork, subscription: Subscription, changes: dict[str, Any]) -> Subscription:
    """Of an open and locked one. Another sink is asked anew; `state` is `active` or `paused`.

    Raises Conflict for `active` where the sink has not said that it wants to be told.
    """
    changed = replace(subscription, **changes)
    if changed == subscription:
        return subscription
    if changed.sink != subscription.sink:
        changed = replace(changed, state=SubscriptionState.VERIFYING, why=None)
    elif changed.state is not subscription.state:
        if subscription.state is SubscriptionState.VERIFYING:
            raise Conflict("Its sink has not said that it wants to be told: verify it first.")
        changed = replace(changed, why=None, failing_since=None, failures=0)
    position = await _settle_before(uow, subscription)
    changed = replace(changed, position=position, version=subscription.version + 1, updated_at=uow.now)
    if changed.state is not SubscriptionState.ACTIVE:
        await deliveries.close(uow.connection, subscription, DeliveryState.SKIPPED)
    await subscriptions.save(uow.connection, changed)
    return changed


async def end(uow: UnitOfWork, subscription_id: UUID) -> None:
    """For good: what is still to go out is cancelled."""
    found = await find(uow, subscription_id, lock=True)
    if found.state is SubscriptionState.ENDED:
        return
    await deliveries.close(uow.connection, found, DeliveryState.CANCELLED)
    ended = replace(
        found,
        state=SubscriptionState.ENDED,
        why="deleted",
        access_token=None,
        version=found.version + 1,
        updated_at=uow.now,
    )
    await subscriptions.save(uow.connection, ended)
    fact = SubscriptionEnded(by=EndedBy.DELETED)
    await subjects.happened(uow, SUBSCRIPTIONS, (found.customer_id, found.id), fact)


async def replace_secret(
    uow: UnitOfWork, subscription_id: UUID, overlap: timedelta
) -> tuple[Subscription, str, Instant]:
    """Another secret, beside which the present one signs for `overlap` longer. Raises Conflict while two sign."""
    found = await find_open(uow, subscription_id)
    if len(await subscriptions.secrets(uow.connection, found)) > 1:
        raise Conflict("Two secrets sign: another one follows when the former has ended.")
    changed = replace(found, version=found.version + 1, updated_at=uow.now)
    secret = new_secret()
    await subscriptions.save(uow.connection, changed)
    until = await subscriptions.replace_secret(uow.connection, found, secret, overlap)
    return changed, written(secret), until


async def ask_again(uow: UnitOfWork, subscription_id: UUID) -> Subscription:
    """Has its sink asked as soon as a worker comes by. Raises Conflict where the sink wants to be told already."""
    found = await find_open(uow, subscription_id)
    if found.state is not SubscriptionState.VERIFYING:
        raise Conflict("Its sink has said that it wants to be told.")
    asked = replace(found, why=None, version=found.version + 1, updated_at=uow.now)
    await subscriptions.save(uow.connection, asked)
    return asked


async def ask(sender: SinkSender, subscription: Subscription, public_url: str, now: Instant) -> str | None:
    """Whether its sink wants to be told (OPTIONS). None: it does; else what stood in the way."""
    outcome = await sender.send("OPTIONS", subscription.sink, question(subscription, public_url, now))
    if outcome.fault is not None and outcome.fault is not SendingFault.STATUS:
        return outcome.fault
    if outcome.fault is not None:
        return f"status {outcome.status}"
    return None if is_wanted(outcome.allowed_origin, public_url) else "not_allowed"


async def answered(uow: UnitOfWork, subscription: Subscription, why: str | None) -> Subscription:
    """What its sink said, where it was still to be asked; the caller holds the lock."""
    if subscription.state is not SubscriptionState.VERIFYING:
        return subscription
    state = SubscriptionState.ACTIVE if why is None else SubscriptionState.VERIFYING
    position = await _settle_before(uow, subscription)
    changed = replace(
        subscription,
        state=state,
        why=why,
        position=position,
        failing_since=None,
        failures=0,
        version=subscription.version + 1,
        updated_at=uow.now,
    )
    await subscriptions.save(uow.connection, changed)
    return changed


async def _settle_before(uow: UnitOfWork, subscription: Subscription) -> int:
    """What came while it was as it was, it gets as it was. Gives the position up to which that is: the head may have
    gone on by now.
    """
    position = (await reading.head(uow.connection)).position
    await deliveries.settle_up_to(uow.connection, subscription, position, uow.now)
    return position


async def _require_keeper(uow: UnitOfWork, customer_id: UUID, *, changes: bool = True) -> None:
    registrant = customer_id != OF_VENDOR and await customers.is_registrant(uow, customer_id)
    require(uow.actor, Operation.KEEP_SUBSCRIPTIONS, registrant=registrant)
    if changes:
        require_nothing_kept_back(uow.caller.reach, expires_by_rule=uow.actor.is_management)
