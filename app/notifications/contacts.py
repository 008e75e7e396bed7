"""Whom a customer would have informed, about what (§5.9.2). The customer keeps it up to date."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypedDict
from uuid import UUID

from uuid_utils.compat import uuid7

from app.accounts import customers, people
from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.agreement.service_terms import Topic
from app.domain.explanation.words import Language
from app.domain.notifications.notices import ContactChannel
from app.errors import Conflict, NotFound
from app.feed.cloud_events import event_id
from app.notifications.noticing import NoticedEvent, to_contact
from app.notifications.store import contacts, notices
from app.notifications.store.contacts import Contact
from app.signing import new_secret, written
from app.unit_of_work import UnitOfWork

MOST = 200
"""Of one customer."""
CONFIRMATION = "contact.confirmation"
"""The type of what asks whether an address is right."""


@dataclass(frozen=True, kw_only=True)
class NewContact:
    name: str
    person_id: UUID | None
    channel: ContactChannel
    address: str
    topics: frozenset[Topic]
    language: Language


class ContactChanges(TypedDict, total=False):
    """What is not there stays as it is."""

    name: str
    channel: ContactChannel
    address: str
    topics: frozenset[Topic]
    language: Language


async def add(uow: UnitOfWork, customer_id: UUID, new: NewContact) -> Contact:
    await customers.find(uow, customer_id, lock=True)
    await _require_keeper(uow, customer_id)
    if new.person_id is not None and (await people.find(uow, new.person_id)).customer_id != customer_id:
        raise NotFound("There is no such person.")
    if await contacts.count(uow.connection, customer_id) >= MOST:
        raise Conflict(f"There are {MOST} contacts already: take one away first.", section="5.9.2")
    contact = Contact(
        id=uuid7(),
        customer_id=customer_id,
        name=new.name,
        person_id=new.person_id,
        channel=new.channel,
        address=new.address,
        topics=new.topics,
        language=new.language,
        address_since=uow.now,
        confirmed_at=None,
        created_at=uow.now,
        updated_at=uow.now,
        version=1,
        secret=_new_secret(new.channel),
    )
    await contacts.add(uow.connection, contact)
    await _ask(uow, contact)
    return contact


async def find(uow: UnitOfWork, customer_id: UUID, contact_id: UUID, *, lock: bool = False) -> Contact:
    await customers.find(uow, customer_id)
    contact = await contacts.find(uow.connection, customer_id, contact_id, lock=lock)
    if contact is None:
        raise NotFound("There is no such contact.")
    return contact


async def page(uow: UnitOfWork, customer_id: UUID, *, after: UUID | None, limit: int) -> Sequence[Contact]:
    await customers.find(uow, customer_id)
    return await contacts.page(uow.connection, uow.scope, customer_id, after=after, limit=limit)


async def find_for_change(uow: UnitOfWork, customer_id: UUID, contact_id: UUID) -> Contact:
    """Locked, for someone who may change it."""
    contact = await find(uow, customer_id, contact_id, lock=True)
    await _require_keeper(uow, customer_id)
    return contact


async def change(uow: UnitOfWork, contact: Contact, changes: ContactChanges) -> Contact:
    """Changes a locked contact. Another address has to be confirmed before anything else is sent to it."""
    changed = replace(contact, **changes)
    if changed == contact:
        return contact
    changed = replace(changed, version=contact.version + 1, updated_at=uow.now)
    if is_elsewhere(changed, contact):
        secret = _new_secret(changed.channel)
        changed = replace(changed, address_since=uow.now, confirmed_at=None, secret=secret, former_secret=None)
    await contacts.save(uow.connection, changed)
    if is_elsewhere(changed, contact):
        await _ask(uow, changed)
    return changed


def is_elsewhere(changed: Contact, before: Contact) -> bool:
    """Whether it is sent somewhere else than before."""
    return (changed.channel, changed.address) != (before.channel, before.address)


def _new_secret(channel: ContactChannel) -> bytes | None:
    """None: what goes by mail is not signed."""
    return new_secret() if channel is ContactChannel.WEBHOOK else None


async def replace_secret(uow: UnitOfWork, contact: Contact, overlap: timedelta) -> tuple[Contact, str, Instant]:
    """Another secret for a locked one's webhook, beside which the present one signs for `overlap` longer. Raises
    Conflict for a contact by mail, and while two sign.
    """
    if contact.secret is None:
        raise Conflict("What goes by mail is not signed: this contact has no secret.")
    require_one_secret(contact.former_secret)
    changed = replace(contact, version=contact.version + 1, updated_at=uow.now)
    secret = new_secret()
    await contacts.save(uow.connection, changed)
    until = await contacts.replace_secret(uow.connection, changed, secret, overlap)
    return changed, written(secret), until


def require_one_secret(former: bytes | None) -> None:
    """Raises Conflict."""
    if former is not None:
        raise Conflict("Two secrets sign: another one follows when the former has ended.")


async def remove(uow: UnitOfWork, contact: Contact) -> None:
    """Takes a locked contact away. What it was told stays on record."""
    await contacts.remove(uow.connection, contact)


async def _ask(uow: UnitOfWork, contact: Contact) -> None:
    """Sends the new address a link, and nothing else until it has been followed. Asking is no event: it has an id of
    its own.
    """
    question = NoticedEvent(id=event_id(uuid7(), 1), type=CONFIRMATION, now=uow.now)
    await notices.add(uow.connection, [to_contact(question, contact)])


async def _require_keeper(uow: UnitOfWork, customer_id: UUID) -> None:
    registrant = await customers.is_registrant(uow, customer_id)
    require(uow.actor, Operation.KEEP_CONTACTS, registrant=registrant)
