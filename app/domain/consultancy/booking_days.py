"""On which days a consultant can be booked (§1.2.2): calendar days ahead of the local day of booking, and open."""

from datetime import date, timedelta

from app.business_time.calendar import Calendar
from app.business_time.limits import LAST, OutOfRange
from app.business_time.wall import windows_of
from app.clock import Instant
from app.domain.agreement.agreed_terms import BookingLead
from app.domain.agreement.agreement import Agreement
from app.domain.given import require_day
from app.errors import Invalid, NotThatDay

ONE_DAY = timedelta(days=1)


def is_open_day(day: date, calendar: Calendar) -> bool:
    """Neither a weekend nor a holiday nor a closing day."""
    return day not in calendar.holidays and bool(windows_of(day, calendar.hours, calendar.zone))


def earliest_on(at: Instant, calendar: Calendar, lead_days: int) -> date:
    """The first day that can be booked at this moment: open, and late enough. Raises OutOfRange past 2100."""
    return _open_from(_today(at, calendar) + lead_days * ONE_DAY, calendar)


def last_day(first: date, days: int, calendar: Calendar) -> date:
    """Of a session that goes on over so many open days, its first one among them."""
    day = first
    for _ in range(days - 1):
        day = _open_from(day + ONE_DAY, calendar)
    return day


def _open_from(day: date, calendar: Calendar) -> date:
    while day <= LAST.date():
        if is_open_day(day, calendar):
            return day
        day += ONE_DAY
    raise OutOfRange(f"an open day from {day} on")


def _today(at: Instant, calendar: Calendar) -> date:
    return at.astimezone(calendar.zone).date()


def require_ahead(pointer: str, day: date, at: Instant, calendar: Calendar, agreement: Agreement) -> None:
    """Raises Invalid for a day before today, whoever waives what."""
    section = agreement.registration_section.number
    require_day(pointer, day, section)
    if day < _today(at, calendar):
        raise Invalid.at(pointer, "in_the_past", "A session lies ahead.", section=section)


def keeps_lead(day: date, at: Instant, calendar: Calendar, lead_days: int) -> bool:
    return day >= _today(at, calendar) + lead_days * ONE_DAY


def require_lead(day: date, at: Instant, calendar: Calendar, lead: BookingLead) -> None:
    """Raises NotThatDay with the first day that can be booked."""
    if not keeps_lead(day, at, calendar, lead.days):
        first = earliest_on(at, calendar, lead.days)
        raise NotThatDay(
            f"A consultant is booked at least {lead.days} days ahead: {day} is too soon, the first day that can be"
            f" booked is {first}.",
            first,
            section=lead.section,
        )


def require_open_day(day: date, at: Instant, calendar: Calendar, lead_days: int, agreement: Agreement) -> None:
    """Raises NotThatDay where nobody is there: with the next open one, and the first that can be booked."""
    if not is_open_day(day, calendar):
        why, first = calendar.holidays.get(day) or f"{day:%A}", earliest_on(at, calendar, lead_days)
        raise NotThatDay(
            f"{day} is closed ({why}). The next open day is {_open_from(day, calendar)}, the first day that can be"
            f" booked is {first}.",
            first,
            section=agreement.registration_section.number,
        )
