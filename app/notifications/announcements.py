"""Informs the customers that something concerns, and keeps who was told what, by which address, and when (§5.9.2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from app.accounts import customers
from app.domain.access.permissions import Operation, require
from app.domain.actor import OF_VENDOR
from app.domain.agreement.service_terms import Topic
from app.domain.explanation.words import Language
from app.domain.notifications.informing import falls_to_registrants
from app.domain.notifications.told_facts import AnnouncementMade, AnnouncementWithdrawn
from app.domain.operations.concerning import check_known
from app.domain.revisions import revisions as rules
from app.domain.revisions.news import news_of
from app.domain.revisions.revision_facts import RevisionAnnounced
from app.errors import Conflict, NotFound
from app.feed.cloud_events import event_id
from app.notifications.noticing import NoticedEvent, to_contact, to_registrants
from app.notifications.store import announcements, contacts, notices
from app.notifications.store.announcements import MADE, WITHDRAWN, Announcement
from app.notifications.store.histories import ANNOUNCEMENTS
from app.notifications.store.notices import Notice
from app.operations import maintenance, outages, releases
from app.operations.store import instances as stored_instances
from app.operations.store.instances import InstancesFilter
from app.revisions import drafting
from app.revisions.drafting import RevisionView
from app.revisions.kinds import REVISION_TERMS
from app.revisions.store import revisions as stored_revisions
from app.revisions.store.revisions import StoredRevision
from app.security import leaks
from app.streams import subjects
from app.terms import terms
from app.unit_of_work import UnitOfWork

INFORMING: Final = "5.9.2"


@dataclass(frozen=True, kw_only=True)
class NewAnnouncement:
    """For everybody, or for one of these: the customers that are named, or those whom it is of hits.

    `falls_to_registrants`: whoever of them has no contact for it is told by their registrants, whatever its topic.
    """

    topic: Topic
    title: str
    text: Mapping[Language, str]
    customer_ids: tuple[UUID, ...] | None = None
    instance_ids: tuple[UUID, ...] | None = None
    outage_id: UUID | None = None
    maintenance_id: UUID | None = None
    release_id: UUID | None = None
    leak_id: UUID | None = None
    falls_to_registrants: bool = False


@dataclass(frozen=True, kw_only=True)
class Announced:
    """`not_told` are customers whom it concerns and who gave no address for it: that is theirs to do (§5.9.2).

    `instance_ids`: those in sight of what it is of.
    """

    announcement: Announcement
    instance_ids: Sequence[UUID]
    notices: Sequence[Notice]
    not_told: Sequence[UUID]


async def make(uow: UnitOfWork, new: NewAnnouncement) -> Announced:
    require(uow.actor, Operation.ANNOUNCE)
    concerned = await _concerned(uow, new)
    known = await customers.names(uow, new.customer_ids or ())
    for customer_id in {*(new.customer_ids or ())} - known.keys():
        await customers.find(uow, customer_id)  # which says that it is not there
    made = Announcement(
        id=uuid7(),
        topic=new.topic,
        title=new.title,
        text=new.text,
        customer_ids=concerned,
        instance_ids=new.instance_ids,
        outage_id=new.outage_id,
        maintenance_id=new.maintenance_id,
        release_id=new.release_id,
        leak_id=new.leak_id,
        made_at=uow.now,
        made_by=uow.actor.id,
        withdrawn_at=None,
        withdrawn_for=None,
        version=1,
    )
    await announcements.add(uow.connection, made)
    await subjects.happened(uow, ANNOUNCEMENTS, (OF_VENDOR, made.id), _made(made))
    await notices.add(uow.connection, await _told(uow, made, registrants_too=new.falls_to_registrants))
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
    await _require_begun(uow, made)
    await subjects.happened(uow, ANNOUNCEMENTS, (OF_VENDOR, made.id), AnnouncementWithdrawn(reason=reason))
    went = await notices.withdraw(uow.connection, made.id, uow.now)
    again = [each.again(event_id(made.id, 2), WITHDRAWN, uow.now) for each in went]
    await notices.add(uow.connection, again)
    return await _whole(uow, withdrawn)


async def _require_begun(uow: UnitOfWork, made: Announcement) -> None:
    """What was made before that was an event is told as the first, late, so that its withdrawal is the second."""
    if not await subjects.find_many(uow.connection, ANNOUNCEMENTS, [made.id]):
        await subjects.happened(uow, ANNOUNCEMENTS, (OF_VENDOR, made.id), _made(made), at=made.made_at)


def _made(announcement: Announcement) -> AnnouncementMade:
    return AnnouncementMade(topic=announcement.topic, title=announcement.title, customer_ids=announcement.customer_ids)


async def announce_revision(uow: UnitOfWork, stored: StoredRevision) -> RevisionView:
    """From then on it does not change. Raises Conflict where the month before is too short."""
    revision, revising, vendor = stored.state, drafting.revising(uow), uow.book.in_force(uow.now).vendor
    others = [each.state for each in await stored_revisions.announced(uow.connection)]
    coded = {each.in_force_from: each.revision for each in uow.book.coded}
    until_on = rules.require_announceable(revision, others, coded, drafting.today_of(uow), revising)
    title, text = news_of(revision, vendor, until_on)
    made = await make(uow, NewAnnouncement(topic=Topic.NEWS, title=title, text=text, falls_to_registrants=True))
    fact = RevisionAnnounced(announcement_id=made.announcement.id, objections_until_on=until_on)
    return drafting.view(uow, await terms.record(uow, REVISION_TERMS, stored, fact))


async def withdraw_revision(uow: UnitOfWork, stored: StoredRevision, reason: str) -> RevisionView:
    """Who was told that it would take effect is told that it does not, unless they were told so already."""
    withdrawn, announcement_id = await drafting.withdraw(uow, stored, reason), stored.state.announcement_id
    if announcement_id is not None and (await _found(uow, announcement_id, lock=True)).withdrawn_at is None:
        await withdraw(uow, announcement_id, reason)
    return withdrawn


async def _concerned(uow: UnitOfWork, new: NewAnnouncement) -> tuple[UUID, ...] | None:
    """Whom it hits as it is known now; None: everybody. Raises Conflict when it hits nobody."""
    if new.customer_ids is not None:
        return new.customer_ids
    hit = await _hit(uow, new)
    if hit is None:
        return None
    if not hit:
        raise Conflict("It hits no customer: there is nobody to inform.", section=INFORMING)
    return tuple(sorted({*hit}))


async def _hit(uow: UnitOfWork, new: NewAnnouncement) -> Collection[UUID] | None:
    """Raises NotFound, or Invalid at /instanceIds."""
    if new.outage_id is not None:
        return (await outages.find(uow, new.outage_id)).instances.values()
    if new.maintenance_id is not None:
        return (await maintenance.find(uow, new.maintenance_id)).instances.values()
    if new.leak_id is not None:
        return (await leaks.find(uow, new.leak_id)).leak.hits.keys()
    if new.release_id is not None:
        return await releases.customers_of(uow, await releases.find(uow, new.release_id))
    if new.instance_ids is not None:
        found = await stored_instances.search(uow.connection, uow.scope, InstancesFilter(ids=new.instance_ids))
        check_known(new.instance_ids, found)
        return [each.customer_id for each in found]
    return None


async def _found(uow: UnitOfWork, announcement_id: UUID, *, lock: bool = False) -> Announcement:
    """NotFound is the same for one that isn't there and one that doesn't concern them."""
    made = await announcements.find(uow.connection, announcement_id, lock=lock)
    if made is None:
        raise NotFound("There is no such announcement.")
    return made


async def _whole(uow: UnitOfWork, made: Announcement) -> Announced:
    told = await notices.of_announcement(uow.connection, made.id)
    not_told = await announcements.not_told(uow.connection, uow.scope, made)
    own = await stored_instances.search(uow.connection, uow.scope, InstancesFilter(ids=made.instance_ids or ()))
    return Announced(announcement=made, instance_ids=[each.id for each in own], notices=told, not_told=not_told)


async def _told(uow: UnitOfWork, made: Announcement, *, registrants_too: bool) -> list[Notice]:
    event = NoticedEvent(id=event_id(made.id, 1), type=MADE, now=made.made_at, announcement_id=made.id)
    found = await contacts.informed_about(uow.connection, made.topic, made.customer_ids)
    told = [to_contact(event, each) for each in found]
    if not registrants_too and not falls_to_registrants(made.topic):
        return told
    others = await announcements.registrants_of_others(
        uow.connection, made.customer_ids, {each.customer_id for each in found}
    )
    return told + await to_registrants(uow.connection, event, others)
