"""Random calendars, and moments near where they are likely to go wrong."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from app.business_time.calendar import Calendar
from app.business_time.hours import ALWAYS, OpeningWindow, WeeklyHours
from app.clock import Instant
from tests.business_time import oracle

ZONES: Final = [
    "Europe/Amsterdam",
    "UTC",
    "America/Sao_Paulo",  # midnight skipped, 23:00 repeated (until 2019)
    "America/Asuncion",  # midnight skipped
    "Africa/Cairo",  # midnight skipped; twice a year off and on again (2010, 2014)
    "Asia/Beirut",  # midnight skipped
    "America/Havana",  # midnight skipped, midnight repeated
    "America/St_Johns",  # changed at 00:01 (until 2011)
    "Pacific/Apia",  # a whole day skipped (2011-12-30)
    "Australia/Lord_Howe",  # half an hour
    "Antarctica/Troll",  # two hours
    "Africa/Casablanca",  # off during Ramadan
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Etc/GMT+12",
]

_TIMES_OF_DAY: Final = st.one_of(
    st.integers(0, 16).map(lambda n: timedelta(minutes=15 * n)),  # when clocks are changed
    st.integers(0, 24).map(lambda n: timedelta(hours=n)),
    st.integers(0, 24 * 60).map(lambda n: timedelta(minutes=n)),
    st.integers(0, 24 * 3_600_000_000).map(lambda n: timedelta(microseconds=n)),
)


def _windows(bounds: Sequence[timedelta]) -> tuple[OpeningWindow, ...]:
    """The first opens, the second closes, the third opens …; sometimes one closes as the next one opens."""
    ordered = sorted(bounds)
    pairs = zip(ordered[::2], ordered[1::2], strict=False)
    return tuple(OpeningWindow(opens, closes) for opens, closes in pairs)


_DAYS: Final = st.lists(_TIMES_OF_DAY, max_size=4, unique=True).map(_windows)
_WEEKS: Final = st.dictionaries(st.integers(0, 6), _DAYS.filter(bool), min_size=1, max_size=3).map(WeeklyHours.of)
_TOUCHING: Final = st.lists(_TIMES_OF_DAY, max_size=2, unique=True).map(
    lambda cuts: WeeklyHours.of({5: _cut(cuts), 6: _cut(cuts)})
)
HOURS: Final = st.one_of(_WEEKS, _TOUCHING, st.just(ALWAYS))


def _cut(cuts: Sequence[timedelta]) -> tuple[OpeningWindow, ...]:
    """A whole day of windows that touch."""
    bounds = sorted({timedelta(0), *cuts, timedelta(hours=24)})
    return tuple(OpeningWindow(opens, closes) for opens, closes in pairwise(bounds))


@st.composite
def calendars_and_moments(draw: st.DrawFn) -> tuple[Calendar, Instant]:
    """A calendar and an instant; often within a few days of a change of the clocks, always among holidays."""
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    changes = oracle.clock_changes(zone)
    anywhere = st.datetimes(datetime(2000, 1, 20), datetime(2099, 6, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - hypothesis wants them naive
    near = st.sampled_from(changes) if changes else anywhere
    offset = draw(st.timedeltas(timedelta(days=-4), timedelta(days=2)))
    start = draw(st.one_of(near, near, anywhere)) + draw(st.sampled_from([offset, timedelta(0)]))
    closed = draw(st.sets(st.integers(-3, 12), max_size=5))
    holidays = {start.date() + timedelta(days=n): f"Holiday {n}" for n in closed}
    return Calendar(hours=draw(HOURS), holidays=holidays, zone=zone), Instant(start)
