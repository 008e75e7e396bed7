"""Changes as they are searched: as a list, by their tickets, by when they are carried out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from app.changes.kinds import CHANGES
from app.clock import Instant
from app.domain.agreement.changes import TO_COME, ChangeState
from app.domain.changes.change_conflicts import ChangeSlot
from app.domain.changes.change_record import ChangeRecord
from app.domain.vocabulary import ChangeType
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import change_hits, change_numbers, changes
from app.streams.subjects import StoredSubject, seen_by, stored_from

StoredChange = StoredSubject[ChangeRecord]
WIDTH: Final = 6
_PLANNING: Final = 0x63686E67


@dataclass(frozen=True, kw_only=True)
class ChangesFilter:
    """None: any."""

    state: ChangeState | None = None
    change_type: ChangeType | None = None
    customer_id: UUID | None = None
    instance_id: UUID | None = None
    ticket_id: UUID | None = None
    number: str | None = None


async def page(
    connection: Connection, scope: Scope, wanted: ChangesFilter, *, after: UUID | None, limit: int
) -> list[StoredChange]:
    """Latest recorded first."""
    statement = _seen(scope).where(*_conditions(wanted)).order_by(changes.c.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(changes.c.id < after)
    return await _found(connection, statement)


async def in_slot(
    connection: Connection, scope: Scope, from_at: Instant, until: Instant, now: Instant
) -> list[StoredChange]:
    """Those that are planned for, or carried out at, some moment of it, the soonest first."""
    within = (
        changes.c.slot_from < until,
        _lasts_after(from_at, now),
        changes.c.progress != ChangeState.WITHDRAWN.value,
    )
    return await _found(connection, _seen(scope).where(*within).order_by(changes.c.slot_from, changes.c.id))


async def to_come(connection: Connection, slot: ChangeSlot, but_for: UUID, now: Instant) -> list[StoredChange]:
    """Of any of its instances, planned or under way then, whoever's they are."""
    on_one = exists().where(change_hits.c.change_id == changes.c.id, change_hits.c.instance_id.in_(slot.instance_ids))
    open_then = (changes.c.progress.in_(TO_COME), changes.c.slot_from < slot.until, _lasts_after(slot.from_at, now))
    statement = select(changes).where(on_one, *open_then, changes.c.id != but_for).order_by(changes.c.id)
    return await _found(connection, statement)


async def of_ticket(connection: Connection, ticket_id: UUID) -> list[StoredChange]:
    """In the order of their registration."""
    return await _found(connection, select(changes).where(changes.c.ticket_id == ticket_id).order_by(changes.c.id))


async def hold_planning(connection: Connection) -> None:
    """Changes are planned, and begun, one after the other: so that of two on one instance the second sees the first."""
    await connection.execute(select(func.pg_advisory_xact_lock(_PLANNING)))


async def next_serial(connection: Connection) -> int:
    return await connection.scalar(select(change_numbers.next_value())) or 0


def _lasts_after(moment: Instant, now: Instant) -> ColumnElement[bool]:
    """What is under way lasts until now at least."""
    lasts = changes.c.slot_until > moment
    return or_(lasts, changes.c.progress == ChangeState.IMPLEMENTING.value) if moment <= now else lasts


def _seen(scope: Scope) -> "Select[tuple[object, ...]]":
    seen, condition = select(changes), seen_by(scope, CHANGES)
    return seen if condition is None else seen.where(condition)


async def _found(connection: Connection, statement: "Select[tuple[object, ...]]") -> list[StoredChange]:
    return [stored_from(CHANGES, row) for row in (await connection.execute(statement)).mappings()]


def _conditions(wanted: ChangesFilter) -> Sequence[ColumnElement[bool]]:
    column, conditions = changes.c, list[ColumnElement[bool]]()
    if wanted.state is not None:
        conditions.append(column.progress == wanted.state.value)
    if wanted.change_type is not None:
        conditions.append(column.change_type == wanted.change_type.value)
    if wanted.customer_id is not None:
        conditions.append(column.customer_id == wanted.customer_id)
    if wanted.instance_id is not None:
        hit = (change_hits.c.change_id == column.id, change_hits.c.instance_id == wanted.instance_id)
        conditions.append(exists().where(*hit))
    if wanted.ticket_id is not None:
        conditions.append(column.ticket_id == wanted.ticket_id)
    if wanted.number is not None:
        conditions.append(column.number == wanted.number.upper())
    return conditions
