"""Tells whoever is responsible, accountable, consulted or informed what happens to a ticket (§2.1); of what happens to
the running service, see `informing`.

Reads the feed, so that what was committed is told, once, whoever was at work meanwhile: an event becomes notices in the
transaction that reads past it.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

from app.access.store.people import Person
from app.agreements.book import Agreements
from app.clock import Clock, Instant
from app.domain.feed.entries import EventFilter, FeedEntry
from app.domain.notifications.informing import Occasion, ToldAs, is_imported, is_transition, letters_told, told
from app.domain.notifications.service_events import ITEM_MOVED, TOLD_OF_SERVICE
from app.domain.tickets.derived_facts import BreachAnnounced, BreachWithdrawn, RiskAnnounced
from app.domain.tickets.facts import Event
from app.domain.tickets.fold import advance, begin
from app.domain.tickets.ticket import Ticket
from app.errors import Unavailable
from app.feed.cloud_events import event_id
from app.feed.store import feed
from app.notifications.audiences import Audiences
from app.notifications.backlog_news import tell_moved
from app.notifications.informing import Informer
from app.notifications.noticing import NoticedEvent, to_person
from app.notifications.store import notices
from app.notifications.store.notices import Notice, TicketKey
from app.notifications.store.overtaking import overtake
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, attempt, retrying
from app.postgres.errors import is_transient
from app.postgres.scope import EVERYTHING
from app.postgres.tenancy import SYSTEM
from app.tickets.store import replay
from app.tickets.store.event_mapping import event_from

_LOG: Final = logging.getLogger("duetime.notices")
TOLD: Final = EventFilter(types=("ticket.*", *TOLD_OF_SERVICE, ITEM_MOVED), include_bulk=False)
TRANSITIONS: Final = ("ticket.signalled", "ticket.registered", "ticket.signal_withdrawn", "ticket.decision_taken")
BREACHED: Final = "ticket.breach_announced"
BATCH: Final = 50
"""Events in one transaction: as it writes, the feed goes no further until it is over."""


@dataclass(frozen=True)
class Happened:
    """An entry of the feed with its event, and the ticket after it."""

    entry: FeedEntry
    event: Event
    ticket: Ticket

    @property
    def key(self) -> TicketKey:
        return self.ticket.customer_id, self.ticket.id


@dataclass(frozen=True)
class NoticeTeller:
    """Any number of them may be at work: one reads at a time. `by_mail`: there is a server for it."""

    engine: AsyncEngine
    clock: Clock
    book: Agreements
    by_mail: bool
    batch: int = BATCH

    async def tell_batch(self) -> int:
        """Of at most `batch` events; tells how many were read. One that fails keeps nobody from hearing of others."""
        try:
            return await retrying(self.engine, SYSTEM, partial(self._tell, one_by_one=False))
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, it is this event's
            _LOG.exception("a batch of events could not be told: they are told one by one")
            return await retrying(self.engine, SYSTEM, partial(self._tell, one_by_one=True))

    async def _tell(self, connection: Connection, *, one_by_one: bool) -> int:
        held = await notices.hold_reading(connection)
        if held is None:
            return 0
        position, since = held
        newest = (await feed.head(connection)).position
        entries = await feed.entries(connection, EVERYTHING, TOLD, after=position, until=newest, limit=self.batch)
        reached = entries[-1].position if len(entries) == self.batch else newest
        if reached == position:
            return 0
        news = [each for each in entries if each.recorded_at >= since]
        telling = _Telling(connection, self.book, self.clock(), self.by_mail)
        if one_by_one:
            for each in news:
                await _attempted(connection, telling, each)
        else:
            await telling.tell_all(news)
        await notices.read_up_to(connection, reached)
        return len(entries)


async def _attempted(connection: Connection, telling: "_Telling", entry: FeedEntry) -> None:
    try:
        async with attempt(connection):
            await telling.tell_all([entry])
    except Unavailable:
        raise
    except Exception as error:
        if is_transient(error.__cause__):
            raise
        _LOG.exception("nobody is told of event %s:%s", entry.subject_id, entry.sequence)


class _Telling:
    """One batch: what is asked of the database for one event is remembered for the next."""

    def __init__(self, connection: Connection, book: Agreements, now: Instant, by_mail: bool) -> None:  # noqa: FBT001
        self._connection = connection
        self._book = book
        self._now = now
        self._by_mail = by_mail
        self._audiences = Audiences(connection, book)
        self._new: list[Notice] = []
        self._latest: dict[TicketKey, int] = {}

    async def tell_all(self, entries: Sequence[FeedEntry]) -> None:
        informer = Informer(self._connection, self._now, self._by_mail)
        for happened in await self.happened([each for each in entries if each.stream == "ticket"]):
            await self.tell(happened)
        await self._write()
        for entry in entries:
            if entry.type == ITEM_MOVED:
                await tell_moved(self._audiences, entry, self._now, by_mail=self._by_mail)
            elif entry.stream != "ticket":
                await informer.tell(entry)

    async def happened(self, entries: Sequence[FeedEntry]) -> list[Happened]:
        """In the order of the feed; what tells nobody is left out."""
        wanted: defaultdict[UUID, dict[int, FeedEntry]] = defaultdict(dict)
        for entry in entries:
            wanted[entry.subject_id][entry.sequence] = entry
        rows = await replay.events_of(self._connection, [*wanted])
        found = [
            each
            for ticket_id, by_sequence in wanted.items()
            for each in self._retold([event_from(dict(row)) for row in rows[ticket_id]], by_sequence)
        ]
        return sorted(found, key=lambda each: each.entry.position)

    def _retold(self, events: Sequence[Event], entries: Mapping[int, FeedEntry]) -> Iterator[Happened]:
        first, *rest = events
        one = next(iter(entries.values()))
        ticket = begin(one.subject_id, one.customer_id, first, self._book.revisions)
        for event in (first, *rest):
            ticket = ticket if event is first else advance(ticket, event, self._book.revisions)
            entry = entries.get(event.sequence)
            if entry is not None and not is_imported(event, first.recorded_at):
                yield Happened(entry, event, ticket)

    async def tell(self, happened: Happened) -> None:
        """Or says what is to be written, with what else the batch tells."""
        fact = happened.event.fact
        if isinstance(fact, BreachWithdrawn):
            await self._write()
            await self._withdraw(happened, fact)
        elif letters_told(fact):
            self._new += await self._notices(happened)
            if is_transition(fact):
                self._latest[happened.key] = happened.event.sequence

    async def _write(self) -> None:
        """Also the new ones may be overtaken by now."""
        new, latest = self._new, self._latest
        self._new, self._latest = [], {}
        await notices.add(self._connection, new)
        await overtake(self._connection, latest, TRANSITIONS, self._now)

    async def _notices(self, happened: Happened) -> list[Notice]:
        known = {each.id: each for each in await self._audiences.people_of(happened.ticket.customer_id)}
        event = happened.event
        audience = await self._audiences.audience(happened.ticket, event.occurred_at, event.recorded_at)
        occasion = Occasion(event=event, **vars(audience))
        people_told = told(occasion, [each.actor for each in known.values()], self._audiences.preferences)
        return [self._notice(happened, each, known[each.person_id]) for each in people_told]

    def _notice(self, happened: Happened, told_as: ToldAs, person: Person) -> Notice:
        fact, entry = happened.event.fact, happened.entry
        event = NoticedEvent(
            id=event_id(entry.subject_id, entry.sequence),
            type=entry.type,
            now=self._now,
            not_before=told_as.not_before,
            ticket_id=entry.subject_id,
            clock=fact.clock if isinstance(fact, RiskAnnounced | BreachAnnounced) else None,
        )
        wanted = self._audiences.preferences.get(person.id)
        return to_person(event, person, wanted, by_mail=self._by_mail, of=entry.customer_id, letter=told_as.letter)

    async def _withdraw(self, happened: Happened, fact: BreachWithdrawn) -> None:
        """News to exactly those who heard of this breach; who had not yet, never does."""
        entry, before = happened.entry, {happened.key: happened.entry.sequence}
        await overtake(self._connection, before, [BREACHED], self._now, clock=fact.clock)
        heard = await notices.told_of(self._connection, happened.key, BREACHED, fact.clock, entry.type)
        latest = {each.recipient_id: each for each in sorted(heard, key=lambda each: each.id)}
        its_id = event_id(entry.subject_id, entry.sequence)
        again = [each.again(its_id, entry.type, self._now) for each in latest.values()]
        await notices.add(self._connection, again)
