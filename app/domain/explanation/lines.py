"""From registration to due time, cut into what counted and what did not. Without words: those are a language's."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.business_time.calendar import Calendar
from app.business_time.limits import FIRST, LAST
from app.business_time.segments import Segment, SegmentKind
from app.business_time.wall import Interval, local_day
from app.clock import Instant
from app.domain.tickets.stopwatch import Pause, Stopwatch

SECOND = timedelta(seconds=1)
NOTHING = timedelta(0)


class LineKind(StrEnum):
    COUNTED = "counted"
    OUTSIDE_HOURS = "outside_hours"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    PAUSED = "paused"


@dataclass(frozen=True)
class ClockPeriod:
    """[from_at, until) of one kind.

    `passed` is the support time in it when it is COUNTED or PAUSED, and otherwise all the time in it. `business_days`
    is how many whole ones a line of several stands for, with the nights between them.
    """

    from_at: Instant
    until: Instant
    kind: LineKind
    passed: timedelta
    holiday: str | None = None
    pause: Pause | None = None
    business_days: int = 0


def stretches(watch: Stopwatch, calendar: Calendar, until: Instant) -> tuple[ClockPeriod, ...]:
    """From the start to `until` without gap or overlap; none before the start."""
    return tuple(_stretches(watch, calendar, until))


def _stretches(watch: Stopwatch, calendar: Calendar, until: Instant) -> Iterator[ClockPeriod]:
    since = watch.started_at
    if since is None:
        return
    for pause in _joined(watch.pauses):
        if pause.until == pause.from_at:
            continue
        yield from _running(since, min(pause.from_at, until), calendar)
        since = until if pause.until is None else pause.until
        yield from _paused(pause, min(since, until), calendar)
    yield from _running(since, until, calendar)


def _joined(pauses: Iterable[Pause]) -> Iterator[Pause]:
    """One that goes on after a workaround as before is one pause."""
    latest: Pause | None = None
    for pause in pauses:
        if latest is not None and (latest.until, latest.reason) == (pause.from_at, pause.reason):
            latest = replace(latest, until=pause.until)
            continue
        yield from [] if latest is None else [latest]
        latest = pause
    yield from [] if latest is None else [latest]


def _paused(pause: Pause, until: Instant, calendar: Calendar) -> Iterator[ClockPeriod]:
    if pause.from_at < until:
        skipped = calendar.open_time(pause.from_at, until)
        yield ClockPeriod(pause.from_at, until, LineKind.PAUSED, skipped, pause=pause)


def _running(since: Instant, until: Instant, calendar: Calendar) -> Iterator[ClockPeriod]:
    if until <= since:
        return
    whole = _whole_days(since, until, calendar)
    days: list[ClockPeriod] = []
    for segment in calendar.segments(since, until):
        stretch = _stretch(segment)
        if _extends(days, stretch, whole):
            days.append(stretch)
        else:
            yield from _folded(days, calendar.zone)
            days = []
            yield stretch
    yield from _folded(days, calendar.zone)


def _stretch(segment: Segment) -> ClockPeriod:
    kind = LineKind.COUNTED if segment.kind is SegmentKind.OPEN else LineKind(segment.kind)
    return ClockPeriod(segment.start, segment.end, kind, segment.duration, holiday=segment.reason)


def _whole_days(since: Instant, until: Instant, calendar: Calendar) -> Interval:
    """Without the day in which it starts or ends, when support time of that day lies outside."""
    first_day, last_day = (local_day(at.astimezone(calendar.zone).date(), calendar.zone) for at in (since, until))
    begins_whole = not calendar.open_time(max(first_day[0], FIRST), since)
    ends_whole = not calendar.open_time(until, min(last_day[1], LAST))
    return since if begins_whole else first_day[1], until if ends_whole else last_day[0]


def _extends(days: Sequence[ClockPeriod], stretch: ClockPeriod, whole: Interval) -> bool:
    """Whether it goes on with whole business days: another one, or the closed hours after one."""
    if stretch.kind is LineKind.COUNTED:
        return whole[0] <= stretch.from_at and stretch.until <= whole[1]
    return stretch.kind is LineKind.OUTSIDE_HOURS and bool(days)


def _folded(days: Sequence[ClockPeriod], zone: ZoneInfo) -> Iterator[ClockPeriod]:
    """Business days of which only nights lie between are one stretch; one day alone keeps its parts."""
    counted = [day for day in days if day.kind is LineKind.COUNTED]
    dates = {day.from_at.astimezone(zone).date() for day in counted}
    if len(dates) <= 1:
        yield from days
        return
    passed = sum((day.passed for day in counted), NOTHING)
    yield ClockPeriod(counted[0].from_at, counted[-1].until, LineKind.COUNTED, passed, business_days=len(dates))
    if days[-1].kind is not LineKind.COUNTED:
        yield days[-1]


def whole_seconds(parts: Iterable[ClockPeriod]) -> Iterator[int]:
    """The seconds of each, so that those of a kind add up to the whole seconds of their sum."""
    sums: defaultdict[LineKind, timedelta] = defaultdict(timedelta)
    for part in parts:
        before = sums[part.kind]
        sums[part.kind] = before + part.passed
        yield sums[part.kind] // SECOND - before // SECOND
