"""A due time that another calendar or agreement would move, and by how much."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.vocabulary import ClockName


class Direction(StrEnum):
    LATER = "later"
    EARLIER = "earlier"
    DUE_NOW = "due_now"  # it had no due time
    NOT_DUE = "not_due"  # it has none any more


@dataclass(frozen=True, kw_only=True)
class Move:
    """`support` is the support time between the two, by the calendar that the ticket goes by; negative when earlier.

    It is None, as `wall` is, when one of the two is no moment: best effort, or paused.
    """

    ticket_id: UUID
    number: str
    customer_id: UUID
    clock: ClockName
    from_at: Instant | None
    to_at: Instant | None
    support: timedelta | None

    @property
    def wall(self) -> timedelta | None:
        return None if self.from_at is None or self.to_at is None else self.to_at - self.from_at

    @property
    def direction(self) -> Direction:
        if self.from_at is None:
            return Direction.DUE_NOW
        if self.to_at is None:
            return Direction.NOT_DUE
        return Direction.LATER if self.to_at > self.from_at else Direction.EARLIER


def support_between(calendar: Calendar, from_at: Instant | None, to_at: Instant | None) -> timedelta | None:
    if from_at is None or to_at is None:
        return None
    if to_at < from_at:
        return -calendar.open_time(to_at, from_at)
    return calendar.open_time(from_at, to_at)
