"""How somebody would be told, and what they were told: for themselves and a support manager."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from app.access.store.people import Person
from app.accounts import people
from app.domain.access.permissions import Operation, require
from app.domain.notifications.informing import require_told_of_breaches
from app.domain.notifications.notices import NoticeChannel, NoticeState, Preferences, RecipientKind
from app.notifications.store import notices, preferences
from app.notifications.store.notices import Notice
from app.notifications.store.preferences import OF_VENDOR, StoredPreferences
from app.subscriptions.subscriptions import SECRET_BYTES
from app.unit_of_work import UnitOfWork

PERSON_CONFIRMATION: Final = "person.confirmation"
"""The type of what asks whether the address of somebody's webhook is right."""


async def read(uow: UnitOfWork, person_id: UUID, *, lock: bool = False) -> StoredPreferences:
    person = await people.find(uow, person_id)
    require(uow.actor, Operation.KEEP_NOTICES, person_id=person_id)
    return await preferences.find(uow.connection, person.customer_id, person_id, lock=lock)


async def read_for_change(uow: UnitOfWork, person_id: UUID) -> StoredPreferences:
    """As `read`, with the person locked; and what they said, which a link may confirm meanwhile."""
    await people.find(uow, person_id, lock=True)
    return await read(uow, person_id, lock=True)


async def put(uow: UnitOfWork, person_id: UUID, before: StoredPreferences, wanted: Preferences) -> StoredPreferences:
    """In the place of those `before`, of a locked person. Raises Conflict for not being told as the accountable."""
    require_told_of_breaches(wanted)
    if wanted == before.preferences and before.version:
        return before
    person = await people.find(uow, person_id)
    after = replace(before, preferences=wanted, version=before.version + 1)
    is_elsewhere = wanted.address != before.preferences.address
    if is_elsewhere:
        has_webhook = wanted.address is not None
        after = replace(
            after,
            address_since=uow.now if has_webhook else None,
            confirmed_at=None,
            secret=secrets.token_bytes(SECRET_BYTES) if has_webhook else None,
        )
    await preferences.put(uow.connection, person.customer_id, person_id, after, uow.now)
    if is_elsewhere and wanted.address is not None:
        await _ask(uow, person, after)
    return after


async def _ask(uow: UnitOfWork, person: Person, stored: StoredPreferences) -> None:
    """Sends the new address a link, and nothing else until it has been followed."""
    question = Notice(
        id=uuid7(),
        customer_id=person.customer_id or OF_VENDOR,
        event_id=f"{person.id}:{stored.version}",
        event_type=PERSON_CONFIRMATION,
        recipient_kind=RecipientKind.PERSON,
        recipient_id=person.id,
        internal=person.customer_id is None,
        channel=NoticeChannel.WEBHOOK,
        address=stored.preferences.address,
        language=stored.preferences.language,
        state=NoticeState.HELD,
        not_before=uow.now,
        created_at=uow.now,
    )
    await notices.add(uow.connection, [question])


async def notices_of(uow: UnitOfWork, person_id: UUID, *, before: UUID | None, limit: int) -> Sequence[Notice]:
    """Latest first."""
    await people.find(uow, person_id)
    require(uow.actor, Operation.KEEP_NOTICES, person_id=person_id)
    return await notices.page(uow.connection, person_id, before=before, limit=limit)
