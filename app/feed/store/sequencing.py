"""Gives every event of every stream its position: one round of whoever holds the lock, in any process.

    recorded        by requests, in their own transactions, with the number of that transaction (`xid`)
    settled         xid < pg_snapshot_xmin: no transaction that goes on, or is still to come, can be before it
    in the feed     numbered on without gaps, in the order of the transactions and of each subject's events

Whoever waits for a subject may have the lower xid and yet the later event: so an event goes by the highest xid of its
subject's events up to it, and waits with them. Nothing is in the feed twice: what is there already is passed by.

Numbers of transactions mean nothing in another cluster, and positions given after a backup were given in vain. So the
head knows its home: which cluster, which database in it, which timeline. Found elsewhere, the feed is founded anew: it
gets another epoch, and what is there and not in it follows at once, in the order in which it was recorded.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    DateTime,
    Select,
    Table,
    Text,
    Update,
    any_,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    true,
    union_all,
    update,
)

from app.clock import Instant
from app.domain.feed.entries import BULK_FACTS, OF_TERMS
from app.postgres.compiling import spelled
from app.postgres.connection import Connection
from app.postgres.errors import reaching
from app.postgres.tables import feed, feed_head, metadata
from app.postgres.tables.columns import Xid8
from app.postgres.tables.streams import streams_of

KEPT: Final = timedelta(days=400)
LOCK: Final = 0x66656564
PATIENCE_SECONDS: Final = 3_600.0
"""For what has piled up while no worker ran: all of it is numbered at once, for its order is found by sorting it."""
EPOCH_BYTES: Final = 6

Pick = Callable[[Any], ColumnElement[Any]]
"""Of an event's columns."""

_HOME: Final = text(
    "(SELECT system_identifier FROM pg_control_system()) || '/' ||"
    " (SELECT oid FROM pg_database WHERE datname = current_database()) || '/' ||"
    " left(pg_walfile_name(pg_current_wal_lsn()), 8)"
)


async def sequence(connection: Connection, now: Instant) -> int:
    """How many events there are in the feed that were not in it before; 0 also while somebody else is at it."""
    if not await connection.scalar(select(func.pg_try_advisory_xact_lock(LOCK))):
        return 0
    home = await connection.scalar(select(_HOME))
    known = await connection.scalar(select(feed_head.c.home))
    given = {"kept_from": now - KEPT, "new_home": home, "new_epoch": secrets.token_hex(EPOCH_BYTES)}
    if known == home:
        return await _number(connection, _numbering(), given)
    return await _number(connection, _founding(), given)


async def _number(connection: Connection, numbering: Update, given: dict[str, Any]) -> int:
    """As long as it takes: see PATIENCE_SECONDS."""
    compiled, arguments = spelled(numbering, given)
    await connection.ask("execute", "SET LOCAL statement_timeout = 0")
    with reaching():
        rows = await connection.driver.fetch(compiled.text, *arguments, timeout=PATIENCE_SECONDS)
    return rows[0]["added"] if rows else 0


def _numbering() -> Update:
    """What is settled since the last time; where there is nothing, nothing is written."""
    next_xid = select(feed_head.c.next_xid).scalar_subquery()
    fresh = _fresh(lambda event: event.xid >= next_xid, lambda event: event.commit)
    added = _added(fresh, fresh.c.settled_by < _number_of(_going_on()))
    left = func.min(fresh.c.commit).filter(fresh.c.settled_by >= _number_of(_going_on()))
    first = func.least(_number_of(_going_on()), select(left).scalar_subquery())
    counted = _counted(added, {"next_xid": cast(cast(first, Text), Xid8)})
    return counted.where(exists(select(added.c.position)))


def _founding() -> Update:
    """All that is there."""
    fresh = _fresh(lambda _: true(), lambda event: event.recorded_at)
    anew = {
        "epoch": bindparam("new_epoch", type_=Text),
        "home": bindparam("new_home", type_=Text),
        "next_xid": _going_on(),
    }
    return _counted(_added(fresh, true()), anew)


def _counted(added: CTE, anew: dict[str, Any]) -> Update:
    number = select(func.count()).select_from(added).scalar_subquery()
    counted = update(feed_head).values(position=feed_head.c.position + number, **anew)
    return counted.returning(number.label("added"))


def _fresh(among: Pick, by: Pick) -> CTE:
    """What is not in the feed yet of the events `among` all of them, each with the highest of `by` up to it."""
    kept_from = bindparam("kept_from", type_=DateTime(timezone=True))
    events = [
        _found(stream).where(stream.c.recorded_at >= kept_from, among(stream.c)) for stream in streams_of(metadata)
    ]
    found = union_all(*events).subquery()
    event = found.c
    known = exists().where(feed.c.subject_id == event.subject_id, feed.c.sequence == event.sequence)
    settled_by = func.max(by(event)).over(partition_by=event.subject_id, order_by=event.sequence)
    return select(found, settled_by.label("settled_by")).where(~known).cte("fresh")


def _added(fresh: CTE, settled: ColumnElement[bool]) -> CTE:
    """The rows of the feed, as they are inserted."""
    order = (fresh.c.settled_by, fresh.c.subject_id, fresh.c.sequence)
    counted_from = select(feed_head.c.position).scalar_subquery()
    columns = [fresh.c[column.name] for column in feed.c if column.name != "position"]
    numbered = select(counted_from + func.row_number().over(order_by=order), *columns).where(settled)
    names = ["position", *(column.name for column in columns)]
    return insert(feed).from_select(names, numbered).returning(feed.c.position).cte("added")


def _found(stream: Table) -> Select[Any]:
    """Of one stream, by the names that the feed has for it."""
    event, subject = stream.c, stream.info["subject"]
    subject_id = event[f"{subject}_id"]
    of_one_act = func.bool_or(event.type == any_(literal([*BULK_FACTS], ARRAY(Text)))).over(
        partition_by=(subject_id, event.xid)
    )
    found: Any = select(
        literal(subject, Text).label("stream"),
        event.customer_id,
        subject_id.label("subject_id"),
        event.sequence,
        _type_in_feed(subject, event.type).label("type"),
        event.internal,
        of_one_act.label("bulk"),
        event.recorded_at,
        _number_of(event.xid).label("commit"),
    )
    return found


def _type_in_feed(subject: str, fact_type: ColumnElement[str]) -> ColumnElement[str]:
    own = literal(f"{subject}.", Text) + fact_type
    return case({fact: literal(said, Text) for fact, said in OF_TERMS.items()}, value=fact_type, else_=own)


def _number_of(xid: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(cast(xid, Text), BigInteger)


def _going_on() -> ColumnElement[Any]:
    """The first transaction that may still come before what is there."""
    return func.pg_snapshot_xmin(func.pg_current_snapshot(type_=Xid8), type_=Xid8)
