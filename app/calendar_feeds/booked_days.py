"""The days on which consultants come, for a calendar (§1.2.2)."""

from typing import Final

from app.accounts import customers
from app.business_time.calendar import Calendar
from app.consultancy.bookings import StoredBooking
from app.consultancy.store import bookings
from app.consultancy.store.bookings import BookingsFilter
from app.domain.calendar_feeds.feeds import (
    MOST_ENTRIES,
    SHOWN_AFTER,
    SHOWN_AHEAD,
    BookingEntry,
    CalendarFeed,
    comes_only_themselves,
)
from app.domain.consultancy.booking_days import last_day
from app.domain.consultancy.bookings import BookingState
from app.unit_of_work import UnitOfWork

SETTLED: Final = (BookingState.CONFIRMED, BookingState.HELD)
SHOWN: Final = (BookingState.REQUESTED, BookingState.MOVED, *SETTLED)


async def read(uow: UnitOfWork, feed: CalendarFeed) -> list[BookingEntry]:
    """Those that are about now and not cancelled: what the person may see, or a consultant's own."""
    agreement = uow.book.in_force(uow.now)
    wanted = BookingsFilter(
        consultant_id=uow.actor.id if comes_only_themselves(uow.actor) else None,
        states=SHOWN,
        from_on=(uow.now - SHOWN_AFTER).astimezone(agreement.vendor.zone).date(),
        until_on=(uow.now + SHOWN_AHEAD).astimezone(agreement.vendor.zone).date(),
    )
    found = await bookings.soonest(uow.connection, uow.scope, wanted, MOST_ENTRIES)
    ids = {each.customer_id for each in found}
    levels, names = await customers.levels(uow, ids), await customers.names(uow, ids)
    calendars = {level: await uow.book.current(uow.connection, agreement, level) for level in {*levels.values()}}
    section = agreement.registration_section.number
    return [
        _entry(each, calendars[levels[each.customer_id]], names[each.customer_id] if feed.titles else None, section)
        for each in found
    ]


def _entry(stored: StoredBooking, calendar: Calendar, customer: str | None, section: str) -> BookingEntry:
    booking = stored.state
    return BookingEntry(
        booking_id=stored.id,
        title=customer and f"{customer}, {booking.made.subject}",
        first=booking.booked_on,
        last=last_day(booking.booked_on, booking.made.days, calendar),
        is_settled=booking.state in SETTLED,
        section=section,
        revision=stored.version,
        changed_at=stored.updated_at,
    )
