"""Who is calling: the person behind an API key, or behind a token of the OpenID provider."""

import hashlib
import logging
import secrets
import string
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from app.access.oidc.signed_in import SignedIn, admitted, looks_like_token
from app.access.store import administration_networks, api_keys
from app.access.store.api_keys import ApiKey, KeyHolder
from app.addresses import Address, is_within
from app.clock import Instant
from app.domain.access.caller import Caller, Credential, CredentialKind
from app.domain.access.management import require_allowed
from app.domain.access.reach import KeyGrant
from app.domain.access.scopes import scopes_among
from app.errors import BadCredential, Forbidden
from app.postgres.engine import Connection
from app.postgres.tenancy import NOTHING, Tenant, set_tenant, tenant_of

if TYPE_CHECKING:
    from app.access.oidc.door import TokenDoor

_LOG: Final = logging.getLogger("duetime.identity")
NOT_VALID: Final = "This key is not valid."
ALPHABET = string.ascii_letters + string.digits
PREFIX_LENGTH = 8
SECRET_LENGTH = 43
"""Of 62 letters and digits: 256 bits, so that a plain digest is enough to keep."""


Presented = str | SignedIn
"""A key, or what a valid token says."""


async def presented(tokens: "TokenDoor | None", bearer: str, now: Instant) -> Presented:
    """What can be told without a database. BadCredential for a token that is not valid."""
    if tokens is None or not looks_like_token(bearer):
        return bearer
    return await tokens.signed_in(bearer, now)


def at_the_door(presented: Presented) -> Tenant:
    """What a transaction sees before `authenticate`: the one key."""
    return NOTHING if isinstance(presented, SignedIn) else Tenant(key=digest(presented))


async def authenticate(
    connection: Connection, presented: Presented, now: Instant, address: Address | None = None
) -> Caller:
    """BadCredential says the same of a key that never was, is revoked or expired, comes from outside its networks, or
    whose person has left: who found a key does not learn that it is one. Forbidden: management from elsewhere (§5.7.1).
    """
    if isinstance(presented, SignedIn):
        return await _by_token(connection, presented, address)
    caller, _ = await by_key(connection, digest(presented), now, address)
    return caller


async def _by_token(connection: Connection, signed_in: SignedIn, address: Address | None) -> Caller:
    actor = (await admitted(connection, signed_in)).actor
    reach = KeyGrant(scopes=scopes_among(signed_in.scopes))
    caller = Caller(actor, Credential(kind=CredentialKind.OIDC_TOKEN, id=signed_in.id, reach=reach), address)
    await set_tenant(connection, tenant_of(actor))
    if actor.is_management:
        with _told_in_the_log(str(actor.id), address):
            require_allowed(caller, await administration_networks.networks(connection))
    return caller


async def by_key(
    connection: Connection, credential: bytes, now: Instant, address: Address | None
) -> tuple[Caller, KeyHolder]:
    """As `authenticate`; and what it went by."""
    holder = await api_keys.holder(connection, credential, now)
    if holder is None:
        raise BadCredential(NOT_VALID, reason=await api_keys.flaw(connection, credential, now))
    with _told_in_the_log(f"key {holder.key.prefix}", address):
        caller = let_in(holder, address)
    await api_keys.note_use(connection, holder, now)
    return caller, holder


def let_in(holder: KeyHolder, address: Address | None) -> Caller:
    """BadCredential and Forbidden as `authenticate`: of a key that is valid, used from there."""
    if holder.key.networks is not None and not is_within(holder.key.networks, address):
        raise BadCredential(NOT_VALID, reason="other_network")
    caller = Caller(holder.person.actor, _credential(holder.key), address)
    require_allowed(caller, holder.administration_networks)
    return caller


@contextmanager
def _told_in_the_log(who: str, address: Address | None) -> Generator[None]:
    try:
        yield
    except (BadCredential, Forbidden):
        _LOG.warning("%s was refused: %s is in no network that it may come from", who, address or "nowhere known")
        raise


def _credential(key: ApiKey) -> Credential:
    return Credential(kind=CredentialKind.API_KEY, id=str(key.id), prefix=key.prefix, reach=key.reach)


def digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def new_key() -> tuple[str, str]:
    """A key, and the part of it that may be shown."""
    prefix = f"dt_{_random(PREFIX_LENGTH)}"
    return f"{prefix}_{_random(SECRET_LENGTH)}", prefix


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
