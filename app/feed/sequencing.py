"""How the feed grows, how far it is behind, and how it is cut off at its end."""

from datetime import timedelta

from app.clock import Instant
from app.feed.store import feed
from app.feed.store import sequencing as positions
from app.postgres.connection import Connection


async def sequence(connection: Connection, now: Instant) -> int:
    """Gives what is settled its positions; how much that was. 0 also while somebody else does."""
    return await positions.sequence(connection, now)


async def lag(connection: Connection, now: Instant) -> timedelta:
    """How long what waits longest to get into the feed has been recorded; nothing where nothing waits.

    It grows while no worker runs, and while a transaction that writes goes on anywhere in the cluster.
    """
    return await feed.lag(connection, now)


async def forget(connection: Connection, now: Instant, limit: int) -> int:
    """What has been kept for 400 days; how much that was."""
    return await feed.forget(connection, now, limit)
