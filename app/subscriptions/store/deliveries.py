"""What goes out to whom: a row for each event and subscription, leased to whoever sends it.

A lease ends by itself, so what a worker left that died is sent again by another. Each lease has a number of its own,
and who settles names it: whoever was overtaken by a later lease leaves an attempt on record, and changes nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Text,
    Uuid,
    and_,
    cast,
    delete,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from app.clock import Instant
from app.domain.subscriptions.states import DeliveryOrdering, DeliveryState, SubscriptionState
from app.feed.store import feed as places
from app.postgres.connection import Connection
from app.postgres.tables import deliveries, feed, subscriptions
from app.subscriptions.store.attempts import DeliveryKey
from app.subscriptions.store.subscriptions import Subscription

LEASE: Final = timedelta(seconds=30)
"""Twice as long as an attempt may take."""
KEPT: Final = timedelta(days=30)
_OPEN: Final = (DeliveryState.PENDING, DeliveryState.DELIVERING)
_OPEN_WORDS: Final = [literal_column(f"'{each.value}'", Text) for each in _OPEN]
"""As the indexes have them, whatever the values of a statement are."""
_SETTLED: Final = (DeliveryState.DELIVERED, DeliveryState.GIVEN_UP, DeliveryState.CANCELLED, DeliveryState.SKIPPED)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """`tries`: since it was to go out, or was to again; `token`: of its latest lease."""

    customer_id: UUID
    subscription_id: UUID
    position: int
    subject_id: UUID
    sequence: int
    type: str
    state: DeliveryState
    attempts: int
    tries: int
    next_attempt_at: Instant | None
    token: int
    last_status: int | None
    last_fault: str | None
    created_at: Instant

    @property
    def key(self) -> DeliveryKey:
        return self.customer_id, self.subscription_id, self.position


_SHOWN: Final = [column for column in deliveries.c if column.name != "lease_until"]


async def settle_up_to(connection: Connection, subscription: Subscription, position: int, now: Instant) -> int:
    """What it gets of the feed up to there. The caller holds the subscription's lock."""
    is_active = subscription.state is SubscriptionState.ACTIVE
    added = await _put(
        connection,
        subscription,
        now,
        [feed.c.position > subscription.position, feed.c.position <= position],
        DeliveryState.PENDING if is_active else DeliveryState.SKIPPED,
    )
    moved = update(subscriptions).where(_is(subscriptions.c.id, subscriptions.c, subscription))
    await connection.execute(moved.values(position=position))
    return added


async def again(
    connection: Connection,
    subscription: Subscription,
    now: Instant,
    *,
    events: Sequence[tuple[UUID, int]],
    positions: tuple[int, int] | None,
    moments: tuple[Instant, Instant] | None,
) -> int:
    """Sends these of the feed again, whether they were taken or not; what waits to be sent goes on waiting."""
    chosen = [feed.c.position <= subscription.position]
    if positions is not None:
        chosen.append(feed.c.position.between(*positions))
    elif moments is not None:
        chosen.append(feed.c.recorded_at.between(*moments))
    else:
        chosen.append(tuple_(feed.c.subject_id, feed.c.sequence).in_([*events]))
    return await _put(connection, subscription, now, chosen)


async def undelivered(connection: Connection, subscription: Subscription, now: Instant) -> int:
    """Sends what was skipped or given up."""
    statement = update(deliveries).where(
        _is(deliveries.c.subscription_id, deliveries.c, subscription),
        deliveries.c.state.in_((DeliveryState.SKIPPED, DeliveryState.GIVEN_UP)),
    )
    return (await connection.execute(statement.values(_anew(now)))).rowcount


async def count_undelivered(connection: Connection, subscription: Subscription) -> int:
    """What was skipped or given up."""
    ours = _is(deliveries.c.subscription_id, deliveries.c, subscription)
    missed = deliveries.c.state.in_((DeliveryState.SKIPPED, DeliveryState.GIVEN_UP))
    return (await connection.execute(select(func.count()).where(ours, missed))).scalar_one()


async def count_open(connection: Connection, at_most: int) -> dict[DeliveryState, int]:
    """Of all subscriptions, what is still to go out; of more than `at_most`, only of those that are due first."""
    is_open = deliveries.c.state.in_(_OPEN_WORDS)
    first = select(deliveries.c.state).where(is_open).order_by(deliveries.c.next_attempt_at).limit(at_most).subquery()
    rows = await connection.execute(select(first.c.state, func.count().label("number")).group_by(first.c.state))
    return dict.fromkeys(_OPEN, 0) | {DeliveryState(row["state"]): row["number"] for row in rows.mappings()}


async def close(connection: Connection, subscription: Subscription, state: DeliveryState) -> int:
    """What is still to go out does not: it is cancelled, or skipped."""
    statement = update(deliveries).where(
        _is(deliveries.c.subscription_id, deliveries.c, subscription), deliveries.c.state.in_(_OPEN)
    )
    changed = {"state": state, "next_attempt_at": None, "lease_until": None, "token": deliveries.c.token + 1}
    return (await connection.execute(statement.values(changed))).rowcount


async def lease(connection: Connection, now: Instant, limit: int) -> list[Delivery]:
    """What is due, of active subscriptions; others' leases are passed by."""
    due, subscription = deliveries.c, subscriptions.c
    earlier = deliveries.alias("earlier").c
    waits = exists().where(
        earlier.subscription_id == due.subscription_id,
        earlier.subject_id == due.subject_id,
        earlier.sequence < due.sequence,
        earlier.state.in_(_OPEN_WORDS),
    )
    chosen = (
        select(due.customer_id, due.subscription_id, due.position)
        .join(subscriptions, (subscription.customer_id == due.customer_id) & (subscription.id == due.subscription_id))
        .where(
            subscription.state == SubscriptionState.ACTIVE,
            or_(
                and_(due.state == DeliveryState.PENDING, due.next_attempt_at <= now),
                and_(due.state == DeliveryState.DELIVERING, due.lease_until <= now),
            ),
            or_(subscription.ordering == DeliveryOrdering.NONE, ~waits),
        )
        .order_by(due.next_attempt_at, due.position)
        .limit(limit)
        .with_for_update(of=deliveries, skip_locked=True)
        .cte("chosen")
    )
    leased = {"state": DeliveryState.DELIVERING, "lease_until": now + LEASE, "token": due.token + 1}
    statement = (
        update(deliveries)
        .where(
            due.customer_id == chosen.c.customer_id,
            due.subscription_id == chosen.c.subscription_id,
            due.position == chosen.c.position,
        )
        .values(leased)
        .returning(*_SHOWN)
    )
    return [_from(row) for row in (await connection.execute(statement)).mappings()]


async def page(
    connection: Connection,
    subscription: Subscription,
    state: DeliveryState | None,
    *,
    after: int | None,
    limit: int,
) -> list[Delivery]:
    """The newest first."""
    statement = select(*_SHOWN).where(_is(deliveries.c.subscription_id, deliveries.c, subscription))
    if state is not None:
        statement = statement.where(deliveries.c.state == state)
    if after is not None:
        statement = statement.where(deliveries.c.position < after)
    statement = statement.order_by(deliveries.c.position.desc()).limit(limit)
    return [_from(row) for row in (await connection.execute(statement)).mappings()]


async def find(connection: Connection, subscription: Subscription, subject_id: UUID, sequence: int) -> Delivery | None:
    statement = select(*_SHOWN).where(
        _is(deliveries.c.subscription_id, deliveries.c, subscription),
        deliveries.c.subject_id == subject_id,
        deliveries.c.sequence == sequence,
    )
    row = (await connection.execute(statement)).mappings().one_or_none()
    return None if row is None else _from(row)


async def forget(connection: Connection, now: Instant, limit: int) -> int:
    """What was settled, and came KEPT ago."""
    key = (deliveries.c.customer_id, deliveries.c.subscription_id, deliveries.c.position)
    old = select(*key).where(deliveries.c.created_at < now - KEPT, deliveries.c.state.in_(_SETTLED)).limit(limit)
    return (await connection.execute(delete(deliveries).where(tuple_(*key).in_(old)))).rowcount


async def _put(
    connection: Connection,
    subscription: Subscription,
    now: Instant,
    chosen: Sequence[ColumnElement[bool]],
    state: DeliveryState = DeliveryState.PENDING,
) -> int:
    seen = [] if subscription.scope.is_vendor else [feed.c.customer_id == subscription.customer_id, ~feed.c.internal]
    values = {
        "customer_id": literal(subscription.customer_id, Uuid),
        "subscription_id": literal(subscription.id, Uuid),
        "position": feed.c.position,
        "subject_id": feed.c.subject_id,
        "sequence": feed.c.sequence,
        "type": feed.c.type,
        "state": literal(state.value, Text),
        "attempts": literal(0),
        "tries": literal(0),
        "next_attempt_at": cast(now if state is DeliveryState.PENDING else None, DateTime(timezone=True)),
        "token": literal(0, BigInteger),
        "created_at": cast(now, DateTime(timezone=True)),
    }
    found = select(*values.values()).where(*seen, *chosen, *places.conditions(subscription.wanted))
    statement = insert(deliveries).from_select([*values], found)
    statement = statement.on_conflict_do_update(
        index_elements=deliveries.primary_key, set_=_anew(now), where=deliveries.c.state.in_(_SETTLED)
    )
    return (await connection.execute(statement)).rowcount


def _anew(now: Instant) -> dict[str, Any]:
    return {"state": DeliveryState.PENDING.value, "tries": 0, "next_attempt_at": now, "lease_until": None}


def _is(subscription_id: ColumnElement[Any], table: Any, subscription: Subscription) -> ColumnElement[bool]:
    return and_(table.customer_id == subscription.customer_id, subscription_id == subscription.id)


def _from(row: Mapping[str, Any]) -> Delivery:
    known: dict[str, Any] = {**row, "state": DeliveryState(row["state"])}
    return Delivery(**known)
