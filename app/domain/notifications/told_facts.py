"""What comes of telling somebody: a notice that did not arrive, an address that is confirmed, what is announced."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from app.domain.agreement.service_terms import Topic
from app.domain.notifications.notices import ContactChannel, NoticeChannel, RecipientKind


@dataclass(frozen=True, kw_only=True)
class Undelivered:
    """Which event was to be told to whom. `internal`: to the vendor's people. What the server said may name somebody,
    and is with the notice.
    """

    event_id: str
    event_type: str
    recipient_kind: RecipientKind
    recipient_id: UUID
    channel: NoticeChannel
    internal: bool


@dataclass(frozen=True, kw_only=True)
class NoticeFailed(Undelivered):
    """It was refused, or not taken until it was given up."""

    type: Literal["failed"] = "failed"


@dataclass(frozen=True, kw_only=True)
class NoticeUncertain(Undelivered):
    """It was handed over, and nobody knows whether it was taken. It is not sent again by itself."""

    type: Literal["uncertain"] = "uncertain"


NoticeFact = NoticeFailed | NoticeUncertain


@dataclass(frozen=True, kw_only=True)
class ContactConfirmed:
    """Whoever reads what comes to its address has said so; it is told what it asked for from now on."""

    channel: ContactChannel
    topics: tuple[Topic, ...]
    type: Literal["confirmed"] = "confirmed"


@dataclass(frozen=True, kw_only=True)
class AnnouncementMade:
    """`customer_ids` None: it is for everybody."""

    topic: Topic
    title: str
    customer_ids: tuple[UUID, ...] | None = None
    type: Literal["made"] = "made"


@dataclass(frozen=True, kw_only=True)
class AnnouncementWithdrawn:
    """Whoever was told is told so."""

    reason: str
    type: Literal["withdrawn"] = "withdrawn"


AnnouncementFact = AnnouncementMade | AnnouncementWithdrawn
