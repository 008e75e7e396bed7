"""A stretch of time cut into its kinds."""

import pytest

from app.business_time.calendar import Calendar
from app.business_time.hours import OpeningWindow, WeeklyHours
from tests.business_time.amsterdam import EXT, LUNCH, ROUND_THE_CLOCK, STD, local

TUESDAYS = Calendar(hours=WeeklyHours.of({1: [OpeningWindow.between("09:00", "12:00")]}), zone=STD.zone)
SATURDAYS = Calendar(hours=WeeklyHours.of({5: [OpeningWindow.between("09:00", "12:00")]}), zone=STD.zone)


@pytest.mark.parametrize(
    ("calendar", "start", "rows"),
    [
        pytest.param(
            STD,
            "2026-04-24 15:00",
            [
                ("2026-04-24 16:00", "open", None),
                ("2026-04-25 00:00", "outside_hours", None),
                ("2026-04-27 00:00", "weekend", None),
                ("2026-04-28 00:00", "holiday", "King's Day"),
                ("2026-04-28 10:00", "outside_hours", None),
                ("2026-04-28 12:00", "open", None),
            ],
            id="a weekend and King's Day",
        ),
        pytest.param(
            EXT,
            "2026-12-24 16:30",
            [
                ("2026-12-24 17:00", "open", None),
                ("2026-12-25 00:00", "outside_hours", None),
                ("2026-12-26 00:00", "holiday", "Christmas Day"),
                ("2026-12-27 00:00", "holiday", "Boxing Day"),
                ("2026-12-28 00:00", "weekend", None),
                ("2026-12-28 08:00", "outside_hours", None),
                ("2026-12-28 08:30", "open", None),
            ],
            id="a holiday on a Saturday has its name",
        ),
        pytest.param(
            LUNCH,
            "2026-02-09 11:30",
            [
                ("2026-02-09 12:00", "open", None),
                ("2026-02-09 13:00", "outside_hours", None),
                ("2026-02-09 17:00", "open", None),
                ("2026-02-10 08:00", "outside_hours", None),
                ("2026-02-10 09:00", "open", None),
            ],
            id="lunch; a night is one segment",
        ),
        pytest.param(
            TUESDAYS,
            "2026-02-11 12:00",
            [
                ("2026-02-14 00:00", "outside_hours", None),
                ("2026-02-16 00:00", "weekend", None),
                ("2026-02-17 09:00", "outside_hours", None),
                ("2026-02-17 10:00", "open", None),
            ],
            id="a weekday without hours is outside hours",
        ),
        pytest.param(
            SATURDAYS,
            "2026-02-13 12:00",
            [
                ("2026-02-14 09:00", "outside_hours", None),
                ("2026-02-14 12:00", "open", None),
                ("2026-02-15 00:00", "outside_hours", None),
                ("2026-02-16 00:00", "weekend", None),
                ("2026-02-16 10:00", "outside_hours", None),
            ],
            id="a Saturday with hours is no weekend",
        ),
        pytest.param(
            ROUND_THE_CLOCK, "2026-03-27 12:00", [("2026-03-30 12:00", "open", None)], id="round the clock is one"
        ),
    ],
)
def test_segments(calendar: Calendar, start: str, rows: list[tuple[str, str, str | None]]) -> None:
    end = local(rows[-1][0])
    segments = list(calendar.segments(local(start), end))
    assert segments[0].start == local(start)
    assert [(segment.end, segment.kind, segment.reason) for segment in segments] == [
        (local(until), kind, reason) for until, kind, reason in rows
    ]
