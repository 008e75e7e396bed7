"""What an endpoint returns. The JSON is written once, by pydantic, and sent as it is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from app.routers.http.etags import etag, is_known
from app.routers.http.negotiation import CSV, JSON, SVG, TEXT
from app.routers.http.pagination import PageOut, page_of
from app.routers.http.request import StrictRequest
from app.routers.http.runtime import runtime_of
from app.routers.http.tables import Column, as_csv, as_text
from app.routers.http.types import Out

Item = TypeVar("Item", bound=Out)

_CONTENT_TYPES: Final = {
    JSON: JSON,
    CSV: "text/csv; charset=utf-8; header=present",
    TEXT: "text/plain; charset=utf-8",
    SVG: "image/svg+xml; charset=utf-8",
}


def reply(
    value: Out, *, status: int = 200, version: int | None = None, location: str | None = None, of_now: bool = False
) -> Response:
    """One resource as JSON; with `version` its ETag, with `location` (relative to the base path) where it is.

    `of_now`: without a change of its version the resource is another one at another moment.
    """
    body, headers = _json(value, type(value)), dict[str, str]()
    if version is not None:
        headers["ETag"] = etag(version, body if of_now else None)
    if location is not None:
        headers["Location"] = f"/v1{location}"
    return _response(body, JSON, headers, status)


def reply_unless_known(request: Request, value: Out, *, version: int, of_now: bool = False) -> Response:
    """As `reply`, or 304 if the caller's If-None-Match names what would be sent."""
    answer = reply(value, version=version, of_now=of_now)
    if is_known(request.headers.get("if-none-match"), version, bytes(answer.body) if of_now else None):
        return Response(status_code=304, headers={"ETag": answer.headers["ETag"]})
    return answer


def nothing() -> Response:
    return Response(status_code=204)


def collection(
    request: Request, kind: type[Item], items: Iterable[Item], next_cursor: str | None, columns: Sequence[Column[Item]]
) -> Response:
    """A page of a list in the form that the caller asked for, with a Link to the next."""
    shown = tuple(items)
    return rendered(
        request,
        PageOut(items=shown, next_cursor=next_cursor),
        page_of(kind),
        csv=lambda: as_csv(columns, shown),
        text=lambda: as_text(columns, shown, runtime_of(request).zone),
        headers=_link_to_next(request, next_cursor),
    )


def rendered(
    request: Request,
    value: Out,
    kind: Any = None,
    *,
    csv: Callable[[], str] | None = None,
    text: Callable[[], str] | None = None,
    svg: Callable[[], str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """`value` in the form that was negotiated. Give the forms that the route's `responses` document.

    `kind`: what pydantic takes it for, where it isn't its class.
    """
    forms: Mapping[str, Callable[[], str | bytes]] = {
        JSON: partial(_json, value, kind or type(value)),
        CSV: csv or _missing_form,
        TEXT: text or _missing_form,
        SVG: svg or _missing_form,
    }
    media_type = request.media_type if isinstance(request, StrictRequest) else JSON
    return _response(forms[media_type](), media_type, {"Vary": "Accept", **(headers or {})})


def _json(value: Out, kind: Any) -> bytes:
    return _adapter(kind).dump_json(value)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _missing_form() -> str:
    raise LookupError("the route documents a form that its endpoint does not write")


def _response(content: str | bytes, media_type: str, headers: Mapping[str, str], status: int = 200) -> Response:
    response = Response(content, status, headers)
    response.headers["Content-Type"] = _CONTENT_TYPES[media_type]
    return response


def _link_to_next(request: Request, next_cursor: str | None) -> dict[str, str]:
    if next_cursor is None:
        return {}
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    target = f"{quote(request.scope['path'])}?{urlencode([*query, ('cursor', next_cursor)])}"
    return {"Link": f'<{target}>; rel="next"'}
