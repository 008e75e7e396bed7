"""What somebody was told, as clients see it."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from app.clock import Instant
from app.domain.explanation.words import Language
from app.domain.notifications.notices import NoticeChannel, NoticeState, RecipientKind
from app.domain.vocabulary import ClockName, Part
from app.notifications.store.notices import Notice
from app.routers.http.tables import Column
from app.routers.http.types import Out


class NoticeSecretOut(Out):
    """`secret` is shown this once: when the request is repeated with its Idempotency-Key it is null."""

    secret: str | None
    former_signs_until: Instant


class NoticeOut(Out):
    """One event told to one recipient. `as` is their part in the step of the ticket, or of those that are about a bug;
    null where it is of no ticket.
    """

    id: UUID
    event_id: str
    event_type: str
    ticket_id: UUID | None
    clock: ClockName | None
    recipient: Annotated[RecipientKind, Field(description="What kind of recipient `recipientId` names.")]
    recipient_id: UUID
    part: Annotated[Part | None, Field(alias="as")]
    channel: NoticeChannel
    address: str | None
    language: Language
    state: NoticeState
    not_before: Annotated[Instant, Field(description="It is held until then.")]
    created_at: Instant
    settled_at: Annotated[Instant | None, Field(description="When it became what `state` says, and stays.")]
    attempts: int
    fault: Annotated[
        str | None, Field(description="What the mail server or the webhook said the last time, or how it was lost.")
    ]

    @classmethod
    def of(cls, notice: Notice) -> Self:
        return cls(
            id=notice.id,
            event_id=notice.event_id,
            event_type=notice.event_type,
            ticket_id=notice.ticket_id,
            clock=notice.clock,
            recipient=notice.recipient_kind,
            recipient_id=notice.recipient_id,
            part=next((each for each in Part if each.letter is notice.letter), None),
            channel=notice.channel,
            address=notice.address,
            language=notice.language,
            state=notice.state,
            not_before=notice.not_before,
            created_at=notice.created_at,
            settled_at=notice.settled_at,
            attempts=notice.attempts,
            fault=notice.fault,
        )


NOTICE_COLUMNS: tuple[Column[NoticeOut], ...] = (
    Column("createdAt", lambda notice: notice.created_at),
    Column("eventType", lambda notice: notice.event_type),
    Column("as", lambda notice: notice.part),
    Column("state", lambda notice: notice.state),
    Column("notBefore", lambda notice: notice.not_before),
    Column("channel", lambda notice: notice.channel),
    Column("address", lambda notice: notice.address),
    Column("ticketId", lambda notice: notice.ticket_id),
    Column("eventId", lambda notice: notice.event_id),
    Column("fault", lambda notice: notice.fault),
)
