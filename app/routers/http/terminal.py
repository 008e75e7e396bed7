"""A list as a page for a terminal: within 80 columns unless more is asked for, and a last line that says what is left.

Ids, and whatever else is of use to programs alone, are among the columns of the CSV; `wide=true` shows these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, TypeVar
from urllib.parse import quote, urlencode

from starlette.requests import Request

from app.errors import Invalid
from app.routers.http.runtime import runtime_of
from app.routers.http.tables import WIDTH, Cell, Column, as_text, local, written

Item = TypeVar("Item")

_NOTHING: Final = timedelta(0)
_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class WallTime:
    """What a clock on the wall of `zone` shows, told at `now`."""

    zone: tzinfo = UTC
    now: datetime | None = None

    def to_the_minute(self, at: datetime) -> str:
        """`30 Nov 09:05`; with its year if that is another one, with its offset where the hour comes twice."""
        there = at.astimezone(self.zone)
        year = "" if self.now is not None and self.now.astimezone(self.zone).year == there.year else f" {there:%Y}"
        return f"{there.day} {there:%b}{year} {there:%H:%M}{local(at, self.zone)[19:]}"


def wall_time(request: Request) -> WallTime:
    runtime = runtime_of(request)
    return WallTime(runtime.zone, runtime.clock())


def left_in_words(left: timedelta, day: timedelta) -> str:
    """`2 h 10`, or `late 5 d 3 h`: support time, of which `day` is a business day's worth. A minute that has begun
    counts once it is late.
    """
    late, length = ("late ", -(left // _MINUTE) * _MINUTE) if left < _NOTHING else ("", left)
    if length < _HOUR:
        return f"{late}{length // _MINUTE} min"
    days, rest = divmod(length, day)
    hours, rest = divmod(rest, _HOUR)
    return f"{late}{days} d {hours} h" if days else f"{late}{hours} h {rest // _MINUTE:02}"


def listing(
    request: Request,
    columns: Sequence[Column[Item]],
    brief: Sequence[Column[Item]],
    items: Sequence[Item],
    next_cursor: str | None,
) -> str:
    """As the query asks: `brief` within 80 columns, the named `columns`, or all of them.

    Invalid for a column that there is not.
    """
    wall, query = wall_time(request), request.query_params
    names, is_wide = query.get("columns"), query.get("wide") == "true"
    if names is not None:
        shown, width = _named(names.split(","), {column.name: column for column in (*brief, *columns)}), None
    else:
        shown, width = (columns, None) if is_wide else (brief, WIDTH)

    def told(cell: Cell) -> str:
        if not isinstance(cell, datetime):
            return written(cell)
        return local(cell, wall.zone) if is_wide else wall.to_the_minute(cell)

    has_moments = any(isinstance(column.value(item), datetime) for column in shown for item in items)
    zone = f" Times of {wall.zone}." if has_moments else ""
    return f"{as_text(shown, items, told, width)}{_remainder(request, len(items), next_cursor)}{zone}\n" + (
        f"Next: {address_of_next(request, next_cursor)}\n" if next_cursor else ""
    )


def narrow(columns: Sequence[Column[Item]]) -> Sequence[Column[Item]]:
    return [column for column in columns if not column.wide]


def address_of_next(request: Request, next_cursor: str) -> str:
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{quote(request.scope['path'])}?{urlencode([*query, ('cursor', next_cursor)])}"


def _named(names: Sequence[str], known: Mapping[str, Column[Item]]) -> Sequence[Column[Item]]:
    if unknown := [name for name in names if name not in known]:
        detail = f"There is no column {' or '.join(unknown)} here. The columns are {', '.join(known)}."
        raise Invalid.at("/query/columns", "unknown_column", detail)
    return [known[name] for name in names]


def _remainder(request: Request, number: int, next_cursor: str | None) -> str:
    """How many there are is known for nothing on the only page."""
    if next_cursor is not None:
        return f"{number} shown, and there are more."
    if "cursor" in request.query_params:
        return f"The last {number}."
    return f"{number} in all." if number else "There are none."
