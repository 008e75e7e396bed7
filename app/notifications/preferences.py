"""How somebody would be told, and what they were told: for themselves and a support manager."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from app.access.store.people import Person
from app.accounts import people
from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.notifications.informing import require_told_of_breaches
from app.domain.notifications.notices import Preferences
from app.errors import Conflict
from app.feed.cloud_events import event_id
from app.notifications.contacts import require_one_secret
from app.notifications.noticing import NoticedEvent, to_person
from app.notifications.store import notices, preferences
from app.notifications.store.notices import Notice
from app.notifications.store.preferences import StoredPreferences
from app.signing import new_secret, written
from app.unit_of_work import UnitOfWork

PERSON_CONFIRMATION: Final = "person.confirmation"
"""The type of what asks whether the address of somebody's webhook is right."""


async def read(uow: UnitOfWork, person_id: UUID) -> StoredPreferences:
    _, stored = await _read(uow, person_id)
    return stored


async def read_for_change(uow: UnitOfWork, person_id: UUID) -> tuple[Person, StoredPreferences]:
    """As `read`, with the person locked; and what they said, which a link may confirm meanwhile."""
    return await _read(uow, person_id, lock=True)


async def _read(uow: UnitOfWork, person_id: UUID, *, lock: bool = False) -> tuple[Person, StoredPreferences]:
    person = await people.find(uow, person_id, lock=lock)
    require(uow.actor, Operation.KEEP_NOTICES, person_id=person_id)
    return person, await preferences.find(uow.connection, person.customer_id, person_id, lock=lock)


async def put(uow: UnitOfWork, person: Person, before: StoredPreferences, wanted: Preferences) -> StoredPreferences:
    """In the place of those `before`, of a locked person. Raises Conflict for not being told as the accountable."""
    require_told_of_breaches(wanted)
    if wanted == before.preferences and before.version:
        return before
    after = replace(before, preferences=wanted, version=before.version + 1)
    is_elsewhere = wanted.address != before.preferences.address
    if is_elsewhere:
        has_webhook = wanted.address is not None
        after = replace(
            after,
            address_since=uow.now if has_webhook else None,
            confirmed_at=None,
            secret=new_secret() if has_webhook else None,
            former_secret=None,
        )
    await preferences.put(uow.connection, person.customer_id, person.id, after, uow.now)
    if is_elsewhere and wanted.address is not None:
        await _ask(uow, person, after)
    return after


async def replace_secret(
    uow: UnitOfWork, person_id: UUID, overlap: timedelta
) -> tuple[StoredPreferences, str, Instant]:
    """Another secret for their webhook, beside which the present one signs for `overlap` longer. Raises Conflict where
    there is no webhook, and while two sign.
    """
    person, before = await read_for_change(uow, person_id)
    if before.secret is None:
        raise Conflict("Only what goes by webhook is signed: they are told otherwise, and have no secret.")
    require_one_secret(before.former_secret)
    after, secret = replace(before, version=before.version + 1), new_secret()
    await preferences.put(uow.connection, person.customer_id, person.id, after, uow.now)
    until = await preferences.replace_secret(uow.connection, person.customer_id, person.id, secret, overlap)
    return after, written(secret), until


async def _ask(uow: UnitOfWork, person: Person, stored: StoredPreferences) -> None:
    """Sends the new address a link, and nothing else until it has been followed."""
    question = NoticedEvent(id=event_id(person.id, stored.version), type=PERSON_CONFIRMATION, now=uow.now)
    asked = to_person(question, person, stored.preferences, by_mail=False)
    await notices.add(uow.connection, [asked])


async def notices_of(uow: UnitOfWork, person_id: UUID, *, before: UUID | None, limit: int) -> Sequence[Notice]:
    """Latest first."""
    await people.find(uow, person_id)
    require(uow.actor, Operation.KEEP_NOTICES, person_id=person_id)
    return await notices.page(uow.connection, person_id, before=before, limit=limit)
