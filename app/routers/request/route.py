"""The way of a request: who calls, what they send, their turn, and a unit of work around the endpoint.

authorization ─► quota ─► body ─► turn ─► unit of work { FastAPI: dependencies, endpoint } ─► commit ─► answer
401, 403         429      413, 400        StartOver: once more, the long way
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Depends
from fastapi.dependencies.models import Dependant
from starlette.responses import Response

from app.access import identity
from app.access.identity import digest
from app.access.store.api_keys import use_is_noted
from app.domain.access.management import require_sign_in
from app.domain.access.scopes import require_scope
from app.domain.actor import Actor
from app.errors import StartOver
from app.postgres.engine import transaction, visit
from app.routers.http.bearer import SECURED, bearer_token
from app.routers.http.client_address import client_address
from app.routers.http.request import StrictRequest
from app.routers.http.route import Handler, StrictRoute, router_of
from app.routers.http.runtime import runtime_of
from app.routers.request.auditing import on_record
from app.routers.request.backend import Backend, backend_of
from app.routers.request.dependencies import unit_of_work_of
from app.routers.request.idempotency import declared_of, key_header, once
from app.routers.request.numbered import NumberedAddress
from app.unit_of_work import Mode, UnitOfWork

_SAME_FOR_ALL: Final = "same_for_all"


def api_router(tag: str, *, prefix: str = "") -> APIRouter:
    """The router of one resource, such as `api_router("Tickets", prefix="/tickets")`."""
    return router_of(tag, UnitOfWorkRoute, prefix=prefix)


def same_for_all(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Below `@router.get(…)`: the answer is no secret of anybody's, so who is known is not asked about once more."""
    setattr(endpoint, _SAME_FOR_ALL, True)
    return endpoint


class UnitOfWorkRoute(StrictRoute):
    """What an endpoint that takes a `UnitOfWorkDep` does, it does in one unit of work."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self.idempotent = declared_of(endpoint)
        self.same_for_all = hasattr(endpoint, _SAME_FOR_ALL)
        if self.idempotent is not None:
            given = [each for each in options.get("dependencies") or () if each.dependency is not key_header]
            options["dependencies"] = [*given, Depends(key_header)]
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Handler:
        self.works = _takes_work(self.dependant)
        if self.works:
            self.openapi_extra = {**(self.openapi_extra or {}), **SECURED}
        return super().get_route_handler()

    async def answered(self, request: StrictRequest, handle: Handler) -> Response:
        if not self.works:
            return await super().answered(request, handle)
        token = bearer_token(request)
        attempt = _Attempt.of(request, token, is_trusted=self.same_for_all)
        async with attempt.backend.admission.bearer(request, attempt.credential, attempt.holder) as turn:
            await self.read(request)
            async with turn:
                work_on = partial(self._worked_on, attempt, handle)
                with suppress(StartOver):
                    return await work_on(Mode.LOCKING if self.idempotent is None else Mode.OPTIMISTIC, at_first=True)
                return await work_on(Mode.LOCKING, at_first=False)

    async def _worked_on(self, attempt: "_Attempt", handle: Handler, mode: Mode, *, at_first: bool) -> Response:
        """Raises StartOver `at_first`, when what was taken for granted does not hold; then nothing has been done."""
        request = attempt.request

        async def act(uow: UnitOfWork) -> Response:
            if attempt.numbered is not None:  # first: what is refused below is on record with the id
                await attempt.numbered.with_id(uow, request)
            if self.contract.takes_scope:
                require_scope(uow.caller.reach.scopes, self.contract.scope)
            if request.method != "GET" and runtime_of(request).settings.management_acts_by == "token":
                require_sign_in(uow.caller)
            request.state.uow = uow
            effect = partial(handle, request)
            if self.idempotent is None:
                return await effect()
            with uow.or_start_over():
                return await once(uow, request, self.idempotent, effect)

        return await on_record(request, attempt.opened(mode, as_remembered=at_first), act)


@dataclass(frozen=True)
class _Attempt:
    """Of a request, by whom it has a credential for."""

    request: StrictRequest
    backend: Backend
    token: str
    credential: bytes
    is_trusted: bool
    numbered: NumberedAddress | None

    @classmethod
    def of(cls, request: StrictRequest, token: str, *, is_trusted: bool) -> "_Attempt":
        numbered = NumberedAddress.of(request)
        return cls(request, backend_of(request), token, digest(token), is_trusted=is_trusted, numbered=numbered)

    async def holder(self) -> Actor:
        """Of a token that this process has not seen yet."""
        async with self._the_long_way(Mode.LOCKING) as uow:
            return uow.actor

    @asynccontextmanager
    async def opened(self, mode: Mode, *, as_remembered: bool) -> AsyncGenerator[UnitOfWork]:
        """Raises StartOver when the caller is not as remembered."""
        backend, now, address = self.backend, self.backend.clock(), client_address(self.request)
        known = backend.visitors.recognised(self.credential, now, address) if as_remembered else None
        if known is None:
            async with self._the_long_way(mode) as uow:
                yield uow
            return
        may_wait = self.request.method == "GET" or mode is Mode.OPTIMISTIC
        try:
            visiting = visit(backend.engine, known.presented, at_once=not may_wait, is_trusted=self.is_trusted)
            async with visiting as connection:
                yield UnitOfWork(connection, known.caller, now, backend.book, mode=mode)
        except StartOver:
            backend.visitors.forget(self.credential)
            raise

    @asynccontextmanager
    async def _the_long_way(self, mode: Mode) -> AsyncGenerator[UnitOfWork]:
        backend, now, address = self.backend, self.backend.clock(), client_address(self.request)
        presented = await identity.presented(backend.tokens, self.token, now)
        async with transaction(backend.engine, identity.at_the_door(presented)) as connection:
            if isinstance(presented, str):
                caller, holder = await identity.by_key(connection, self.credential, now, address)
                if use_is_noted(holder.key, now):
                    backend.visitors.remember(self.credential, holder)
            else:
                caller = await identity.authenticate(connection, presented, now, address)
            yield UnitOfWork(connection, caller, now, backend.book, mode=mode)


def _takes_work(dependant: Dependant) -> bool:
    return dependant.call is unit_of_work_of or any(map(_takes_work, dependant.dependencies))
