"""Informing the customers that something concerns, with proof of who was told (§5.9.2)."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant
from app.domain.agreement.service_terms import Topic
from app.domain.explanation.words import Language
from app.errors import ErrorCode
from app.notifications import announcements
from app.notifications.announcements import Announced, NewAnnouncement
from app.notifications.store.announcements import Announcement
from app.routers.http.documented import creates, lists, refuses, shows_version
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply, reply_unless_known
from app.routers.http.tables import Column
from app.routers.http.types import Description, Id, In, Note, Out, Title
from app.routers.notifications.notice_schemas import NoticeOut
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import AnnouncementId, after_id
from app.routers.request.route import api_router

router = api_router("Notices", prefix="/announcements")

MOST_CUSTOMERS = 1_000


class TextIn(In):
    """In both languages: each contact reads its own."""

    nl: Description
    en: Description


class AnnouncementIn(In):
    """For everybody, for the customers that are named, or of something that happened: then for those whom it hits."""

    topic: Topic
    title: Title
    text: TextIn
    customer_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_CUSTOMERS)] | None = None
    everybody: bool = False
    instance_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_CUSTOMERS)] | None = None
    outage_id: Id | None = None
    maintenance_id: Id | None = None
    release_id: Id | None = None
    leak_id: Id | None = None

    @model_validator(mode="after")
    def _is_for_somebody(self) -> Self:
        about = (self.outage_id, self.maintenance_id, self.release_id, self.leak_id)
        if sum(each is not None for each in (self.customer_ids, self.instance_ids, *about)) + self.everybody != 1:
            raise PydanticCustomError(
                "for_whom",
                "Give one of customerIds, instanceIds, outageId, maintenanceId, releaseId and leakId, or everybody as"
                " true.",
            )
        return self

    def new(self) -> NewAnnouncement:
        return NewAnnouncement(
            topic=self.topic,
            title=self.title,
            text={Language.DUTCH: self.text.nl, Language.ENGLISH: self.text.en},
            customer_ids=None if self.customer_ids is None else tuple(dict.fromkeys(self.customer_ids)),
            instance_ids=None if self.instance_ids is None else tuple(dict.fromkeys(self.instance_ids)),
            outage_id=self.outage_id,
            maintenance_id=self.maintenance_id,
            release_id=self.release_id,
            leak_id=self.leak_id,
        )


class AnnouncementWithdrawalIn(In):
    reason: Note


class TextOut(Out):
    nl: str
    en: str


class AnnouncementSummaryOut(Out):
    """`withdrawnFor` is why it was withdrawn. `outageId` and its like: of what it is said, if it is of that."""

    id: UUID
    topic: Topic
    title: str
    text: TextOut
    everybody: bool
    outage_id: UUID | None
    maintenance_id: UUID | None
    release_id: UUID | None
    leak_id: UUID | None
    made_at: Instant
    withdrawn_at: Instant | None
    withdrawn_for: str | None

    @classmethod
    def of(cls, made: Announcement) -> Self:
        return cls(
            id=made.id,
            topic=made.topic,
            title=made.title,
            text=TextOut(nl=made.text[Language.DUTCH], en=made.text[Language.ENGLISH]),
            everybody=made.customer_ids is None,
            outage_id=made.outage_id,
            maintenance_id=made.maintenance_id,
            release_id=made.release_id,
            leak_id=made.leak_id,
            made_at=made.made_at,
            withdrawn_at=made.withdrawn_at,
            withdrawn_for=made.withdrawn_for,
        )


class ToldOut(NoticeOut):
    customer_id: UUID


class AnnouncementOut(AnnouncementSummaryOut):
    """With whom it was told, and the instances that it is of, as far as the caller may see. `notTold` are customers
    that it concerns and that gave no confirmed address for it, which is theirs to do (section 5.9.2).
    """

    instance_ids: tuple[UUID, ...]
    told: tuple[ToldOut, ...]
    not_told: tuple[UUID, ...]

    @classmethod
    def whole(cls, announced: Announced) -> Self:
        told = tuple(ToldOut(**vars(NoticeOut.of(each)), customer_id=each.customer_id) for each in announced.notices)
        summary = AnnouncementSummaryOut.of(announced.announcement)
        own = tuple(announced.instance_ids)
        return cls(**vars(summary), instance_ids=own, told=told, not_told=tuple(announced.not_told))


_COLUMNS: tuple[Column[AnnouncementSummaryOut], ...] = (
    Column("madeAt", lambda made: made.made_at),
    Column("topic", lambda made: made.topic),
    Column("title", lambda made: made.title),
    Column("withdrawnAt", lambda made: made.withdrawn_at),
    Column("id", lambda made: made.id),
)


class AnnouncementQuery(PageQuery):
    topic: Topic | None = None


@router.post(
    "",
    summary="Inform customers",
    status_code=201,
    responses={**creates(AnnouncementOut), **refuses(ErrorCode.NOT_FOUND)},
)
@idempotent()
async def make_announcement(body: AnnouncementIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager: to the confirmed contacts that asked for the topic. A data leak is told to everybody it
    hits, without such a contact to the registrants. Of an outage, maintenance, a release or a leak it is for the
    customers whom that hits, as it is known then.
    """
    announced = await announcements.make(uow, body.new())
    made = announced.announcement
    where = f"/announcements/{made.id}"
    return reply(AnnouncementOut.whole(announced), status=201, version=made.version, location=where)


@router.get("", summary="List announcements", responses=lists(AnnouncementSummaryOut))
async def list_announcements(
    request: Request, query: Annotated[AnnouncementQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """Latest first. A customer's people find those that concern it."""
    asked = window(request, query)
    rows = await announcements.page(uow, query.topic, before=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda made: (made.id,))
    shown = map(AnnouncementSummaryOut.of, page.rows)
    return collection(request, AnnouncementSummaryOut, shown, page.next_cursor, _COLUMNS)


@router.get("/{announcementId}", summary="Read an announcement", responses=shows_version(AnnouncementOut))
async def read_announcement(announcement_id: AnnouncementId, request: Request, uow: UnitOfWorkDep) -> Response:
    """With who was told, by which address, and when."""
    announced = await announcements.find(uow, announcement_id)
    version = announced.announcement.version
    return reply_unless_known(request, AnnouncementOut.whole(announced), version=version, of_now=True)


@router.post(
    "/{announcementId}/withdrawal",
    summary="Withdraw an announcement",
    status_code=201,
    responses={**creates(AnnouncementOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def withdraw_announcement(
    announcement_id: AnnouncementId, body: AnnouncementWithdrawalIn, uow: UnitOfWorkDep
) -> Response:
    """By a support manager. What has not gone yet does not go; whoever was told is told that it is withdrawn."""
    announced = await announcements.withdraw(uow, announcement_id, body.reason)
    version = announced.announcement.version
    where = f"/announcements/{announcement_id}"
    return reply(AnnouncementOut.whole(announced), status=201, version=version, location=where)
