"""What can happen to the booking of a consultant (§1.2.2). Days are local."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from app.domain.streams import RecordedFact


@dataclass(frozen=True, kw_only=True)
class LeadWaiver:
    """Why it may be sooner than the booking time, and who said so; `by_customer`: one of its registrants."""

    reason: str
    waived_by_id: UUID
    by_customer: bool


@dataclass(frozen=True, kw_only=True)
class BookingMade:
    """`lead_days`: what was to be kept then. `waiver`: it was not."""

    customer_id: UUID
    booked_on: date
    days: int
    subject: str
    lead_days: int
    ticket_id: UUID | None = None
    consultant_id: UUID | None = None
    waiver: LeadWaiver | None = None
    type: Literal["booking_made"] = "booking_made"


@dataclass(frozen=True, kw_only=True)
class BookingConfirmed:
    """The vendor will be there: by this consultant, where nobody was named before."""

    consultant_id: UUID | None = None
    type: Literal["booking_confirmed"] = "booking_confirmed"


@dataclass(frozen=True, kw_only=True)
class BookingMoved:
    """To another day, judged as a new booking is; it is to be confirmed again."""

    booked_on: date
    lead_days: int
    waiver: LeadWaiver | None = None
    type: Literal["booking_moved"] = "booking_moved"


@dataclass(frozen=True, kw_only=True)
class BookingCancelled:
    reason: str
    type: Literal["booking_cancelled"] = "booking_cancelled"


@dataclass(frozen=True, kw_only=True)
class BookingHeld:
    """It took place, and took so long."""

    seconds: int
    type: Literal["booking_held"] = "booking_held"


BookingFact = BookingMade | BookingConfirmed | BookingMoved | BookingCancelled | BookingHeld

BookingEvent = RecordedFact[BookingFact]
