"""Where everything stands on a timeline: support time to scale, closed time narrow, labels that don't run into each
other. In units of the picture; what it looks like is the template's.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Final
from zoneinfo import ZoneInfo

from app.business_time.hours import WeeklyHours
from app.business_time.wall import windows_of
from app.clock import Instant
from app.domain.explanation.explaining import ExplanationLine
from app.domain.explanation.lines import LineKind

LEFT: Final = 30.0
RIGHT: Final = 930.0
WIDTH: Final = RIGHT - LEFT
ROWS: Final = 3
_ROOM: Final = {
    LineKind.COUNTED: 2.0,
    LineKind.OUTSIDE_HOURS: 8.0,
    LineKind.WEEKEND: 14.0,
    LineKind.HOLIDAY: 22.0,
    LineKind.PAUSED: 28.0,
}
_ROOM_AT_MOST: Final = 0.45 * WIDTH
_MARGIN: Final = 9.0

Wish = tuple[float, str, float]
"""Where a label should lead, its text and how wide that is."""

_ORDERS: Final[Sequence[Callable[[Wish], tuple[float, ...]]]] = (
    lambda wish: (-wish[0],),
    lambda wish: (wish[2], -wish[0]),
    lambda wish: (-wish[2], -wish[0]),
    lambda wish: (wish[0],),
)
_SIDES: Final = ((0.0, 0.5, 1.0), (1.0, 0.5, 0.0))
"""How much of a label stands left of where it leads: what is tried first, and then."""


@dataclass(frozen=True)
class Piece:
    """A line, or one of the business days of a line of several."""

    line: ExplanationLine
    from_at: Instant
    until: Instant
    seconds: float


@dataclass(frozen=True)
class Cell:
    piece: Piece
    x: float
    width: float

    @property
    def centre(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Flag:
    """A label above the bar, beginning at `left`; a line leads from it down to the bar at `x`."""

    text: str
    x: float
    left: float
    width: float
    row: int

    def is_free_of(self, other: "Flag") -> bool:
        if self.row == other.row:
            return self.left + self.width + _MARGIN <= other.left or other.left + other.width + _MARGIN <= self.left
        upper, lower = (self, other) if self.row > other.row else (other, self)
        return not lower.left - _MARGIN < upper.x < lower.left + lower.width + _MARGIN


def cells(lines: Sequence[ExplanationLine], hours: WeeklyHours, zone: ZoneInfo) -> tuple[Cell, ...]:
    """From LEFT to RIGHT. A pause is never wider than all that counted."""
    pieces = [piece for line in lines for piece in _pieces(line, hours, zone)]
    most = sum(piece.seconds for piece in pieces if piece.line.kind is LineKind.COUNTED)
    weights = [_weight(piece, most) for piece in pieces]
    rooms = [_ROOM[piece.line.kind] for piece in pieces]
    room = sum(rooms) or 1.0
    scale = min(1.0, _ROOM_AT_MOST / room) if any(weights) else WIDTH / room
    rest = (WIDTH - scale * room) / (sum(weights) or 1.0)
    widths = [scale * own + rest * weight for own, weight in zip(rooms, weights, strict=True)]
    starts = accumulate(widths, initial=LEFT)
    return tuple(Cell(piece, x, width) for piece, x, width in zip(pieces, starts, widths, strict=False))


def _weight(piece: Piece, most: float) -> float:
    match piece.line.kind:
        case LineKind.COUNTED:
            return piece.seconds
        case LineKind.PAUSED:
            return min(piece.seconds, most)
        case _:
            return 0.0


def _pieces(line: ExplanationLine, hours: WeeklyHours, zone: ZoneInfo) -> Iterator[Piece]:
    """Business days of one line are equally long here: what counted is known of all of them together."""
    days = list(_open_days(line, hours, zone)) if line.kind is LineKind.COUNTED else []
    if len(days) < 2:  # noqa: PLR2004 - one day is the line itself
        yield Piece(line, line.from_at, line.until, line.seconds)
        return
    for opens, closes in days:
        yield Piece(line, max(opens, line.from_at), min(closes, line.until), line.seconds / len(days))


def _open_days(line: ExplanationLine, hours: WeeklyHours, zone: ZoneInfo) -> Iterator[tuple[Instant, Instant]]:
    day, last = (at.astimezone(zone).date() for at in (line.from_at, line.until))
    while day <= last:
        if windows := windows_of(day, hours, zone):
            opens, closes = windows[0][0], windows[-1][1]
            if opens < line.until and line.from_at < closes:
                yield opens, closes
        day += timedelta(days=1)


def place_of(at: Instant, row: Sequence[Cell]) -> float:
    """Where this moment is; before or after all cells, at the nearest end."""
    cell = next((cell for cell in reversed(row) if cell.piece.from_at <= at), row[0])
    length = cell.piece.until - cell.piece.from_at
    passed = min(max((at - cell.piece.from_at) / length, 0.0), 1.0) if length else 0.0
    return cell.x + cell.width * passed


def days(row: Sequence[Cell], zone: ZoneInfo) -> Iterator[tuple[float, date]]:
    """Where each day begins that is more than closed."""
    seen = None
    for cell in row:
        day = cell.piece.from_at.astimezone(zone).date()
        if day == seen or cell.piece.line.kind in (LineKind.OUTSIDE_HOURS, LineKind.WEEKEND):
            continue
        seen = day
        yield cell.x, day


def named(wished: Iterable[Wish]) -> list[tuple[float, str]]:
    """Each place with its name, or without it where the one before leaves no room, or the edge."""
    placed: list[tuple[float, str]] = []
    free = LEFT
    for x, text, width in wished:
        fits = free <= x and x + width <= RIGHT
        placed.append((x, text if fits else ""))
        free = x + width + _MARGIN if fits else free
    return placed


def flags(wished: Iterable[Wish]) -> tuple[Flag, ...]:
    """As many as can be read, in the order and to the side by which most of them find a place."""
    wishes = list(wished)
    return max((_placed(sorted(wishes, key=order), side) for side in _SIDES for order in _ORDERS), key=len)


def _placed(wishes: Sequence[Wish], side: Sequence[float]) -> tuple[Flag, ...]:
    placed: list[Flag] = []
    for x, text, width in wishes:
        lefts = [max(LEFT, min(x - width * part, RIGHT - width)) for part in side]
        tried = (Flag(text, x, left, width, row) for left in lefts for row in range(ROWS))
        free = next((flag for flag in tried if all(map(flag.is_free_of, placed))), None)
        placed += [free] if free else []
    return tuple(placed)
