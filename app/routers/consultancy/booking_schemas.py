"""Bookings in JSON."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from app.clock import Instant
from app.consultancy.bookings import NewBooking, StoredBooking, TermsOfBooking
from app.consultancy.store.bookings import BookingsFilter
from app.domain.consultancy.booking_facts import LeadWaiver
from app.domain.consultancy.bookings import LONGEST, BookingState
from app.routers.http.pagination import PageQuery
from app.routers.http.tables import Column
from app.routers.http.types import DECIMAL, WHOLE, DateIn, Id, In, Note, Out, Title

MOST_HOURS = 1_000


HoursHeld = Annotated[
    Decimal, Field(gt=0, le=MOST_HOURS, description="How long it took: decimals that come to whole seconds."), DECIMAL
]
WaiverReason = Annotated[
    Note | None,
    Field(
        description="Why it may be sooner than the booking time: by a registrant, or a support manager with their word."
    ),
]


class BookingIn(In):
    """`consultantId` left out: the customer's own consultant, if it has one."""

    booked_on: Annotated[DateIn, Field(description="The day of the session, or its first one.")]
    days: Annotated[int, Field(ge=1, le=LONGEST, description="Of open days."), WHOLE] = 1
    ticket_id: Id | None = None
    consultant_id: Id | None = None
    subject: Title
    waiver_reason: WaiverReason = None

    def new(self) -> NewBooking:
        return NewBooking(
            booked_on=self.booked_on,
            days=self.days,
            ticket_id=self.ticket_id,
            consultant_id=self.consultant_id,
            subject=self.subject,
            waiver_reason=self.waiver_reason,
        )


class ConfirmBookingIn(In):
    """The vendor will be there."""

    decision: Literal["confirm"]


class MoveBookingIn(In):
    """To another day, judged as a new booking is."""

    decision: Literal["move"]
    booked_on: Annotated[DateIn, Field(description="The day of the session, or its first one.")]
    waiver_reason: WaiverReason = None


class CancelBookingIn(In):
    """It is off."""

    decision: Literal["cancel"]
    reason: Note


class HoldBookingIn(In):
    """It took place, not before its day."""

    decision: Literal["held"]
    hours: HoursHeld


BookingTransitionIn = Annotated[
    ConfirmBookingIn | MoveBookingIn | CancelBookingIn | HoldBookingIn, Field(discriminator="decision")
]


class LeadWaiverOut(Out):
    """It is sooner than the booking time. `byCustomer`: a registrant said so; else a support manager."""

    reason: str
    waived_by_id: UUID
    by_customer: bool

    @classmethod
    def of(cls, waiver: LeadWaiver | None) -> Self | None:
        return None if waiver is None else cls(**vars(waiver))


class BookingOut(Out):
    """A consultant comes to a customer. `moved`: to another day, and not confirmed there yet."""

    id: UUID
    customer_id: UUID
    ticket_id: UUID | None
    subject: str
    booked_on: date
    days: int
    state: BookingState
    consultant_id: Annotated[UUID | None, Field(description="Who comes; null: nobody is named.")]
    waiver: LeadWaiverOut | None
    cancelled_because: str | None
    held_seconds: int | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, stored: StoredBooking) -> Self:
        booking = stored.state
        return cls(
            id=stored.id,
            customer_id=stored.customer_id,
            ticket_id=booking.made.ticket_id,
            subject=booking.made.subject,
            booked_on=booking.booked_on,
            days=booking.made.days,
            state=booking.state,
            consultant_id=booking.consultant_id,
            waiver=LeadWaiverOut.of(booking.waiver),
            cancelled_because=booking.reason,
            held_seconds=booking.held_seconds,
            created_at=stored.created_at,
            updated_at=stored.updated_at,
        )


class BookingTermsOut(Out):
    """What holds for a booking that is made now, by the level of today."""

    lead_days: int
    earliest_on: Annotated[date, Field(description="The first day that can be booked: open, and late enough.")]
    consultant_id: Annotated[UUID | None, Field(description="The customer's own consultant; null: it has none.")]
    section: str

    @classmethod
    def of(cls, found: TermsOfBooking) -> Self:
        return cls(
            lead_days=found.terms.lead.days,
            earliest_on=found.earliest_on,
            consultant_id=found.terms.own_consultant_id,
            section=found.terms.lead.section,
        )


class BookingsQuery(PageQuery):
    state: BookingState | None = None
    from_on: Annotated[DateIn | None, Field(alias="from", description="On that day or later.")] = None
    until_on: Annotated[DateIn | None, Field(alias="until", description="On that day or sooner.")] = None

    def wanted(self, customer_id: UUID) -> BookingsFilter:
        return BookingsFilter(
            customer_id=customer_id,
            states=None if self.state is None else [self.state],
            from_on=self.from_on,
            until_on=self.until_on,
        )


BOOKING_COLUMNS = (
    Column[BookingOut]("id", lambda booking: booking.id, wide=True),
    Column[BookingOut]("bookedOn", lambda booking: booking.booked_on),
    Column[BookingOut]("days", lambda booking: booking.days),
    Column[BookingOut]("state", lambda booking: booking.state),
    Column[BookingOut]("consultantId", lambda booking: booking.consultant_id, wide=True),
    Column[BookingOut]("ticketId", lambda booking: booking.ticket_id, wide=True),
    Column[BookingOut]("heldSeconds", lambda booking: booking.held_seconds, wide=True),
    Column[BookingOut]("subject", lambda booking: booking.subject, gives_way=True),
)
