"""A stretch of time cut into what it consists of, for those who ask why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.business_time.hours import WeeklyHours
from app.business_time.wall import local_day, windows_of
from app.clock import Instant

SATURDAY = 5


class SegmentKind(StrEnum):
    """WEEKEND: a Saturday or Sunday without opening hours. OUTSIDE_HOURS: any other time that is closed every week."""

    OPEN = "open"
    OUTSIDE_HOURS = "outside_hours"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True)
class Segment:
    """[start, end) of one kind. `reason` is the name of the holiday; other kinds have none."""

    start: Instant
    end: Instant
    kind: SegmentKind
    reason: str | None = None

    @property
    def duration(self) -> timedelta:
        return self.end - self.start


def segments_between(
    start: Instant, end: Instant, hours: WeeklyHours, holidays: Mapping[date, str], zone: ZoneInfo
) -> Iterator[Segment]:
    pieces = (piece for day in _days(start, end, zone) for piece in _pieces(day, hours, holidays, zone))
    return _runs(_clipped(pieces, start, end))


def _days(start: Instant, end: Instant, zone: ZoneInfo) -> Iterator[date]:
    """One more on either side: a fold or gap at midnight may put an instant in its neighbour's day."""
    first = start.astimezone(zone).toordinal() - 1
    last = end.astimezone(zone).toordinal() + 1
    return map(date.fromordinal, range(first, last + 1))


def _pieces(day: date, hours: WeeklyHours, holidays: Mapping[date, str], zone: ZoneInfo) -> Iterator[Segment]:
    begin, end = local_day(day, zone)
    if day in holidays:
        yield Segment(begin, end, SegmentKind.HOLIDAY, holidays[day])
        return
    weekend = day.weekday() >= SATURDAY and not hours.days[day.weekday()]
    closed = SegmentKind.WEEKEND if weekend else SegmentKind.OUTSIDE_HOURS
    for opens, closes in windows_of(day, hours, zone):
        yield Segment(begin, opens, closed)
        yield Segment(opens, closes, SegmentKind.OPEN)
        begin = closes
    yield Segment(begin, end, closed)


def _clipped(pieces: Iterable[Segment], start: Instant, end: Instant) -> Iterator[Segment]:
    for piece in pieces:
        clipped = replace(piece, start=max(piece.start, start), end=min(piece.end, end))
        if clipped.start < clipped.end:
            yield clipped


def _runs(pieces: Iterable[Segment]) -> Iterator[Segment]:
    """Neighbours of one kind and reason become one."""
    run: Segment | None = None
    for piece in pieces:
        if run is None:
            run = piece
        elif (piece.kind, piece.reason) == (run.kind, run.reason):
            run = replace(run, end=piece.end)
        else:
            yield run
            run = piece
    if run is not None:
        yield run
