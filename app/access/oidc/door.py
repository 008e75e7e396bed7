"""The door for tokens: from what was presented to what it says. Imported where a provider is set."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from httpx import AsyncClient

from app.access.oidc.claims import signed_in
from app.access.oidc.provider import Provider
from app.access.oidc.signatures import UnknownKeyError
from app.access.oidc.signed_in import SignedIn
from app.access.oidc.tokens import RefusedToken, Token, taken_apart
from app.access.oidc.trust import Trust
from app.clock import Instant
from app.errors import BadCredential
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
            raise BadCredential("This token is not valid.", reason="bad_token") from None
        return claimed

    async def _require_signature(self, token: Token) -> None:
        keys = await self.provider.keys()
        try:
            keys.verify(token)
        except UnknownKeyError:
            (await self.provider.keys_beyond(keys)).verify(token)


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
