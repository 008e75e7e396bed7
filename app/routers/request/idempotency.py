"""Idempotency-Key: the same request again gets the same answer again, and has its effect once.

Follows draft-ietf-httpapi-idempotency-key-header: another request under a used key is refused with 422, one that is
still running with 409. The answer is kept in the transaction of the effect: either all of it is there or nothing. Most
keys are new, so at first the key is written last, and whether it is new is found out then. Where it has come before, or
the request is refused, nothing stays and it starts over: this time the key comes first. Kept are answers that would not
come out the same a second time: success, and a refusal by the state of things (409). Every other refusal leaves nothing
behind, so that the same key may be tried again once the input, the permission or the database is mended.
"""

import hashlib
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, ParamSpec

from fastapi import Header
from pydantic import BeforeValidator, TypeAdapter, ValidationError
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError
from starlette.responses import Response

from app.errors import ErrorCode, ServiceError
from app.postgres import idempotency
from app.postgres.engine import attempt
from app.postgres.idempotency import Answer, Key
from app.routers.http.problems import problem_response
from app.routers.http.request import StrictRequest
from app.routers.middleware.envelope import request_id
from app.unit_of_work import UnitOfWork

Parameters = ParamSpec("Parameters")
Endpoint = Callable[Parameters, Awaitable[Response]]
Effect = Callable[[], Awaitable[Response]]

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
KEPT_REFUSALS: Final = frozenset({ErrorCode.CONFLICT})
_DECLARED: Final = "idempotent"
_KEPT_HEADERS: Final = ("content-type", "etag", "location")
_QUOTED: Final = re.compile(r'"((?:[!#-\[\]-~]|\\["\\])+)"')
_BARE: Final = re.compile(r"[!#-~][!-~]*")
_LONGEST: Final = 255
_canonical: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True)
class Idempotent:
    """`shown_once` names the member of the answer that is: it is null in what is kept, and so when answered again."""

    shown_once: str | None

    def kept(self, response: Response) -> Answer:
        headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        return Answer(response.status_code, headers, self._without_secret(bytes(response.body)))

    def _without_secret(self, body: bytes) -> bytes:
        if self.shown_once is None:
            return body
        members: dict[str, Any] = json.loads(body)
        if self.shown_once not in members:
            return body
        return json.dumps({**members, self.shown_once: None}, ensure_ascii=False, separators=(",", ":")).encode()


def idempotent(*, shown_once: str | None = None) -> Callable[[Endpoint[Parameters]], Endpoint[Parameters]]:
    """Below `@router.post(…)`: the endpoint may be called twice, and only what its transaction keeps counts."""

    def declare(endpoint: Endpoint[Parameters]) -> Endpoint[Parameters]:
        setattr(endpoint, _DECLARED, Idempotent(shown_once))
        return endpoint

    return declare


def declared_of(endpoint: Callable[..., Any]) -> Idempotent | None:
    return getattr(endpoint, _DECLARED, None)


async def once(uow: UnitOfWork, request: StrictRequest, declared: Idempotent, effect: Effect) -> Response:
    """The response of `effect`, staged to be kept, or the one that it gave when the request's key came first."""
    if (text := _read(request)) is None:
        return await effect()
    key = Key(uow.actor.id, f"{request.method} {request.scope['route'].path}", text)
    if not uow.locks:
        await idempotency.stage_claim(uow.connection, key, fingerprint(request), uow.now)
        response = await effect()
    else:
        kept = await idempotency.claim(uow.connection, key, fingerprint(request), uow.now)
        if kept is not None:
            return Response(kept.body, kept.status, {**kept.headers, REPLAYED: "true"})
        response = await _final(uow, request, effect)
    await idempotency.stage_answer(uow.connection, key, declared.kept(response))
    return response


async def _final(uow: UnitOfWork, request: StrictRequest, effect: Effect) -> Response:
    try:
        async with attempt(uow.connection):
            return await effect()
    except ServiceError as refusal:
        if refusal.code not in KEPT_REFUSALS:
            raise
        return problem_response(refusal, request_id(request.scope))


def fingerprint(request: StrictRequest) -> bytes:
    """SHA-256 of method, path and body; the order and spacing of a JSON body make no difference."""
    said = _canonical([request.method, request.scope["path"], request.document])
    return hashlib.sha256(said.encode()).digest()


def _key(header: object) -> str:
    text = str(header)
    quoted = _QUOTED.fullmatch(text)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else text
    if len(key) > _LONGEST or not (quoted or _BARE.fullmatch(text)):
        raise PydanticCustomError("idempotency_key", "A key has 1 to 255 visible ASCII characters.")
    return key


_Key = Annotated[
    str,
    BeforeValidator(_key),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": _LONGEST, "pattern": "^[!#-~][!-~]*$"}),
]
_ADAPTER: Final[TypeAdapter[str]] = TypeAdapter(_Key)


def _read(request: StrictRequest) -> str | None:
    """The key; None also where it is no key, which FastAPI finds out with whatever else is wrong."""
    header = request.headers.get(HEADER)
    try:
        return None if header is None else _ADAPTER.validate_python(header)
    except ValidationError:
        return None


async def key_header(
    idempotency_key: Annotated[
        _Key | None,
        Header(
            alias=HEADER,
            description="A new key (such as a UUID) for each new request. The same request with the same key is "
            "answered again, but not done again, for 72 hours.",
        ),
    ] = None,
) -> None:
    """Declares the header, and has it validated."""
    del idempotency_key
