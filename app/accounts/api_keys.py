"""API keys: made for a person, shown once, replaced with some overlap, revoked at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from app.access.identity import digest, new_key
from app.access.store import api_keys
from app.access.store.api_keys import ApiKey
from app.access.store.people import Person
from app.accounts import people
from app.clock import Instant
from app.domain.access.permissions import Operation, may, require
from app.domain.access.reach import MOST_FOR_MANAGEMENT, KeyGrant, for_management, require_within, within
from app.errors import Conflict, Invalid, NotFound
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class CreatedApiKey:
    """`secret` is the key itself. Nobody can tell it again."""

    key: ApiKey
    secret: str


@dataclass(frozen=True)
class Rotated:
    made: CreatedApiKey
    replaced: ApiKey


async def create(uow: UnitOfWork, person_id: UUID, name: str, asked: KeyGrant) -> CreatedApiKey:
    """Reaches as far as what the caller came in with, and no further than is asked."""
    person = await people.find(uow, person_id, lock=True)
    require(uow.actor, _making(person), person_id=person.id)
    if asked.expires_at is not None and asked.expires_at <= uow.now:
        raise Invalid.at("/expiresAt", "in_the_past", "A key expires in the future, or never.")
    reach = within(asked, uow.caller.reach)
    return await _make(uow, person, name, for_management(reach, uow.now) if person.actor.is_management else reach)


async def rotate(uow: UnitOfWork, key_id: UUID, overlap: timedelta) -> Rotated:
    """Another key in the place of one that stays valid for `overlap`. It reaches as far and expires with it."""
    key = await find(uow, key_id, lock=True)
    person = await people.find(uow, key.person_id, lock=True)
    require(uow.actor, _making(person), person_id=person.id)
    require_within(key.reach, uow.caller.reach)
    if not key.is_valid(uow.now):
        raise Conflict("This key is not valid any more: make another.")
    if await api_keys.has_been_replaced(uow.connection, key.id):
        raise Conflict("This key has been replaced. Revoke what replaced it first if that was lost.")
    made = await _make(uow, person, key.name, key.reach, replaces=key.id)
    await api_keys.expire(uow.connection, key.id, Instant(uow.now + overlap))
    return Rotated(made, await find(uow, key.id))


async def find(uow: UnitOfWork, key_id: UUID, *, lock: bool = False) -> ApiKey:
    """NotFound is the same for a key that isn't there and one that the caller may not see."""
    key = await api_keys.find(uow.connection, key_id, lock=lock)
    if key is None or not may(uow.actor, Operation.SEE_KEYS, person_id=key.person_id):
        raise NotFound("There is no such key.")
    return key


async def page(uow: UnitOfWork, person_id: UUID | None, *, after: UUID | None, limit: int) -> Sequence[ApiKey]:
    """Everybody's for those who may see them, and otherwise one's own."""
    if not may(uow.actor, Operation.SEE_KEYS):
        if person_id not in (None, uow.actor.id):
            return []
        person_id = uow.actor.id
    return await api_keys.page(uow.connection, person_id, after=after, limit=limit)


async def revoke(uow: UnitOfWork, key_id: UUID) -> None:
    """From now on; also when it was revoked before."""
    key = await find(uow, key_id)
    person = await people.find(uow, key.person_id)
    require(uow.actor, _keeping(person), person_id=person.id)
    await api_keys.revoke(uow.connection, key.id, uow.now)


async def _make(
    uow: UnitOfWork, person: Person, name: str, reach: KeyGrant, *, replaces: UUID | None = None
) -> CreatedApiKey:
    """The caller holds the person's lock, so that nobody is given more keys at once, or is made a manager meanwhile."""
    if not person.active:
        raise Conflict("This person is not active: a key would open nothing.")
    if person.actor.is_management:
        await _require_room(uow, person)
    secret, prefix = new_key()
    key = ApiKey(
        id=uuid7(),
        person_id=person.id,
        name=name,
        prefix=prefix,
        created_at=uow.now,
        expires_at=reach.expires_at,
        scopes=reach.scopes,
        networks=reach.networks,
        made_by=uow.actor.id,
        replaces=replaces,
    )
    await api_keys.add(uow.connection, key, digest(secret))
    return CreatedApiKey(key, secret)


async def _require_room(uow: UnitOfWork, person: Person) -> None:
    if await api_keys.count_valid(uow.connection, person.id, uow.now) >= MOST_FOR_MANAGEMENT:
        most = f"A support manager or an administrator has at most {MOST_FOR_MANAGEMENT} valid keys: revoke one first."
        raise Conflict(most, section="5.7.1")


def _making(person: Person) -> Operation:
    """§5.7.1: a manager's account is personal, and so is a key to it."""
    if person.administrator:
        return Operation.KEEP_ADMINISTRATORS_KEYS
    return Operation.MAKE_MANAGERS_KEYS if person.actor.is_management else Operation.KEEP_KEYS


def _keeping(person: Person) -> Operation:
    return Operation.KEEP_ADMINISTRATORS_KEYS if person.administrator else Operation.KEEP_KEYS
