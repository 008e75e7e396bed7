"""What somebody was told, and how they would be."""

from typing import Annotated, Self

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.domain.explanation.words import Language
from app.domain.notifications.notices import PersonalChannel, Preferences, Timing
from app.domain.vocabulary import Part, Responsibility
from app.errors import ErrorCode
from app.notifications import preferences
from app.notifications.store.preferences import StoredPreferences
from app.routers.http.documented import changes, lists, refuses, shows_version
from app.routers.http.etags import OptionalIfMatch, allow_match
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply, reply_unless_known
from app.routers.http.types import In, Out
from app.routers.notifications.notice_schemas import NOTICE_COLUMNS, NoticeOut
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.parameters import PersonId, after_id
from app.routers.request.route import api_router

router = api_router("Notices", prefix="/people/{personId}")


class ByWordIn(In):
    """By the part that one has in the step (section 2.1). A breach is told at once, to the accountable in any case."""

    responsible: Timing = Timing.SUPPORT_HOURS
    accountable: Annotated[Timing, Field(description="Never `none`.")] = Timing.SUPPORT_HOURS
    consulted: Timing = Timing.SUPPORT_HOURS
    informed: Timing = Timing.SUPPORT_HOURS

    def value(self) -> dict[Responsibility, Timing]:
        return {part.letter: getattr(self, part.value) for part in Part}


class NoticePreferencesIn(In):
    by_word: ByWordIn = ByWordIn()
    channel: PersonalChannel = PersonalChannel.MAIL
    language: Language = Language.DUTCH

    def value(self) -> Preferences:
        return Preferences(by_letter=self.by_word.value(), channel=self.channel, language=self.language)


class ByWordOut(Out):
    responsible: Timing
    accountable: Timing
    consulted: Timing
    informed: Timing


class NoticePreferencesOut(Out):
    """`support_hours`: when there is support at the ticket's level, for the vendor's people in the vendor's business
    hours; of a ticket of high priority at once.
    """

    by_word: ByWordOut
    channel: PersonalChannel
    language: Language

    @classmethod
    def of(cls, stored: StoredPreferences) -> Self:
        wanted = stored.preferences
        by_word = ByWordOut(**{part.value: wanted.by_letter[part.letter] for part in Part})
        return cls(by_word=by_word, channel=wanted.channel, language=wanted.language)


@router.get(
    "/notices", summary="List what somebody was told", responses={**lists(NoticeOut), **refuses(ErrorCode.FORBIDDEN)}
)
async def list_notices(
    person_id: PersonId, request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """For themselves and support managers, latest first."""
    asked = window(request, query)
    rows = await preferences.notices_of(uow, person_id, before=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda notice: (notice.id,))
    return collection(request, NoticeOut, map(NoticeOut.of, page.rows), page.next_cursor, NOTICE_COLUMNS)


@router.get(
    "/notice-preferences",
    summary="Read how somebody would be told",
    responses={**shows_version(NoticePreferencesOut), **refuses(ErrorCode.FORBIDDEN)},
)
async def read_notice_preferences(person_id: PersonId, request: Request, uow: UnitOfWorkDep) -> Response:
    """For themselves and support managers. As the process has it, until they say something else."""
    stored = await preferences.read(uow, person_id)
    return reply_unless_known(request, NoticePreferencesOut.of(stored), version=stored.version)


@router.put(
    "/notice-preferences",
    summary="Say how somebody would be told",
    responses={**changes(NoticePreferencesOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT)},
)
async def put_notice_preferences(
    person_id: PersonId, body: NoticePreferencesIn, uow: UnitOfWorkDep, if_match: OptionalIfMatch = None
) -> Response:
    """By themselves or a support manager; what is left out is as the process has it. What is held already stays so."""
    before = await preferences.read_for_change(uow, person_id)
    allow_match(if_match, before.version)
    stored = await preferences.put(uow, person_id, before, body.value())
    return reply(NoticePreferencesOut.of(stored), version=stored.version)
