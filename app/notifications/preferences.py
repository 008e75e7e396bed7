"""How somebody would be told, and what they were told: for themselves and a support manager."""

from collections.abc import Sequence
from uuid import UUID

from app.accounts import people
from app.domain.access.permissions import Operation, require
from app.domain.notifications.notices import Preferences, Timing
from app.domain.vocabulary import Responsibility
from app.errors import Conflict
from app.notifications.store import notices, preferences
from app.notifications.store.notices import Notice
from app.notifications.store.preferences import StoredPreferences
from app.unit_of_work import UnitOfWork


async def read(uow: UnitOfWork, person_id: UUID) -> StoredPreferences:
    person = await people.find(uow, person_id)
    require(uow.actor, Operation.KEEP_NOTICES, person_id=person_id)
    return await preferences.find(uow.connection, person.customer_id, person_id)


async def read_for_change(uow: UnitOfWork, person_id: UUID) -> StoredPreferences:
    """As `read`, with the person locked."""
    await people.find(uow, person_id, lock=True)
    return await read(uow, person_id)


async def put(uow: UnitOfWork, person_id: UUID, before: StoredPreferences, wanted: Preferences) -> StoredPreferences:
    """In the place of those `before`, of a locked person. Raises Conflict for not being told as the accountable."""
    if wanted.by_letter[Responsibility.ACCOUNTABLE] is Timing.NONE:
        raise Conflict("Whoever is accountable is told when a promise is broken.", section="2.1")
    if wanted == before.preferences and before.version:
        return before
    person = await people.find(uow, person_id)
    after = StoredPreferences(preferences=wanted, version=before.version + 1)
    await preferences.put(uow.connection, person.customer_id, person_id, after, uow.now)
    return after


async def notices_of(uow: UnitOfWork, person_id: UUID, *, before: UUID | None, limit: int) -> Sequence[Notice]:
    """Latest first."""
    await people.find(uow, person_id)
    require(uow.actor, Operation.KEEP_NOTICES, person_id=person_id)
    return await notices.page(uow.connection, person_id, before=before, limit=limit)
