"""A notice as it begins: that one event is to be told to a contact, to somebody, or to who asked for an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from app.access.store.people import Person
from app.clock import Instant
from app.domain.actor import OF_VENDOR
from app.domain.explanation.words import Language
from app.domain.notifications.notices import NoticeChannel, NoticeState, Preferences, RecipientKind
from app.domain.vocabulary import ClockName, Responsibility
from app.notifications.store import preferences
from app.notifications.store.contacts import Contact
from app.notifications.store.notices import Notice
from app.postgres.connection import Connection


@dataclass(frozen=True, kw_only=True)
class NoticedEvent:
    """`id` and `type` are those of the feed, or of what is not in it. `not_before` None: it goes at once."""

    id: str
    type: str
    now: Instant
    not_before: Instant | None = None
    ticket_id: UUID | None = None
    announcement_id: UUID | None = None
    clock: ClockName | None = None


def to_contact(event: NoticedEvent, contact: Contact) -> Notice:
    by = (NoticeChannel(contact.channel.value), contact.address)
    return _notice(event, RecipientKind.CONTACT, (contact.customer_id, contact.id), by, contact.language)


def to_person(
    event: NoticedEvent,
    person: Person,
    wanted: Preferences | None,
    *,
    by_mail: bool,
    of: UUID | None = None,
    letter: Responsibility | None = None,
) -> Notice:
    """`wanted` None: as the process has it. `of`: whose event it is, if not that of the person's own customer."""
    preferred = wanted or Preferences()
    whose = (of or person.customer_id or OF_VENDOR, person.id)
    by = preferred.means(person.email, by_mail=by_mail)
    is_internal = person.customer_id is None
    return _notice(event, RecipientKind.PERSON, whose, by, preferred.language, letter=letter, is_internal=is_internal)


async def to_registrants(connection: Connection, event: NoticedEvent, registrants: Sequence[Person]) -> list[Notice]:
    """By mail, whatever each would have by choice: no address was named for what has to be told."""
    wanted = await preferences.of(connection, [each.id for each in registrants])
    languages = {person_id: preferred.language for person_id, preferred in wanted.items()}
    mailed = {each.id: Preferences(language=languages.get(each.id, Language.DUTCH)) for each in registrants}
    return [to_person(event, each, mailed[each.id], by_mail=True) for each in registrants]


def to_applicant(event: NoticedEvent, request_id: UUID, address: str, language: Language) -> Notice:
    """Whoever asks for an account is nobody's yet."""
    return _notice(event, RecipientKind.CONTACT, (OF_VENDOR, request_id), (NoticeChannel.MAIL, address), language)


def _notice(
    event: NoticedEvent,
    kind: RecipientKind,
    recipient: tuple[UUID, UUID],
    by: tuple[NoticeChannel, str | None],
    language: Language,
    *,
    letter: Responsibility | None = None,
    is_internal: bool = False,
) -> Notice:
    """`recipient`: of which customer, and who. `by`: the channel, and the address."""
    is_to_be_read_only = by[0] is NoticeChannel.NONE
    return Notice(
        id=uuid7(),
        customer_id=recipient[0],
        event_id=event.id,
        event_type=event.type,
        ticket_id=event.ticket_id,
        announcement_id=event.announcement_id,
        clock=event.clock,
        recipient_kind=kind,
        recipient_id=recipient[1],
        internal=is_internal,
        letter=letter,
        channel=by[0],
        address=by[1],
        language=language,
        state=NoticeState.SENT if is_to_be_read_only else NoticeState.HELD,
        not_before=event.not_before or event.now,
        created_at=event.now,
        settled_at=event.now if is_to_be_read_only else None,
    )
