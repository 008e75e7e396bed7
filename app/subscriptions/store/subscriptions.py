"""Subscriptions in and out of the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Integer, Select, and_, bindparam, func, insert, select, update

from app.access.store import replaced_secrets
from app.access.store.replaced_secrets import SECRETS, both_hold
from app.clock import Instant
from app.domain.actor import OF_VENDOR
from app.domain.feed.entries import NOT_SENT, EventFilter
from app.domain.subscriptions.states import DeliveryOrdering, PayloadForm, SubscriptionState
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.statements import Statement, bind
from app.postgres.tables import subscriptions


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """`version` is the ETag. `why`: what last changed `state`, or kept it from changing. `position`: of the feed.
    `created_by` None: made before that was kept.
    """

    id: UUID
    customer_id: UUID
    name: str
    sink: str
    types: tuple[str, ...]
    payload: PayloadForm
    ordering: DeliveryOrdering
    include_bulk: bool
    reference: str | None
    state: SubscriptionState
    why: str | None
    access_token: str | None
    access_token_expires_at: Instant | None
    position: int
    failing_since: Instant | None
    failures: int
    created_by: UUID | None
    created_at: Instant
    updated_at: Instant
    version: int

    @property
    def scope(self) -> Scope:
        """What of the feed it is told of."""
        return Scope(None if self.customer_id == OF_VENDOR else self.customer_id)

    @property
    def wanted(self) -> EventFilter:
        return EventFilter(types=self.types, include_bulk=self.include_bulk, left_out=NOT_SENT)


_SHOWN: Final = [column for column in subscriptions.c if column.name not in SECRETS]


async def add(connection: Connection, subscription: Subscription, secret: bytes) -> None:
    await connection.execute(insert(subscriptions).values(**_columns(subscription), secret=secret))


async def save(connection: Connection, subscription: Subscription) -> None:
    """The caller holds the row's lock."""
    statement = update(subscriptions).where(
        subscriptions.c.customer_id == subscription.customer_id, subscriptions.c.id == subscription.id
    )
    await connection.execute(statement.values(_columns(subscription)))


async def find(
    connection: Connection, scope: Scope, subscription_id: UUID, *, lock: bool = False
) -> Subscription | None:
    statement = scope.narrow(select(*_SHOWN).where(subscriptions.c.id == subscription_id), subscriptions.c.customer_id)
    statement = statement.with_for_update(key_share=True) if lock else statement
    row = (await connection.execute(statement)).mappings().one_or_none()
    return None if row is None else _from(row)


async def page(
    connection: Connection, scope: Scope, customer_id: UUID | None, *, after: UUID | None, limit: int
) -> list[Subscription]:
    """In the order in which they were made. `customer_id` None: of all in scope."""
    statement = scope.narrow(select(*_SHOWN), subscriptions.c.customer_id).order_by(subscriptions.c.id).limit(limit)
    if customer_id is not None:
        statement = statement.where(subscriptions.c.customer_id == customer_id)
    if after is not None:
        statement = statement.where(subscriptions.c.id > after)
    return [_from(row) for row in (await connection.execute(statement)).mappings()]


async def behind(connection: Connection, position: int, limit: int) -> list[Subscription]:
    """Those for which it is not settled yet what they get, locked; others' are passed by."""
    return [_from(row) for row in await _BEHIND.all(connection, {"position": position, "limit": limit})]


async def unverified(connection: Connection, limit: int) -> list[Subscription]:
    """Those whose sink nobody has asked yet whether it wants to be told."""
    statement = select(*_SHOWN).where(
        subscriptions.c.state == SubscriptionState.VERIFYING, subscriptions.c.why.is_(None)
    )
    return [_from(row) for row in (await connection.execute(statement.limit(limit))).mappings()]


async def count(connection: Connection) -> dict[SubscriptionState, int]:
    """Of everybody, by how they stand."""
    state = subscriptions.c.state
    rows = await connection.execute(select(state, func.count().label("number")).group_by(state))
    return dict.fromkeys(SubscriptionState, 0) | {
        SubscriptionState(row["state"]): row["number"] for row in rows.mappings()
    }


async def count_open(connection: Connection, customer_id: UUID) -> int:
    """Of one customer, or of the vendor: those that have not ended."""
    ours = (subscriptions.c.customer_id == customer_id, subscriptions.c.state != SubscriptionState.ENDED)
    return (await connection.execute(select(func.count()).where(*ours))).scalar_one()


async def secrets(connection: Connection, subscription: Subscription) -> tuple[bytes, ...]:
    """Those that it signs with now, the newest first."""
    table = subscriptions.c
    statement = select(table.secret, table.former_secret, both_hold(subscriptions).label("both")).where(
        table.customer_id == subscription.customer_id, table.id == subscription.id
    )
    row = (await connection.execute(statement)).one()
    return (row.secret, row.former_secret) if row.both else (row.secret,)


async def replace_secret(
    connection: Connection, subscription: Subscription, secret: bytes, overlap: timedelta
) -> Instant:
    """Gives until when the former one holds. The caller holds the row's lock."""
    table = subscriptions
    ours = and_(table.c.customer_id == subscription.customer_id, table.c.id == subscription.id)
    return await replaced_secrets.replace_secret(connection, table, ours, secret, overlap)


def _columns(subscription: Subscription) -> dict[str, Any]:
    return {column.name: getattr(subscription, column.name) for column in _SHOWN} | {"types": [*subscription.types]}


def _from(row: Mapping[str, Any]) -> Subscription:
    words: dict[str, Any] = {
        "payload": PayloadForm(row["payload"]),
        "ordering": DeliveryOrdering(row["ordering"]),
        "state": SubscriptionState(row["state"]),
        "types": tuple(row["types"]),
    }
    return Subscription(**{**row, **words})


def _behind() -> Select[Any]:
    ours = subscriptions.c
    lagging = and_(ours.position < bind("position", ours.position), ours.state != SubscriptionState.ENDED)
    first: Any = select(*_SHOWN).where(lagging).order_by(ours.id).limit(bindparam("limit", type_=Integer))
    return first.with_for_update(key_share=True, skip_locked=True)


_BEHIND: Final = Statement(_behind)
