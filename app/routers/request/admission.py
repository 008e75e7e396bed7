"""How much of the service anybody may have, before anything is asked of the database for them.

A credential that this process knows counts against whom it belongs to. One that it doesn't know yet is first looked up,
at the expense of the address that it comes from; a right one is given that back. So who tries keys is soon no longer
listened to, while those who share the address and came in before still are.
"""

import logging
import math
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from ipaddress import IPv6Address, IPv6Network
from typing import Final
from uuid import UUID

from starlette.requests import Request

from app.access.identity import digest
from app.access.limits.quotas import Exhausted, Quota, Quotas, QuotaState
from app.access.limits.turns import ConcurrencyLimiter, of_ticket
from app.access.store import api_keys
from app.access.store.quotas import WINDOW_SECONDS
from app.addresses import Address
from app.audit.auditing import record_guessing
from app.clock import Instant
from app.domain.actor import Actor, ActorKind
from app.errors import NotFound, ServiceError, TooManyRequests, Unauthenticated
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.recent import Recent
from app.routers.http.client_address import client_address
from app.routers.http.runtime import runtime_of
from app.routers.middleware.envelope import request_id, tell
from app.settings import Settings

MOST_KNOWN: Final = 10_000
COUNTED_AGAIN_EVERY: Final = 4
TOLD_BELOW: Final = 0.9
"""Of a quota. Above, this much is said to be left, which is true, and answers to equal requests are equal."""
_LOG: Final = logging.getLogger("duetime.admission")

Identify = Callable[[], Awaitable[Actor]]


class Admission:
    """One per process."""

    def __init__(self, engine: AsyncEngine, settings: Settings) -> None:
        self._requests = Quota("requests", settings.requests_per_minute)
        self._messages = Quota("messages", settings.webhooks_per_minute)
        self._wrong = Quota("wrong-credentials", settings.wrong_credentials_per_minute)
        self._reports = Quota("reports", settings.reports_per_minute)
        self._engine = engine
        self._quotas = Quotas(engine)
        self._turns = ConcurrencyLimiter(_share(settings))
        self._changing = ConcurrencyLimiter(-(-_share(settings) // 3), of_ticket)
        self._known = Recent[bytes, str](MOST_KNOWN)
        self._repeated = Recent[bytes, int](MOST_KNOWN)

    async def get_to_know(self, now: Instant) -> None:
        """Also the keys that nobody came in with here: guesses from the same address then stand in nobody's way."""
        async with transaction(self._engine, SYSTEM) as connection:
            for credential, person_id in await api_keys.valid(connection, now, MOST_KNOWN):
                self._known.keep(credential, f"{ActorKind.PERSON} {person_id}")

    @asynccontextmanager
    async def bearer(
        self, request: Request, credential: bytes, identify: Identify
    ) -> AsyncGenerator[AbstractAsyncContextManager[None]]:
        """The turn of whoever calls, to be taken once the request is read: a slow sender holds nobody up.

        `credential` is a digest; `identify` says whose it is, in a transaction of its own. Unauthenticated within: it
        no longer holds.
        """
        who = self._known.get(credential) or await self._introduce(request, credential, identify)
        tell_standing(request, await self._take(request, self._requests, who))
        try:
            yield self._turn(request, who)
        except Unauthenticated as refusal:
            self._known.forget(credential)
            await self._note_wrong(request, credential, refusal)
            raise

    def _turn(self, request: Request, who: str) -> AbstractAsyncContextManager[None]:
        ticket_id = None if request.method == "GET" else request.path_params.get("ticketId")
        return self._turns.of(who) if ticket_id is None else self._turn_at(who, ticket_id)

    @asynccontextmanager
    async def _turn_at(self, who: str, ticket_id: str) -> AsyncGenerator[None]:
        """Whoever waits for a ticket that they change already does so before they take a turn."""
        async with self._changing.of(f"{who} {ticket_id.lower()}"), self._turns.of(who):
            yield

    @asynccontextmanager
    async def sender(self, request: Request, integration_id: UUID) -> AsyncGenerator[None]:
        """Unauthenticated within: the message was not from this integration, and not at its expense."""
        address = who_at(client_address(request))
        proven = digest(f"{integration_id} {address}")
        who = f"{ActorKind.INTEGRATION} {integration_id}"
        is_proven = self._known.get(proven) is not None
        attempt = None if is_proven else await self._take(request, self._wrong, address)
        standing = await self._take(request, self._messages, who)
        try:
            async with self._turns.of(who if is_proven else address):
                yield
        except Unauthenticated as refusal:
            if not is_proven:
                self._quotas.give_back(who, standing)
            _note(request, address, refusal.reason, integration=str(integration_id))
            raise
        except BaseException:
            self._quotas.give_back(address, attempt)
            raise
        self._quotas.give_back(address, attempt)
        tell_standing(request, standing)
        self._known.keep(proven, who)

    @asynccontextmanager
    async def stranger(self, request: Request) -> AsyncGenerator[None]:
        """Whoever comes with a link that is its own key. NotFound within: it opens nothing, and it was a guess."""
        address = who_at(client_address(request))
        attempt = await self._take(request, self._wrong, address)
        try:
            async with self._turns.of(address):
                yield
        except NotFound:
            _note(request, address, "unknown_link")
            raise
        except BaseException:
            self._quotas.give_back(address, attempt)
            raise
        self._quotas.give_back(address, attempt)

    @asynccontextmanager
    async def reporter(self, request: Request) -> AsyncGenerator[None]:
        """Whoever reports something without saying who they are, at the expense of their address."""
        address = who_at(client_address(request))
        tell_standing(request, await self._take(request, self._reports, address))
        async with self._turns.of(address):
            yield

    async def _introduce(self, request: Request, credential: bytes, identify: Identify) -> str:
        address = who_at(client_address(request))
        attempt = await self._take(request, self._wrong, address)
        try:
            async with self._turns.of(address):
                actor = await identify()
        except Unauthenticated as refusal:
            _note(request, address, refusal.reason)
            if self._is_mere_repetition(credential):
                self._quotas.give_back(address, attempt)
            raise
        except BaseException:
            self._quotas.give_back(address, attempt)
            raise
        self._quotas.give_back(address, attempt)
        who = f"{actor.kind} {actor.id}"
        self._known.keep(credential, who)
        return who

    def _is_mere_repetition(self, credential: bytes) -> bool:
        """The same wrong key again is rather a program that nobody told of the new one."""
        times = self._repeated.get(credential) or 0
        self._repeated.keep(credential, times + 1)
        return times % COUNTED_AGAIN_EVERY != 0

    async def _note_wrong(self, request: Request, credential: bytes, refusal: Unauthenticated) -> None:
        address = who_at(client_address(request))
        _note(request, address, refusal.reason)
        if self._is_mere_repetition(credential):
            return
        with suppress(TooManyRequests):
            await self._quotas.take(self._wrong, address)

    async def _take(self, request: Request, quota: Quota, who: str) -> QuotaState | None:
        try:
            return await self._quotas.take(quota, who)
        except Exhausted as refusal:
            tell_standing(request, refusal.standing)
            if refusal.is_first:
                _LOG.warning("no more %s of %s for %d s", quota.name, who, refusal.retry_after)
                if quota is self._wrong:
                    await self._record_guessing(request)
            raise

    async def _record_guessing(self, request: Request) -> None:
        now, named = runtime_of(request).clock(), request_id(request.scope)
        try:
            await record_guessing(self._engine, now, client_address(request), named)
        except ServiceError as error:
            _LOG.warning("the guesses of request %s are not in the trail: %s", named, error)


def tell_standing(request: Request, standing: QuotaState | None) -> None:
    """As structured fields (draft-ietf-httpapi-ratelimit-headers, RFC 9651)."""
    if standing is None:
        return
    name = f'"{standing.quota.name}"'
    tell(request.scope, {"RateLimit-Policy": f"{name};q={standing.quota.most};w={WINDOW_SECONDS}"})
    enough = int(standing.quota.most * TOLD_BELOW)
    left = f"r={enough}" if standing.left > enough else f"r={standing.left};t={math.ceil(standing.resets_in)}"
    tell(request.scope, {"RateLimit": f"{name};{left}"})


def who_at(address: Address | None) -> str:
    """Somebody with IPv6 has at least a /64 of addresses (RFC 6177)."""
    if isinstance(address, IPv6Address):
        return f"address {IPv6Network((address, 64), strict=False)}"
    return f"address {address or 'unknown'}"


def _note(request: Request, address: str, reason: str, **of: str) -> None:
    named = request_id(request.scope)
    _LOG.warning("a wrong credential came from %s, request %s", address, named, extra={"reason": reason, **of})


def _share(settings: Settings) -> int:
    """Half of the connections, so that it takes more than one to use them up."""
    if settings.requests_at_once is None:
        return max(1, settings.pool_size // 2)
    return settings.requests_at_once
