"""Consultants are booked: made, confirmed, moved, cancelled, held; and what holds for booking one (§1.2.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.accounts import customers, people
from app.consultancy.kinds import BOOKINGS
from app.consultancy.participants import participant
from app.consultancy.store import bookings as stored_bookings
from app.consultancy.store.bookings import BookingsFilter
from app.domain.agreement.agreement import Agreement
from app.domain.consultancy import bookings
from app.domain.consultancy.booking_days import earliest_on
from app.domain.consultancy.booking_facts import BookingFact
from app.domain.consultancy.bookings import Booking, BookingTerms
from app.domain.vocabulary import Role
from app.errors import Conflict, NotFound
from app.streams import subjects
from app.streams.subjects import StoredSubject
from app.tickets.recording import found
from app.unit_of_work import UnitOfWork

StoredBooking = StoredSubject[Booking]


@dataclass(frozen=True, kw_only=True)
class NewBooking:
    """`consultant_id` None: the customer's own, if it has one. `waiver_reason`: why it may be sooner."""

    booked_on: date
    subject: str
    days: int = 1
    ticket_id: UUID | None = None
    consultant_id: UUID | None = None
    waiver_reason: str | None = None


@dataclass(frozen=True)
class TermsOfBooking:
    """What holds for the customer now, and the first day that can be booked now."""

    terms: BookingTerms
    earliest_on: date


async def booking_terms(uow: UnitOfWork, customer_id: UUID) -> TermsOfBooking:
    terms, _ = await _terms(uow, customer_id)
    return TermsOfBooking(terms, earliest_on(uow.now, terms.calendar, terms.lead.days))


async def make(uow: UnitOfWork, customer_id: UUID, new: NewBooking) -> StoredBooking:
    terms, agreement = await _terms(uow, customer_id)
    by = await participant(uow, customer_id)
    if new.ticket_id is not None and (await found(uow, new.ticket_id)).ticket.customer_id != customer_id:
        raise NotFound("There is no such ticket.")
    fact = bookings.make_booking(
        by,
        uow.now,
        terms,
        agreement,
        booked_on=new.booked_on,
        subject=new.subject,
        days=new.days,
        ticket_id=new.ticket_id,
        consultant_id=new.consultant_id,
        waiver_reason=new.waiver_reason,
    )
    if new.consultant_id is not None and not await _is_consultant(uow, customer_id, new.consultant_id):
        raise Conflict("Only an active consultant of the vendor can be booked.", section=agreement.raci_section.number)
    return await subjects.begin(uow, BOOKINGS, customer_id, [fact])


async def page(uow: UnitOfWork, wanted: BookingsFilter, *, after: UUID | None, limit: int) -> Sequence[StoredBooking]:
    """Of one customer, latest recorded first."""
    if wanted.customer_id is not None:
        await customers.find(uow, wanted.customer_id)
    return await stored_bookings.page(uow.connection, wanted, after=after, limit=limit)


async def find(uow: UnitOfWork, customer_id: UUID, booking_id: UUID, *, lock: bool = False) -> StoredBooking:
    """NotFound is the same for one of another customer."""
    stored = await subjects.found(uow, BOOKINGS, booking_id, lock=lock)
    if stored.customer_id != customer_id:
        raise NotFound(BOOKINGS.missing)
    return stored


async def confirm(uow: UnitOfWork, stored: StoredBooking) -> StoredBooking:
    by = await participant(uow, stored.customer_id)
    return await _recorded(uow, stored, bookings.confirm_booking(stored.state, by, uow.book.in_force(uow.now)))


async def move(
    uow: UnitOfWork, stored: StoredBooking, booked_on: date, waiver_reason: str | None = None
) -> StoredBooking:
    by = await participant(uow, stored.customer_id)
    terms, agreement = await _terms(uow, stored.customer_id)
    fact = bookings.move_booking(
        stored.state, by, uow.now, terms, agreement, booked_on=booked_on, waiver_reason=waiver_reason
    )
    return await _recorded(uow, stored, fact)


async def cancel(uow: UnitOfWork, stored: StoredBooking, reason: str) -> StoredBooking:
    by = await participant(uow, stored.customer_id)
    return await _recorded(uow, stored, bookings.cancel_booking(stored.state, by, uow.book.in_force(uow.now), reason))


async def hold(uow: UnitOfWork, stored: StoredBooking, hours: Decimal) -> StoredBooking:
    by = await participant(uow, stored.customer_id)
    agreement = uow.book.in_force(uow.now)
    return await _recorded(uow, stored, bookings.hold_booking(stored.state, by, uow.now, agreement, hours))


async def _recorded(uow: UnitOfWork, stored: StoredBooking, fact: BookingFact) -> StoredBooking:
    return await subjects.record(uow, BOOKINGS, stored, [fact])


async def _terms(uow: UnitOfWork, customer_id: UUID) -> tuple[BookingTerms, Agreement]:
    """By the level of today. A consultant who has left, or is none any more, is nobody's own."""
    customer, agreement = await customers.find(uow, customer_id), uow.book.in_force(uow.now)
    agreed, own = customer.agreed_at(uow.now), customer.consultant_id
    level = agreed.service_level
    terms = BookingTerms(
        level=level,
        calendar=await uow.book.current(uow.connection, agreement, level),
        lead=agreed.booking_lead(agreement),
        own_consultant_id=own if own and await _is_consultant(uow, customer_id, own) else None,
    )
    return terms, agreement


async def _is_consultant(uow: UnitOfWork, customer_id: UUID, person_id: UUID) -> bool:
    able = await people.with_roles(uow, customer_id, [Role.CONSULTANT])
    return any(each.id == person_id for each in able[Role.CONSULTANT])
