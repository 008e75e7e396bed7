"""Days on which the vendor is closed beyond the public holidays, and what may become of them (§1.2.2).

What is past stays as it was: a day that is closed afterwards would turn a broken promise into a kept one.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.calendar_years import year_of
from app.errors import Conflict, Invalid, NotFound

ClosingDays = Mapping[date, str]


def today(agreement: Agreement, now: Instant) -> date:
    """Where the vendor is."""
    return now.astimezone(agreement.vendor.zone).date()


def with_day(closing_days: ClosingDays, day: date, name: str, agreement: Agreement, now: Instant) -> ClosingDays:
    """Invalid in the past; Conflict when it is closed anyway, or when a year would be left without an open hour."""
    if day < today(agreement, now):
        raise Invalid.at("/closesOn", "in_the_past", "A day that is over cannot be closed any more.")
    if day in closing_days:
        raise Conflict(f"{day} is a closing day already: {closing_days[day]}.")
    calendars = [terms.calendar for terms in agreement.levels.values()]
    if all(day in calendar.holidays for calendar in calendars):
        raise Conflict(f"{day} is closed anyway: {calendars[0].holidays[day]}.")
    more = {**closing_days, day: name}
    _require_open_hour(calendars, more, day.year)
    return more


def without_day(closing_days: ClosingDays, day: date, agreement: Agreement, now: Instant) -> ClosingDays:
    """NotFound when it isn't one; Conflict when it is over."""
    if day not in closing_days:
        raise NotFound("There is no such closing day.")
    if day < today(agreement, now):
        raise Conflict("It was closed on that day: what is past stays as it was.")
    return {each: name for each, name in closing_days.items() if each != day}


def _require_open_hour(calendars: Iterable[Calendar], closing_days: ClosingDays, year: int) -> None:
    for calendar in calendars:
        if not set(year_of(calendar, year).open_days) - set(closing_days):
            raise Conflict(f"That would leave no open hour in {year}: a promise could never fall due.")
