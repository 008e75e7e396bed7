"""What an endpoint is given: one transaction, on record, who calls, one moment, and the agreement."""

from collections.abc import AsyncGenerator
from functools import partial
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from app.db.engine import transaction
from app.domain.actor import Actor
from app.domain.scopes import require_scope
from app.routers.admission import admission_of
from app.routers.auditing import on_record
from app.routers.backend import backend_of
from app.routers.http.bearer import BearerToken
from app.routers.http.client_address import client_address
from app.routers.http.runtime import runtime_of
from app.services import identity
from app.services.work import Work


async def _work(request: Request, token: BearerToken) -> AsyncGenerator[Work]:
    backend = backend_of(request)
    now = runtime_of(request).clock()
    async with admission_of(request).bearer(request, token, partial(_holder, request, token)):
        presented = await identity.presented(backend.tokens, token, now)
        async with on_record(request, backend.engine, identity.at_the_door(presented)) as record:
            caller = await identity.authenticate(record.connection, presented, now, client_address(request))
            work = record.of(Work(record.connection, caller, now, backend.book))
            require_scope(caller.reach.scopes, request.state.scope)
            yield work


async def _holder(request: Request, token: str) -> Actor:
    """Of a token that this process has not seen yet."""
    backend = backend_of(request)
    now = runtime_of(request).clock()
    presented = await identity.presented(backend.tokens, token, now)
    async with transaction(backend.engine, identity.at_the_door(presented)) as connection:
        return (await identity.authenticate(connection, presented, now, client_address(request))).actor


WorkDep = Annotated[Work, Depends(_work, scope="function")]
"""Committed when the endpoint returns and before anything is sent: what a caller is told has happened, has."""
