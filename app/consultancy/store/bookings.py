"""Bookings as they are searched."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select

from app.consultancy.kinds import BOOKINGS
from app.domain.consultancy.bookings import Booking, BookingState
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import bookings
from app.streams.subjects import StoredSubject, stored_from


@dataclass(frozen=True, kw_only=True)
class BookingsFilter:
    """None: any. `from_on` and `until_on` are its day, or its first one."""

    customer_id: UUID | None = None
    consultant_id: UUID | None = None
    states: Collection[BookingState] | None = None
    from_on: date | None = None
    until_on: date | None = None


async def page(
    connection: Connection, wanted: BookingsFilter, *, after: UUID | None, limit: int
) -> list[StoredSubject[Booking]]:
    """Latest recorded first."""
    statement = select(bookings).where(*_conditions(wanted)).order_by(bookings.c.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(bookings.c.id < after)
    return [stored_from(BOOKINGS, row) for row in (await connection.execute(statement)).mappings()]


async def soonest(
    connection: Connection, scope: Scope, wanted: BookingsFilter, limit: int
) -> list[StoredSubject[Booking]]:
    """By their days."""
    statement = select(bookings).where(*_conditions(wanted)).order_by(bookings.c.booked_on, bookings.c.id).limit(limit)
    narrowed = scope.narrow(statement, bookings.c.customer_id)
    return [stored_from(BOOKINGS, row) for row in (await connection.execute(narrowed)).mappings()]


def _conditions(wanted: BookingsFilter) -> list[ColumnElement[bool]]:
    conditions = list[ColumnElement[bool]]()
    if wanted.customer_id is not None:
        conditions.append(bookings.c.customer_id == wanted.customer_id)
    if wanted.consultant_id is not None:
        conditions.append(bookings.c.consultant_id == wanted.consultant_id)
    if wanted.states is not None:
        conditions.append(bookings.c.progress.in_(wanted.states))
    if wanted.from_on is not None:
        conditions.append(bookings.c.booked_on >= wanted.from_on)
    if wanted.until_on is not None:
        conditions.append(bookings.c.booked_on <= wanted.until_on)
    return conditions
