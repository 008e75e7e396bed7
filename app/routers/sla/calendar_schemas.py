"""A year of support hours, in JSON and as tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Self

from pydantic import Field

from app.business_time.hours import WEEKDAYS, OpeningWindow, WeeklyHours, clock_face
from app.calendars.calendar_years import LevelYear, Year
from app.domain.agreement.calendar_years import days_of
from app.domain.agreement.cells import as_text as hours_in_words
from app.domain.vocabulary import ServiceLevel
from app.routers.http.tables import Column, as_text
from app.routers.http.types import EARLIEST, IN_DIGITS, TOO_LATE, Out, QueryIn
from app.routers.sla.clock_schemas import SECOND


class CalendarQuery(QueryIn):
    year: Annotated[
        int | None,
        Field(ge=EARLIEST.year, lt=TOO_LATE.year, description="Without it, the vendor's current year."),
        IN_DIGITS,
    ] = None


class OpeningOut(Out):
    """Wall clock; a day of the week that is not there is closed."""

    weekday: Annotated[str, Field(examples=["monday"])]
    opens_at: Annotated[str, Field(examples=["08:00"])]
    closes_at: Annotated[str, Field(examples=["17:00"])]


class HolidayOut(Out):
    falls_on: date
    name: str


class ClosedOut(Out):
    closes_on: date
    name: str


def _openings(hours: WeeklyHours) -> tuple[OpeningOut, ...]:
    return tuple(
        OpeningOut(weekday=name.lower(), opens_at=clock_face(window.opens), closes_at=clock_face(window.closes))
        for name, windows in zip(WEEKDAYS, hours.days, strict=True)
        for window in windows
    )


class MaintenanceWindowOut(Out):
    """When planned work may happen, of whichever level (section 5.4): every week, on holidays and closing days too."""

    section: str
    hours: tuple[OpeningOut, ...]


class LevelYearOut(Out):
    """The support hours of a service level, and the days of the year on which they hold."""

    service_level: ServiceLevel
    section: str
    hours: tuple[OpeningOut, ...]
    open_days: tuple[date, ...]
    open_day_count: int
    open_seconds: int
    holidays: Annotated[tuple[HolidayOut, ...], Field(description="The generally recognised ones, weekends too.")]
    closing_days: Annotated[tuple[ClosedOut, ...], Field(description="Closed beyond the holidays.")]

    @classmethod
    def of(cls, level: LevelYear) -> Self:
        return cls(
            service_level=level.terms.level,
            section=level.terms.section.number,
            hours=_openings(level.year.calendar.hours),
            open_days=level.year.open_days,
            open_day_count=len(level.year.open_days),
            open_seconds=level.year.open_time // SECOND,
            holidays=tuple(HolidayOut(falls_on=day, name=name) for day, name in level.holidays.items()),
            closing_days=tuple(ClosedOut(closes_on=day, name=name) for day, name in level.closing_days.items()),
        )


class CalendarOut(Out):
    year: int
    time_zone: str
    agreement_revision: int
    calendar_revision: Annotated[int, Field(description="Goes up with every closing day added or taken away.")]
    service_levels: tuple[LevelYearOut, ...]
    maintenance_window: MaintenanceWindowOut

    @classmethod
    def of(cls, year: Year) -> Self:
        services = year.agreement.services
        return cls(
            year=year.number,
            time_zone=year.agreement.vendor.zone.key,
            agreement_revision=year.agreement.revision,
            calendar_revision=year.calendar_revision,
            service_levels=tuple(map(LevelYearOut.of, year.levels)),
            maintenance_window=MaintenanceWindowOut(
                section=services.maintenance[0].section.number, hours=_openings(services.maintenance_calendar.hours)
            ),
        )


@dataclass(frozen=True)
class CalendarDay:
    """One day at one level. A day with two windows is two of these; a closed one has no window."""

    service_level: ServiceLevel
    day: date
    window: OpeningWindow | None
    name: str | None


DAY_COLUMNS: tuple[Column[CalendarDay], ...] = (
    Column("serviceLevel", lambda day: day.service_level),
    Column("date", lambda day: day.day),
    Column("weekday", lambda day: WEEKDAYS[day.day.weekday()].lower()),
    Column("opensAt", lambda day: None if day.window is None else clock_face(day.window.opens)),
    Column("closesAt", lambda day: None if day.window is None else clock_face(day.window.closes)),
    Column("name", lambda day: day.name),
)


def days(year: Year) -> Iterator[CalendarDay]:
    for level in year.levels:
        closed, weekly, opened = level.year.closed, level.year.calendar.hours.days, frozenset(level.year.open_days)
        for day in days_of(year.number):
            windows = weekly[day.weekday()] if day in opened else ()
            for window in windows or (None,):
                yield CalendarDay(level.terms.level, day, window, closed.get(day))


def _lines(hours: str) -> str:
    """One for each run of days."""
    return hours.replace("; ", "\n")


def page(year: Year) -> str:
    zone, revision = year.agreement.vendor.zone.key, year.calendar_revision
    closed = dict(sorted({day: name for level in year.levels for day, name in level.holidays.items()}.items()))
    more = dict(sorted({day: name for level in year.levels for day, name in level.closing_days.items()}.items()))
    return "\n".join(
        [
            f"Support hours in {year.number} ({zone}), calendar revision {revision}\n",
            as_text(_LEVELS, year.levels),
            f"Holidays\n{as_text(_NAMED, closed.items())}",
            f"Closing days\n{as_text(_NAMED, more.items())}",
            f"Maintenance window\n{_lines(hours_in_words(year.agreement.services.maintenance_calendar.hours))}\n",
        ]
    )


_LEVELS: tuple[Column[LevelYear], ...] = (
    Column("serviceLevel", lambda level: level.terms.level),
    Column("hours", lambda level: hours_in_words(level.year.calendar.hours)),
    Column("openDays", lambda level: len(level.year.open_days)),
    Column("openSeconds", lambda level: level.year.open_time // SECOND),
)
_NAMED: tuple[Column[tuple[date, str]], ...] = (
    Column("date", lambda day: day[0]),
    Column("weekday", lambda day: WEEKDAYS[day[0].weekday()].lower()),
    Column("name", lambda day: day[1]),
)
