"""A list as a table: CSV for a spreadsheet (RFC 4180), aligned text for a terminal.

Which character separates the cells of a CSV, a spreadsheet decides by the language of its machine: Excel splits at `;`
in the Netherlands, and so does not see the quotes of a cell that begins after a comma. What guards text against being
run as a formula therefore holds wherever a reader that splits at `,`, `;`, tabs or line breaks would begin a cell.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import Enum, StrEnum
from itertools import zip_longest
from textwrap import wrap
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
_HARMLESS: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z _.:/()§-]*")
"""Text that no reader splits or runs."""
_QUOTED: Final = re.compile(r'[,;\t\r\n"]')
_STEERING: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, but those of white space; and what turns the direction of writing (Unicode UAX #9)."""
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_WIDE: Final = frozenset({"W", "F"})
_GAP: Final = "  "
_NARROWEST: Final = 8
WIDTH: Final = 80
"""Columns of a terminal."""


@dataclass(frozen=True)
class Column(Generic[Item]):
    name: str
    """As in the JSON: camelCase."""
    value: Callable[[Item], Cell]
    heading: str = ""
    """On a terminal, where the name would be wider than what stands under it."""
    wide: bool = False
    """Of use to programs, or too much: on a terminal only if it is asked for."""
    gives_way: bool = False
    """It may be cut, or go on below, where a terminal is too narrow for the whole."""


def as_csv(columns: Sequence[Column[Item]], items: Iterable[Item]) -> str:
    """Numbers stay numbers, also negative ones; only text is guarded against being run as a formula."""
    return csv_head(columns) + csv_rows(columns, items)


def csv_head(columns: Sequence[Column[Item]]) -> str:
    return f"{','.join([column.name for column in columns])}\r\n"


def csv_rows(columns: Sequence[Column[Item]], items: Iterable[Item]) -> str:
    values = [column.value for column in columns]
    return "".join([f"{','.join([_cell(value(item)) for value in values])}\r\n" for item in items])


def _cell(cell: Cell) -> str:
    """What is ours needs no guard: numbers, ids, moments, and words of an enumeration."""
    if isinstance(cell, StrEnum):
        return cell.value
    if not isinstance(cell, str):
        return written(cell)
    return cell if _HARMLESS.fullmatch(cell) else _quoted(_guarded(cell))


def as_text(
    columns: Sequence[Column[Item]],
    items: Iterable[Item],
    told: Callable[[Cell], str] | None = None,
    width: int | None = None,
    *,
    wraps: bool = False,
) -> str:
    """A line per item under a line of names; numbers stand to the right, everything else to the left.

    Columns that give way are narrowed until all fits into `width`; what is too long for them is cut, or with `wraps`
    goes on below.
    """
    rows = [[column.value(item) for column in columns] for item in items]
    texts = [[printable((told or written)(cell)) for cell in row] for row in rows]
    names = [column.heading or column.name for column in columns]
    widths = [max(map(_width, texts_of_column)) for texts_of_column in zip(names, *texts, strict=True)]
    if width is not None:
        floors = [
            max(_NARROWEST, _longest_word(each)) if wraps else _NARROWEST for each in zip(names, *texts, strict=True)
        ]
        _narrow(widths, {index: floors[index] for index, column in enumerate(columns) if column.gives_way}, width)
    right = [any(_is_number(row[index]) for row in rows) for index in range(len(columns))]
    fitted = [each for line in (names, *texts) for each in (_wrapped if wraps else _cut)(line, widths)]
    padded = ([_padded(*cell) for cell in zip(line, widths, right, strict=True)] for line in fitted)
    return "".join(f"{_GAP.join(line).rstrip()}\n" for line in padded)


def _longest_word(texts: Iterable[str]) -> int:
    return max((_width(word) for text in texts for word in text.split()), default=0)


def _narrow(widths: list[int], floors: Mapping[int, int], width: int) -> None:
    """The widest first, of those that have a floor, and none to below it."""
    too_much = sum(widths) + len(_GAP) * (len(widths) - 1) - width
    while too_much > 0 and (able := [index for index, floor in floors.items() if widths[index] > floor]):
        widths[max(able, key=widths.__getitem__)] -= 1
        too_much -= 1


def _cut(line: Sequence[str], widths: Sequence[int]) -> Iterator[list[str]]:
    yield [shortened(text, width) for text, width in zip(line, widths, strict=True)]


def _wrapped(line: Sequence[str], widths: Sequence[int]) -> Iterator[list[str]]:
    folded = [wrap(text, width) or [""] for text, width in zip(line, widths, strict=True)]
    yield from (list(each) for each in zip_longest(*folded, fillvalue=""))


def shortened(text: str, width: int) -> str:
    """To so many columns of a terminal, the last of which says that there was more."""
    if _width(text) <= width:
        return text
    kept = ""
    for char in text:
        if _width(kept + char) > width - 1:
            break
        kept += char
    return f"{kept.rstrip()}…"


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


def _guarded(cell: str) -> str:
    """An apostrophe stands where a formula would begin; and where a cell would begin or end with a line break, or would
    begin with the quote that closes this one.
    """
    text = _FORMULA.sub(r"\1'", _STEERING.sub("", cell))
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


def _padded(text: str, width: int, right: bool) -> str:  # noqa: FBT001 - as the cell comes
    padding = " " * (width - _width(text))
    return padding + text if right else text + padding
