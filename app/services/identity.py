"""Who is calling: the person behind an API key."""

import hashlib
import secrets
import string

from app.addresses import Address
from app.clock import Instant
from app.db import api_keys
from app.db.engine import Connection
from app.db.sight import Sight, look, sight_of
from app.domain.caller import Caller, Credential, CredentialKind
from app.errors import Unauthenticated

ALPHABET = string.ascii_letters + string.digits
PREFIX_LENGTH = 8
SECRET_LENGTH = 43
"""Of 62 letters and digits: 256 bits, so that a plain digest is enough to keep."""


async def authenticate(connection: Connection, key: str, now: Instant, address: Address | None = None) -> Caller:
    """Unauthenticated says the same of a key that never was, is revoked or expired, or whose person has left."""
    presented = digest(key)
    await look(connection, Sight(key=presented))
    holder = await api_keys.holder(connection, presented, now)
    if holder is None:
        raise Unauthenticated("This key is not valid.")
    await look(connection, sight_of(holder.person.actor))
    await api_keys.note_use(connection, holder, now)
    credential = Credential(kind=CredentialKind.API_KEY, id=str(holder.key_id), prefix=holder.prefix)
    return Caller(holder.person.actor, credential, address)


def digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def new_key() -> tuple[str, str]:
    """A key, and the part of it that may be shown."""
    prefix = f"dt_{_random(PREFIX_LENGTH)}"
    return f"{prefix}_{_random(SECRET_LENGTH)}", prefix


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
