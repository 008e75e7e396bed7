"""API keys: made for a person, shown once, revoked at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from app.clock import Instant
from app.db import api_keys
from app.db.api_keys import ApiKey
from app.db.people import Person
from app.domain.permissions import Operation, may, require
from app.errors import Conflict, Invalid, NotFound
from app.services import people
from app.services.identity import digest, new_key
from app.services.work import Work


@dataclass(frozen=True)
class Made:
    """`secret` is the key itself. Nobody can tell it again."""

    key: ApiKey
    secret: str


async def create(work: Work, person_id: UUID, name: str, expires_at: Instant | None) -> Made:
    person = await people.find(work, person_id)
    require(work.actor, _keeping(person), person_id=person.id)
    if not person.active:
        raise Conflict("This person is not active: a key would open nothing.")
    if expires_at is not None and expires_at <= work.now:
        raise Invalid.at("/expiresAt", "in_the_past", "A key expires in the future, or never.")
    secret, prefix = new_key()
    key = ApiKey(id=uuid7(), person_id=person.id, name=name, prefix=prefix, created_at=work.now, expires_at=expires_at)
    await api_keys.add(work.connection, key, digest(secret))
    return Made(key, secret)


async def find(work: Work, key_id: UUID) -> ApiKey:
    """NotFound is the same for a key that isn't there and one that the caller may not see."""
    key = await api_keys.find(work.connection, key_id)
    if key is None or not may(work.actor, Operation.SEE_KEYS, person_id=key.person_id):
        raise NotFound("There is no such key.")
    return key


async def page(work: Work, person_id: UUID | None, *, after: UUID | None, limit: int) -> Sequence[ApiKey]:
    """Everybody's for those who may see them, and otherwise one's own."""
    if not may(work.actor, Operation.SEE_KEYS):
        if person_id not in (None, work.actor.id):
            return []
        person_id = work.actor.id
    return await api_keys.page(work.connection, person_id, after=after, limit=limit)


async def revoke(work: Work, key_id: UUID) -> None:
    """From now on; also when it was revoked before."""
    key = await find(work, key_id)
    person = await people.find(work, key.person_id)
    require(work.actor, _keeping(person), person_id=person.id)
    await api_keys.revoke(work.connection, key.id, work.now)


def _keeping(person: Person) -> Operation:
    return Operation.KEEP_ADMINISTRATORS_KEYS if person.administrator else Operation.KEEP_KEYS
