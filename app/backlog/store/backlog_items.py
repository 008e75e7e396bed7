"""Items of the backlog as they are searched, and which tickets are about one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, select

from app.backlog.kinds import BACKLOG_ITEMS
from app.domain.backlog.item_facts import Audience, BacklogItemKind, BacklogItemState
from app.domain.backlog.items import BacklogItem
from app.domain.vocabulary import TicketStatus
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import backlog_items, tickets
from app.streams.subjects import StoredSubject, seen_by, stored_from

REGISTERING: Final = 0x62756773
"""The class of advisory locks under which items of a reference are registered one after the other."""


@dataclass(frozen=True, kw_only=True)
class BacklogItemsFilter:
    """None: any. `known_error`: to a customer one that is not public is none."""

    reference: str | None = None
    kind: BacklogItemKind | None = None
    state: BacklogItemState | None = None
    known_error: bool | None = None


async def page(
    connection: Connection, scope: Scope, wanted: BacklogItemsFilter, *, after: UUID | None, limit: int
) -> list[StoredSubject[BacklogItem]]:
    """Latest registered first."""
    statement = _seen(scope).where(*_conditions(scope, wanted)).order_by(backlog_items.c.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(backlog_items.c.id < after)
    return [stored_from(BACKLOG_ITEMS, row) for row in (await connection.execute(statement)).mappings()]


async def of_references(connection: Connection, references: Collection[str]) -> dict[str, UUID]:
    """Which items they name, of those that there are; whoever may see them."""
    statement = select(backlog_items.c.reference, backlog_items.c.id)
    found = await connection.execute(statement.where(backlog_items.c.reference.in_(references)))
    return {row.reference: row.id for row in found}


async def known_among(connection: Connection, ids: Collection[UUID]) -> set[UUID]:
    return set(await connection.scalars(select(backlog_items.c.id).where(backlog_items.c.id.in_(ids))))


async def hold(connection: Connection, reference: str) -> None:
    """Until the transaction ends nobody else registers an item of this reference."""
    await connection.execute(select(func.pg_advisory_xact_lock(REGISTERING, func.hashtext(reference))))


async def open_tickets(
    connection: Connection, item_id: UUID, customer_id: UUID | None = None
) -> Sequence[tuple[UUID, str]]:
    """The id and number of each that is about it, oldest first; of everybody, or of one customer."""
    statement = select(tickets.c.id, tickets.c.number).where(
        tickets.c.backlog_item_id == item_id, tickets.c.status == TicketStatus.OPEN.value
    )
    if customer_id is not None:
        statement = statement.where(tickets.c.customer_id == customer_id)
    return [(row.id, row.number) for row in await connection.execute(statement.order_by(tickets.c.id))]


def _seen(scope: Scope) -> Select[Any]:
    seen, condition = select(backlog_items), seen_by(scope, BACKLOG_ITEMS)
    return seen if condition is None else seen.where(condition)


def _conditions(scope: Scope, wanted: BacklogItemsFilter) -> list[ColumnElement[bool]]:
    given = {
        "reference": wanted.reference,
        "kind": wanted.kind and wanted.kind.value,
        "progress": wanted.state and wanted.state.value,
    }
    conditions = [backlog_items.c[name] == value for name, value in given.items() if value is not None]
    if wanted.known_error is not None:
        shown = [each.value for each in Audience if scope.customer_id is None or each is Audience.PUBLIC]
        is_known = func.coalesce(backlog_items.c.known_error.in_(shown), false())
        conditions.append(is_known == wanted.known_error)
    return conditions
