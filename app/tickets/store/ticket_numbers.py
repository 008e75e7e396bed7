"""Numbers of tickets: T-2026-000123, the vendor's local year of recording and a serial that never repeats.

A serial is drawn when nothing is left that could refuse its ticket, so that a refusal uses none. Nobody waits for it,
and a transaction that rolls back leaves a gap.
"""

from datetime import tzinfo
from typing import Any, Final

from sqlalchemy import Select, case, null, select

from app.clock import Instant
from app.errors import StartOver
from app.postgres.connection import Connection
from app.postgres.idempotency import Key, is_answered
from app.postgres.statements import Statement
from app.postgres.tables import ticket_numbers

WIDTH: Final = 6


def number_of(serial: int, at: Instant, zone: tzinfo) -> str:
    return f"T-{at.astimezone(zone).year}-{serial:0{WIDTH}}"


async def draw(connection: Connection) -> int:
    """The serial of a ticket that is about to be written.

    Raises StartOver, and draws none, when the request's Idempotency-Key waits to be claimed and was answered before.
    """
    key = next((each.about for each in connection.staged if isinstance(each.about, Key)), None)
    row = await (_DRAWING.one(connection, {}) if key is None else _DRAWING_FOR_KEY.one(connection, vars(key)))
    if row is None or row["serial"] is None:
        raise StartOver
    return row["serial"]


def _for_key() -> Select[Any]:
    return select(case((is_answered(), null()), else_=ticket_numbers.next_value()).label("serial"))


_DRAWING = Statement.reading(lambda: select(ticket_numbers.next_value().label("serial")))
_DRAWING_FOR_KEY = Statement.reading(_for_key)
