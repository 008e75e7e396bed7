"""Notices in and out of the database: told once per event and recipient, sent under a lease.

    held ──claim──► sending ──settle──► sent | failed | uncertain
      │                └─ not taken for now ─► held, later
      └──overtaken──► cancelled

A notice is settled by whoever holds its lease alone: `fencing` grows with each claim. A lease that runs out leaves it
uncertain whether the message went: it is not sent again by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    cast,
    func,
    select,
    text,
    update,
)
from uuid_utils.compat import uuid7

from app.clock import Instant
from app.domain.explanation.words import Language
from app.domain.notifications.notices import NoticeChannel, NoticeState, RecipientKind
from app.domain.vocabulary import ClockName, Responsibility
from app.postgres.arrays import inserting
from app.postgres.connection import Connection
from app.postgres.statements import Statement
from app.postgres.tables import notice_reading
from app.postgres.tables import notices as table

_ADD: Final = Statement(lambda: text(f"{inserting(table, [*table.c])} ON CONFLICT DO NOTHING RETURNING id"))
TicketKey = tuple[UUID, UUID]
"""Its customer and its id."""
WENT: Final = [NoticeState.SENDING.value, NoticeState.SENT.value, NoticeState.UNCERTAIN.value]
"""Or may have."""
SEQUENCE: Final = cast(func.split_part(table.c.event_id, ":", 2), Integer)
"""Of its event among those of the ticket."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """`event_id` and `event_type` are those of the feed. `internal`: to the vendor's people."""

    id: UUID
    customer_id: UUID
    event_id: str
    event_type: str
    ticket_id: UUID | None = None
    announcement_id: UUID | None = None
    clock: ClockName | None = None
    recipient_kind: RecipientKind
    recipient_id: UUID
    internal: bool
    letter: Responsibility | None = None
    channel: NoticeChannel
    address: str | None
    language: Language
    state: NoticeState
    not_before: Instant
    created_at: Instant
    settled_at: Instant | None = None
    attempts: int = 0
    fencing: int = 0
    fault: str | None = None

    @property
    def subject_id(self) -> UUID:
        """Whatever its event is of: a ticket, an outage, a contact …"""
        return UUID(self.event_id.partition(":")[0])

    @property
    def sequence(self) -> int:
        """Of its event among those of the subject."""
        return int(self.event_id.partition(":")[2])

    @property
    def addressee(self) -> tuple[UUID, UUID]:
        """Who, and of which customer it tells them: the vendor's people may be told the same of several."""
        return self.customer_id, self.recipient_id

    @property
    def went(self) -> bool:
        """Or may have."""
        return self.state.value in WENT

    def again(self, event_id: str, event_type: str, now: Instant) -> "Notice":
        """That whoever got this one is told of another event, by the same means, at once."""
        is_to_be_read_only = self.channel is NoticeChannel.NONE
        return replace(
            self,
            id=uuid7(),
            event_id=event_id,
            event_type=event_type,
            state=NoticeState.SENT if is_to_be_read_only else NoticeState.HELD,
            not_before=now,
            created_at=now,
            settled_at=now if is_to_be_read_only else None,
            attempts=0,
            fencing=0,
            fault=None,
        )


@dataclass(frozen=True)
class Settlement:
    """What came of an attempt. `again_at`: it was not taken for now, and is tried again then, by mail to `mail_to`."""

    state: NoticeState
    at: Instant
    fault: str | None = None
    again_at: Instant | None = None
    mail_to: str | None = None


async def add(connection: Connection, new: Sequence[Notice]) -> int:
    """How many of them were new: whoever has been told of an event is not told again."""
    if not new:
        return 0
    rows = [_columns(each) for each in new]
    return len(await _ADD.all(connection, {column.name: [row[column.name] for row in rows] for column in table.c}))


async def told_of(
    connection: Connection, ticket: TicketKey, event_type: str, clock: ClockName, withdrawn_by: str
) -> list[Notice]:
    """Of a clock's events of this type since the last one `withdrawn_by` that type: those whose notices went, or may
    have.
    """
    of_clock = and_(_of(ticket), table.c.clock == clock.value)
    last = select(func.max(SEQUENCE)).where(of_clock, table.c.event_type == withdrawn_by).scalar_subquery()
    went = and_(of_clock, table.c.event_type == event_type, table.c.state.in_(WENT))
    statement = select(table).where(went, func.coalesce(last, 0) < SEQUENCE)
    return [notice_from(row) for row in (await connection.execute(statement)).mappings()]


async def hold_reading(connection: Connection) -> tuple[int, Instant] | None:
    """Up to where in the feed everybody has been told, and of what was recorded from when on; None while somebody else
    is at it.
    """
    statement = select(notice_reading.c.position, notice_reading.c.since).with_for_update(skip_locked=True)
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else (row.position, row.since)


async def read_up_to(connection: Connection, position: int) -> None:
    await connection.execute(update(notice_reading).values(position=position))


async def page(connection: Connection, recipient_id: UUID, *, before: UUID | None, limit: int) -> list[Notice]:
    """Latest first."""
    statement = select(table).where(table.c.recipient_id == recipient_id).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(table.c.id < before)
    return [notice_from(row) for row in (await connection.execute(statement)).mappings()]


async def of_announcement(connection: Connection, announcement_id: UUID) -> list[Notice]:
    statement = select(table).where(table.c.announcement_id == announcement_id)
    rows = await connection.execute(statement.order_by(table.c.customer_id, table.c.id))
    return [notice_from(row) for row in rows.mappings()]


async def withdraw(connection: Connection, announcement_id: UUID, now: Instant) -> list[Notice]:
    """What is held is not told any more; gives the notices that went, or may have."""
    ours = table.c.announcement_id == announcement_id
    held = and_(ours, table.c.state == NoticeState.HELD.value)
    await connection.execute(update(table).where(held).values(state=NoticeState.CANCELLED, settled_at=now))
    rows = await connection.execute(select(table).where(ours, table.c.state.in_(WENT)).order_by(table.c.id))
    return [notice_from(row) for row in rows.mappings()]


async def claim(
    connection: Connection, channel: NoticeChannel, now: Instant, lease: timedelta, limit: int
) -> list[Notice]:
    """Leases those of this channel whose time has come, longest waiting first, passing by what others work on.

    Materialized: they are looked for once, and so are `limit` at most.
    """
    due = (
        select(table.c.customer_id, table.c.id)
        .where(table.c.state == NoticeState.HELD.value, table.c.not_before <= now)
        .where(table.c.channel == channel.value)
        .order_by(table.c.not_before)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
        .prefix_with("MATERIALIZED")
    )
    leased = {
        "state": NoticeState.SENDING,
        "leased_until": func.now() + lease,
        "fencing": table.c.fencing + 1,
        "attempts": table.c.attempts + 1,
    }
    ours = and_(table.c.customer_id == due.c.customer_id, table.c.id == due.c.id)
    statement = update(table).where(ours).values(leased)
    rows = (await connection.execute(statement.returning(table))).mappings()
    return sorted((notice_from(row) for row in rows), key=lambda each: each.not_before)


async def hand_over(connection: Connection, notice: Notice, lease: timedelta) -> bool:
    """Before anything of it leaves: from here on it may have gone. Whether its lease still holds, which begins anew.

    It keeps where it goes to.
    """
    mine = and_(_leased(notice), table.c.leased_until > func.now())
    statement = (
        update(table).where(mine).values(address=notice.address, handed_over=True, leased_until=func.now() + lease)
    )
    return (await connection.execute(statement)).rowcount == 1


async def settle(connection: Connection, notice: Notice, settlement: Settlement) -> bool:
    """Whether its lease still held; if not, nothing is changed."""
    said: dict[str, Any] = {
        "state": settlement.state,
        "fault": settlement.fault,
        "leased_until": None,
        "handed_over": False,
    }
    if settlement.again_at is None:
        said["settled_at"] = settlement.at
    else:
        said["not_before"] = settlement.again_at
    if settlement.mail_to is not None:
        said |= {"channel": NoticeChannel.MAIL, "address": settlement.mail_to, "attempts": 0}
    return (await connection.execute(update(table).where(_leased(notice)).values(said))).rowcount == 1


async def give_up_leases(connection: Connection, now: Instant) -> list[Notice]:
    """Whoever was sending them is gone, by the clock of the database: whether those went that were handed over is
    uncertain, which they are from here on; of the others nothing has left.
    """
    given_up = list[Notice]()
    over = and_(table.c.state == NoticeState.SENDING.value, table.c.leased_until < func.now())
    lost = {"state": NoticeState.UNCERTAIN, "settled_at": now, "fault": "nobody saw it end"}
    for went, becomes in ((table.c.handed_over, lost), (~table.c.handed_over, {"state": NoticeState.HELD})):
        given_up_now = update(table).where(over, went).values({**becomes, "leased_until": None, "handed_over": False})
        given_up += [notice_from(row) for row in (await connection.execute(given_up_now.returning(table))).mappings()]
    return [each for each in given_up if each.state is NoticeState.UNCERTAIN]


def _leased(notice: Notice) -> ColumnElement[bool]:
    return and_(
        table.c.customer_id == notice.customer_id,
        table.c.id == notice.id,
        table.c.state == NoticeState.SENDING.value,
        table.c.fencing == notice.fencing,
    )


def _of(ticket: TicketKey) -> ColumnElement[bool]:
    customer_id, ticket_id = ticket
    return and_(table.c.customer_id == customer_id, table.c.ticket_id == ticket_id)


def notice_from(row: Mapping[Any, Any]) -> Notice:
    return Notice(
        id=row["id"],
        customer_id=row["customer_id"],
        event_id=row["event_id"],
        event_type=row["event_type"],
        ticket_id=row["ticket_id"],
        announcement_id=row["announcement_id"],
        clock=None if row["clock"] is None else ClockName(row["clock"]),
        recipient_kind=RecipientKind(row["recipient_kind"]),
        recipient_id=row["recipient_id"],
        internal=row["internal"],
        letter=None if row["letter"] is None else Responsibility(row["letter"]),
        channel=NoticeChannel(row["channel"]),
        address=row["address"],
        language=Language(row["language"]),
        state=NoticeState(row["state"]),
        not_before=row["not_before"],
        created_at=row["created_at"],
        settled_at=row["settled_at"],
        attempts=row["attempts"],
        fencing=row["fencing"],
        fault=row["fault"],
    )


def _columns(notice: Notice) -> dict[str, Any]:
    return {**vars(notice), "leased_until": None, "handed_over": False}
