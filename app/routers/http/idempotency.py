"""Idempotency-Key: the same request again gets the same answer again, and has its effect once.

Follows draft-ietf-httpapi-idempotency-key-header: another request under a used key is refused with 422, one that is
still running with 409. What the endpoint answers is kept; a refusal that it raises leaves nothing behind, so that
trying again is right. (`routers/idempotency.py` says which refusals are answers.)
"""

import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Final, Protocol

from fastapi import Header
from pydantic import BeforeValidator
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response

from app.routers.http.route import StrictRequest

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
_KEPT_HEADERS: Final = ("content-type", "etag", "location")
_QUOTED: Final = re.compile(r'"((?:[!#-\[\]-~]|\\["\\])+)"')
_BARE: Final = re.compile(r"[!#-~][!-~]*")
_LONGEST: Final = 255
_canonical: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class KeptAnswer(Protocol):
    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> bytes: ...


class Answers(Protocol):
    """The answers given to one caller in the last 72 hours, in the transaction of the request."""

    async def claim(self, key: str, fingerprint: bytes) -> KeptAnswer | None:
        """What was answered before; None if `key` is new and now ours.

        IdempotencyMismatch: another fingerprint. Conflict: the first request is still running.
        """
        ...

    async def keep(self, key: str, *, status: int, headers: Mapping[str, str], body: bytes) -> None: ...


async def once(
    answers: Answers, key: str | None, request: Request, effect: Callable[[], Awaitable[Response]]
) -> Response:
    """The response of `effect`, or the one that it gave when `key` came first."""
    if key is None:
        return await effect()
    kept = await answers.claim(key, fingerprint(request))
    if kept is not None:
        return Response(kept.body, kept.status, {**kept.headers, REPLAYED: "true"})
    response = await effect()
    await answers.keep(key, status=response.status_code, headers=kept_headers(response), body=bytes(response.body))
    return response


def kept_headers(response: Response) -> Mapping[str, str]:
    return {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}


def fingerprint(request: Request) -> bytes:
    """SHA-256 of method, path and body; the order and spacing of a JSON body make no difference."""
    document = request.document if isinstance(request, StrictRequest) else None
    return hashlib.sha256(_canonical([request.method, request.scope["path"], document]).encode()).digest()


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
IdempotencyKey = Annotated[
    _Key | None,
    Header(
        alias=HEADER,
        description="A new key (such as a UUID) for each new request. The same request with the same key is answered "
        "again, but not done again, for 72 hours.",
    ),
]
"""A header that may be left out: `key: IdempotencyKey = None`."""
