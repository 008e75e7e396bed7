"""The provider's keys as they are now: fetched once for everybody who waits, kept while it is away, never hammered."""

import asyncio
import logging
from collections.abc import Callable
from math import inf
from time import monotonic
from typing import Final, cast

from httpx import AsyncClient

from app.access.oidc.fetching import FetchedDocument, FetchError, fetch
from app.access.oidc.signatures import KeySet
from app.errors import Unavailable

WELL_KNOWN: Final = "/.well-known/openid-configuration"
RETRY_SECONDS: Final = 5.0
"""Between two attempts while it does not answer."""
LOOK_AGAIN_SECONDS: Final = 10.0
"""Between two attempts to find a key that we have not heard of: anybody can make up names of keys."""
KEPT_SECONDS: Final = 86_400.0
"""How long keys are used that could not be asked for again. Tokens live for minutes or hours."""
_LOG: Final = logging.getLogger("duetime.oidc")

Seconds = Callable[[], float]
"""A clock that is never set."""


class Provider:
    """Its keys, by OpenID Connect Discovery 1.0 §4."""

    def __init__(self, issuer: str, client: AsyncClient, seconds: Seconds = monotonic) -> None:
        self._issuer = issuer
        self._client = client
        self._seconds = seconds
        self._keys = KeySet(())
        self._fresh_until = self._kept_until = self._looked_again_at = self._retry_at = -inf
        self._flight: asyncio.Task[None] | None = None
        self._trouble: str | None = None

    async def warm(self) -> None:
        """So that the first caller need not wait."""
        await self._asked()

    async def keys(self) -> KeySet:
        """Raises Unavailable when there are none: it says nothing about the token, which may be sound."""
        now = self._seconds()
        if now >= self._kept_until or (now >= self._fresh_until and self._trouble is None):
            await self._asked()
        elif now >= self._fresh_until:
            self._ask()  # who has keys that are good enough need not wait for a provider that is away
        return self._known()

    async def keys_beyond(self, seen: KeySet) -> KeySet:
        """After a key was asked for that is not among those `seen`: the same again if it is too soon to ask.

        Raises Unavailable when the provider cannot say whether there is such a key.
        """
        now = self._seconds()
        if self._known() is seen and (self._flight or now >= self._looked_again_at + LOOK_AGAIN_SECONDS):
            self._looked_again_at = now
            await self._asked()
        if self._trouble is not None:
            raise _unavailable()
        return self._known()

    def _known(self) -> KeySet:
        if self._seconds() >= self._kept_until:
            raise _unavailable()
        return self._keys

    async def _asked(self) -> None:
        """Once the answer is in, or was not to be had. Whoever stops waiting does not stop the others."""
        if flight := self._ask():
            await asyncio.shield(flight)

    def _ask(self) -> asyncio.Task[None] | None:
        """One flight at a time; None: it is too soon after one that failed."""
        if self._flight is None and (self._trouble is None or self._seconds() >= self._retry_at):
            self._flight = asyncio.create_task(self._fly())
        return self._flight

    async def _fly(self) -> None:
        try:
            fetched = await self._fetched()
            self._keys = _usable(fetched)
        except FetchError as error:
            self._retry_at = self._seconds() + RETRY_SECONDS
            self._note(str(error), str(error))
        else:
            now = self._seconds()
            self._fresh_until, self._kept_until = now + fetched.fresh_seconds, now + KEPT_SECONDS
            self._note(None, "its keys are known again")
        finally:
            self._flight = None

    async def _fetched(self) -> FetchedDocument:
        metadata = (await fetch(self._client, self._issuer.rstrip("/") + WELL_KNOWN)).document
        if metadata.get("issuer") != self._issuer:
            raise FetchError(f"the provider calls itself {metadata.get('issuer')!r}, not {self._issuer!r}")
        address = metadata.get("jwks_uri")
        if not isinstance(address, str):
            raise FetchError("the provider does not say where its keys are")
        if self._issuer.startswith("https:") and not address.startswith("https:"):
            raise FetchError("the provider publishes its keys in the clear")
        return await fetch(self._client, address)

    def _note(self, trouble: str | None, said: str) -> None:
        """Logs a change for the worse or the better once."""
        if trouble != self._trouble:
            _LOG.warning("OpenID provider: %s", said)
        self._trouble = trouble


def _usable(fetched: FetchedDocument) -> KeySet:
    published = fetched.document.get("keys")
    if not isinstance(published, list):
        raise FetchError("the provider's keys are no JWK Set")
    keys = KeySet.of(cast("list[object]", published))
    if not keys.keys:
        raise FetchError("the provider publishes no key that signatures can be verified with")
    return keys


def _unavailable() -> Unavailable:
    return Unavailable(
        "Tokens cannot be verified at the moment: the OpenID provider does not answer. API keys work.",
        retry_after=int(RETRY_SECONDS),
    )
