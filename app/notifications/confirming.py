"""Confirms an address: whoever reads what comes there has followed its link."""

from dataclasses import replace
from uuid import UUID

from app.access.store import service_secrets
from app.domain.actor import OF_VENDOR
from app.domain.agreement.service_terms import Topic
from app.domain.notifications import confirmation_links
from app.domain.notifications.confirmation_links import SECRET, AskedAddress
from app.domain.notifications.told_facts import ContactConfirmed
from app.errors import NotFound
from app.notifications.store import contacts, preferences
from app.notifications.store.contacts import Contact
from app.notifications.store.histories import CONTACTS
from app.notifications.store.preferences import StoredPreferences
from app.streams import subjects
from app.unit_of_work import UnitOfWork


async def confirm(uow: UnitOfWork, token: str) -> None:
    """Raises NotFound when it asks for nothing that is still open, the same for a link that is overtaken, followed
    before or made up.
    """
    connection, now, named = uow.connection, uow.now, confirmation_links.named_by(token)
    secret = await service_secrets.shared(connection, SECRET, now)
    if named is not None:
        customer_id, recipient_id = named
        contact = await contacts.find(connection, customer_id, recipient_id, lock=True)
        if contact is not None and _is_asked_by(token, secret, asked_of_contact(contact)):
            confirmed = replace(contact, confirmed_at=now, updated_at=now, version=contact.version + 1)
            await contacts.save(connection, confirmed)
            fact = ContactConfirmed(
                channel=contact.channel, topics=tuple(each for each in Topic if each in contact.topics)
            )
            await subjects.happened(uow, CONTACTS, (customer_id, contact.id), fact)
            return
        stored = await preferences.find(connection, customer_id, recipient_id, lock=True)
        if _is_asked_by(token, secret, asked_of_person(customer_id, recipient_id, stored)):
            confirmed_too = replace(stored, confirmed_at=now, version=stored.version + 1)
            await preferences.put(connection, customer_id, recipient_id, confirmed_too, now)
            return
    raise NotFound("This link asks for nothing that is still open.")


def _is_asked_by(token: str, secret: bytes, asked: AskedAddress | None) -> bool:
    return asked is not None and confirmation_links.holds(secret, token, asked)


def asked_of_contact(contact: Contact) -> AskedAddress | None:
    """None: it is confirmed."""
    if contact.confirmed_at is not None:
        return None
    return AskedAddress(
        customer_id=contact.customer_id, id=contact.id, address=contact.address, since=contact.address_since
    )


def asked_of_person(customer_id: UUID | None, person_id: UUID, stored: StoredPreferences) -> AskedAddress | None:
    """None: there is no webhook, or it is confirmed."""
    address, since = stored.preferences.address, stored.address_since
    if address is None or since is None or stored.confirmed_at is not None:
        return None
    return AskedAddress(customer_id=customer_id or OF_VENDOR, id=person_id, address=address, since=since)
