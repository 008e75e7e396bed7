"""How much of each quota is gone in this window, over all processes. They lease parts of what is left.

A lease is one statement in a transaction of its own. Windows are counted on the database's clock.
"""

from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import BigInteger, Float, Integer, bindparam, case, delete, func, select
from sqlalchemy import cast as as_type
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql import ClauseElement

from app.postgres.connection import Connection
from app.postgres.statements import Statement, bind
from app.postgres.tables import quota_windows as table

WINDOW_SECONDS: Final = 60


@dataclass(frozen=True)
class Lease:
    """`left` is for anybody to lease, `resets_in` in seconds."""

    window: int
    granted: int
    left: int
    resets_in: float


async def lease(connection: Connection, subject: str, wanted: int, quota: int) -> Lease:
    """At most `wanted`, and never more than what all leases of a window leave of `quota`."""
    row = await _LEASING.one(connection, {"subject": subject, "wanted": wanted, "quota": quota})
    found = cast("dict[str, Any]", row)
    return Lease(found["number"], found["granted"], max(0, quota - found["taken"]), found["resets_in"])


async def forget(connection: Connection, limit: int) -> int:
    """Deletes at most `limit` windows that are over; passes by those that are being leased from."""
    over = (
        select(table.c.subject)
        .where(table.c.number < as_type(func.floor(_now() / WINDOW_SECONDS), BigInteger))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("over")
        .prefix_with("MATERIALIZED")  # looked for once: asked again, it would find the next ones
    )
    return (await connection.execute(delete(table).where(table.c.subject.in_(select(over))))).rowcount


def _now() -> Any:
    return as_type(func.extract("epoch", func.clock_timestamp()), Float)


def _leasing() -> ClauseElement:
    """Who waited for the row may come with a window that is over: the one that is on record goes on."""
    wanted, quota = bindparam("wanted", type_=Integer), bindparam("quota", type_=Integer)
    fresh = insert(table).values(
        subject=bind("subject", table.c.subject),
        number=as_type(func.floor(_now() / WINDOW_SECONDS), BigInteger),
        taken=func.least(wanted, quota),
        granted=func.least(wanted, quota),
    )
    gone = case((table.c.number >= fresh.excluded.number, table.c.taken), else_=0)
    granted = func.least(wanted, func.greatest(0, quota - gone))
    leased = fresh.on_conflict_do_update(
        index_elements=table.primary_key,
        set_={
            "number": func.greatest(table.c.number, fresh.excluded.number),
            "taken": gone + granted,
            "granted": granted,
        },
    )
    ends = (table.c.number + 1) * WINDOW_SECONDS
    resets_in = (ends - _now()).label("resets_in")
    return cast("ClauseElement", leased.returning(table.c.number, table.c.taken, table.c.granted, resets_in))


_LEASING: Final = Statement(_leasing)
