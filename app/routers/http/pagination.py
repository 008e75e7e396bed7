"""Keyset pages: an opaque signed cursor that holds the last key and fits only the list that it came from."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final, Generic, TypeVar, cast
from uuid import UUID

from pydantic import Field, StringConstraints
from pydantic.json_schema import WithJsonSchema
from starlette.requests import Request

from app.clock import Instant, instant
from app.errors import Fault, Invalid
from app.routers.http.negotiation import TEXT
from app.routers.http.request import is_csv, negotiated
from app.routers.http.runtime import runtime_of
from app.routers.http.types import IN_DIGITS, TRUE_OR_FALSE, Out, QueryIn

Item = TypeVar("Item")
Row = TypeVar("Row")
KeyPart = Instant | UUID | int | str | None
Key = tuple[KeyPart, ...]

MOST_ROWS: Final = 10_000
"""Of a CSV without a limit."""
BLOCK: Final = 500
"""Rows that are read at once: what a list holds of its rows at any time."""
_SIGNATURE_BYTES: Final = 16
_LONGEST: Final = 2_000
_LOOKS: Final = ("columns", "wide")
_NO_FILTERS: Final = ("cursor", "limit", "expand", *_LOOKS)
"""What changes neither which items a list has nor their order."""

Cursor = Annotated[
    str,
    StringConstraints(max_length=_LONGEST),
    WithJsonSchema({"type": "string", "maxLength": _LONGEST, "pattern": "^[A-Za-z0-9_-]+$"}),
]


class PageQuery(QueryIn):
    """What every list takes; its filters are added in a subclass."""

    limit: Annotated[
        int,
        Field(ge=1, le=200, description="Of a page. A CSV without it has all that is left of the list, up to 10,000."),
        IN_DIGITS,
    ] = 50
    cursor: Annotated[
        Cursor | None, Field(description="`nextCursor` as the page before gave it, with the same path and filters.")
    ] = None
    columns: Annotated[
        str | None,
        StringConstraints(max_length=500, pattern="^[A-Za-z]+(?:,[A-Za-z]+)*$"),
        Field(description="Of the table that is text/plain: names, with commas between.", examples=["number,title"]),
    ] = None
    wide: Annotated[
        bool, Field(description="The table that is text/plain with all its columns and nothing cut."), TRUE_OR_FALSE
    ] = False


class PageOut(Out, Generic[Item]):
    """A page of a list. `nextCursor` is null on the last one."""

    items: tuple[Item, ...]
    next_cursor: str | None


def page_of(kind: type[Out]) -> Any:
    """The type of a page of these, for pydantic."""
    return cast("Any", PageOut)[kind]


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: Sequence[Row]
    next_cursor: str | None


@dataclass(frozen=True)
class PageWindow:
    """Which part of the list is asked for: the rows after `after`, at most `limit`."""

    after: Key | None
    limit: int
    place: str
    secret: bytes

    @property
    def fetch(self) -> int:
        """How many rows to read: one more than is shown tells whether there is a next page."""
        return self.limit + 1

    async def blocks(
        self, read: Callable[["PageWindow"], Awaitable[Sequence[Row]]], key: Callable[[Row], Key]
    ) -> AsyncGenerator[Page[Row]]:
        """The window in as many pages as it takes; `read` gives the rows of a window with its `fetch`."""
        after, left, page = self.after, self.limit, None
        while page is None or (page.next_cursor and left):
            part = replace(self, after=after, limit=min(left, BLOCK))
            page = part.page(await read(part), key)
            yield page
            if page.next_cursor:
                after, left = key(page.rows[-1]), left - len(page.rows)

    @property
    def after_number(self) -> int:
        """Of a list in the order of one number that begins at 1."""
        return cast("int", self.after[0]) if self.after else 0

    def page(self, rows: Sequence[Row], key: Callable[[Row], Key]) -> Page[Row]:
        """`rows` as read with `fetch`, or all of them; `key` gives the values that they are ordered by."""
        if len(rows) <= self.limit:
            return Page(rows, None)
        shown = rows[: self.limit]
        return Page(shown, _sealed(key(shown[-1]), self.place, self.secret))


def window(request: Request, query: PageQuery) -> PageWindow:
    """Invalid if the cursor was not given by this list with these filters; or if columns are chosen for no table."""
    if negotiated(request) != TEXT:
        _refuse_looks(query)
    place, secret = _place(request), runtime_of(request).cursor_key
    after = None if query.cursor is None else _opened(query.cursor, place, secret)
    is_limited = "limit" in query.model_fields_set or not is_csv(request)
    return PageWindow(after, query.limit if is_limited else MOST_ROWS, place, secret)


def _refuse_looks(query: PageQuery) -> None:
    """Elsewhere they would change nothing. Some clients send what is the default, too."""
    given = [name for name in _LOOKS if getattr(query, name)]
    if given:
        detail = f"It is about the table for a terminal: send Accept: {TEXT}, or leave it out."
        raise Invalid(
            "The request is not valid.", faults=[Fault(f"/query/{each}", "no_table", detail) for each in given]
        )


def _place(request: Request) -> str:
    """The list and its filters: another path or another filter is another list."""
    given = request.query_params.multi_items()
    filters = sorted((name, value) for name, value in given if name not in _NO_FILTERS)
    return json.dumps([request.scope["path"], filters])


def _sealed(key: Key, place: str, secret: bytes) -> str:
    content = json.dumps([_written(part) for part in key], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_signature(content, place, secret) + content).rstrip(b"=").decode()


def _opened(cursor: str, place: str, secret: bytes) -> Key:
    try:
        sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise _not_ours() from None
    signature, content = sealed[:_SIGNATURE_BYTES], sealed[_SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(content, place, secret)):
        raise _not_ours()
    return tuple(_read(part) for part in json.loads(content))


def _signature(content: bytes, place: str, secret: bytes) -> bytes:
    message = hashlib.sha256(place.encode()).digest() + content
    return hmac.digest(secret, message, "sha256")[:_SIGNATURE_BYTES]


def _not_ours() -> Invalid:
    return Invalid.at(
        "/query/cursor", "cursor", "Use nextCursor as it was given, with the same path and filters; or leave it out."
    )


def _written(part: KeyPart) -> list[str] | int | str | None:
    match part:
        case datetime():
            return ["at", part.isoformat()]
        case UUID():
            return ["id", part.hex]
        case _:
            return part


def _read(part: list[str] | int | str | None) -> KeyPart:
    match part:
        case ["at", moment]:
            return instant(datetime.fromisoformat(moment))
        case ["id", identifier]:
            return UUID(identifier)
        case list():
            raise _not_ours()
        case _:
            return part
