"""Somebody's calendar feeds: links by which a calendar program fetches what falls due."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response

from app.calendar_feeds import feeds
from app.calendar_feeds.feeds import KeptFeed, MadeFeed
from app.clock import Instant
from app.domain.calendar_feeds.feeds import FeedSubject
from app.errors import ErrorCode
from app.routers.http.documented import creates, lists, refuses, shows
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, nothing, reply
from app.routers.http.runtime import runtime_of
from app.routers.http.tables import Column
from app.routers.http.types import In, Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import CalendarFeedId, PersonId, after_id
from app.routers.request.route import api_router

router = api_router("Calendar feeds", prefix="/people/{personId}/calendar-feeds")


def _once_each(subjects: list[FeedSubject]) -> list[FeedSubject]:
    if len(subjects) > len(set(subjects)):
        raise PydanticCustomError("repeated", "Name each once.")
    return subjects


_INCLUDES = Field(
    description="What it shows: when clocks fall due, which days consultants come, when maintenance is planned, by when"
    " changes are reviewed, when the agreement is another."
)
_TITLES = Field(
    description="Whether it shows the titles of tickets, whose session is about what, and on which instances there is"
    " maintenance, to whoever sees it."
)

SubjectsIn = Annotated[
    list[FeedSubject],
    AfterValidator(_once_each),
    Field(min_length=1, json_schema_extra={"maxItems": len(FeedSubject)}),
]


class CalendarFeedIn(In):
    """What is left out is as here: the due times of clocks, by the numbers of their tickets. `bookings`: the days on
    which consultants come; `maintenance`: when it is planned; `reviews`: by when changes are to be reviewed;
    `revisions`: when revisions of the agreement take effect, and until when they may be objected to.
    """

    includes: Annotated[SubjectsIn, _INCLUDES, Field(default_factory=lambda: [FeedSubject.CLOCKS])]
    titles: Annotated[bool, _TITLES] = False


class CalendarFeedOut(Out):
    """`expiresAt`: of a support manager or an administrator (section 5.7.1); null: not before it is revoked."""

    id: UUID
    person_id: UUID
    includes: Annotated[tuple[FeedSubject, ...], _INCLUDES]
    titles: Annotated[bool, _TITLES]
    created_at: Instant
    expires_at: Instant | None
    made_by: UUID

    @classmethod
    def of(cls, kept: KeptFeed) -> Self:
        return cls(
            id=kept.feed.id,
            person_id=kept.feed.person_id,
            includes=kept.feed.includes,
            titles=kept.feed.titles,
            created_at=kept.feed.created_at,
            expires_at=kept.expires_at,
            made_by=kept.feed.made_by,
        )


class MadeCalendarFeedOut(Out):
    """`url` is shown this once: when the request is repeated with its Idempotency-Key it is null. Whoever has it reads
    the calendar.
    """

    id: UUID
    url: Annotated[str | None, Field(description="What a calendar program is to subscribe to; null: shown before.")]
    person_id: UUID
    includes: Annotated[tuple[FeedSubject, ...], _INCLUDES]
    titles: Annotated[bool, _TITLES]
    created_at: Instant
    expires_at: Instant | None

    @classmethod
    def of(cls, made: MadeFeed, public_url: str) -> Self:
        kept = made.kept
        return cls(
            id=kept.feed.id,
            url=f"{public_url}/v1/calendar-feeds/{made.secret}",
            person_id=kept.feed.person_id,
            includes=kept.feed.includes,
            titles=kept.feed.titles,
            created_at=kept.feed.created_at,
            expires_at=kept.expires_at,
        )


CALENDAR_FEED_COLUMNS = (
    Column[CalendarFeedOut]("id", lambda feed: feed.id),
    Column[CalendarFeedOut]("personId", lambda feed: feed.person_id, wide=True),
    Column[CalendarFeedOut]("includes", lambda feed: " ".join(feed.includes)),
    Column[CalendarFeedOut]("titles", lambda feed: feed.titles),
    Column[CalendarFeedOut]("createdAt", lambda feed: feed.created_at),
    Column[CalendarFeedOut]("expiresAt", lambda feed: feed.expires_at, wide=True),
    Column[CalendarFeedOut]("madeBy", lambda feed: feed.made_by, wide=True),
)


@router.post(
    "",
    summary="Make a calendar feed",
    status_code=201,
    responses={**creates(MadeCalendarFeedOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT)},
)
@idempotent(shown_once="url")
async def make_calendar_feed(
    person_id: PersonId, body: CalendarFeedIn, request: Request, uow: UnitOfWorkDep
) -> Response:
    """For oneself, or by a support manager for others; with a key that is not limited. A person has at most 10."""
    made = await feeds.make(uow, person_id, body.includes, titles=body.titles)
    shown = MadeCalendarFeedOut.of(made, runtime_of(request).settings.public_url)
    return reply(shown, status=201, location=f"/people/{person_id}/calendar-feeds/{shown.id}")


@router.get(
    "",
    summary="List somebody's calendar feeds",
    responses={**lists(CalendarFeedOut), **refuses(ErrorCode.FORBIDDEN)},
)
async def list_calendar_feeds(
    person_id: PersonId, request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """For themselves and support managers, in the order in which they were made. Their links are not shown again."""
    asked = window(request, query)
    rows = await feeds.page(uow, person_id, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda kept: (kept.feed.id,))
    items = map(CalendarFeedOut.of, page.rows)
    return collection(request, CalendarFeedOut, items, page.next_cursor, CALENDAR_FEED_COLUMNS)


@router.get(
    "/{calendarFeedId}",
    summary="Read what a calendar feed is",
    responses={**shows(CalendarFeedOut), **refuses(ErrorCode.FORBIDDEN)},
)
async def read_calendar_feed(person_id: PersonId, calendar_feed_id: CalendarFeedId, uow: UnitOfWorkDep) -> Response:
    return reply(CalendarFeedOut.of(await feeds.find(uow, person_id, calendar_feed_id)))


@router.delete(
    "/{calendarFeedId}",
    summary="Revoke a calendar feed",
    status_code=204,
    responses=refuses(ErrorCode.FORBIDDEN),
)
async def revoke_calendar_feed(person_id: PersonId, calendar_feed_id: CalendarFeedId, uow: UnitOfWorkDep) -> Response:
    """At once and for good. What calendar programs have fetched goes when they ask again, if they do it as they
    should.
    """
    await feeds.revoke(uow, person_id, calendar_feed_id)
    return nothing()
