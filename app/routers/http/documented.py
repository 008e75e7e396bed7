"""What a route's `responses` say: one function for each kind of endpoint. What is documented is also negotiated."""

from typing import Any, Final

from app.errors import ErrorCode
from app.routers.http.negotiation import CSV, TEXT
from app.routers.http.problems import PROBLEM_TYPES
from app.routers.http.types import Out

Responses = dict[int | str, dict[str, Any]]

HEADERS: Final = {
    "API-Version": "The full version of this API.",
    "X-Request-Id": "Names this request in our logs; yours is taken over if it has 8 to 64 letters, digits, ._-",
    "Content-Language": "The language of what is said in words.",
    "ETag": "The version of the resource: send it as If-Match with a change.",
    "Link": 'The next page, with `rel="next"`.',
    "Location": "Where the new resource is.",
    "Idempotency-Replayed": "`true` if this answer was given before and nothing was done now.",
    "RateLimit": "At least so much is left of the policy that it names: `r` requests, for `t` seconds where it "
    "is said (draft-ietf-httpapi-ratelimit-headers).",
    "RateLimit-Policy": "What you may have: `q` requests in `w` seconds, over all your keys and tokens.",
    "Retry-After": "Seconds to wait before trying again.",
    "WWW-Authenticate": "`Bearer`, with an `error` where it was a credential that was refused (RFC 6750, RFC 9470).",
}


def shows(model: type[Out], *forms: str) -> Responses:
    """Something that has no version; `forms` are the media types besides JSON."""
    return {200: {"model": model, "description": "Found.", "content": _content(*forms)}}


def tells(model: type[Out], *forms: str) -> Responses:
    """As `shows`, in the language that was asked for."""
    return {200: {**shows(model, *forms)[200], "headers": header_refs("Content-Language")}}


def shows_version(model: type[Out]) -> Responses:
    """A single resource with its ETag, or 304."""
    return {
        200: {"model": model, "description": "Found.", "headers": header_refs("ETag")},
        304: {"description": "You have this version already.", "headers": header_refs("ETag")},
    }


def lists(model: type[Out]) -> Responses:
    """A page, as JSON, CSV or aligned text."""
    return {
        200: {
            "model": model,
            "description": "A page of the list.",
            "headers": header_refs("Link"),
            "content": _content(CSV, TEXT),
        }
    }


def creates(model: type[Out]) -> Responses:
    """Beside `status_code=201`."""
    headers = header_refs("Location", "ETag", "Idempotency-Replayed")
    return {201: {"model": model, "description": "Made.", "headers": headers}}


def changes(model: type[Out]) -> Responses:
    """PATCH or PUT under If-Match."""
    return {200: {"model": model, "description": "Changed.", "headers": header_refs("ETag")}}


def refuses(*codes: ErrorCode) -> Responses:
    """Refusals beside those that follow from the route's own parameters: `{**creates(X), **refuses(…)}`."""
    return {PROBLEM_TYPES[code].status: {"description": PROBLEM_TYPES[code].title} for code in codes}


def header_refs(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _content(*forms: str) -> dict[str, Any]:
    return {form: {"schema": {"type": "string"}} for form in forms}
