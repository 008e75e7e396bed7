"""Due times that would move, for eyes or for a program: a table, JSON, or CSV (RFC 4180). Written as they are found."""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from app.clock import Instant
from app.domain.clocks.moves import Direction, Move

NONE: Final = "none"
HEADINGS: Final = ("ticket", "clock", "due", "due then", "support time", "wall time")
WIDTHS: Final = (14, 10, 27, 27, 14, 14)
SAID: Final = {
    Direction.LATER: "later",
    Direction.EARLIER: "earlier",
    Direction.DUE_NOW: "due where there was no due time",
    Direction.NOT_DUE: "not due any more",
}


class MovesTable:
    """Counts, whatever the form; in this one, lines as wide as a terminal."""

    def __init__(self) -> None:
        self.directions: Counter[Direction] = Counter()
        self.tickets = 0
        self._last: UUID | None = None

    def begin(self) -> None:
        """The heading comes with the first line: a table of nothing needs none."""

    def add(self, moves: Iterable[Move]) -> None:
        for move in moves:
            if self._last is None:
                self.head()
            self.directions[move.direction] += 1
            self.tickets += move.ticket_id != self._last
            self._last = move.ticket_id
            self.line(move)
        sys.stdout.flush()

    def head(self) -> None:
        sys.stdout.write(_line(HEADINGS))

    def line(self, move: Move) -> None:
        sys.stdout.write(
            _line((move.number, move.clock, _at(move.from_at), _at(move.to_at), _by(move.support), _by(move.wall)))
        )

    def conclude(self, looked_at: int) -> None:
        sys.stdout.write(self.verdict(looked_at))

    def verdict(self, looked_at: int) -> str:
        total = self.directions.total()
        if not total:
            return f"{looked_at:,} open tickets looked at: no due time would move.\n"
        ways = ", ".join(f"{self.directions[way]:,} {words}" for way, words in SAID.items() if self.directions[way])
        return f"{looked_at:,} open tickets looked at: {total:,} due times of {self.tickets:,} would move, {ways}.\n"


class Json(MovesTable):
    """One document: the moves, and last the summary."""

    def begin(self) -> None:
        sys.stdout.write('{"moves": [')

    def head(self) -> None:
        """A comma goes before every move but the first."""

    def line(self, move: Move) -> None:
        comma = "," if self.directions.total() > 1 else ""
        sys.stdout.write(f"{comma}\n  {json.dumps(_members(move))}")

    def conclude(self, looked_at: int) -> None:
        summary = {
            "ticketsLookedAt": looked_at,
            "ticketsMoved": self.tickets,
            "dueTimesMoved": self.directions.total(),
            "byDirection": {way: self.directions[way] for way in Direction},
        }
        sys.stdout.write(f'\n], "summary": {json.dumps(summary)}}}\n')


class Csv(MovesTable):
    """The moves alone; what they come to is told beside them, on stderr."""

    def begin(self) -> None:
        csv.writer(sys.stdout).writerow(MEMBERS)

    def head(self) -> None:
        """It is there already: a file without lines has one too."""

    def line(self, move: Move) -> None:
        csv.writer(sys.stdout).writerow(_members(move).values())

    def conclude(self, looked_at: int) -> None:
        sys.stderr.write(self.verdict(looked_at))


MEMBERS: Final = (
    *("ticket", "ticketId", "customerId", "clock", "direction"),
    *("dueAt", "newDueAt", "supportSeconds", "wallSeconds"),
)


def _members(move: Move) -> dict[str, Any]:
    values = (
        *(move.number, str(move.ticket_id), str(move.customer_id), move.clock, move.direction),
        *(_moment(move.from_at), _moment(move.to_at), _seconds(move.support), _seconds(move.wall)),
    )
    return dict(zip(MEMBERS, values, strict=True))


def _line(cells: Iterable[str]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True))
    return f"{' '.join(padded).rstrip()}\n"


def _moment(at: Instant | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def _at(at: Instant | None) -> str:
    return _moment(at) or NONE


def _seconds(length: timedelta | None) -> float | None:
    if length is None:
        return None
    seconds = length.total_seconds()
    return int(seconds) if seconds.is_integer() else seconds


def _by(length: timedelta | None) -> str:
    """Hours, minutes and seconds, however many hours."""
    if length is None:
        return NONE
    minutes, seconds = divmod(round(abs(length).total_seconds()), 60)
    sign = "-" if length < timedelta(0) else "+"
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{seconds:02}"
