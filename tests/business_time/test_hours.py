"""Opening hours say what is wrong with them."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.business_time.hours import ALWAYS, OpeningWindow, WeeklyHours, clock_face, time_of_day, weekdays

MORNING, AFTERNOON = OpeningWindow.between("08:00", "12:00"), OpeningWindow.between("13:00", "17:00")


@pytest.mark.parametrize(
    ("build", "complaint"),
    [
        (lambda: OpeningWindow.between("17:00", "08:00"), "17:00–08:00 is not a window"),
        (lambda: OpeningWindow.between("08:00", "08:00"), "08:00–08:00 is not a window"),
        (lambda: OpeningWindow(timedelta(hours=-1), timedelta(hours=8)), "-1:00–08:00 is not a window"),
        (lambda: OpeningWindow(timedelta(hours=20), timedelta(hours=28)), "20:00–28:00 is not a window"),
        (lambda: OpeningWindow.between("24:00", "24:00"), "24:00–24:00 is not a window"),
        (lambda: OpeningWindow.between("8 o'clock", "17:00"), "is not a time of day such as 08:00"),
        (lambda: OpeningWindow.between("08:00", "24:01"), "'24:01' is not a time of day"),
        (lambda: OpeningWindow.between("08:00+01:00", "17:00"), "wall clock and have no offset"),
        (
            lambda: WeeklyHours.of({0: [MORNING, OpeningWindow.between("11:59", "13:00")]}),
            "Monday: 08:00–12:00 and 11:59",
        ),
        (lambda: WeeklyHours.of({6: [MORNING, MORNING]}), "Sunday: 08:00–12:00 and 08:00–12:00 overlap"),
        (lambda: WeeklyHours.of({7: [MORNING]}), r"no such day of the week \(Monday = 0\): \[7\]"),
        (lambda: WeeklyHours(((MORNING,),) * 5), "a week has 7 days, not 5"),
        (lambda: WeeklyHours.of({0: []}), "no opening hours on any day"),
    ],
)
def test_refused(build: Callable[[], object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        build()


def test_windows_are_kept_in_order_and_may_touch() -> None:
    assert WeeklyHours.of({2: [AFTERNOON, MORNING]}).days[2] == (MORNING, AFTERNOON)
    assert WeeklyHours.of({2: [OpeningWindow.between("12:00", "13:00"), MORNING]}).days[2][0] == MORNING


def test_weekdays_are_monday_to_friday() -> None:
    assert weekdays("10:00", "16:00").days == ((OpeningWindow.between("10:00", "16:00"),),) * 5 + ((), ())


def test_always_is_every_day_from_midnight_to_midnight() -> None:
    assert ALWAYS.days == ((OpeningWindow.between("00:00", "24:00"),),) * 7


@pytest.mark.parametrize("text", ["00:00", "08:00", "09:30:15", "16:59:59.000001", "23:59:59.999999", "24:00"])
def test_a_time_of_day_is_shown_as_it_is_written(text: str) -> None:
    assert clock_face(time_of_day(text)) == text
