"""The door for tokens: from what was presented to the person who comes in."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from httpx import AsyncClient

from app.access.oidc.claims import SignedIn, signed_in
from app.access.oidc.provider import Provider
from app.access.oidc.signatures import UnknownKeyError
from app.access.oidc.tokens import RefusedToken, Token, taken_apart
from app.access.oidc.trust import Trust
from app.access.store import people
from app.access.store.people import Identity, Person
from app.clock import Instant
from app.errors import BadCredential, Forbidden, WeakSignIn
from app.postgres.engine import Connection
from app.postgres.tenancy import Tenant, set_tenant
from app.settings import Settings

_LOG: Final = logging.getLogger("duetime.oidc")


@dataclass(frozen=True)
class TokenDoor:
    trust: Trust
    provider: Provider

    async def signed_in(self, bearer: str, now: Instant) -> SignedIn:
        """Whom a token names. No database is needed: a provider that is slow to answer must not hold a connection.

        Every token that is not valid gets the same BadCredential; why, our log says. Nothing is fetched for one that is
        wrong as such, and no address that a token names ever is. Raises Unavailable when it cannot be told now.
        """
        try:
            token = taken_apart(bearer)
            claimed = signed_in(token, self.trust, now)
            await self._require_signature(token)
        except RefusedToken as refusal:
            _LOG.warning("A token was refused: %s", refusal)
            raise BadCredential("This token is not valid.") from None
        return claimed

    async def _require_signature(self, token: Token) -> None:
        keys = await self.provider.keys()
        try:
            keys.verify(token)
        except UnknownKeyError:
            (await self.provider.keys_beyond(keys)).verify(token)


async def admitted(connection: Connection, signed_in: SignedIn) -> Person:
    """The active person who signs in so, with as many factors as their roles demand. What they may see is still to say.

    Forbidden, not Unauthenticated: another token of the same person would not help.
    """
    await set_tenant(connection, Tenant(issuer=signed_in.issuer, subject=signed_in.subject))
    person = await people.with_identity(connection, Identity(signed_in.issuer, signed_in.subject))
    if person is None:
        raise Forbidden(
            f"The token is valid, but nobody here signs in as {signed_in.subject} of {signed_in.issuer}. "
            "A support manager can set that as somebody's `identity`."
        )
    trust = signed_in.trust
    if trust.demands_factors(person) and not trust.shows_factors(signed_in.methods, signed_in.context):
        raise WeakSignIn(
            "Your role takes signing in with more than one factor, and the token shows just one.", trust.contexts
        )
    return person


@asynccontextmanager
async def token_door(settings: Settings) -> AsyncGenerator[TokenDoor | None]:
    """None where no provider is set. What is wrong with the provider is in the log at once, and stops nothing."""
    trust = Trust.of(settings)
    if trust is None:
        yield None
        return
    async with AsyncClient() as client:
        provider = Provider(trust.issuer, client)
        warming = asyncio.create_task(provider.warm())
        try:
            yield TokenDoor(trust, provider)
        finally:
            warming.cancel()
