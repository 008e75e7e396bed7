"""Holidays that fall by a rule, for the years that are reckoned with."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.business_time.limits import FIRST, LAST

ONE_DAY: Final = timedelta(days=1)
SUNDAY: Final = 6


@dataclass(frozen=True)
class OnDate:
    """`never_on_sunday`: kept on the day before. `since` and `until` are the first and the last year."""

    month: int
    day: int
    never_on_sunday: bool = False
    since: int = FIRST.year
    until: int = LAST.year

    def of(self, year: int) -> date | None:
        if not self.since <= year <= self.until:
            return None
        day = date(year, self.month, self.day)
        return day - ONE_DAY if self.never_on_sunday and day.weekday() == SUNDAY else day


@dataclass(frozen=True)
class AfterEaster:
    """So many days after Easter Sunday."""

    days: int

    def of(self, year: int) -> date:
        return easter(year) + self.days * ONE_DAY


def named_days(rules: Mapping[str, OnDate | AfterEaster]) -> Mapping[date, list[str]]:
    """In their order; of two on one day the names in theirs."""
    names: defaultdict[date, list[str]] = defaultdict(list)
    for name, rule in sorted(rules.items()):
        for year in range(FIRST.year, LAST.year + 1):
            day = rule.of(year)
            if day is not None:
                names[day].append(name)
    return dict(sorted(names.items()))


def easter(year: int) -> date:
    """Sunday, by the Gregorian reckoning (Meeus, Jones and Butcher)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    later = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * later + 114, 31)
    return date(year, month, day + 1)
