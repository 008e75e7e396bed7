"""What the agreement's figures are made of: places in the document, support time, calendar spans, shares."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


def _counted(unit: str, amount: float) -> str:
    words = unit.replace("_", " ")
    return words.removesuffix("s") if amount <= 1 else words


@dataclass(frozen=True)
class Section:
    """A place in the document, e.g. 1.2.3. `original` is the heading in the document's own language."""

    number: str
    heading: str
    original: str = ""

    def __str__(self) -> str:
        return self.number


class Unit(StrEnum):
    """HOURS are support hours of the level. A DAY is one business day's worth of them (6 h standard, 9 h extended)."""

    HOURS = "hours"
    DAYS = "days"


@dataclass(frozen=True)
class Target:
    """An amount of support time, e.g. 4 hours or ½ day."""

    amount: float
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount:g} {_counted(self.unit, self.amount)}"


class SpanUnit(StrEnum):
    """Calendar time: runs on outside support hours. NEXT_BUSINESS_DAYS end at the closing time of that day."""

    ELAPSED_HOURS = "elapsed_hours"
    CALENDAR_DAYS = "calendar_days"
    CALENDAR_WEEKS = "calendar_weeks"
    CALENDAR_MONTHS = "calendar_months"
    CALENDAR_YEARS = "calendar_years"
    NEXT_BUSINESS_DAYS = "next_business_days"


@dataclass(frozen=True)
class Span:
    amount: int
    unit: SpanUnit

    def __str__(self) -> str:
        return f"{self.amount} {_counted(self.unit, self.amount)}"


def elapsed_hours(amount: int) -> Span:
    return Span(amount, SpanUnit.ELAPSED_HOURS)


def calendar_days(amount: int) -> Span:
    return Span(amount, SpanUnit.CALENDAR_DAYS)


def weeks(amount: int) -> Span:
    return Span(amount, SpanUnit.CALENDAR_WEEKS)


def months(amount: int) -> Span:
    return Span(amount, SpanUnit.CALENDAR_MONTHS)


def years(amount: int) -> Span:
    return Span(amount, SpanUnit.CALENDAR_YEARS)


def next_business_day() -> Span:
    return Span(1, SpanUnit.NEXT_BUSINESS_DAYS)


@dataclass(frozen=True)
class Share:
    """So many in a hundred."""

    percent: int

    def __str__(self) -> str:
        return f"{self.percent} %"


@dataclass(frozen=True)
class PromisedShare:
    """So many in a hundred, or parts of one; and the section that says so."""

    percent: Decimal
    section: str
