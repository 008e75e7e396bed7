"""Refusals as RFC 9457 problems: the one table from ErrorCode to HTTP, and the body that carries it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from starlette.responses import Response

from app.errors import (
    BadCredential,
    ErrorCode,
    InsufficientScope,
    NotFound,
    NotThatDay,
    ServiceError,
    TooManyRequests,
    Unavailable,
    WeakSignIn,
)
from app.routers.http.types import Out

MEDIA_TYPE: Final = "application/problem+json"
MOST_FAULTS: Final = 100


@dataclass(frozen=True)
class ProblemDefinition:
    status: int
    title: str
    meaning: str
    """What it means and what the caller can do: the text of the page that `type` points to."""


PROBLEM_TYPES: Final[Mapping[ErrorCode, ProblemDefinition]] = MappingProxyType({
    ErrorCode.INVALID: ProblemDefinition(
        400,
        "Invalid request",
        "Something in the request is wrong as such. `errors` names every fault: where it is (a JSON pointer into "
        "the body, or /query/…, /header/…), a code, and what to do. Mend them all and send it again.",
    ),
    ErrorCode.UNAUTHENTICATED: ProblemDefinition(
        401,
        "Not authenticated",
        "Send `Authorization: Bearer …` with a key or a token that is valid, not revoked and not expired.",
    ),
    ErrorCode.FORBIDDEN: ProblemDefinition(
        403,
        "Not allowed",
        "You are known, but this is somebody else's to do; `detail` says whose, `section` the clause of the SLA. Or "
        "what you came in with is valid and does not open this: `detail` says why, and `WWW-Authenticate` whether "
        "signing in again, or a key with another scope, would help.",
    ),
    ErrorCode.NOT_FOUND: ProblemDefinition(
        404, "Not found", "There is nothing at this address, or it is not yours to see. Both look the same."
    ),
    ErrorCode.METHOD_NOT_ALLOWED: ProblemDefinition(
        405, "Method not allowed", "The address exists; the `Allow` header lists the methods that it knows."
    ),
    ErrorCode.NOT_ACCEPTABLE: ProblemDefinition(
        406, "Not acceptable", "None of the media types in `Accept` is offered here; `detail` lists those that are."
    ),
    ErrorCode.REQUEST_TIMEOUT: ProblemDefinition(
        408, "Request too slow", "The request did not arrive in time, and nothing of it was done. Send it faster."
    ),
    ErrorCode.CONFLICT: ProblemDefinition(
        409,
        "Conflict",
        "The request is right in itself, but not in the present state. `detail` says what is possible now.",
    ),
    ErrorCode.STALE: ProblemDefinition(
        412, "Changed in the meantime", "Read the resource again and repeat the change with its new ETag."
    ),
    ErrorCode.TOO_LARGE: ProblemDefinition(413, "Body too large", "Send less; `detail` gives the limit."),
    ErrorCode.ADDRESS_TOO_LONG: ProblemDefinition(414, "Address too long", "Shorten the path or the query."),
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: ProblemDefinition(
        415, "Unsupported media type", "Send `Content-Type: application/json` and no Content-Encoding."
    ),
    ErrorCode.IDEMPOTENCY_MISMATCH: ProblemDefinition(
        422,
        "Idempotency key used for another request",
        "This Idempotency-Key came with a different request before. Take a new key for a new request.",
    ),
    ErrorCode.PRECONDITION_REQUIRED: ProblemDefinition(
        428, "If-Match is required", "Send `If-Match` with the ETag of the version that you changed."
    ),
    ErrorCode.TOO_MANY_REQUESTS: ProblemDefinition(
        429,
        "Too many requests",
        "Nothing was done. Try again after the seconds in `Retry-After`, with the same Idempotency-Key. `RateLimit` "
        "says how much is left of what `RateLimit-Policy` allows. It also answers wrong keys, where many came from "
        "one address.",
    ),
    ErrorCode.HEADERS_TOO_LARGE: ProblemDefinition(431, "Headers too large", "Send fewer or shorter headers."),
    ErrorCode.INTERNAL: ProblemDefinition(
        500, "Our fault", "Something broke on our side. Quote `requestId` when you report it; trying again is safe "
        "with an Idempotency-Key."
    ),
    ErrorCode.UNAVAILABLE: ProblemDefinition(
        503,
        "Try again later",
        "A part that is needed does not answer. Try again after the seconds in `Retry-After`, with the same "
        "Idempotency-Key: what was done already is not done twice.",
    ),
})  # fmt: skip

NOTHING_HERE: Final = "There is nothing at this address, or it is not yours to see."
"""The detail of every 404, whatever the service said: an object of somebody else must look like a missing one."""


class ProblemFault(Out):
    pointer: str
    code: str
    detail: str


class Problem(Out):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    section: str | None = None
    errors: tuple[ProblemFault, ...] | None = None
    earliest_on: date | None = None


class Refusal(ServiceError):  # noqa: N818 - named as its family in app.errors
    """A refusal by HTTP itself, before any service was asked."""

    def __init__(self, code: ErrorCode, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.headers = dict(headers or {})


def slug(code: ErrorCode) -> str:
    return code.value.replace("_", "-")


def problem_response(error: ServiceError, request_id: str) -> Response:
    if error.code is ErrorCode.NOT_FOUND:
        error = NotFound(NOTHING_HERE)
    kind = PROBLEM_TYPES[error.code]
    text = json.dumps(_members(error, kind, request_id), ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode(errors="backslashreplace"), kind.status, headers=_headers(error), media_type=MEDIA_TYPE)


def _members(error: ServiceError, kind: ProblemDefinition, request_id: str) -> dict[str, Any]:
    members: dict[str, Any] = {
        "type": f"/v1/problems/{slug(error.code)}",
        "title": kind.title,
        "status": kind.status,
        "detail": error.detail,
        "requestId": request_id,
    }
    if error.section is not None:
        members["section"] = error.section
    if isinstance(error, NotThatDay):
        members["earliestOn"] = error.earliest_on.isoformat()
    if error.faults:
        members["errors"] = [
            {"pointer": fault.pointer, "code": fault.code, "detail": fault.detail}
            for fault in error.faults[:MOST_FAULTS]
        ]
    return members


def _headers(error: ServiceError) -> dict[str, str]:
    if isinstance(error, Refusal):
        return error.headers
    if isinstance(error, Unavailable | TooManyRequests):
        return {"Retry-After": str(error.retry_after)}
    if error.code is ErrorCode.UNAUTHENTICATED or isinstance(error, WeakSignIn | InsufficientScope):
        return {"WWW-Authenticate": _challenge(error)}
    return {}


def _challenge(error: ServiceError) -> str:
    """RFC 6750 §3.1, where nothing that was presented is at fault just the scheme; RFC 9470 §3."""
    if isinstance(error, BadCredential):
        return 'Bearer error="invalid_token"'
    if isinstance(error, WeakSignIn):
        wanted = f', acr_values="{" ".join(error.contexts)}"' if error.contexts else ""
        description = "More than one factor is needed"
        return f'Bearer error="insufficient_user_authentication", error_description="{description}"{wanted}'
    if isinstance(error, InsufficientScope):
        wanted = f', scope="{error.scope}"' if error.scope else ""
        return f'Bearer error="insufficient_scope"{wanted}'
    return "Bearer"
