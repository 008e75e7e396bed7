"""One figure of the agreement, from how `cells` writes it."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from enum import Enum, IntEnum, StrEnum
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin

from app.business_time.hours import WEEKDAYS, OpeningWindow, WeeklyHours, time_of_day
from app.domain.agreement.cells import Json
from app.domain.agreement.measures import Share, Span, SpanUnit, Target, Unit

LARGEST: Final = 10_000
"""Of any number; what is counted in a unit of time ends after some ten years at the latest, with which we reckon."""
LONGEST: Final[Mapping[SpanUnit | Unit, int]] = {
    Unit.HOURS: 10_000,
    Unit.DAYS: 1_000,
    SpanUnit.ELAPSED_HOURS: 10_000,
    SpanUnit.CALENDAR_DAYS: 3_650,
    SpanUnit.CALENDAR_WEEKS: 520,
    SpanUnit.CALENDAR_MONTHS: 120,
    SpanUnit.CALENDAR_YEARS: 10,
    SpanUnit.NEXT_BUSINESS_DAYS: 365,
}
LONGEST_TEXT: Final = 2_000
_RUN: Final = re.compile(r"(?P<first>[A-Z][a-z]+)(?:–(?P<last>[A-Z][a-z]+))? (?P<windows>.+)")


Word = TypeVar("Word", bound=Enum)


class Unreadable(ValueError):  # noqa: N818 - says what is wrong, as the ServiceErrors do
    """What a cell says is not of its kind."""


def cell_from(cell: Json, hint: Any) -> Any:
    """`hint`: the type that the row has it as. Raises Unreadable."""
    if get_origin(hint) in (Union, UnionType):
        return _of_either(cell, get_args(hint))
    if get_origin(hint) in (tuple, frozenset):
        if not isinstance(cell, list):
            raise Unreadable("It is a list.")
        return get_origin(hint)(cell_from(each, get_args(hint)[0]) for each in cell)
    return _plain(cell, hint)


def known(words: Iterable[object]) -> str:
    return ", ".join(sorted(map(_word, words)))


def _word(each: object) -> str:
    return each.name.lower() if isinstance(each, IntEnum) else str(each)


def _of_either(cell: Json, hints: Iterable[Any]) -> Any:
    """Of two that are written alike, the first that takes it."""
    if cell is None and NoneType in hints:
        return None
    wrong = dict[str, None]()
    for hint in hints:
        try:
            return cell_from(cell, hint)
        except Unreadable as error:
            wrong |= {str(error): None} if hint is not NoneType else {}
    raise Unreadable(" Or: ".join(wrong))


def _plain(cell: Json, hint: Any) -> Any:
    """KeyError: of such a type there is no figure."""
    return _word_of(cell, hint) if issubclass(hint, Enum) else _PLAIN[hint](cell)


def _nothing(_: Json) -> None:
    raise Unreadable("It is null.")


def _truth(cell: Json) -> bool:
    if not isinstance(cell, bool):
        raise Unreadable("It is true or false.")
    return cell


def _target(cell: Json) -> Target:
    unit = _word_of(_member(cell, "unit"), Unit)
    return Target(_amount(_member(cell, "amount"), most=LONGEST[unit]), unit)


def _span(cell: Json) -> Span:
    unit = _word_of(_member(cell, "unit"), SpanUnit)
    return Span(_whole(_member(cell, "amount"), least=1, most=LONGEST[unit]), unit)


def _share(cell: Json) -> Share:
    return Share(_whole(_member(cell, "percent"), most=100))


def _member(cell: Json, name: str) -> Json:
    if not isinstance(cell, dict) or name not in cell:
        raise Unreadable(f'It is written {{"{name}": …}}.')
    return cell[name]


def _whole(cell: Json, *, least: int = 0, most: int = LARGEST) -> int:
    if not isinstance(cell, int) or isinstance(cell, bool) or not least <= cell <= most:
        raise Unreadable(f"It is a whole number from {least} to {most}.")
    return cell


def _amount(amount: Json, *, most: int) -> float:
    if not isinstance(amount, int | float) or isinstance(amount, bool) or not 0 < amount <= most:
        raise Unreadable(f"The amount is a number above 0, at most {most}.")
    return amount


def _text(cell: Json) -> str:
    if not isinstance(cell, str) or not cell.strip() or len(cell) > LONGEST_TEXT or not cell.isprintable():
        raise Unreadable(f"It is a line of text, of at most {LONGEST_TEXT} characters.")
    return cell


def _word_of(cell: Json, words: type[Word]) -> Word:
    by_word = {_word(each): each for each in words}
    if issubclass(words, StrEnum | IntEnum) and isinstance(cell, str) and cell in by_word:
        return by_word[cell]
    raise Unreadable(f"It is one of {known(words)}.")


def _time(cell: Json) -> timedelta:
    try:
        return time_of_day(_text(cell))
    except ValueError as error:
        raise Unreadable(f"{error}.") from None


def _week(cell: Json) -> WeeklyHours:
    """As `Monday–Friday 08:00–17:00; Saturday 09:00–12:00`."""
    text, days = _text(cell), dict[int, list[OpeningWindow]]()
    try:
        for part in text.split("; "):
            for day, windows in _run(part):
                days.setdefault(day, []).extend(windows)
        return WeeklyHours.of(days)
    except ValueError as error:
        raise Unreadable(f"Hours are written Monday–Friday 08:00–17:00; Saturday 09:00–12:00: {error}.") from None


def _run(part: str) -> Iterable[tuple[int, list[OpeningWindow]]]:
    read = _RUN.fullmatch(part)
    if read is None or any(day not in (*WEEKDAYS, None) for day in (read["first"], read["last"])):
        raise ValueError(f"{part!r} is not that")
    first = WEEKDAYS.index(read["first"])
    last = first if read["last"] is None else WEEKDAYS.index(read["last"])
    windows = [OpeningWindow.between(*each.split("–", 1)) for each in read["windows"].split(", ") if "–" in each]
    if not windows or len(windows) != len(read["windows"].split(", ")):
        raise ValueError(f"{part!r} has no hours")
    return [(day, windows) for day in range(first, last + 1)]


_PLAIN: Final[Mapping[Any, Callable[[Json], Any]]] = {
    NoneType: _nothing,
    bool: _truth,
    int: _whole,
    str: _text,
    Target: _target,
    Span: _span,
    Share: _share,
    WeeklyHours: _week,
    timedelta: _time,
}
