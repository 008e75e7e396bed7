"""A list as a table: CSV for a spreadsheet (RFC 4180), aligned text for a terminal."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Final, Generic, TypeVar
from uuid import UUID

Item = TypeVar("Item")
Cell = str | int | float | datetime | date | UUID | Enum | None

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the start of a formula (OWASP, CSV injection)."""
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_WIDE: Final = frozenset({"W", "F"})


@dataclass(frozen=True)
class Column(Generic[Item]):
    name: str
    """As in the JSON: camelCase."""
    value: Callable[[Item], Cell]


def as_csv(columns: Sequence[Column[Item]], items: Iterable[Item]) -> str:
    """Numbers stay numbers, also negative ones; only text is guarded against being run as a formula."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([_unarmed(column.value(item)) for column in columns] for item in items)
    return page.getvalue()


def as_text(columns: Sequence[Column[Item]], items: Iterable[Item]) -> str:
    """A line per item under a line of names; numbers stand to the right, everything else to the left."""
    rows = [[column.value(item) for column in columns] for item in items]
    names = [column.name for column in columns]
    texts = [names, *([printable(written(cell)) for cell in row] for row in rows)]
    widths = [max(_width(text) for text in texts_of_column) for texts_of_column in zip(*texts, strict=True)]
    right = [any(_is_number(row[index]) for row in rows) for index in range(len(columns))]
    lines = (
        "  ".join(_padded(text, width, right=end) for text, width, end in zip(line, widths, right, strict=True))
        for line in texts
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


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


def _unarmed(cell: Cell) -> str:
    text = written(cell)
    return f"'{text}" if not _is_number(cell) and text.startswith(_FORMULA) else text


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
