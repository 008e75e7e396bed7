"""Tells who is responsible for an open ticket that the bug which it is about stands somewhere else (§2, steps 6–8).

Each once for each of their customers, whose tickets the notice names: a customer's people read nothing of others.
"""

from uuid import UUID

from uuid_utils.compat import uuid7

from app.access.store.people import Person
from app.backlog.store import backlog_items
from app.clock import Instant
from app.domain.explanation.words import Language
from app.domain.feed.entries import FeedEntry
from app.domain.notifications.informing import ToldAs, responsible
from app.domain.notifications.notices import NoticeChannel, NoticeState, Preferences, RecipientKind
from app.domain.notifications.service_events import ITEM_MOVED
from app.feed.store import feed
from app.notifications.reaching import Reaching
from app.notifications.store import notices, service_notices
from app.notifications.store.notices import Notice
from app.notifications.store.service_notices import Before
from app.tickets.store import tickets


async def tell_moved(reaching: Reaching, entry: FeedEntry, now: Instant, *, by_mail: bool) -> None:
    """Whoever has not heard yet of where it was before never does. `by_mail`: there is a server for it."""
    connection = reaching.connection
    [event] = await feed.events(connection, [entry])
    told = dict[tuple[UUID, UUID], tuple[Person, ToldAs]]()
    about = await backlog_items.open_tickets(connection, entry.subject_id)
    for stored in await tickets.find_many(connection, [ticket_id for ticket_id, _ in about]):
        customer_id = stored.ticket.customer_id
        known = {each.id: each for each in await reaching.people_of(customer_id)}
        audience = await reaching.audience(stored.ticket, event.occurred_at, entry.recorded_at)
        actors = [each.actor for each in known.values()]
        for each in responsible(audience, entry.recorded_at, event.actor_id, actors, reaching.preferences):
            before = told.get((customer_id, each.person_id))
            if before is None or each.not_before < before[1].not_before:
                told[customer_id, each.person_id] = known[each.person_id], each
    customers = {customer_id for customer_id, _ in told}
    earlier = Before(customers, entry.subject_id, entry.sequence)
    await service_notices.overtake_on(connection, earlier, [ITEM_MOVED], now)
    new = list[Notice]()
    for (customer_id, _), (person, said) in told.items():
        wanted = reaching.preferences.get(person.id, Preferences())
        means = wanted.means(person.email, by_mail=by_mail)
        new.append(_notice(entry, customer_id, person, said, means, wanted.language, now))
    await notices.add(connection, new)


def _notice(
    entry: FeedEntry,
    customer_id: UUID,
    person: Person,
    said: ToldAs,
    means: tuple[NoticeChannel, str | None],
    language: Language,
    now: Instant,
) -> Notice:
    channel, address = means
    is_to_be_read_only = channel is NoticeChannel.NONE
    return Notice(
        id=uuid7(),
        customer_id=customer_id,
        event_id=f"{entry.subject_id}:{entry.sequence}",
        event_type=entry.type,
        recipient_kind=RecipientKind.PERSON,
        recipient_id=person.id,
        internal=person.customer_id is None,
        letter=said.letter,
        channel=channel,
        address=address,
        language=language,
        state=NoticeState.SENT if is_to_be_read_only else NoticeState.HELD,
        not_before=said.not_before,
        created_at=now,
        settled_at=now if is_to_be_read_only else None,
    )
