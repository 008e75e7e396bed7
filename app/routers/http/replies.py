"""What an endpoint returns. The JSON is written once, by pydantic, and sent as it is."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.routers.http.etags import etag, is_known
from app.routers.http.negotiation import CSV, ICAL, JSON, SVG, TEXT
from app.routers.http.pagination import Key, PageOut, PageWindow, page_of
from app.routers.http.request import is_csv, negotiated
from app.routers.http.tables import Column, as_csv, csv_head, csv_rows
from app.routers.http.terminal import address_of_next, listing, narrow
from app.routers.http.types import Out

Item = TypeVar("Item", bound=Out)
Row = TypeVar("Row")

_CONTENT_TYPES: Final = {
    JSON: JSON,
    CSV: "text/csv; charset=utf-8; header=present",
    TEXT: "text/plain; charset=utf-8",
    SVG: "image/svg+xml; charset=utf-8",
    ICAL: "text/calendar; charset=utf-8",
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
    request: Request,
    kind: type[Item],
    items: Iterable[Item],
    next_cursor: str | None,
    columns: Sequence[Column[Item]],
    brief: Sequence[Column[Item]] = (),
    page: Out | None = None,
) -> Response:
    """A page of a list in the form that the caller asked for, with a Link to the next. `brief` is for a terminal:
    without it, the columns that are not wide. `page` is the JSON, where that has more in it than the items.
    """
    shown = tuple(items)
    return rendered(
        request,
        page or PageOut(items=shown, next_cursor=next_cursor),
        type(page) if page else page_of(kind),
        csv=lambda: as_csv(columns, shown),
        text=lambda: listing(request, columns, brief or narrow(columns), shown, next_cursor),
        headers={
            **(_file_name(request, next_cursor) if is_csv(request) else {}),
            **_link_to_next(request, next_cursor),
        },
    )


def page_reply(request: Request, page: Out, next_cursor: str | None) -> Response:
    """A page of a list in JSON that has more in it than `collection` gives, with a Link to the next."""
    return rendered(request, page, headers=_link_to_next(request, next_cursor))


async def listed(
    request: Request,
    asked: PageWindow,
    kind: type[Item],
    columns: Sequence[Column[Item]],
    *,
    read: Callable[[PageWindow], Awaitable[Sequence[Row]]],
    key: Callable[[Row], Key],
    view: Callable[[Sequence[Row]], Awaitable[Sequence[Item]]],
    brief: Sequence[Column[Item]] = (),
) -> Response:
    """As `collection`, of a list that may be long: a CSV holds only so many rows at a time as are read at once."""
    if not is_csv(request):
        page = asked.page(await read(asked), key)
        return collection(request, kind, await view(page.rows), page.next_cursor, columns, brief)
    written, next_cursor = [csv_head(columns)], None
    async for page in asked.blocks(read, key):
        written.append(csv_rows(columns, await view(page.rows)))
        next_cursor = page.next_cursor
    headers = {**_file_name(request, next_cursor), **_link_to_next(request, next_cursor)}
    return _response("".join(written), CSV, headers)


def rendered(
    request: Request,
    value: Out,
    kind: Any = None,
    *,
    csv: Callable[[], str] | None = None,
    text: Callable[[], str] | None = None,
    svg: Callable[[], str] | None = None,
    ical: Callable[[], bytes] | None = None,
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
        ICAL: ical or _missing_form,
    }
    media_type = negotiated(request)
    name = _file_name(request) if media_type == CSV else {}
    return _response(forms[media_type](), media_type, {**name, **(headers or {})})


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
    return {} if next_cursor is None else {"Link": f'<{address_of_next(request, next_cursor)}>; rel="next"'}


def _file_name(request: Request, next_cursor: str | None = None) -> dict[str, str]:
    """After the list that it has (RFC 6266); it says so where there is more."""
    name = re.sub(r"[^a-z-]", "", request.scope["path"].rpartition("/")[2])
    return {"Content-Disposition": f'attachment; filename="{name}{"-incomplete" if next_cursor else ""}.csv"'}


class Afterwards(Response):
    """An answer that is found once the unit of work has been committed, and its transaction is over."""

    def __init__(self, found: Callable[[], Awaitable[Response]], *, status: int) -> None:
        super().__init__(status_code=status)
        self.found = found

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self.found()
        await answer(scope, receive, send)
