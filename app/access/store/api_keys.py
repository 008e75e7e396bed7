"""API keys: only their digests are known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    case,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    update,
)

from app.access.store import administration_networks
from app.access.store.people import Person, person_from
from app.addresses import Network
from app.clock import Instant
from app.domain.access.reach import KeyGrant
from app.domain.access.scopes import ApiScope
from app.domain.vocabulary import Role
from app.postgres.connection import Connection
from app.postgres.statements import Statement, bind
from app.postgres.tables import api_keys, people
from app.postgres.tenancy import tenant_columns

USE_IS_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class ApiKey:
    """`prefix` is what its owner recognises it by; it tells nothing of the rest."""

    id: UUID
    person_id: UUID
    name: str
    prefix: str
    created_at: Instant
    expires_at: Instant | None = None
    revoked_at: Instant | None = None
    last_used_at: Instant | None = None
    scopes: frozenset[ApiScope] | None = None
    networks: tuple[Network, ...] | None = None
    made_by: UUID | None = None
    replaces: UUID | None = None

    @property
    def reach(self) -> KeyGrant:
        return KeyGrant(scopes=self.scopes, networks=self.networks, expires_at=self.expires_at)

    def is_valid(self, at: Instant) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)


@dataclass(frozen=True)
class KeyHolder:
    """`administration_networks`: from where management is let in. `mark`: see `sight.Pass`. Read by one statement."""

    person: Person
    key: ApiKey
    administration_networks: tuple[Network, ...]
    mark: str


async def holder(connection: Connection, digest: bytes, at: Instant) -> KeyHolder | None:
    """Who may come in with this key: nobody once it is revoked, has expired, or its person is no longer active.

    From here on the transaction sees what that person may see.
    """
    row = await _HOLDING.one(connection, {"digest": digest, "at": at})
    if row is None:
        return None
    return KeyHolder(person_from(row), _key_from(row, "key_"), tuple(row["administration"] or ()), row["mark"])


def _holding() -> Select[Any]:
    shown = (column.label(f"key_{column.name}") for column in _SHOWN)
    networks = administration_networks.as_array()
    manages = or_(people.c.administrator, people.c.roles.overlap([Role.SUPPORT_MANAGER.value]))
    rows: list[ColumnElement[Any]] = [literal_column(f"{table}.xmin") for table in ("api_keys", "people")]
    mark = func.md5(func.concat_ws(".", *rows, case((manages, networks))))
    holder = (
        select(people, *shown, networks.label("administration"), mark.label("mark"))
        .join(api_keys, api_keys.c.person_id == people.c.id)
        .where(api_keys.c.digest == bind("digest", api_keys.c.digest), people.c.active)
        .where(_is_valid(bind("at", api_keys.c.expires_at)))
        .cte("holder")
        .prefix_with("MATERIALIZED")
    )
    return select(holder, *tenant_columns(holder))


async def flaw(connection: Connection, digest: bytes, at: Instant) -> str:
    """Why nobody comes in with this key, in a word."""
    statement = select(api_keys.c.revoked_at, api_keys.c.expires_at).where(api_keys.c.digest == digest)
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        return "unknown_key"
    if row.revoked_at is not None:
        return "revoked_key"
    return "expired_key" if row.expires_at is not None and row.expires_at <= at else "person_left"


async def valid(connection: Connection, at: Instant, limit: int) -> list[tuple[bytes, UUID]]:
    """Digests of keys that open something, with whose they are: at most `limit`, those used or made last at the end."""
    latest = func.coalesce(api_keys.c.last_used_at, api_keys.c.created_at)
    statement = (
        select(api_keys.c.digest, api_keys.c.person_id)
        .join(people, people.c.id == api_keys.c.person_id)
        .where(people.c.active, _is_valid(literal(at)))
        .order_by(latest.desc())
        .limit(limit)
    )
    return [(row.digest, row.person_id) for row in reversed((await connection.execute(statement)).all())]


def use_is_noted(key: ApiKey, at: Instant) -> bool:
    """Once a minute is enough."""
    return key.last_used_at is not None and key.last_used_at > at - USE_IS_NOTED_EVERY


async def note_use(connection: Connection, holder: KeyHolder, at: Instant) -> None:
    """Passes by a row that another request holds: nobody waits for another caller with the same key."""
    if use_is_noted(holder.key, at):
        return
    free = select(api_keys.c.id).where(api_keys.c.id == holder.key.id).with_for_update(skip_locked=True, key_share=True)
    await connection.execute(update(api_keys).where(api_keys.c.id.in_(free)).values(last_used_at=at))


async def find(connection: Connection, key_id: UUID, *, lock: bool = False) -> ApiKey | None:
    statement = _shown().where(api_keys.c.id == key_id)
    found = (await connection.execute(statement.with_for_update(key_share=True) if lock else statement)).mappings()
    return None if (row := found.one_or_none()) is None else _key_from(row)


async def page(connection: Connection, person_id: UUID | None, *, after: UUID | None, limit: int) -> list[ApiKey]:
    """In the order in which they were made. `person_id` None: everybody's."""
    statement = _shown().order_by(api_keys.c.id).limit(limit)
    if person_id is not None:
        statement = statement.where(api_keys.c.person_id == person_id)
    if after is not None:
        statement = statement.where(api_keys.c.id > after)
    return [_key_from(row) for row in (await connection.execute(statement)).mappings()]


async def count_valid(connection: Connection, person_id: UUID, at: Instant) -> int:
    statement = select(func.count()).where(api_keys.c.person_id == person_id, _is_valid(at))
    return (await connection.execute(statement)).scalar_one()


async def has_been_replaced(connection: Connection, key_id: UUID) -> bool:
    """By one that is not revoked."""
    statement = select(api_keys.c.id).where(api_keys.c.replaces == key_id, api_keys.c.revoked_at.is_(None))
    return (await connection.execute(statement)).one_or_none() is not None


async def expire(connection: Connection, key_id: UUID, at: Instant) -> None:
    """At this moment, or before if it expires before."""
    statement = update(api_keys).where(api_keys.c.id == key_id)
    await connection.execute(statement.values(expires_at=func.least(api_keys.c.expires_at, at)))


async def make_personal(connection: Connection, person_id: UUID, now: Instant, latest: Instant) -> None:
    """All of this person's come to expire. What somebody else has made, who is no administrator, is revoked."""
    administrators = select(people.c.id).where(people.c.administrator)
    shared = and_(api_keys.c.made_by != person_id, api_keys.c.made_by.not_in(administrators))
    statement = update(api_keys).where(api_keys.c.person_id == person_id, api_keys.c.revoked_at.is_(None))
    await connection.execute(statement.where(shared).values(revoked_at=now))
    await connection.execute(statement.values(expires_at=func.least(api_keys.c.expires_at, latest)))


async def revoke(connection: Connection, key_id: UUID, at: Instant) -> None:
    """The first time counts."""
    statement = update(api_keys).where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
    await connection.execute(statement.values(revoked_at=at))


async def add(connection: Connection, key: ApiKey, digest: bytes) -> None:
    await connection.execute(
        insert(api_keys).values(
            id=key.id,
            person_id=key.person_id,
            customer_id=select(people.c.customer_id).where(people.c.id == key.person_id).scalar_subquery(),
            name=key.name,
            prefix=key.prefix,
            digest=digest,
            created_at=key.created_at,
            expires_at=key.expires_at,
            revoked_at=key.revoked_at,
            scopes=None if key.scopes is None else sorted(key.scopes),
            networks=None if key.networks is None else list(key.networks),
            made_by=key.made_by,
            replaces=key.replaces,
            last_used_at=key.last_used_at,
        )
    )


_SHOWN = tuple(column for column in api_keys.columns if column is not api_keys.c.digest)
"""The digest is nobody's business."""


_HOLDING = Statement(_holding)


def _shown() -> Select[Any]:
    return select(*_SHOWN)


def _is_valid(at: "Instant | BindParameter[Any]") -> ColumnElement[bool]:
    unexpired = or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > at)
    return and_(api_keys.c.revoked_at.is_(None), unexpired)


def _key_from(row: Mapping[Any, Any], prefix: str = "") -> ApiKey:
    """`prefix`: of the names of its columns."""
    scopes, networks = row[f"{prefix}scopes"], row[f"{prefix}networks"]
    return ApiKey(
        id=row[f"{prefix}id"],
        person_id=row[f"{prefix}person_id"],
        name=row[f"{prefix}name"],
        prefix=row[f"{prefix}prefix"],
        created_at=row[f"{prefix}created_at"],
        expires_at=row[f"{prefix}expires_at"],
        revoked_at=row[f"{prefix}revoked_at"],
        last_used_at=row[f"{prefix}last_used_at"],
        scopes=None if scopes is None else frozenset(map(ApiScope, scopes)),
        networks=None if networks is None else tuple(networks),
        made_by=row[f"{prefix}made_by"],
        replaces=row[f"{prefix}replaces"],
    )
