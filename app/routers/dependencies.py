"""What an endpoint is given: one transaction, on record, who calls, one moment, and the agreement."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from app.clock import Instant
from app.db.api_keys import use_is_noted
from app.db.engine import transaction, visit
from app.domain.actor import Actor
from app.domain.caller import Caller
from app.domain.scopes import require_scope
from app.errors import StartOver
from app.routers.admission import admission_of
from app.routers.auditing import Record, on_record
from app.routers.backend import Backend, backend_of
from app.routers.http import idempotency
from app.routers.http.bearer import BearerToken
from app.routers.http.client_address import client_address
from app.routers.http.runtime import runtime_of
from app.services import identity
from app.services.identity import digest
from app.services.visitors import Visitor
from app.services.work import Work


async def _work(request: Request, token: BearerToken) -> AsyncGenerator[Work]:
    backend, credential = backend_of(request), digest(token)
    async with admission_of(request).bearer(request, credential, partial(_holder, request, token)):
        now = runtime_of(request).clock()
        known = _known(request, backend, credential, now)
        came_in = _as_before(request, backend, known) if known else _the_long_way(request, backend, token, now)
        async with came_in as (record, caller):
            work = record.of(Work(record.connection, caller, now, backend.book))
            require_scope(caller.reach.scopes, request.state.scope)
            yield work


def _known(request: Request, backend: Backend, credential: bytes, now: Instant) -> Visitor | None:
    if request.state.starts_over:
        return None
    return backend.visitors.recognised(credential, now, client_address(request))


@asynccontextmanager
async def _as_before(request: Request, backend: Backend, known: Visitor) -> AsyncGenerator[tuple[Record, Caller]]:
    """StartOver: it is not as before."""
    may_wait = request.method == "GET" or idempotency.HEADER in request.headers
    opened = visit(backend.engine, known.presented, at_once=not may_wait)
    try:
        async with on_record(request, opened) as record:
            yield record, known.caller
    except StartOver:
        backend.visitors.forget(known.presented.digest)
        raise


@asynccontextmanager
async def _the_long_way(
    request: Request, backend: Backend, token: str, now: Instant
) -> AsyncGenerator[tuple[Record, Caller]]:
    address = client_address(request)
    presented = await identity.presented(backend.tokens, token, now)
    async with on_record(request, transaction(backend.engine, identity.at_the_door(presented))) as record:
        if not isinstance(presented, str):
            yield record, await identity.authenticate(record.connection, presented, now, address)
            return
        credential = digest(presented)
        caller, holder = await identity.by_key(record.connection, credential, now, address)
        if use_is_noted(holder.key, now):
            backend.visitors.remember(credential, holder)
        yield record, caller


async def _holder(request: Request, token: str) -> Actor:
    """Of a token that this process has not seen yet."""
    backend = backend_of(request)
    now = runtime_of(request).clock()
    presented = await identity.presented(backend.tokens, token, now)
    async with transaction(backend.engine, identity.at_the_door(presented)) as connection:
        return (await identity.authenticate(connection, presented, now, client_address(request))).actor


WorkDep = Annotated[Work, Depends(_work, scope="function")]
"""Committed when the endpoint returns and before anything is sent: what a caller is told has happened, has."""
