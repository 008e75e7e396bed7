"""What attempts came to, put on record: under the leases that they were made with, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text

from app.clock import Instant
from app.domain.subscriptions.states import DeliveryState
from app.postgres.arrays import unnested
from app.postgres.connection import Connection
from app.postgres.statements import Statement
from app.subscriptions.store import attempts
from app.subscriptions.store.attempts import Attempt, DeliveryKey
from app.subscriptions.store.deliveries import Delivery


@dataclass(frozen=True)
class DeliverySettlement:
    """What an attempt came to; `again_at`: when it is sent again."""

    delivery: Delivery
    attempt: Attempt
    state: DeliveryState
    again_at: Instant | None = None


_SETTLING: Final = {
    "customer_id": "uuid",
    "subscription_id": "uuid",
    "position": "bigint",
    "token": "bigint",
    "state": "text",
    "again_at": "timestamptz",
    "status": "int",
    "fault": "text",
}
_SETTLE: Final = Statement(
    lambda: text(f"""
        WITH before AS (
            SELECT given.*, deliveries.state = 'delivering' AND deliveries.token = given.token AS held
            FROM {unnested(_SETTLING)} JOIN deliveries USING (customer_id, subscription_id, position)
            FOR UPDATE OF deliveries
        )
        UPDATE deliveries AS delivery SET
            attempts = attempts + 1,
            tries = tries + held::int,
            state = CASE WHEN held THEN before.state ELSE delivery.state END,
            next_attempt_at = CASE WHEN held THEN again_at ELSE next_attempt_at END,
            lease_until = CASE WHEN held THEN NULL ELSE lease_until END,
            last_status = CASE WHEN held THEN status ELSE last_status END,
            last_fault = CASE WHEN held THEN fault ELSE last_fault END
        FROM before
        WHERE (delivery.customer_id, delivery.subscription_id, delivery.position)
            = (before.customer_id, before.subscription_id, before.position)
        RETURNING delivery.customer_id, delivery.subscription_id, delivery.position, held
    """)  # noqa: S608 - names of our own
)


async def settle(connection: Connection, settled: Sequence[DeliverySettlement]) -> set[DeliveryKey]:
    """Which of them it changed. The others were leased to somebody else meanwhile, or taken back, and stay as they left
    them, but for the attempt. Each delivery is named once, and their subscriptions are locked.
    """
    await attempts.add(connection, [(each.delivery.key, each.delivery.token, each.attempt) for each in settled])
    given: dict[str, list[Any]] = {name: [] for name in _SETTLING}
    for each in settled:
        values = (*each.delivery.key, each.delivery.token, each.state.value, each.again_at)
        for name, value in zip(given, (*values, each.attempt.status, each.attempt.fault), strict=True):
            given[name].append(value)
    rows = await _SETTLE.all(connection, given)
    return {(row["customer_id"], row["subscription_id"], row["position"]) for row in rows if row["held"]}
