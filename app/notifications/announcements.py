"""Informs the customers that something concerns, and keeps who was told what, by which address, and when (§5.9.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from uuid_utils.compat import uuid7

from app.accounts import customers
from app.domain.access.permissions import Operation, require
from app.domain.agreement.service_terms import Topic
from app.domain.explanation.words import Language
from app.domain.notifications.informing import falls_to_registrants
from app.domain.notifications.notices import NoticeChannel, NoticeState, Preferences, RecipientKind
from app.errors import Conflict, NotFound
from app.notifications.store import announcements, contacts, notices, preferences
from app.notifications.store.announcements import MADE, WITHDRAWN, Announcement
from app.notifications.store.notices import Notice
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewAnnouncement:
    """`customer_ids` None: for everybody."""

    topic: Topic
    title: str
    text: Mapping[Language, str]
    customer_ids: tuple[UUID, ...] | None


@dataclass(frozen=True, kw_only=True)
class Announced:
    """`not_told` are customers whom it concerns and who gave no address for it: that is theirs to do (§5.9.2)."""

    announcement: Announcement
    notices: Sequence[Notice]
    not_told: Sequence[UUID]


async def make(uow: UnitOfWork, new: NewAnnouncement) -> Announced:
    require(uow.actor, Operation.ANNOUNCE)
    known = await customers.names(uow, new.customer_ids or ())
    for customer_id in {*(new.customer_ids or ())} - known.keys():
        await customers.find(uow, customer_id)  # which says that it is not there
    made = Announcement(
        id=uuid7(),
        topic=new.topic,
        title=new.title,
        text=new.text,
        customer_ids=new.customer_ids,
        made_at=uow.now,
        made_by=uow.actor.id,
        withdrawn_at=None,
        withdrawn_for=None,
        version=1,
    )
    await announcements.add(uow.connection, made)
    await notices.add(uow.connection, await _told(uow, made))
    return await _whole(uow, made)


async def find(uow: UnitOfWork, announcement_id: UUID) -> Announced:
    return await _whole(uow, await _found(uow, announcement_id))


async def page(uow: UnitOfWork, topic: Topic | None, *, before: UUID | None, limit: int) -> Sequence[Announcement]:
    """Latest first."""
    return await announcements.page(uow.connection, topic, before=before, limit=limit)


async def withdraw(uow: UnitOfWork, announcement_id: UUID, reason: str) -> Announced:
    """What has not gone yet is not told; who was told is told so. Raises Conflict when it is withdrawn already."""
    made = await _found(uow, announcement_id, lock=True)
    require(uow.actor, Operation.ANNOUNCE)
    if made.withdrawn_at is not None:
        raise Conflict("This announcement is withdrawn already.")
    withdrawn = replace(made, withdrawn_at=uow.now, withdrawn_for=reason, version=made.version + 1)
    await announcements.save(uow.connection, withdrawn)
    went = await notices.withdraw(uow.connection, made.id, uow.now)
    again = [each.again(f"{made.id}:2", WITHDRAWN, uow.now) for each in went]
    await notices.add(uow.connection, again)
    return await _whole(uow, withdrawn)


async def _found(uow: UnitOfWork, announcement_id: UUID, *, lock: bool = False) -> Announcement:
    """NotFound is the same for one that isn't there and one that doesn't concern them."""
    made = await announcements.find(uow.connection, announcement_id, lock=lock)
    if made is None:
        raise NotFound("There is no such announcement.")
    return made


async def _whole(uow: UnitOfWork, made: Announcement) -> Announced:
    told = await notices.of_announcement(uow.connection, made.id)
    not_told = await announcements.not_told(uow.connection, uow.scope, made)
    return Announced(announcement=made, notices=told, not_told=not_told)


async def _told(uow: UnitOfWork, made: Announcement) -> list[Notice]:
    found = await contacts.informed_about(uow.connection, made.topic, made.customer_ids)
    told = [
        _notice(
            made,
            RecipientKind.CONTACT,
            (each.customer_id, each.id),
            (NoticeChannel(each.channel.value), each.address),
            each.language,
        )
        for each in found
    ]
    if not falls_to_registrants(made.topic):
        return told
    others = await announcements.registrants_of_others(
        uow.connection, made.customer_ids, {each.customer_id for each in found}
    )
    wanted = await preferences.of(uow.connection, [each.id for each in others])
    for each in others:
        if each.customer_id is not None:
            language = wanted.get(each.id, Preferences()).language
            by_mail = (NoticeChannel.MAIL, each.email)
            told.append(_notice(made, RecipientKind.PERSON, (each.customer_id, each.id), by_mail, language))
    return told


def _notice(
    made: Announcement,
    kind: RecipientKind,
    recipient: tuple[UUID, UUID],
    by: tuple[NoticeChannel, str],
    language: Language,
) -> Notice:
    """`recipient`: the customer's id, and the contact's or person's. `by`: the channel, and the address."""
    customer_id, recipient_id = recipient
    channel, address = by
    return Notice(
        id=uuid7(),
        customer_id=customer_id,
        event_id=f"{made.id}:1",
        event_type=MADE,
        announcement_id=made.id,
        recipient_kind=kind,
        recipient_id=recipient_id,
        internal=False,
        channel=channel,
        address=address,
        language=language,
        state=NoticeState.HELD,
        not_before=made.made_at,
        created_at=made.made_at,
    )
