"""When support is open in a year, at each level (§1.2.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.agreements.store import calendars
from app.domain.agreement.agreement import Agreement, ServiceLevelTerms
from app.domain.agreement.calendar_years import CalendarYear, year_of
from app.domain.agreement.closing_days import today
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class LevelYear:
    terms: ServiceLevelTerms
    year: CalendarYear

    @property
    def holidays(self) -> Mapping[date, str]:
        return {day: name for day, name in self.year.closed.items() if day in self.terms.calendar.holidays}

    @property
    def closing_days(self) -> Mapping[date, str]:
        return {day: name for day, name in self.year.closed.items() if day not in self.terms.calendar.holidays}


@dataclass(frozen=True)
class Year:
    number: int
    agreement: Agreement
    calendar_revision: int
    levels: tuple[LevelYear, ...]


async def of_year(uow: UnitOfWork, number: int | None) -> Year:
    """By the agreement in force and the closing days as they are known now; None is this year."""
    agreement = uow.book.in_force(uow.now)
    number = number or today(agreement, uow.now).year
    revision = await calendars.latest_number(uow.connection)
    levels = [
        LevelYear(terms, year_of(await uow.book.calendar(uow.connection, agreement, level, revision), number))
        for level, terms in agreement.levels.items()
    ]
    return Year(number, agreement, revision, tuple(levels))
