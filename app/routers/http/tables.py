"""A list as a table: CSV for a spreadsheet (RFC 4180), aligned text for a terminal.

Which character separates the cells of a CSV, a spreadsheet decides by the language of its machine: Excel splits at `;`
in the Netherlands, and so does not see the quotes of a cell that begins after a comma. What guards text against being
run as a formula therefore holds wherever a reader that splits at `,`, `;`, tabs or line breaks would begin a cell.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import Enum
from typing import Final, Generic, TypeVar
from uuid import UUID

Item = TypeVar("Item")
Cell = str | int | float | datetime | date | UUID | Enum | None

_FORMULA: Final = re.compile(
    r'(?:^|(?<=[,;\t\r\n]))((?:[^\S\t\r\n]|["\u200b-\u200f\u2060\ufeff])*+)(?=[=+\-@＝＋－＠]|(?<!\t)\t)'
)
"""Where a spreadsheet takes what follows for a formula (OWASP, CSV injection), whichever way it splits a line; or what
follows is a tab that a cell begins with.
"""
_QUOTED: Final = re.compile(r'[,;\t\r\n"]')
_STEERING: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, but those of white space; and what turns the direction of writing (Unicode UAX #9)."""
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_WIDE: Final = frozenset({"W", "F"})


@dataclass(frozen=True)
class Column(Generic[Item]):
    name: str
    """As in the JSON: camelCase."""
    value: Callable[[Item], Cell]


def as_csv(columns: Sequence[Column[Item]], items: Iterable[Item]) -> str:
    """Numbers stay numbers, also negative ones; only text is guarded against being run as a formula."""
    rows = [[column.name for column in columns]]
    rows += [[_guarded(column.value(item)) for column in columns] for item in items]
    return "".join(f"{','.join(map(_quoted, row))}\r\n" for row in rows)


def as_text(columns: Sequence[Column[Item]], items: Iterable[Item], zone: tzinfo = UTC) -> str:
    """A line per item under a line of names; numbers stand to the right, everything else to the left.

    Moments are local times of `zone`, which the line of names ends with if there are any.
    """
    rows = [[column.value(item) for column in columns] for item in items]
    names = [column.name for column in columns]
    texts = [names, *([printable(_shown(cell, zone)) for cell in row] for row in rows)]
    widths = [max(_width(text) for text in texts_of_column) for texts_of_column in zip(*texts, strict=True)]
    right = [any(_is_number(row[index]) for row in rows) for index in range(len(columns))]
    head, *lines = (
        "  ".join(_padded(text, width, right=end) for text, width, end in zip(line, widths, right, strict=True))
        for line in texts
    )
    if any(isinstance(cell, datetime) for row in rows for cell in row):
        head = f"{head.rstrip()}  (times of {zone})"
    return "".join(f"{line.rstrip()}\n" for line in (head, *lines))


def local(moment: datetime, zone: tzinfo) -> str:
    """`2026-11-23 15:26:00`, with its offset only where the clocks are set back and the same time comes twice."""
    there = moment.astimezone(zone)
    is_ambiguous = there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()
    return there.replace(tzinfo=there.tzinfo if is_ambiguous else None).isoformat(" ", "seconds")


def printable(text: str) -> str:
    """`text` on one line, without anything that steers a terminal or turns the direction of writing."""
    spaced = re.sub(r"[\r\n\t]+", " ", text)
    return "".join(char for char in spaced if unicodedata.category(char) not in _INVISIBLE)


def written(cell: Cell) -> str:
    """As in the JSON, without quotes; nothing for null."""
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case datetime():
            return cell.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return cell.isoformat()
        case Enum():
            return str(cell.value)
        case _:
            return str(cell)


def _shown(cell: Cell, zone: tzinfo) -> str:
    return local(cell, zone) if isinstance(cell, datetime) else written(cell)


def _guarded(cell: Cell) -> str:
    """An apostrophe stands where a formula would begin; and where a cell would begin or end with a line break, or would
    begin with the quote that closes this one.
    """
    if _is_number(cell):
        return written(cell)
    text = _FORMULA.sub(r"\1'", _STEERING.sub("", written(cell)))
    before = "'" if text.startswith(("\r", "\n")) else ""
    after = "'" if text.endswith((";", "\t", "\r", "\n")) else ""
    return f"{before}{text}{after}"


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""')) if _QUOTED.search(text) else text


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _width(text: str) -> int:
    """Columns of a terminal: two for CJK and emoji, none for a combining mark."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in _WIDE else 1 for char in text
    )


def _padded(text: str, width: int, *, right: bool) -> str:
    padding = " " * (width - _width(text))
    return padding + text if right else text + padding
