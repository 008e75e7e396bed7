"""Amounts of work are whole seconds. Hours come in as decimals and are read exactly: 0.1 three times is 0.3."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from app.errors import Invalid

SECONDS_AN_HOUR: Final = 3600
MOST_DIGITS: Final = 6
"""Before the decimal point, or of zeros after it: what has more is no amount of work."""


def seconds_of(amount: Decimal, pointer: str, section: str, each: int = SECONDS_AN_HOUR) -> int:
    """Of hours, or what else has so many seconds each. Raises Invalid at `pointer` unless they are whole, and some."""
    exact = _exact(amount, each)
    if exact is None or exact <= 0:
        raise Invalid.at(pointer, "not_an_amount", "It is a positive number.", section=section)
    if exact.denominator != 1:
        raise Invalid.at(pointer, "not_whole_seconds", "It comes to whole seconds.", section=section)
    return int(exact)


def says(hours: Decimal, seconds: int) -> bool:
    """Whether decimal hours mean these seconds: exactly, or as closely as decimals can say a third of an hour."""
    exact = _exact(hours, SECONDS_AN_HOUR)
    if exact is None or exact.denominator == 1:
        return exact == seconds
    return round(exact) == seconds > 0


def _exact(amount: Decimal, each: int) -> Fraction | None:
    if not amount.is_finite() or not -MOST_DIGITS <= amount.adjusted() < MOST_DIGITS:
        return None
    return Fraction(amount) * each


def rounded_up(seconds: int, unit: int) -> int:
    return -(-seconds // unit) * unit


def in_words(seconds: int) -> str:
    """For people: 5 h, 1 h 30 min, 6 min, 0 s."""
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{amount} {unit}" for amount, unit in ((hours, "h"), (minutes, "min"), (rest, "s")) if amount]
    return ("−" if seconds < 0 else "") + (" ".join(parts) or "0 s")
