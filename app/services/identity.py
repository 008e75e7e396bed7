"""Who is calling: the person behind an API key."""

import hashlib
import secrets
import string

from app.clock import Instant
from app.db import api_keys
from app.db.engine import Connection
from app.domain.actor import Actor
from app.errors import Unauthenticated

ALPHABET = string.ascii_letters + string.digits
PREFIX_LENGTH = 8
SECRET_LENGTH = 43
"""Of 62 letters and digits: 256 bits, so that a plain digest is enough to keep."""


async def authenticate(connection: Connection, key: str, now: Instant) -> Actor:
    """Unauthenticated says the same of a key that never was, is revoked or expired, or whose person has left."""
    person = await api_keys.holder(connection, digest(key), now)
    if person is None:
        raise Unauthenticated("This key is not valid.")
    return person.actor


def digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def new_key() -> tuple[str, str]:
    """A key, and the part of it that may be shown."""
    prefix = f"dt_{_random(PREFIX_LENGTH)}"
    return f"{prefix}_{_random(SECRET_LENGTH)}", prefix


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
