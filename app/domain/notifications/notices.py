"""A notice: that one event is told to one person or contact, by what, and how far that has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.domain.explanation.words import Language
from app.domain.vocabulary import Responsibility


class NoticeState(StrEnum):
    """`uncertain`: handed over, and no answer came whether it was taken; it is never sent again by itself.
    `cancelled`: overtaken before it went.
    """

    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


class NoticeChannel(StrEnum):
    """`none`: it is only to be read here."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    NONE = "none"


class ContactChannel(StrEnum):
    MAIL = "mail"
    WEBHOOK = "webhook"


class RecipientKind(StrEnum):
    PERSON = "person"
    CONTACT = "contact"


class Timing(StrEnum):
    """`support_hours`: at once where the ticket has a high priority, otherwise when there is support."""

    AT_ONCE = "at_once"
    SUPPORT_HOURS = "support_hours"
    NONE = "none"


BY_PROCESS: Final[Mapping[Responsibility, Timing]] = dict.fromkeys(Responsibility, Timing.SUPPORT_HOURS)


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """How somebody would be told, by their part in the step (§2.1). `address`: of their webhook."""

    by_letter: Mapping[Responsibility, Timing] = field(default_factory=lambda: BY_PROCESS)
    channel: NoticeChannel = NoticeChannel.MAIL
    address: str | None = None
    language: Language = Language.DUTCH

    def means(self, email: str, *, by_mail: bool) -> tuple[NoticeChannel, str | None]:
        """By what they are told, and where. `by_mail`: there is a server for it."""
        if self.channel is NoticeChannel.WEBHOOK:
            return self.channel, self.address
        if by_mail and self.channel is NoticeChannel.MAIL:
            return self.channel, email
        return NoticeChannel.NONE, None
