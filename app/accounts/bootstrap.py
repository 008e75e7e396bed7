"""The first key: who comes in before there is anybody."""

import logging
from typing import Final

from uuid_utils.compat import uuid7

from app.access.identity import digest, new_key
from app.access.store import api_keys, people
from app.access.store.api_keys import ApiKey
from app.access.store.people import Person
from app.audit import auditing
from app.audit.auditing import AuditAction
from app.clock import Instant
from app.domain.access.audit import AuditSubject
from app.domain.vocabulary import VENDOR_ROLES
from app.postgres.engine import Connection

SHORTEST_GOOD_KEY: Final = 24
_NOT_SHOWN: Final = "bootstrap"
"""The prefix of a key that was given: showing a part of a short one could give it away."""
_LOG: Final = logging.getLogger("duetime.bootstrap")


async def bootstrap(connection: Connection, now: Instant, key: str | None) -> str | None:
    """At first start makes the administrator, with `key` or one of our own making, which is returned to be shown once.

    With an administrator there, whether active or not, nothing happens and `key` is not looked at: taking the setting
    away, or changing it, opens and closes nothing. Keys are made and revoked through the API.
    """
    if await people.lock_administrators(connection):
        return None
    administrator = _administrator(now)
    await people.add(connection, administrator)
    secret, prefix = (key, _NOT_SHOWN) if key else new_key()
    if key:
        _warn_of_short(key)
    await api_keys.add(connection, _kept(administrator, prefix), digest(secret))
    first = AuditAction(operation="first_start", subject=AuditSubject("person", str(administrator.id)))
    await auditing.record_operator(connection, now, first)
    return None if key else secret


def _warn_of_short(key: str) -> None:
    if len(key) < SHORTEST_GOOD_KEY:
        _LOG.warning("DUETIME_BOOTSTRAP_API_KEY is shorter than %d characters: it can be guessed", SHORTEST_GOOD_KEY)


def _kept(administrator: Person, prefix: str) -> ApiKey:
    return ApiKey(
        id=uuid7(),
        person_id=administrator.id,
        name="First start",
        prefix=prefix,
        created_at=administrator.created_at,
    )


def _administrator(now: Instant) -> Person:
    return Person(
        id=uuid7(),
        customer_id=None,
        name="Administrator",
        email="administrator@duetime.invalid",
        roles=VENDOR_ROLES,
        administrator=True,
        active=True,
        created_at=now,
        updated_at=now,
        version=1,
    )
