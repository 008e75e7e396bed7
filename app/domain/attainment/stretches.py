"""A period cut into stretches of whole days on which every figure stands alike; what is left of it are its edges."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.business_time.limits import FIRST
from app.business_time.wall import Interval, local_day
from app.clock import Instant
from app.domain.attainment.attainment import AttainmentWindow, Period, Windows

ONE_DAY = timedelta(days=1)


class Grain(StrEnum):
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True)
class PeriodPart:
    """Whole days or whole months: [begins, ends)."""

    grain: Grain
    begins: date
    ends: date


@dataclass(frozen=True)
class UniformPeriod:
    """[begins, ends). `late`, for each figure: whether what was registered then and is not done is late by now.

    None: some of it is.
    """

    begins: date
    ends: date
    late: tuple[bool | None, ...]

    @property
    def days(self) -> list[date]:
        return [self.begins + number * ONE_DAY for number in range((self.ends - self.begins).days)]

    @property
    def pieces(self) -> list[PeriodPart]:
        first, last = _month_from(self.begins), self.ends.replace(day=1)
        if first >= last:
            return [PeriodPart(Grain.DAY, self.begins, self.ends)]
        each = [
            PeriodPart(Grain.DAY, self.begins, first),
            PeriodPart(Grain.MONTH, first, last),
            PeriodPart(Grain.DAY, last, self.ends),
        ]
        return [piece for piece in each if piece.begins < piece.ends]


@dataclass(frozen=True)
class Days:
    """The days of a period in a zone, [first, end), and those of them that are wholly in it."""

    zone: ZoneInfo
    first: date
    end: date
    whole_from: date
    whole_until: date
    edges: tuple[Interval, ...]

    def has_whole(self, day: date) -> bool:
        return self.whole_from <= day < self.whole_until


def day_of(at: Instant, zone: ZoneInfo) -> date:
    day = at.astimezone(zone).date()
    begin, end = local_day(day, zone)
    if begin <= at < end:
        return day
    return day - ONE_DAY if at < begin else day + ONE_DAY


def days_of(period: Period, zone: ZoneInfo) -> Days:
    first, last = day_of(period.from_at, zone), day_of(period.until, zone)
    begins, ends = local_day(first, zone)[0], local_day(last, zone)[0]
    whole = first if begins == period.from_at else first + ONE_DAY
    end = last if ends == period.until else last + ONE_DAY
    if whole >= last:
        return Days(zone, first, end, whole, whole, ((period.from_at, period.until),))
    around = ((period.from_at, local_day(whole, zone)[0]), (ends, period.until))
    return Days(zone, first, end, whole, last, tuple((a, b) for a, b in around if a < b))


@dataclass(frozen=True)
class Lateness:
    """Of one figure: before `late_before` everything that is not done is late, from `open_from` on nothing is."""

    late_before: date
    open_from: date

    def on(self, first: date, last: date) -> bool | None:
        if last < self.late_before:
            return True
        return False if first >= self.open_from else None


def lateness(windows: Windows, now: Instant, days: Days) -> Lateness:
    """What is registered after today is not late yet."""
    first = max(days.first, day_of(FIRST, days.zone))
    until = max(first, min(days.end, day_of(now, days.zone) + ONE_DAY))
    span = range(first.toordinal(), until.toordinal())

    def begin_of(question: Callable[[AttainmentWindow], bool]) -> date:
        found = bisect_left(span, x=True, key=lambda each: question(windows.on(date.fromordinal(each))))
        return first + found * ONE_DAY

    return Lateness(begin_of(lambda window: window.at_most >= now), begin_of(lambda window: window.surely >= now))


def stretches(days: Days, figures: Sequence[Lateness]) -> list[UniformPeriod]:
    """Of the whole days, in their order."""
    cuts = {cut for each in figures for cut in (each.late_before, each.open_from) if days.has_whole(cut)}
    bounds = sorted({days.whole_from, *cuts, days.whole_until})
    return [
        UniformPeriod(begins, ends, tuple(each.on(begins, ends - ONE_DAY) for each in figures))
        for begins, ends in pairwise(bounds)
    ]


def _month_from(day: date) -> date:
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
