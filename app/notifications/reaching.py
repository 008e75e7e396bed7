"""Whether a notice still goes by the time it would, and to where: what was held may be to somebody who has left since,
or have been taken back while it was under way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.access.store import people
from app.domain.notifications.notices import NoticeChannel, RecipientKind
from app.domain.notifications.service_events import (
    ITEM_MOVED,
    LEAK_DISMISSED,
    LEAK_ESTABLISHED,
    MAINTENANCE_ANNOUNCED,
    MAINTENANCE_CANCELLED,
    TERM_BREACHED,
    TERM_WITHDRAWN,
)
from app.notifications import account_mail
from app.notifications.contacts import CONFIRMATION
from app.notifications.preferences import PERSON_CONFIRMATION
from app.notifications.store import contacts, overtaking, service_notices
from app.notifications.store.announcements import MADE, WITHDRAWN
from app.notifications.store.notices import Notice
from app.notifications.telling import BREACHED
from app.postgres.connection import Connection
from app.postgres.scope import EVERYTHING

TAKEN_BACK_BY: Final[Mapping[str, Sequence[str]]] = {
    BREACHED: ("ticket.breach_withdrawn",),
    MADE: (WITHDRAWN,),
    ITEM_MOVED: (ITEM_MOVED,),
    TERM_BREACHED: (TERM_WITHDRAWN,),
    **dict.fromkeys(MAINTENANCE_ANNOUNCED, (*MAINTENANCE_ANNOUNCED, MAINTENANCE_CANCELLED)),
    LEAK_ESTABLISHED: (LEAK_DISMISSED,),
}
"""By events of which types, where they come later: what says how it stands says so in the place of the one before."""


async def reached(connection: Connection, notice: Notice) -> Notice | None:
    """As it goes by now: a person is mailed where they are. None: they have left, the contact has gone, moved or is not
    confirmed, or what it tells has been taken back.
    """
    if await _is_taken_back(connection, notice):
        return None
    if notice.event_type in account_mail.TYPES:
        return notice
    is_contact = notice.recipient_kind is RecipientKind.CONTACT
    return await (_contact(connection, notice) if is_contact else _person(connection, notice))


async def _is_taken_back(connection: Connection, notice: Notice) -> bool:
    by = TAKEN_BACK_BY.get(notice.event_type)
    later = [] if by is None else await overtaking.told_later(connection, notice, by)
    if notice.event_type == TERM_BREACHED and later:
        later = await service_notices.of_term_of(connection, notice, later)
    return bool(later)


async def _contact(connection: Connection, notice: Notice) -> Notice | None:
    contact = await contacts.find(connection, notice.customer_id, notice.recipient_id)
    if contact is None or (contact.channel.value, contact.address) != (notice.channel.value, notice.address):
        return None
    return notice if contact.confirmed_at is not None or is_question(notice) else None


async def _person(connection: Connection, notice: Notice) -> Notice | None:
    person = await people.find(connection, EVERYTHING, notice.recipient_id)
    if person is None or not person.active:
        return None
    return replace(notice, address=person.email) if notice.channel is NoticeChannel.MAIL else notice


def is_question(notice: Notice) -> bool:
    return notice.event_type in (CONFIRMATION, PERSON_CONFIRMATION)
