"""The vendor's backlog (§2, steps 6–8): items that several customers' tickets are about. No ticket moves with one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.backlog.kinds import BACKLOG_ITEMS
from app.backlog.store import backlog_items
from app.backlog.store.backlog_items import BacklogItemsFilter
from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.actor import OF_VENDOR
from app.domain.backlog import items as rules
from app.domain.backlog.item_facts import (
    BacklogItemFact,
    BacklogItemState,
    ItemRegistered,
    KnownError,
    KnownErrorStated,
)
from app.domain.backlog.items import BacklogItem, ItemChanges
from app.errors import Conflict, NotFound
from app.streams import subjects
from app.streams.subjects import StoredSubject
from app.unit_of_work import UnitOfWork

StoredBacklogItem = StoredSubject[BacklogItem]
PROCESS = "2"


@dataclass(frozen=True)
class BacklogItemView:
    """As far as it is for the caller: `is_whole`, or without the known error where that is not public."""

    stored: StoredBacklogItem
    known_error: KnownError | None
    is_whole: bool


async def register(uow: UnitOfWork, made: ItemRegistered, known_error: KnownError | None) -> BacklogItemView:
    """Raises Conflict where there is one of this reference."""
    require(uow.actor, Operation.KEEP_BACKLOG)
    await backlog_items.hold(uow.connection, made.reference)
    if await backlog_items.of_references(uow.connection, [made.reference]):
        raise Conflict(f"There is an item {made.reference} already.", section=PROCESS)
    stated = [] if known_error is None else [KnownErrorStated(known_error=known_error)]
    return _view(uow, await subjects.begin(uow, BACKLOG_ITEMS, OF_VENDOR, [made, *stated]))


async def find(uow: UnitOfWork, item_id: UUID) -> BacklogItemView:
    """A customer's people find what a ticket of their own is about."""
    return _view(uow, await subjects.found(uow, BACKLOG_ITEMS, item_id))


async def called(uow: UnitOfWork, item_id: UUID) -> str | None:
    """Its reference and its title, if that is another. None where a ticket of the caller's own is about it no more."""
    try:
        item = (await subjects.found(uow, BACKLOG_ITEMS, item_id)).state
    except NotFound:
        return None
    return item.reference if item.title == item.reference else f"{item.reference}, {item.title}"


async def page(
    uow: UnitOfWork, wanted: BacklogItemsFilter, *, after: UUID | None, limit: int
) -> Sequence[BacklogItemView]:
    """Latest registered first."""
    rows = await backlog_items.page(uow.connection, uow.scope, wanted, after=after, limit=limit)
    return [_view(uow, each) for each in rows]


async def find_for_change(uow: UnitOfWork, item_id: UUID) -> StoredBacklogItem:
    """Locked, for staff that keeps the backlog."""
    stored = await subjects.found(uow, BACKLOG_ITEMS, item_id, lock=True)
    require(uow.actor, Operation.KEEP_BACKLOG)
    return stored


async def change(uow: UnitOfWork, stored: StoredBacklogItem, wanted: ItemChanges) -> BacklogItemView:
    return _view(uow, await _recorded(uow, stored, rules.changed(stored.state, wanted)))


async def told_to_move(
    uow: UnitOfWork, reference: str, state: BacklogItemState, version: str | None, at: Instant
) -> UUID:
    """By the development system, as of `at`. Raises NotFound for a reference that nobody here has named."""
    named = await backlog_items.of_references(uow.connection, [reference])
    if reference not in named:
        raise NotFound(BACKLOG_ITEMS.missing)
    stored = await subjects.found(uow, BACKLOG_ITEMS, named[reference], lock=True)
    at = min(at, uow.now)
    moved = rules.told_to_move(stored.state, state, version, at)
    await _recorded(uow, stored, [] if moved is None else [moved], at)
    return stored.id


async def found_or_made(uow: UnitOfWork, reference: str) -> UUID:
    """The item of this reference, which is registered where nobody has yet. Others who meet it first wait."""
    named = await backlog_items.of_references(uow.connection, [reference])
    if reference not in named:
        await backlog_items.hold(uow.connection, reference)
        named = await backlog_items.of_references(uow.connection, [reference])
    if reference in named:
        return named[reference]
    return (await subjects.begin(uow, BACKLOG_ITEMS, OF_VENDOR, [rules.named_by(reference)])).id


async def _recorded(
    uow: UnitOfWork, stored: StoredBacklogItem, facts: Sequence[BacklogItemFact], at: Instant | None = None
) -> StoredBacklogItem:
    return await subjects.record(uow, BACKLOG_ITEMS, stored, facts, at=at)


def _view(uow: UnitOfWork, stored: StoredBacklogItem) -> BacklogItemView:
    stated = stored.state.known_error
    if uow.scope.customer_id is None:
        return BacklogItemView(stored, stated, is_whole=True)
    return BacklogItemView(stored, stated if stated is not None and stated.public else None, is_whole=False)
