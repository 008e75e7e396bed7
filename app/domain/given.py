"""What is handed in with an act: words that say something, days that are reckoned with."""

from collections.abc import Mapping
from datetime import date

from app.business_time.limits import FIRST, LAST
from app.errors import Fault, Invalid


def require_words(section: str, given: Mapping[str, str | None], detail: str = "Say it in words.") -> None:
    """Raises Invalid at every member whose text is missing or blank."""
    faults = [Fault(f"/{name}", "missing", detail) for name, text in given.items() if not (text and text.strip())]
    if faults:
        raise Invalid("The request is not valid.", section=section, faults=faults)


def require_day(pointer: str, day: date, section: str) -> None:
    """Raises Invalid for a day of no year that is reckoned with."""
    if not FIRST.date() <= day <= LAST.date():
        detail = f"A day lies in the years {FIRST.year} to {LAST.year}."
        raise Invalid.at(pointer, "out_of_range", detail, section=section)


def require_past(pointer: str, day: date, today: date, section: str) -> None:
    """Raises Invalid for a day that is not over or at least begun."""
    require_day(pointer, day, section)
    if day > today:
        raise Invalid.at(pointer, "in_the_future", "It cannot have happened in the future.", section=section)
