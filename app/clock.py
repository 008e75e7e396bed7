"""Moments. The only module that reads the time; everything else is handed an `Instant` or a `Clock`."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NewType

Instant = NewType("Instant", datetime)
"""An aware datetime in UTC. Made by `instant` or by arithmetic on another Instant; never naive, never local."""

Clock = Callable[[], Instant]


def instant(moment: datetime) -> Instant:
    """The same moment in UTC. A naive datetime names no moment: ValueError."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("a moment needs an offset")
    return Instant(moment.astimezone(UTC))


def to_millisecond(moment: Instant) -> Instant:
    """Cut to milliseconds, as a JavaScript Date keeps it."""
    return Instant(moment.replace(microsecond=moment.microsecond // 1000 * 1000))


def as_cut(given: Instant, exact: Instant) -> Instant:
    """The exact moment, if `given` is that as clients cut it."""
    return exact if given == to_millisecond(exact) else given


def system_clock() -> Instant:
    return Instant(datetime.now(UTC))
