"""A period as the whole days and months that are in it, and what is left of it at its edges."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.business_time.wall import Interval, local_day
from app.clock import Instant
from app.domain.attainment.attainment import Period

ONE_DAY = timedelta(days=1)


class Grain(StrEnum):
    """What a count is of: the tickets that began on a day, in a month, or whenever."""

    DAY = "day"
    MONTH = "month"
    EVER = "ever"

    def begin_of(self, day: date) -> date:
        """The first day that is counted together with this one."""
        match self:
            case Grain.DAY:
                return day
            case Grain.MONTH:
                return day.replace(day=1)
            case Grain.EVER:
                return date.min


@dataclass(frozen=True)
class PeriodPart:
    """Whole days or whole months: [begins, ends)."""

    grain: Grain
    begins: date
    ends: date


@dataclass(frozen=True)
class Days:
    """The days that are wholly in a period, [first, end), as dates and as instants; and the edges beside them."""

    first: date
    end: date
    whole: Interval
    edges: tuple[Interval, ...]

    @property
    def parts(self) -> list[PeriodPart]:
        month, last = _month_from(self.first), self.end.replace(day=1)
        if month >= last:
            each = [PeriodPart(Grain.DAY, self.first, self.end)]
        else:
            each = [
                PeriodPart(Grain.DAY, self.first, month),
                PeriodPart(Grain.MONTH, month, last),
                PeriodPart(Grain.DAY, last, self.end),
            ]
        return [part for part in each if part.begins < part.ends]


def day_of(at: Instant, zone: ZoneInfo) -> date:
    day = at.astimezone(zone).date()
    begin, end = local_day(day, zone)
    if begin <= at < end:
        return day
    return day - ONE_DAY if at < begin else day + ONE_DAY


def days_of(period: Period, zone: ZoneInfo) -> Days:
    first, last = day_of(period.from_at, zone), day_of(period.until, zone)
    if local_day(first, zone)[0] < period.from_at:
        first += ONE_DAY
    if first >= last:
        return all_edge(period)
    begins, ends = local_day(first, zone)[0], local_day(last, zone)[0]
    around = ((period.from_at, begins), (ends, period.until))
    return Days(first, last, (begins, ends), tuple((a, b) for a, b in around if a < b))


def all_edge(period: Period) -> Days:
    """No day of it is taken as a whole."""
    return Days(date.min, date.min, (period.from_at, period.from_at), ((period.from_at, period.until),))


def _month_from(day: date) -> date:
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
