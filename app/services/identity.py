"""Who is calling: the person behind an API key, or behind a token of the OpenID provider."""

import hashlib
import secrets
import string

from app.addresses import Address
from app.clock import Instant
from app.db import api_keys
from app.db.engine import Connection
from app.db.sight import Sight, look, sight_of
from app.domain.caller import Caller, Credential, CredentialKind
from app.errors import BadCredential
from app.services.oidc.claims import SignedIn
from app.services.oidc.compact import looks_like_token
from app.services.oidc.door import TokenDoor, admitted

ALPHABET = string.ascii_letters + string.digits
PREFIX_LENGTH = 8
SECRET_LENGTH = 43
"""Of 62 letters and digits: 256 bits, so that a plain digest is enough to keep."""


Presented = str | SignedIn
"""A key, or what a valid token says."""


async def presented(tokens: TokenDoor | None, bearer: str, now: Instant) -> Presented:
    """What can be told without a database. BadCredential for a token that is not valid."""
    if tokens is None or not looks_like_token(bearer):
        return bearer
    return await tokens.signed_in(bearer, now)


async def authenticate(
    connection: Connection, presented: Presented, now: Instant, address: Address | None = None
) -> Caller:
    """BadCredential says the same of a key that never was, is revoked or expired, or whose person has left."""
    if isinstance(presented, SignedIn):
        return await _by_token(connection, presented, address)
    return await _by_key(connection, presented, now, address)


async def _by_token(connection: Connection, signed_in: SignedIn, address: Address | None) -> Caller:
    actor = (await admitted(connection, signed_in)).actor
    await look(connection, sight_of(actor))
    return Caller(actor, Credential(kind=CredentialKind.OIDC_TOKEN, id=signed_in.id), address)


async def _by_key(connection: Connection, key: str, now: Instant, address: Address | None) -> Caller:
    presented = digest(key)
    await look(connection, Sight(key=presented))
    holder = await api_keys.holder(connection, presented, now)
    if holder is None:
        raise BadCredential("This key is not valid.")
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
