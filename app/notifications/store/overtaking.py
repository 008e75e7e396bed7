"""Notices of events that others of the same subject have overtaken, or taken back."""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import ARRAY, Integer, Text, Update, Uuid, and_, any_, bindparam, or_, select, update

from app.clock import Instant
from app.domain.notifications.notices import NoticeState
from app.domain.vocabulary import ClockName
from app.notifications.store.notices import SEQUENCE, Notice, TicketKey, notice_from
from app.postgres.arrays import rows_given
from app.postgres.connection import Connection
from app.postgres.statements import Statement, bind
from app.postgres.tables import notices as table


async def overtake(
    connection: Connection,
    before: Mapping[TicketKey, int],
    types: Collection[str],
    now: Instant,
    *,
    clock: ClockName | None = None,
) -> None:
    """What is held of events of these tickets `before` one of theirs, of these types and of this clock, is not told any
    more.
    """
    if not before:
        return
    customers, tickets = zip(*before, strict=True)
    given = {"before_customer_id": customers, "before_ticket_id": tickets, "before_sequence": [*before.values()]}
    await _OVERTAKING.all(connection, {**given, "types": [*types], "clock": clock, "now": now})


async def told_later(connection: Connection, notice: Notice, types: Collection[str]) -> list[Notice]:
    """What the recipient has been told, or is to be, of later events of these types of the same subject."""
    later = and_(
        table.c.recipient_id == notice.recipient_id,
        table.c.customer_id == notice.customer_id,
        table.c.event_type.in_(types),
        table.c.event_id.startswith(f"{notice.subject_id}:", autoescape=True),
        table.c.clock.is_not_distinct_from(notice.clock),
        notice.sequence < SEQUENCE,
    )
    return [notice_from(row) for row in (await connection.execute(select(table).where(later))).mappings()]


def _overtaking() -> Update:
    before = rows_given("before", {"customer_id": Uuid(), "ticket_id": Uuid(), "sequence": Integer()})
    clock = bindparam("clock", type_=Text)
    held = and_(
        table.c.customer_id == before.c.customer_id,
        table.c.ticket_id == before.c.ticket_id,
        table.c.event_type == any_(bindparam("types", type_=ARRAY(Text))),
        table.c.state == NoticeState.HELD.value,
        before.c.sequence > SEQUENCE,
        or_(clock.is_(None), table.c.clock == clock),
    )
    return (
        update(table).where(held).values(state=NoticeState.CANCELLED.value, settled_at=bind("now", table.c.settled_at))
    )


_OVERTAKING: Final = Statement(_overtaking)
