"""Tells those whom something of the running service hits (§5.9.2), and the vendor's managers which promise broke.

Read from the feed, as what happens to tickets is: an event becomes notices once, in the transaction that reads past it.
A customer's confirmed contacts are told that asked for the topic; of a data leak its registrants, where there is none.
What is overtaken before it went is not told: an outage that is over by then makes one notice, which says from when
until when, and two would say the first half twice. What was told of and is called off is told to those alone who heard.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.access.store.people import Person
from app.accounts import customers
from app.clock import Instant
from app.domain.agreement.service_terms import Topic
from app.domain.feed.entries import FeedEntry
from app.domain.notifications import service_events as events
from app.domain.notifications.notices import Preferences
from app.domain.vocabulary import Role
from app.feed.cloud_events import event_id
from app.feed.store import feed
from app.notifications.noticing import NoticedEvent, to_contact, to_person, to_registrants
from app.notifications.store import announcements, contacts, notices, owners, preferences, service_notices
from app.notifications.store.contacts import Contact
from app.notifications.store.notices import Notice
from app.notifications.store.service_notices import Before
from app.operations import releases
from app.operations.kinds import OUTAGES
from app.operations.store import hits
from app.operations.store import instances as stored_instances
from app.operations.store.hits import HitTable
from app.operations.store.instances import InstancesFilter
from app.postgres.connection import Connection
from app.postgres.scope import EVERYTHING
from app.postgres.tables import leak_hits, maintenance_hits, outage_hits
from app.streams import subjects
from app.unit_of_work import UnitOfWork

HITS: Final[Mapping[str, HitTable]] = {"outage": outage_hits, "maintenance": maintenance_hits, "leak": leak_hits}


@dataclass(frozen=True)
class Informer:
    """Of one batch of events. `by_mail`: there is a server for it."""

    connection: Connection
    now: Instant
    by_mail: bool

    async def tell(self, entry: FeedEntry) -> None:
        if entry.type in events.OUTAGE_EVENTS:
            await self._outage(entry)
        elif entry.type in events.MAINTENANCE_ANNOUNCED:
            await self._disrupted(entry, events.MAINTENANCE_ANNOUNCED, await self._customers(entry))
        elif entry.type == events.LEAK_ESTABLISHED:
            await self._leak(entry)
        elif entry.type in events.CALLED_OFF:
            await self._called_off(entry, events.CALLED_OFF[entry.type])
        elif entry.type in (events.TERM_BREACHED, events.TERM_WITHDRAWN):
            await self._term(entry)

    async def _outage(self, entry: FeedEntry) -> None:
        """A degradation is shown, and disturbs nobody's use; of no other instances is anything promised."""
        [outage] = await subjects.find_many(self.connection, OUTAGES, [entry.subject_id])
        if not outage.state.degradation:
            await self._disrupted(entry, events.OUTAGE_EVENTS, await self._customers(entry, promised=True))

    async def _disrupted(self, entry: FeedEntry, types: Collection[str], hit: Sequence[UUID]) -> None:
        await service_notices.overtake_on(self.connection, _before(entry, hit), types, self.now)
        told = await contacts.informed_about(self.connection, Topic.DISRUPTION, hit)
        await notices.add(self.connection, [self._to_contact(entry, each) for each in told])

    async def _leak(self, entry: FeedEntry) -> None:
        """It may be established anew, as more is known: who has been told of it is not told again."""
        hit = await self._customers(entry)
        said = await service_notices.told_on(self.connection, _before(entry, hit), [events.LEAK_ESTABLISHED])
        heard = {each.addressee for each in said}
        named = await contacts.informed_about(self.connection, Topic.DATA_LEAK, hit)
        reached = {each.customer_id for each in named}
        others = await announcements.registrants_of_others(self.connection, hit, reached)
        told = [self._to_contact(entry, each) for each in named]
        told += await to_registrants(self.connection, self._event(entry), others)
        reached |= {each.customer_id for each in told}
        for customer_id in sorted(set(hit) - reached):
            told += await self._to_managers(entry, customer_id)
        await notices.add(self.connection, [each for each in told if each.addressee not in heard])

    async def _called_off(self, entry: FeedEntry, types: Sequence[str]) -> None:
        before = _before(entry, await self._customers(entry))
        await service_notices.overtake_on(self.connection, before, types, self.now)
        await self._again(entry, await service_notices.told_on(self.connection, before, types))

    async def _again(self, entry: FeedEntry, heard: Sequence[Notice]) -> None:
        """To each once, as it was told last."""
        latest = {each.addressee: each for each in sorted(heard, key=lambda each: each.id)}
        again = [each.again(_id_of(entry), entry.type, self.now) for each in latest.values()]
        await notices.add(self.connection, again)

    async def _term(self, entry: FeedEntry) -> None:
        [event] = await feed.events(self.connection, [entry])
        if event.payload["kind"] not in events.ALARMING:
            return
        if entry.type == events.TERM_BREACHED:
            await notices.add(self.connection, await self._to_managers(entry, entry.customer_id))
            return
        before = _before(entry, [entry.customer_id])
        said = await service_notices.told_on(self.connection, before, [events.TERM_BREACHED])
        of_it = await service_notices.of_term(self.connection, event.payload, said)
        await service_notices.cancel(self.connection, of_it, self.now)
        await self._again(entry, [each for each in of_it if each.went])

    async def _customers(self, entry: FeedEntry, *, promised: bool = False) -> Sequence[UUID]:
        """Whose instances are hit. `promised`: by one that runs in production at the vendor's."""
        table, subject_id = HITS[entry.stream], entry.subject_id
        hit = (await hits.of(self.connection, EVERYTHING, table, [subject_id]))[subject_id]
        if promised:
            found = await stored_instances.search(self.connection, EVERYTHING, InstancesFilter(ids=[*hit]))
            return sorted({each.customer_id for each in found if each.is_promised})
        return sorted({*hit.values()})

    async def _to_managers(self, entry: FeedEntry, customer_id: UUID) -> list[Notice]:
        """To administrators where there are no support managers."""
        found = await owners.managers(self.connection)
        told = [each for each in found if Role.SUPPORT_MANAGER in each.roles] or found
        wanted = await preferences.of(self.connection, [each.id for each in told])
        return [self._to_person(entry, each, wanted.get(each.id), customer_id) for each in told]

    def _to_contact(self, entry: FeedEntry, contact: Contact) -> Notice:
        return to_contact(self._event(entry), contact)

    def _to_person(self, entry: FeedEntry, person: Person, wanted: Preferences | None, customer_id: UUID) -> Notice:
        return to_person(self._event(entry), person, wanted, by_mail=self.by_mail, of=customer_id)

    def _event(self, entry: FeedEntry) -> NoticedEvent:
        return NoticedEvent(id=_id_of(entry), type=entry.type, now=self.now)


async def tell_release(uow: UnitOfWork, release_id: UUID) -> int:
    """Tells of a release that has come out those who are the contacts of the service's customers by then. 0: somebody
    else does, or has.
    """
    release = await releases.take_untold(uow, release_id)
    if release is None:
        return 0
    told = await contacts.informed_about(uow.connection, Topic.RELEASE, await releases.customers_of(uow, release))
    event = NoticedEvent(id=event_id(release.id, 1), type=events.RELEASE_PUBLISHED, now=uow.now)
    await notices.add(uow.connection, [to_contact(event, each) for each in told])
    return 1


async def page_of_customer(
    uow: UnitOfWork, customer_id: UUID, subject_id: UUID | None, *, before: UUID | None, limit: int
) -> Sequence[Notice]:
    """What it was told of the running service and by announcements, latest first. For its own people, and the vendor's:
    what somebody is told as the one they are is between them and us.
    """
    await customers.find(uow, customer_id)
    return await service_notices.page_of_customer(uow.connection, customer_id, subject_id, before=before, limit=limit)


def _before(entry: FeedEntry, customer_ids: Collection[UUID]) -> Before:
    return Before(customer_ids, entry.subject_id, entry.sequence)


def _id_of(entry: FeedEntry) -> str:
    return event_id(entry.subject_id, entry.sequence)
