"""The years that are reckoned with: an instant outside them is an error, never an endless search."""

from datetime import UTC, date, datetime
from typing import Final

from app.clock import Instant

FIRST: Final = Instant(datetime(2000, 1, 1, tzinfo=UTC))
LAST: Final = Instant(datetime(2100, 12, 31, 23, 59, 59, 999999, tzinfo=UTC))
FIRST_DAY: Final = FIRST.toordinal()
DAYS: Final = LAST.toordinal() - FIRST_DAY + 1
NEAR_DAYS: Final = date(2036, 1, 1).toordinal() - FIRST_DAY
"""Of these days every calendar is compiled; of all of them once somebody asks for a later one."""


class OutOfRange(ValueError):  # noqa: N818 - says what is wrong, as the ServiceErrors do
    """An instant, given or asked for, lies outside the years 2000–2100."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is outside the years {FIRST.year}–{LAST.year}")


def within_range(at: Instant) -> Instant:
    if not FIRST <= at <= LAST:
        raise OutOfRange(at.isoformat())
    return at
