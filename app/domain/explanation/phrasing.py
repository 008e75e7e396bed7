"""How moments, lengths of time and figures are put into words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from app.business_time.hours import OpeningWindow, WeeklyHours
from app.clock import Instant
from app.domain.agreement.measures import Target
from app.domain.explanation.words import Words

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
HALF = 0.5


@dataclass(frozen=True)
class Phrasing:
    words: Words
    zone: ZoneInfo

    def moment(self, at: Instant) -> str:
        """Local time with its offset, e.g. "Mon 9 Feb 2026 10:00 +01:00"; a second that has begun is left out."""
        local = at.astimezone(self.zone)
        offset = local.strftime("%z")
        time_of_day = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
        return f"{self.day(local.date())} {time_of_day} {offset[:3]}:{offset[3:5]}"

    def day(self, day: date) -> str:
        return f"{self.day_of_year(day)} {day.year}"

    def day_of_year(self, day: date) -> str:
        nouns = self.words.nouns
        return f"{nouns.weekdays[day.weekday()]} {day.day} {nouns.months[day.month - 1]}"

    def duration(self, time: timedelta) -> str:
        """Whole seconds, those begun left out, e.g. "29 min 35 s"."""
        nouns = self.words.nouns
        hours, rest = divmod(time, HOUR)
        minutes, seconds = rest // MINUTE, rest % MINUTE // SECOND
        parts = [(hours, nouns.hours), (minutes, nouns.minutes), (seconds, nouns.seconds)]
        return " ".join(f"{amount} {unit}" for amount, unit in parts if amount) or f"0 {nouns.minutes}"

    def target(self, target: Target) -> str:
        one, many = self.words.nouns.unit[target.unit]
        amount = _amount(target.amount).replace(".", self.words.nouns.decimal_mark)
        return f"{amount} {one if target.amount <= 1 else many}"

    def support_hours(self, hours: WeeklyHours) -> str:
        """E.g. "Mon–Thu 08:00–12:00 and 13:00–17:00, Fri 08:00–12:00"."""
        runs = groupby(range(7), key=lambda day: hours.days[day])
        return ", ".join(self._opening(list(days), windows) for windows, days in runs if windows)

    def _opening(self, days: Sequence[int], windows: Sequence[OpeningWindow]) -> str:
        first, last = (self.words.nouns.weekdays[day] for day in (days[0], days[-1]))
        named = first if first == last else f"{first}–{last}"
        return f"{named} {self.listed([str(window) for window in windows])}"

    def listed(self, items: Sequence[str]) -> str:
        """E.g. "a, b and c"."""
        *most, last = items
        return f"{', '.join(most)} {self.words.nouns.conjunction} {last}" if most else last


def _amount(amount: float) -> str:
    whole, half = divmod(amount, 1)
    if half != HALF:
        return f"{amount:g}"
    return f"{whole:g}½" if whole else "½"
