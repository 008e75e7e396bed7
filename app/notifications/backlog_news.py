"""Tells who is responsible for an open ticket that the bug which it is about stands somewhere else (§2, steps 6–8).

Each once for each of their customers, whose tickets the notice names: a customer's people read nothing of others.
"""

from uuid import UUID

from app.access.store.people import Person
from app.backlog.store import backlog_items
from app.clock import Instant
from app.domain.feed.entries import FeedEntry
from app.domain.notifications.informing import ToldAs, responsible
from app.domain.notifications.service_events import ITEM_MOVED
from app.feed.cloud_events import event_id
from app.feed.store import feed
from app.notifications.audiences import Audiences
from app.notifications.noticing import NoticedEvent, to_person
from app.notifications.store import notices, service_notices
from app.notifications.store.notices import Notice
from app.notifications.store.service_notices import Before
from app.tickets.store import tickets


async def tell_moved(audiences: Audiences, entry: FeedEntry, now: Instant, *, by_mail: bool) -> None:
    """Whoever has not heard yet of where it was before never does, also who is not told of this. `by_mail`: there is a
    server for it.
    """
    connection = audiences.connection
    [event] = await feed.events(connection, [entry])
    told = dict[tuple[UUID, UUID], tuple[Person, ToldAs]]()
    about = await backlog_items.open_tickets(connection, entry.subject_id)
    concerned = await tickets.find_many(connection, [ticket_id for ticket_id, _ in about])
    for stored in concerned:
        customer_id = stored.ticket.customer_id
        known = {each.id: each for each in await audiences.people_of(customer_id)}
        audience = await audiences.audience(stored.ticket, event.occurred_at, entry.recorded_at)
        actors = [each.actor for each in known.values()]
        for each in responsible(audience, entry.recorded_at, event.actor_id, actors, audiences.preferences):
            before = told.get((customer_id, each.person_id))
            if before is None or each.not_before < before[1].not_before:
                told[customer_id, each.person_id] = known[each.person_id], each
    customers = {stored.ticket.customer_id for stored in concerned}
    earlier = Before(customers, entry.subject_id, entry.sequence)
    await service_notices.overtake_on(connection, earlier, [ITEM_MOVED], now)
    new = list[Notice]()
    for (customer_id, _), (person, said) in told.items():
        noticed = NoticedEvent(
            id=event_id(entry.subject_id, entry.sequence), type=entry.type, now=now, not_before=said.not_before
        )
        wanted = audiences.preferences.get(person.id)
        new.append(to_person(noticed, person, wanted, by_mail=by_mail, of=customer_id, letter=said.letter))
    await notices.add(connection, new)
