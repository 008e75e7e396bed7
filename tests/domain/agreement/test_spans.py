"""By when a span of calendar time is over, in Amsterdam wall time."""

import pytest

from app.business_time.calendar import Calendar
from app.business_time.hours import OpeningWindow, WeeklyHours
from app.business_time.limits import OutOfRange
from app.domain.agreement.measures import Span, SpanUnit
from app.domain.agreement.spans import closing_of, end_of
from app.domain.vocabulary import ServiceLevel
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import local, wall

STD = AGREEMENT.levels[ServiceLevel.STANDARD].calendar
EXT = AGREEMENT.levels[ServiceLevel.EXTENDED].calendar


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("2026-02-09 10:00", 1, SpanUnit.NEXT_BUSINESS_DAYS, "2026-02-10 16:00"),
        ("2026-02-09 08:00", 1, SpanUnit.NEXT_BUSINESS_DAYS, "2026-02-10 16:00"),
        ("2026-02-09 23:59", 1, SpanUnit.NEXT_BUSINESS_DAYS, "2026-02-10 16:00"),
        ("2026-02-07 12:00", 1, SpanUnit.NEXT_BUSINESS_DAYS, "2026-02-09 16:00"),
        ("2026-04-24 15:00", 1, SpanUnit.NEXT_BUSINESS_DAYS, "2026-04-28 16:00"),
        ("2026-04-26 22:30Z", 1, SpanUnit.NEXT_BUSINESS_DAYS, "2026-04-28 16:00"),
        ("2026-02-09 10:00", 5, SpanUnit.NEXT_BUSINESS_DAYS, "2026-02-16 16:00"),
        ("2026-11-30 11:00", 3, SpanUnit.CALENDAR_MONTHS, "2027-02-28 11:00"),
        ("2027-11-30 11:00", 3, SpanUnit.CALENDAR_MONTHS, "2028-02-29 11:00"),
        ("2026-10-15 11:00", 3, SpanUnit.CALENDAR_MONTHS, "2027-01-15 11:00"),
        ("2025-12-29 02:30", 3, SpanUnit.CALENDAR_MONTHS, "2026-03-29 03:30"),
        ("2026-07-25 02:30", 3, SpanUnit.CALENDAR_MONTHS, "2026-10-25 02:30+02:00"),
        ("2024-02-29 09:00", 1, SpanUnit.CALENDAR_YEARS, "2025-02-28 09:00"),
        ("2026-03-28 12:00", 1, SpanUnit.CALENDAR_DAYS, "2026-03-29 12:00"),
        ("2026-03-28 12:00", 2, SpanUnit.CALENDAR_WEEKS, "2026-04-11 12:00"),
        ("2026-03-28 12:00", 24, SpanUnit.ELAPSED_HOURS, "2026-03-29 13:00"),
    ],
)
def test_end_of_a_span(start: str, amount: int, unit: SpanUnit, end: str) -> None:
    assert end_of(Span(amount, unit), local(start), STD) == local(end)


def test_a_business_day_ends_at_its_own_closing_time() -> None:
    fridays_till_noon = Calendar(
        hours=WeeklyHours.of(
            {
                3: (OpeningWindow.between("08:00", "12:00"), OpeningWindow.between("13:00", "17:00")),
                4: (OpeningWindow.between("08:00", "12:00"),),
            }
        ),
        zone=STD.zone,
    )
    start = local("2026-02-09 10:00")
    assert [wall(closing_of(nth, start, fridays_till_noon)) for nth in (1, 2, 3)] == [
        "2026-02-12 17:00",
        "2026-02-13 12:00",
        "2026-02-19 17:00",
    ]
    assert wall(closing_of(1, start, EXT)) == "2026-02-10 17:00"


def test_business_days_are_counted_from_1_and_end_with_the_years_that_are_reckoned() -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        closing_of(0, local("2026-02-09 10:00"), STD)
    with pytest.raises(OutOfRange):
        closing_of(20_000, local("2026-02-09 10:00"), STD)
