"""API keys: what people, and programs on their behalf, come in with."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant
from app.db.api_keys import ApiKey
from app.errors import ErrorCode
from app.routers.dependencies import WorkDep
from app.routers.http.documented import creates, lists, refuses, shows
from app.routers.http.pagination import PageOut, PageQuery, window
from app.routers.http.replies import collection, nothing, reply
from app.routers.http.route import api_router
from app.routers.http.tables import Column
from app.routers.http.types import Id, In, InstantIn, Name, Out
from app.routers.idempotency import idempotent
from app.routers.parameters import KeyId, after_id
from app.services import api_keys
from app.services.api_keys import Made

router = api_router("API keys", prefix="/api-keys")


class ApiKeyIn(In):
    person_id: Annotated[Id, Field(description="Who comes in with it.")]
    name: Annotated[Name, Field(description="What it is for.")] = "API key"
    expires_at: Annotated[InstantIn | None, Field(description="Left out: never.")] = None


class ApiKeyOut(Out):
    """`prefix` is how the key begins. `lastUsedAt` is right to the minute."""

    id: UUID
    person_id: UUID
    name: str
    prefix: str
    created_at: Instant
    expires_at: Instant | None
    revoked_at: Instant | None
    last_used_at: Instant | None

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        return cls(
            id=key.id,
            person_id=key.person_id,
            name=key.name,
            prefix=key.prefix,
            created_at=key.created_at,
            expires_at=key.expires_at,
            revoked_at=key.revoked_at,
            last_used_at=key.last_used_at,
        )


class MadeApiKeyOut(Out):
    """`key` is shown this once: when the request is repeated with its Idempotency-Key it is null."""

    id: UUID
    key: str | None
    person_id: UUID
    name: str
    prefix: str
    created_at: Instant
    expires_at: Instant | None

    @classmethod
    def of(cls, made: Made) -> Self:
        return cls(
            id=made.key.id,
            key=made.secret,
            person_id=made.key.person_id,
            name=made.key.name,
            prefix=made.key.prefix,
            created_at=made.key.created_at,
            expires_at=made.key.expires_at,
        )


class ApiKeyQuery(PageQuery):
    person_id: Id | None = None


COLUMNS = (
    Column[ApiKeyOut]("id", lambda key: key.id),
    Column[ApiKeyOut]("personId", lambda key: key.person_id),
    Column[ApiKeyOut]("name", lambda key: key.name),
    Column[ApiKeyOut]("prefix", lambda key: key.prefix),
    Column[ApiKeyOut]("createdAt", lambda key: key.created_at),
    Column[ApiKeyOut]("expiresAt", lambda key: key.expires_at),
    Column[ApiKeyOut]("revokedAt", lambda key: key.revoked_at),
    Column[ApiKeyOut]("lastUsedAt", lambda key: key.last_used_at),
)


@router.post(
    "", status_code=201, responses={**creates(MadeApiKeyOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)}
)
@idempotent(shown_once="key")
async def create_api_key(body: ApiKeyIn, work: WorkDep) -> Response:
    """For oneself, or by a support manager for others; an administrator's only by an administrator."""
    made = await api_keys.create(work, body.person_id, body.name, body.expires_at)
    return reply(MadeApiKeyOut.of(made), status=201, location=f"/api-keys/{made.key.id}")


@router.get("", responses=lists(PageOut[ApiKeyOut]))
async def list_api_keys(request: Request, query: Annotated[ApiKeyQuery, Query()], work: WorkDep) -> Response:
    """In the order in which they were made. Support managers find everybody's, others their own."""
    asked = window(request, query)
    rows = await api_keys.page(work, query.person_id, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda key: (key.id,))
    items = tuple(map(ApiKeyOut.of, page.rows))
    return collection(request, PageOut(items=items, next_cursor=page.next_cursor), COLUMNS)


@router.get("/{keyId}", responses=shows(ApiKeyOut))
async def read_api_key(key_id: KeyId, work: WorkDep) -> Response:
    return reply(ApiKeyOut.of(await api_keys.find(work, key_id)))


@router.delete("/{keyId}", status_code=204)
async def revoke_api_key(key_id: KeyId, work: WorkDep) -> Response:
    """At once and for good. Also the key that the request is made with."""
    await api_keys.revoke(work, key_id)
    return nothing()
