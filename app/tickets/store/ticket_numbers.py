"""Numbers of tickets: T-2026-000123, the vendor's local year of recording and a serial that never repeats.

A serial is drawn with what is read first of all for a ticket, and taken when nothing is left that could refuse it. One
that was drawn for a ticket that was refused is the next one's in this process. Nobody waits for a serial, and what
rolls back, or is spare when a process ends, leaves a gap.
"""

from datetime import tzinfo
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, case, null, or_, select

from app.accounts.store import customers
from app.accounts.store.customers import Customer, RegistrationRight
from app.clock import Instant
from app.errors import StartOver
from app.postgres.connection import Connection
from app.postgres.idempotency import Key, is_answered
from app.postgres.scope import Scope
from app.postgres.statements import Statement, bind
from app.postgres.tables import ticket_numbers, tickets

WIDTH: Final = 6
MOST_SPARE: Final = 16
NUMBER: Final = rf"[Tt]-[0-9]{{4}}-[0-9]{{{WIDTH},12}}"
"""As it may be written."""
_NOBODYS: Final = UUID(int=0)


def number_of(serial: int, at: Instant, zone: tzinfo) -> str:
    return f"T-{at.astimezone(zone).year}-{serial:0{WIDTH}}"


async def id_of(connection: Connection, scope: Scope, named: UUID | str) -> UUID:
    """Of the ticket that goes by this id or number, in capitals or not.

    For a number that no ticket in scope has, an id that no ticket has, so that it is refused as such an id is.
    """
    if isinstance(named, UUID):
        return named
    found = await _FINDING.value(connection, {"number": named.upper(), "customer_id": scope.customer_id})
    return found or _NOBODYS


async def standing(
    connection: Connection, scope: Scope, customer_id: UUID, person_id: UUID
) -> tuple[Customer, RegistrationRight] | None:
    """As `customers.standing`, of whoever makes a ticket: a serial is drawn for it.

    Raises StartOver, and draws none, when the request's Idempotency-Key waits to be claimed and was answered before.
    """
    if len(connection.spare_serials) >= MOST_SPARE:
        return await customers.standing(connection, scope, customer_id, person_id)
    key = next((each.about for each in connection.staged if isinstance(each.about, Key)), None)
    asked = customers.standing_of(scope, customer_id, person_id)
    statement, given = (_DRAWING, asked) if key is None else (_DRAWING_FOR_KEY, {**asked, **vars(key)})
    if (row := await statement.one(connection, given)) is None:
        return None
    if row["serial"] is None:
        raise StartOver
    connection.spare_serials.append(row["serial"])
    return customers.standing_from(row)


async def take(connection: Connection) -> int:
    """The serial of a ticket that is about to be written."""
    if connection.spare_serials:
        return connection.spare_serials.popleft()
    row = await _ANOTHER.one(connection, {})
    if row is None:
        raise StartOver
    return row["serial"]


def _drawing() -> Select[Any]:
    return customers.asking_standing().add_columns(ticket_numbers.next_value().label("serial"))


def _drawing_for_key() -> Select[Any]:
    serial = case((is_answered(), null()), else_=ticket_numbers.next_value())
    return customers.asking_standing().add_columns(serial.label("serial"))


def _finding() -> Select[Any]:
    customer = bind("customer_id", tickets.c.customer_id)
    in_scope = or_(customer.is_(None), tickets.c.customer_id == customer)
    return select(tickets.c.id).where(tickets.c.number == bind("number", tickets.c.number), in_scope)


_FINDING = Statement.reading(_finding)
_DRAWING = Statement.reading(_drawing)
_DRAWING_FOR_KEY = Statement.reading(_drawing_for_key)
_ANOTHER = Statement.reading(lambda: select(ticket_numbers.next_value().label("serial")))
