"""How people would be told, in and out of the database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert

from app.access.store import replaced_secrets
from app.access.store.replaced_secrets import both_hold
from app.clock import Instant
from app.domain.actor import OF_VENDOR
from app.domain.explanation.words import Language
from app.domain.notifications.notices import NoticeChannel, Preferences, Timing
from app.domain.vocabulary import Responsibility
from app.postgres.arrays import among
from app.postgres.connection import Connection
from app.postgres.tables import notice_preferences as table


@dataclass(frozen=True, kw_only=True)
class StoredPreferences:
    """`version` is the ETag; 0: nothing has been said yet, and it is as the process has it.

    The rest is of the address of a webhook: `secret` signs what is sent there, and for a while the one
    before it.
    """

    preferences: Preferences
    version: int
    address_since: Instant | None = None
    confirmed_at: Instant | None = None
    secret: bytes | None = field(default=None, repr=False)
    former_secret: bytes | None = field(default=None, repr=False)


async def find(
    connection: Connection, customer_id: UUID | None, person_id: UUID, *, lock: bool = False
) -> StoredPreferences:
    shown = select(table, both_hold(table).label("both_hold"))
    statement = shown.where(table.c.customer_id == (customer_id or OF_VENDOR), table.c.person_id == person_id)
    row = (await connection.execute(statement.with_for_update() if lock else statement)).mappings().one_or_none()
    if row is None:
        return StoredPreferences(preferences=Preferences(), version=0)
    return StoredPreferences(
        preferences=_from(row),
        version=row["version"],
        address_since=row["address_since"],
        confirmed_at=row["confirmed_at"],
        secret=row["secret"],
        former_secret=row["former_secret"] if row["both_hold"] else None,
    )


async def of(connection: Connection, person_ids: Collection[UUID]) -> dict[UUID, Preferences]:
    """Of those who have said anything, as it holds by now: until their webhook is confirmed they are told by mail."""
    rows = await connection.execute(select(table).where(among(table.c.person_id, person_ids)))
    return {row["person_id"]: _by_now(_from(row), row["confirmed_at"]) for row in rows.mappings()}


def _by_now(wanted: Preferences, confirmed_at: Instant | None) -> Preferences:
    if wanted.channel is NoticeChannel.WEBHOOK and confirmed_at is None:
        return replace(wanted, channel=NoticeChannel.MAIL, address=None)
    return wanted


async def put(
    connection: Connection, customer_id: UUID | None, person_id: UUID, wanted: StoredPreferences, now: Instant
) -> None:
    """The caller holds the lock of the person, or of the row."""
    said = {
        "by_letter": {letter.value: timing.value for letter, timing in wanted.preferences.by_letter.items()},
        "channel": wanted.preferences.channel,
        "address": wanted.preferences.address,
        "address_since": wanted.address_since,
        "confirmed_at": wanted.confirmed_at,
        "secret": wanted.secret,
        **({} if wanted.former_secret else {"former_secret": None, "former_holds_until": None}),
        "language": wanted.preferences.language,
        "updated_at": now,
        "version": wanted.version,
    }
    statement = insert(table).values(customer_id=customer_id or OF_VENDOR, person_id=person_id, **said)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=[table.c.customer_id, table.c.person_id], set_=said)
    )


async def replace_secret(
    connection: Connection, customer_id: UUID | None, person_id: UUID, secret: bytes, overlap: timedelta
) -> Instant:
    """Gives until when the former one holds. The caller holds the lock of the row."""
    theirs = and_(table.c.customer_id == (customer_id or OF_VENDOR), table.c.person_id == person_id)
    return await replaced_secrets.replace_secret(connection, table, theirs, secret, overlap)


def _from(row: Mapping[Any, Any]) -> Preferences:
    return Preferences(
        by_letter={Responsibility(letter): Timing(timing) for letter, timing in row["by_letter"].items()},
        channel=NoticeChannel(row["channel"]),
        address=row["address"],
        language=Language(row["language"]),
    )
