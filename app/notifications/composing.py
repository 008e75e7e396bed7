"""What a notice says when it goes: the ticket as it stands by then, so that nobody reads what is overtaken."""

from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import UUID

from app.access.store import people, service_secrets
from app.accounts.store import customers
from app.agreements.book import Agreements
from app.clock import Instant
from app.domain.explanation.phrasing import Phrasing
from app.domain.explanation.words import Language, Words
from app.domain.notifications.confirmation_links import SECRET, AskedAddress, token_of
from app.domain.notifications.service_events import ITEM_MOVED, OF_SERVICE
from app.domain.notifications.suspension_wording import SuspensionNews, suspended
from app.domain.notifications.wording import (
    MailText,
    TicketNews,
    about_ticket,
    announcement,
    confirmation,
    confirmation_of_person,
)
from app.domain.subscriptions.states import SubscriptionState
from app.domain.tickets.raci import step_rule
from app.domain.vocabulary import ClockName
from app.notifications import account_mail
from app.notifications.confirming import asked_of_contact, asked_of_person
from app.notifications.contacts import CONFIRMATION
from app.notifications.preferences import PERSON_CONFIRMATION
from app.notifications.service_news import service_message
from app.notifications.store import announcements, contacts, preferences
from app.notifications.store.notices import Notice
from app.notifications.suspensions import SUSPENDED
from app.postgres.connection import Connection
from app.postgres.scope import EVERYTHING
from app.sla.document import VENDOR
from app.sla.languages import WORDS
from app.subscriptions.store import attempts, deliveries, subscriptions
from app.tickets.store import tickets
from app.tickets.store.ticket_mapping import StoredTicket


async def message(
    connection: Connection, book: Agreements, notice: Notice, public_url: str, now: Instant
) -> MailText | None:
    """None: what it tells of is not there any more, or is asked no longer."""
    if notice.event_type == CONFIRMATION:
        return await _question(connection, notice, public_url, now)
    if notice.event_type == PERSON_CONFIRMATION:
        return await _question_of_person(connection, notice, public_url, now)
    if notice.event_type in account_mail.TYPES:
        return await account_mail.message(connection, notice, public_url, now, book.in_force(now))
    if notice.event_type == SUSPENDED:
        return await _suspended(connection, notice, public_url)
    if notice.event_type in OF_SERVICE or notice.event_type == ITEM_MOVED:
        return await service_message(connection, notice, public_url)
    if notice.announcement_id is not None:
        return await _announced(connection, notice, notice.announcement_id)
    if notice.ticket_id is None or notice.letter is None:
        return None
    stored = await tickets.find(connection, EVERYTHING, notice.ticket_id)
    if stored is None:
        return None
    place = stored.ticket.place
    told = TicketNews(
        event_type=notice.event_type,
        letter=notice.letter,
        clock=notice.clock,
        number=stored.number,
        title=stored.ticket.details.title,
        priority=stored.ticket.priority,
        step=None if place is None else step_rule(book.agreement_of(stored.ticket, now), place).name,
        due=_due(stored, WORDS[notice.language]),
        link=f"{public_url}/v1/tickets/{stored.ticket.id}",
    )
    return about_ticket(told, notice.language, f"{public_url}/v1/people/{notice.recipient_id}/notice-preferences")


def _due(stored: StoredTicket, words: Words) -> Mapping[ClockName, str]:
    phrasing = Phrasing(words, VENDOR.zone)
    going = {name: kept.clock.due_at for name, kept in stored.clocks.items() if kept.clock.stopped_at is None}
    return {name: phrasing.moment(due_at) for name, due_at in going.items() if due_at is not None}


async def _question(connection: Connection, notice: Notice, public_url: str, now: Instant) -> MailText | None:
    contact = await contacts.find(connection, notice.customer_id, notice.recipient_id)
    asked = None if contact is None else asked_of_contact(contact)
    if asked is None or asked.address != notice.address:
        return None
    customer = await customers.find(connection, EVERYTHING, asked.customer_id)
    link = await _link(connection, asked, public_url, now)
    return confirmation("" if customer is None else customer.name, link, notice.language)


async def _question_of_person(connection: Connection, notice: Notice, public_url: str, now: Instant) -> MailText | None:
    stored = await preferences.find(connection, notice.customer_id, notice.recipient_id)
    asked = asked_of_person(notice.customer_id, notice.recipient_id, stored)
    person = await people.find(connection, EVERYTHING, notice.recipient_id)
    if asked is None or asked.address != notice.address or person is None:
        return None
    return confirmation_of_person(person.name, await _link(connection, asked, public_url, now), notice.language)


async def _link(connection: Connection, asked: AskedAddress, public_url: str, now: Instant) -> str:
    secret = await service_secrets.shared(connection, SECRET, now)
    return f"{public_url}/v1/contact-confirmations/{token_of(secret, asked)}"


async def _suspended(connection: Connection, notice: Notice, public_url: str) -> MailText | None:
    """None: somebody has woken it meanwhile, or ended it."""
    found = await subscriptions.find(connection, EVERYTHING, notice.subject_id)
    if found is None or found.state is not SubscriptionState.SUSPENDED:
        return None
    last = await attempts.latest(connection, found.customer_id, found.id)
    since = found.failing_since or found.updated_at
    told = SuspensionNews(
        name=found.name,
        host=urlsplit(found.sink).hostname or found.sink,
        since=Phrasing(WORDS[notice.language], VENDOR.zone).moment(since),
        attempts=found.failures,
        status=last and last.status,
        fault=last and last.fault,
        undelivered=await deliveries.count_undelivered(connection, found),
        kept_days=deliveries.KEPT.days,
        link=f"{public_url}/v1/subscriptions/{found.id}",
    )
    return suspended(told, notice.language)


async def _announced(connection: Connection, notice: Notice, announcement_id: UUID) -> MailText | None:
    made = await announcements.find(connection, announcement_id)
    if made is None:
        return None
    text = made.text.get(notice.language) or made.text.get(Language.ENGLISH) or ""
    is_withdrawal = notice.event_type == announcements.WITHDRAWN
    said = made.withdrawn_for or text if is_withdrawal else text
    return announcement(made.title, said, notice.language, withdrawn=is_withdrawal)
