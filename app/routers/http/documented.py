"""What a route's `responses` say: one function for each kind of endpoint. What is documented is also negotiated."""

from collections.abc import Iterable
from typing import Any, Final

from app.errors import ErrorCode
from app.routers.http.negotiation import CSV, TEXT
from app.routers.http.pagination import page_of
from app.routers.http.problems import PROBLEM_TYPES
from app.routers.http.types import Out

Responses = dict[int | str, dict[str, Any]]

HEADERS: Final = {
    "Accept": "Which media type a body has to be of.",
    "Allow": "The methods that there are here.",
    "API-Version": "The full version of this API.",
    "X-Request-Id": "Names this request in our logs; yours is taken over if it has 8 to 64 letters, digits, ._-",
    "Content-Disposition": "The name of the file to save it in; of a list as JSON or text there is none.",
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
    return _answer(200, model, "Found.", forms=forms)


def tells(model: type[Out], *forms: str) -> Responses:
    """As `shows`, in the language that was asked for."""
    return _answer(200, model, "Found.", "Content-Language", forms=forms)


def shows_version(model: type[Out], *forms: str) -> Responses:
    """A single resource with its ETag, or 304; in other forms than JSON without one."""
    known = {"description": "You have this version already.", "headers": header_refs("ETag")}
    return {**_answer(200, model, "Found.", "ETag", forms=forms), 304: known}


def lists(model: type[Out], page: type[Out] | None = None) -> Responses:
    """A page, as JSON, CSV or aligned text. `page` has more in it than the items."""
    return _answer(200, page or page_of(model), "A page of the list.", "Link", forms=(CSV, TEXT))


def creates(model: type[Out]) -> Responses:
    """Beside `status_code=201`."""
    return _answer(201, model, "Made.", "Location", "ETag", "Idempotency-Replayed")


def changes(model: type[Out]) -> Responses:
    """PATCH or PUT under If-Match."""
    return _answer(200, model, "Changed.", "ETag")


def refuses(*codes: ErrorCode) -> Responses:
    """Refusals beside those that follow from the route's own parameters: `{**creates(X), **refuses(…)}`."""
    return {PROBLEM_TYPES[code].status: {"description": PROBLEM_TYPES[code].title} for code in codes}


def header_refs(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _answer(status: int, model: Any, said: str, *headers: str, forms: Iterable[str] = ()) -> Responses:
    content = {form: {"schema": {"type": "string"}} for form in forms}
    named = header_refs(*headers, *(["Content-Disposition"] if CSV in content else []))
    return {status: {"model": model, "description": said, "headers": named, "content": content}}
