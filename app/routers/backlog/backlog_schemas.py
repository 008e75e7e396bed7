"""Items of the backlog in JSON."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import MISSING, Field

from app.backlog.items import BacklogItemView
from app.backlog.store.backlog_items import BacklogItemsFilter
from app.clock import Instant
from app.domain.backlog.item_facts import BacklogItemKind, BacklogItemState, ItemRegistered, KnownError
from app.domain.backlog.items import ItemChanges
from app.routers.http.pagination import PageQuery
from app.routers.http.tables import Column
from app.routers.http.types import TRUE_OR_FALSE, Id, In, Note, Out, PatchIn, Reference, Title

_VERSION = Field(description="The version that has it solved.")


class KnownErrorIn(In):
    """A bug that can be worked around. `public`: customers whose ticket is about it may read this."""

    symptom: Note
    workaround: Note
    public: bool

    def stated(self) -> KnownError:
        return KnownError(symptom=self.symptom, workaround=self.workaround, public=self.public)


class BacklogItemIn(In):
    """A customer whose ticket is about it reads `title`: it names nobody who has it."""

    reference: Annotated[Reference, Field(description="As the development system has it.")]
    title: Title
    kind: BacklogItemKind
    state: BacklogItemState = BacklogItemState.OPEN
    version: Annotated[Reference | None, _VERSION] = None
    known_error: KnownErrorIn | None = None

    def made(self) -> ItemRegistered:
        return ItemRegistered(
            reference=self.reference, title=self.title, kind=self.kind, state=self.state, version=self.version
        )


class BacklogItemPatch(PatchIn):
    """The reference stays: another one is another item. A known error takes the place of the one before."""

    title: Title | MISSING = MISSING
    kind: BacklogItemKind | MISSING = MISSING
    state: BacklogItemState | MISSING = MISSING
    version: Annotated[Reference | MISSING | None, _VERSION] = MISSING
    known_error: KnownErrorIn | MISSING = MISSING

    def changes(self) -> ItemChanges:
        return ItemChanges(
            title=None if self.title is MISSING else self.title,
            kind=None if self.kind is MISSING else self.kind,
            state=None if self.state is MISSING else self.state,
            version=None if self.version is MISSING else self.version,
            clears_version=self.version is None,
            known_error=None if self.known_error is MISSING else self.known_error.stated(),
        )


class BacklogLinkIn(In):
    """Which item a ticket is about."""

    backlog_item_id: Id


class KnownErrorOut(Out):
    """A bug that can be worked around."""

    symptom: str
    workaround: str
    public: bool

    @classmethod
    def of(cls, known: KnownError | None) -> Self | None:
        return None if known is None else cls(**vars(known))


class BacklogItemOut(Out):
    """What the vendor's developers have to do. Which tickets are about it says `GET /v1/tickets?backlogItemId=`, of
    one's own: nobody learns here who else has it, or how many.
    """

    id: UUID
    reference: str
    title: str
    kind: BacklogItemKind
    state: BacklogItemState
    version: Annotated[str | None, _VERSION]
    known_error: Annotated[
        KnownErrorOut | None, Field(description="How to work around it. To a customer only where it is public.")
    ]
    created_at: Annotated[Instant | None, Field(description="To vendor staff; null to a customer.")]
    updated_at: Annotated[Instant | None, Field(description="To vendor staff; null to a customer.")]

    @classmethod
    def of(cls, view: BacklogItemView) -> Self:
        stored, item = view.stored, view.stored.state
        return cls(
            id=stored.id,
            reference=item.reference,
            title=item.title,
            kind=item.kind,
            state=item.state,
            version=item.version,
            known_error=KnownErrorOut.of(view.known_error),
            created_at=stored.created_at if view.is_whole else None,
            updated_at=stored.updated_at if view.is_whole else None,
        )


class BacklogItemsQuery(PageQuery):
    reference: Reference | None = None
    kind: BacklogItemKind | None = None
    state: BacklogItemState | None = None
    known_error: Annotated[
        bool | None, TRUE_OR_FALSE, Field(description="Only known errors; or only what is none.")
    ] = None

    def wanted(self) -> BacklogItemsFilter:
        return BacklogItemsFilter(
            reference=self.reference, kind=self.kind, state=self.state, known_error=self.known_error
        )


BACKLOG_COLUMNS: tuple[Column[BacklogItemOut], ...] = (
    Column("id", lambda each: each.id, wide=True),
    Column("reference", lambda each: each.reference),
    Column("kind", lambda each: each.kind),
    Column("state", lambda each: each.state),
    Column("version", lambda each: each.version),
    Column("knownError", lambda each: each.known_error is not None),
    Column("title", lambda each: each.title, gives_way=True),
)
