"""What somebody was told, and how they would be."""

from datetime import timedelta
from typing import Annotated, Self

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant
from app.domain.explanation.words import Language
from app.domain.notifications.notices import NoticeChannel, Preferences, Timing
from app.domain.vocabulary import Part, Responsibility
from app.errors import ErrorCode, Invalid
from app.notifications import preferences
from app.notifications.store.preferences import StoredPreferences
from app.routers.http.documented import changes, creates, lists, refuses, shows_version
from app.routers.http.etags import OptionalIfMatch, allow_match
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply, reply_unless_known
from app.routers.http.types import In, Out
from app.routers.notifications.notice_schemas import NOTICE_COLUMNS, NoticeOut, NoticeSecretOut
from app.routers.request.backend import backend_of
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import PersonId, after_id
from app.routers.request.route import api_router
from app.routers.subscriptions.schemas import SigningSecretIn, Sink, require_secure
from app.signing import written
from app.subscriptions.sending import SinkWalls

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
    channel: Annotated[NoticeChannel, Field(description="By what; `webhook` needs `address`.")] = NoticeChannel.MAIL
    address: Annotated[
        Sink | None, Field(description="Of the webhook. Until it is confirmed, somebody is told by mail.")
    ] = None
    language: Language = Language.DUTCH

    def value(self, walls: SinkWalls) -> Preferences:
        """Raises Invalid for a webhook without an address, and the other way round."""
        if self.channel is NoticeChannel.WEBHOOK and self.address is None:
            raise Invalid.at("/address", "missing", "A webhook has an https:// address.")
        if self.channel is not NoticeChannel.WEBHOOK and self.address is not None:
            raise Invalid.at("/address", "without_webhook", "An address goes with the channel webhook only.")
        if self.address is not None:
            require_secure(self.address, walls, at="/address")
        return Preferences(
            by_letter=self.by_word.value(), channel=self.channel, address=self.address, language=self.language
        )


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
    channel: Annotated[NoticeChannel, Field(description="By what they would be told.")]
    address: Annotated[str | None, Field(description="Of the webhook; null: there is none.")]
    confirmed_at: Instant | None
    language: Language

    @classmethod
    def of(cls, stored: StoredPreferences) -> Self:
        wanted = stored.preferences
        by_word = ByWordOut(**{part.value: wanted.by_letter[part.letter] for part in Part})
        return cls(
            by_word=by_word,
            channel=wanted.channel,
            address=wanted.address,
            confirmed_at=stored.confirmed_at,
            language=wanted.language,
        )


class PutNoticePreferencesOut(NoticePreferencesOut):
    """`secret` signs what is posted to a webhook. It is shown once for each address, and is null otherwise."""

    secret: str | None

    @classmethod
    def put(cls, stored: StoredPreferences, before: StoredPreferences) -> Self:
        is_new = stored.secret is not None and stored.secret != before.secret
        secret = written(stored.secret) if stored.secret is not None and is_new else None
        return cls(**vars(NoticePreferencesOut.of(stored)), secret=secret)


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
    responses={**changes(PutNoticePreferencesOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT)},
)
async def put_notice_preferences(
    person_id: PersonId,
    body: NoticePreferencesIn,
    request: Request,
    uow: UnitOfWorkDep,
    if_match: OptionalIfMatch = None,
) -> Response:
    """By themselves or a support manager; what is left out is as the process has it. What is held already stays so.

    The address of a webhook is asked to confirm: what it is sent first has a link, to which whoever reads it, or their
    program, sends a POST. Notices are posted there as JSON, signed as Standard Webhooks says.
    """
    person, before = await preferences.read_for_change(uow, person_id)
    allow_match(if_match, before.version)
    wanted = body.value(SinkWalls.of(backend_of(request).settings.sink_allowed_hosts))
    stored = await preferences.put(uow, person, before, wanted)
    return reply(PutNoticePreferencesOut.put(stored, before), version=stored.version)


@router.post(
    "/notice-preferences/secrets",
    summary="Replace the secret of somebody's webhook",
    status_code=201,
    responses={
        **creates(NoticeSecretOut),
        **refuses(ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
    },
)
@idempotent(shown_once="secret")
async def replace_notice_secret(person_id: PersonId, body: SigningSecretIn, uow: UnitOfWorkDep) -> Response:
    """Of who is told by webhook, whose address stays confirmed: another secret, shown this once. Both sign until the
    overlap is over; while two sign there is no third. By themselves or a support manager.
    """
    overlap = timedelta(seconds=body.overlap_seconds)
    changed, secret, until = await preferences.replace_secret(uow, person_id, overlap)
    view = NoticeSecretOut(secret=secret, former_signs_until=until)
    return reply(view, status=201, version=changed.version, location=f"/people/{person_id}/notice-preferences")
