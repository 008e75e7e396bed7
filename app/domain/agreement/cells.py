"""One figure of the agreement, for a machine and for a reader."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from itertools import groupby
from typing import cast

from app.business_time.hours import WEEKDAYS, WeeklyHours, clock_face
from app.domain.agreement.measures import Section, Share, Span, Target

Json = str | int | float | list["Json"] | dict[str, "Json"] | None

NOT_SAID = "–"


def as_json(cell: object) -> Json:
    """Amounts keep their unit: {"amount": 4, "unit": "hours"}."""
    match cell:
        case StrEnum():
            return cell.value
        case IntEnum():
            return cell.name.lower()
        case str() | int() | float() | None:
            return cell
        case Target() | Span():
            return {"amount": cell.amount, "unit": cell.unit.value}
        case Share():
            return {"percent": cell.percent}
        case tuple() | frozenset():
            return [as_json(each) for each in _ordered(cast("Iterable[object]", cell))]
        case _:
            return as_text(cell)


def as_text(cell: object) -> str:
    match cell:
        case None:
            return NOT_SAID
        case bool():
            return "yes" if cell else "no"
        case StrEnum():
            return cell.value.replace("_", " ")
        case IntEnum():
            return cell.name.lower()
        case date():
            return cell.isoformat()
        case timedelta():
            return clock_face(cell)
        case WeeklyHours():
            return _week(cell)
        case tuple() | frozenset():
            return "; ".join(as_text(each) for each in _ordered(cast("Iterable[object]", cell)))
        case str() | int() | float() | Target() | Span() | Share() | Section():
            return str(cell)
        case _:
            raise TypeError(f"{cell!r} is no figure of an agreement")


def camel_case(name: str) -> str:
    """`reports_a_year` as the API writes it: `reportsAYear`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _ordered(cells: Iterable[object]) -> Iterable[object]:
    """A set has no order of its own: its members are words, and words go by the alphabet."""
    return sorted(cells, key=str) if isinstance(cells, frozenset) else cells


def _week(hours: WeeklyHours) -> str:
    runs = [
        (windows, [WEEKDAYS[day] for day in days])
        for windows, days in groupby(range(len(WEEKDAYS)), key=hours.days.__getitem__)
    ]
    return "; ".join(f"{_run(days)} {', '.join(map(str, windows))}" for windows, days in runs if windows)


def _run(days: list[str]) -> str:
    return days[0] if len(days) == 1 else f"{days[0]}–{days[-1]}"
