"""API keys: what people, and programs on their behalf, come in with."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.accounts import api_keys
from app.errors import ErrorCode
from app.routers.accounts.api_key_schemas import (
    API_KEY_COLUMNS,
    ApiKeyIn,
    ApiKeyOut,
    ApiKeyQuery,
    MadeApiKeyOut,
    RotationIn,
    RotationOut,
)
from app.routers.http.documented import creates, lists, refuses, shows
from app.routers.http.pagination import window
from app.routers.http.replies import collection, nothing, reply
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import KeyId, after_id
from app.routers.request.route import api_router

router = api_router("API keys", prefix="/api-keys")


@router.post(
    "",
    summary="Make an API key",
    status_code=201,
    responses={**creates(MadeApiKeyOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent(shown_once="key")
async def create_api_key(body: ApiKeyIn, uow: UnitOfWorkDep) -> Response:
    """For oneself, or by a support manager for others; a support manager's or an administrator's only by themselves or
    an administrator. It never reaches further than the key that the request is made with.
    """
    made = await api_keys.create(uow, body.person_id, body.name, body.reach())
    return reply(MadeApiKeyOut.of(made), status=201, location=f"/api-keys/{made.key.id}")


@router.get("", summary="List API keys", responses=lists(ApiKeyOut))
async def list_api_keys(request: Request, query: Annotated[ApiKeyQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """In the order in which they were made. Support managers find everybody's, others their own."""
    asked = window(request, query)
    rows = await api_keys.page(uow, query.person_id, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda key: (key.id,))
    items = tuple(map(ApiKeyOut.of, page.rows))
    return collection(request, ApiKeyOut, items, page.next_cursor, API_KEY_COLUMNS)


@router.get("/{keyId}", summary="Read an API key", responses=shows(ApiKeyOut))
async def read_api_key(key_id: KeyId, uow: UnitOfWorkDep) -> Response:
    return reply(ApiKeyOut.of(await api_keys.find(uow, key_id)))


@router.delete("/{keyId}", summary="Revoke an API key", status_code=204)
async def revoke_api_key(key_id: KeyId, uow: UnitOfWorkDep) -> Response:
    """At once and for good. Also the key that the request is made with."""
    await api_keys.revoke(uow, key_id)
    return nothing()


@router.post(
    "/{keyId}/rotations",
    summary="Rotate an API key",
    status_code=201,
    responses={**creates(RotationOut), **refuses(ErrorCode.CONFLICT)},
)
@idempotent(shown_once="key")
async def rotate_api_key(key_id: KeyId, body: RotationIn, uow: UnitOfWorkDep) -> Response:
    """A new key in the place of this one: for the same person, reaching as far, expiring when this one would have.

    Both are valid until the overlap is over, then only the new one. By whoever may make this person's keys, with a key
    that reaches at least as far.
    """
    rotated = await api_keys.rotate(uow, key_id, timedelta(seconds=body.overlap_seconds))
    return reply(RotationOut.of(rotated), status=201, location=f"/api-keys/{rotated.made.key.id}")
