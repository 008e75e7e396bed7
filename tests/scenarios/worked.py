"""The scenarios that are arithmetic of one clock: a start, a budget, the due time. Amsterdam wall time unless marked Z.

The calendars are the agreement's own, where it has them.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, NamedTuple

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.agreement.measures import Target, Unit
from app.domain.clocks.promises import budget_of
from app.domain.vocabulary import ServiceLevel
from app.sla.agreement import AGREEMENT
from tests.business_time.amsterdam import LUNCH, ROUND_THE_CLOCK, local

LEVELS: Final = {
    "STD": AGREEMENT.levels[ServiceLevel.STANDARD],
    "EXT": AGREEMENT.levels[ServiceLevel.EXTENDED],
}
CALENDARS: Final = {
    **{name: terms.calendar for name, terms in LEVELS.items()},
    "08–12, 13–17": LUNCH,
    "24×7": ROUND_THE_CLOCK,
}


class Row(NamedTuple):
    """`name` is the test's id. `days` are those of the level of the calendar."""

    name: str
    calendar: str
    start: str
    due: str
    hours: float = 0
    days: float = 0


WINDOWS: Final = [
    Row("scenario_1_friday_15_59", "STD", "2026-02-06 15:59", "2026-02-09 10:59", hours=1),
    Row("scenario_2_friday_at_closing_time", "STD", "2026-02-06 16:00", "2026-02-09 11:00", hours=1),
    Row("scenario_4_saturday", "EXT", "2026-02-07 12:00", "2026-02-09 10:00", hours=2),
    Row("scenario_5_before_opening", "EXT", "2026-02-09 07:30", "2026-02-09 09:00", hours=1),
    Row("scenario_6_over_the_lunch_break", "08–12, 13–17", "2026-02-09 11:30", "2026-02-09 13:30", hours=1),
    Row("scenario_6_in_the_lunch_break", "08–12, 13–17", "2026-02-09 12:15", "2026-02-09 14:00", hours=1),
    Row("scenario_7_over_a_weekend_and_a_month", "EXT", "2026-01-30 16:30", "2026-02-02 16:30", hours=9),
]
CLOCK_CHANGES: Final = [
    Row("scenario_8_into_summer_time", "STD", "2026-03-27 15:30", "2026-03-30 08:30Z", hours=1),
    Row("scenario_9_out_of_summer_time", "EXT", "2026-10-23 16:30", "2026-10-26 15:30Z", hours=9),
    Row("scenario_10_into_summer_time", "24×7", "2026-03-28 20:00", "2026-03-29 03:00Z", hours=8),
    Row("scenario_10_out_of_summer_time", "24×7", "2026-10-24 20:00", "2026-10-25 02:00Z", hours=8),
    Row("scenario_13_king_s_day_begins_at_22_00_z", "STD", "2026-04-26 22:30Z", "2026-04-28 11:00", hours=1),
]
HOLIDAYS: Final = [
    Row("scenario_15_king_s_day", "STD", "2026-04-24 15:00", "2026-04-28 12:00", hours=3),
    Row("scenario_16_king_s_day_on_a_saturday", "STD", "2025-04-25 15:00", "2025-04-28 12:00", hours=3),
    Row("scenario_17_liberation_day", "STD", "2026-05-04 15:00", "2026-05-06 12:00", hours=3),
    Row("scenario_18_good_friday_is_open", "EXT", "2026-04-02 16:00", "2026-04-03 09:00", hours=2),
    Row("scenario_19_ascension_day", "STD", "2026-05-13 15:00", "2026-05-15 13:00", hours=4),
    Row("scenario_20_christmas", "STD", "2026-12-24 15:30", "2026-12-28 10:30", hours=1),
]
DAYS: Final = [
    Row("scenario_23_five_days_standard", "STD", "2026-04-22 14:00", "2026-04-30 14:00", days=5),
    Row("scenario_23_five_days_extended", "EXT", "2026-04-22 14:00", "2026-04-30 14:00", days=5),
    Row("scenario_24_one_day_from_opening", "STD", "2026-02-09 10:00", "2026-02-09 16:00", days=1),
    Row("scenario_24_one_day_from_the_afternoon", "STD", "2026-02-09 14:00", "2026-02-10 14:00", days=1),
    Row("scenario_25_half_a_day", "EXT", "2026-02-09 08:00", "2026-02-09 12:30", days=0.5),
]


def due(row: Row, calendars: Mapping[str, Calendar] = CALENDARS) -> Instant:
    return calendars[row.calendar].due(local(row.start), _budget(row))


def _budget(row: Row) -> timedelta:
    target = Target(row.days, Unit.DAYS) if row.days else Target(row.hours, Unit.HOURS)
    return budget_of(target, LEVELS[row.calendar].day if row.days else timedelta(0))
