"""Which days may be closed. 22: a year without an open hour is refused when it would be saved."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from app.business_time.calendar import Calendar
from app.clock import instant
from app.domain.agreement.closing_days import today, with_day, without_day
from app.domain.vocabulary import ServiceLevel
from app.errors import Conflict, Invalid, NotFound
from app.sla.agreement import AGREEMENT

NOW = instant(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
DAY = date(2026, 11, 24)


def test_a_day_is_added_and_taken_away() -> None:
    closed = with_day({}, DAY, "Bridge day", AGREEMENT, NOW)

    assert closed == {DAY: "Bridge day"}
    assert without_day(closed, DAY, AGREEMENT, NOW) == {}


@pytest.mark.parametrize(
    ("day", "closed", "refusal"),
    [
        (date(2026, 11, 22), {}, Invalid),
        (DAY, {DAY: "Bridge day"}, Conflict),
        (date(2026, 12, 25), {}, Conflict),
        (date(2027, 4, 27), {}, Conflict),
    ],
)
def test_what_cannot_be_closed(day: date, closed: Mapping[date, str], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        with_day(closed, day, "Closed", AGREEMENT, NOW)


def calendar() -> Calendar:
    """The same at both levels, as far as days go."""
    return AGREEMENT.levels[ServiceLevel.EXTENDED].calendar


def test_what_is_past_stays_closed() -> None:
    with pytest.raises(Conflict):
        without_day({date(2026, 11, 20): "Closed"}, date(2026, 11, 20), AGREEMENT, NOW)
    with pytest.raises(NotFound):
        without_day({}, DAY, AGREEMENT, NOW)


def test_today_is_where_the_vendor_is() -> None:
    assert today(AGREEMENT, instant(datetime(2026, 11, 23, 22, 59, tzinfo=UTC))) == date(2026, 11, 23)
    assert today(AGREEMENT, instant(datetime(2026, 11, 23, 23, 0, tzinfo=UTC))) == date(2026, 11, 24)
