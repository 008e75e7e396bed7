"""Sending again what a subscription did not get, or what its receiver has lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.accounts import customers
from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.actor import OF_VENDOR
from app.domain.subscriptions.states import SubscriptionState
from app.errors import Conflict
from app.subscriptions import subscriptions
from app.subscriptions.store import deliveries
from app.subscriptions.store.subscriptions import Subscription
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """These events; or those from a position or a moment until another, both included; or what was not delivered."""

    events: Sequence[tuple[UUID, int]] = ()
    positions: tuple[int, int] | None = None
    moments: tuple[Instant, Instant] | None = None
    undelivered: bool = False


async def replay(uow: UnitOfWork, subscription_id: UUID, wanted: Wanted) -> int:
    """How many events go out again, with the same ids. Raises Conflict while the subscription is not active."""
    found = await subscriptions.find_open(uow, subscription_id)
    await _require_replayer(uow, found)
    if found.state is not SubscriptionState.ACTIVE:
        raise Conflict(f"The subscription is {found.state}: nothing goes out before it is active.")
    if wanted.undelivered:
        return await deliveries.undelivered(uow.connection, found, uow.now)
    return await deliveries.again(
        uow.connection, found, uow.now, events=wanted.events, positions=wanted.positions, moments=wanted.moments
    )


async def _require_replayer(uow: UnitOfWork, subscription: Subscription) -> None:
    of_customer = subscription.customer_id != OF_VENDOR
    registrant = of_customer and await customers.is_registrant(uow, subscription.customer_id)
    require(uow.actor, Operation.REPLAY_EVENTS, registrant=registrant)
