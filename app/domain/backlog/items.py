"""An item of the vendor's backlog as its facts add up: a bug that several customers' tickets are about (§2)."""

from dataclasses import dataclass
from uuid import UUID

from app.clock import Instant
from app.domain.backlog.item_facts import (
    BacklogItemEvent,
    BacklogItemFact,
    BacklogItemKind,
    BacklogItemState,
    ItemConfirmed,
    ItemCorrected,
    ItemMoved,
    ItemRegistered,
    KnownError,
    KnownErrorStated,
)
from app.domain.replacing import replace


@dataclass(frozen=True, kw_only=True)
class BacklogItem:
    """`moved_at`: as of when it was last said to stand where it does; None: where every item begins."""

    id: UUID
    reference: str
    title: str
    kind: BacklogItemKind
    state: BacklogItemState
    version: str | None
    moved_at: Instant | None
    known_error: KnownError | None = None


@dataclass(frozen=True, kw_only=True)
class ItemChanges:
    """None: as it is. `clears_version`: no version has it solved after all."""

    title: str | None = None
    kind: BacklogItemKind | None = None
    state: BacklogItemState | None = None
    version: str | None = None
    clears_version: bool = False
    known_error: KnownError | None = None


def begin_item(item_id: UUID, event: BacklogItemEvent) -> BacklogItem:
    """Raises ValueError when it was not registered."""
    match event.fact:
        case ItemRegistered() as made:
            return BacklogItem(
                id=item_id,
                reference=made.reference,
                title=made.title,
                kind=made.kind,
                state=made.state,
                version=made.version,
                moved_at=None if made.state is BacklogItemState.OPEN else event.occurred_at,
            )
        case _:
            raise ValueError("a backlog item begins with being registered")


def advance_item(item: BacklogItem, event: BacklogItemEvent) -> BacklogItem:
    match event.fact:
        case ItemRegistered():
            return item
        case ItemCorrected(title=title, kind=kind):
            return replace(item, title=title or item.title, kind=kind or item.kind)
        case ItemMoved(state=state, version=version):
            return replace(item, state=state, version=version, moved_at=event.occurred_at)
        case ItemConfirmed():
            return replace(item, moved_at=event.occurred_at)
        case KnownErrorStated(known_error=known_error):
            return replace(item, known_error=known_error)


def named_by(reference: str) -> ItemRegistered:
    """The item of a reference that is met first on a ticket (step 6). What it is about nobody has said in words that
    are for all who have it, so it is called by its reference.
    """
    return ItemRegistered(reference=reference, title=reference, kind=BacklogItemKind.BUG, state=BacklogItemState.OPEN)


def changed(item: BacklogItem, wanted: ItemChanges) -> list[BacklogItemFact]:
    """A fact for each thing that is not so already."""
    facts = list[BacklogItemFact]()
    title = None if wanted.title == item.title else wanted.title
    kind = None if wanted.kind is item.kind else wanted.kind
    if title or kind:
        facts.append(ItemCorrected(title=title, kind=kind))
    version = None if wanted.clears_version else wanted.version or item.version
    if (moved := moved_to(item, wanted.state or item.state, version)) is not None:
        facts.append(moved)
    if wanted.known_error not in (None, item.known_error):
        facts.append(KnownErrorStated(known_error=wanted.known_error))
    return facts


def moved_to(item: BacklogItem, state: BacklogItemState, version: str | None) -> ItemMoved | None:
    """None: it stands there already."""
    if (state, version) == (item.state, item.version):
        return None
    return ItemMoved(state=state, version=version)


def told_to_move(
    item: BacklogItem, state: BacklogItemState, version: str | None, at: Instant
) -> ItemMoved | ItemConfirmed | None:
    """What the development system tells, as of `at`. None: it is known as of then, or something later is, so that
    messages which overtake each other do no harm. `version` None: the one that it has.
    """
    if item.moved_at is not None and at < item.moved_at:
        return None
    moved = moved_to(item, state, version or item.version)
    return ItemConfirmed() if moved is None and at != item.moved_at else moved
