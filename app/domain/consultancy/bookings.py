"""A consultant is booked, confirmed, moved, cancelled, and comes (§1.2.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain import streams
from app.domain.agreement.agreed_terms import BookingLead
from app.domain.agreement.agreement import Agreement
from app.domain.consultancy.amounts import seconds_of
from app.domain.consultancy.booking_days import keeps_lead, require_ahead, require_lead, require_open_day
from app.domain.consultancy.booking_facts import (
    BookingCancelled,
    BookingConfirmed,
    BookingEvent,
    BookingHeld,
    BookingMade,
    BookingMoved,
    LeadWaiver,
)
from app.domain.consultancy.participant import Participant
from app.domain.given import require_words
from app.domain.replacing import replace
from app.domain.vocabulary import Role, ServiceLevel
from app.errors import Conflict, Forbidden, Invalid

LONGEST: Final = 60
"""Days that a session can take."""


class BookingState(StrEnum):
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    MOVED = "moved"  # to another day, and not confirmed there yet
    CANCELLED = "cancelled"
    HELD = "held"


_OF_VENDOR: Final = (Role.SUPPORT, Role.CONSULTANT, Role.SUPPORT_MANAGER)
OPEN: Final = (BookingState.REQUESTED, BookingState.MOVED, BookingState.CONFIRMED)


@dataclass(frozen=True, kw_only=True)
class Booking:
    """`taken_by`: the consultant who confirmed it while nobody was named."""

    id: UUID
    made: BookingMade
    state: BookingState
    booked_on: date
    waiver: LeadWaiver | None = None
    reason: str | None = None
    held_seconds: int | None = None
    taken_by: UUID | None = None

    @property
    def consultant_id(self) -> UUID | None:
        """Who comes; None: nobody is named yet."""
        return self.made.consultant_id or self.taken_by


def replay_booking(booking_id: UUID, events: Iterable[BookingEvent]) -> Booking:
    return streams.replay(lambda first: begin_booking(booking_id, first), advance_booking, events)


def begin_booking(booking_id: UUID, event: BookingEvent) -> Booking:
    """Raises ValueError when it was not made."""
    match event.fact:
        case BookingMade(booked_on=day, waiver=waiver) as made:
            return Booking(id=booking_id, made=made, state=BookingState.REQUESTED, booked_on=day, waiver=waiver)
        case _:
            raise ValueError("a booking begins with being made")


def advance_booking(booking: Booking, event: BookingEvent) -> Booking:
    match event.fact:
        case BookingMade():
            return booking
        case BookingConfirmed(consultant_id=taken_by):
            return replace(booking, state=BookingState.CONFIRMED, taken_by=booking.taken_by or taken_by)
        case BookingMoved(booked_on=day, waiver=waiver):
            return replace(booking, state=BookingState.MOVED, booked_on=day, waiver=waiver)
        case BookingCancelled(reason=reason):
            return replace(booking, state=BookingState.CANCELLED, reason=reason)
        case BookingHeld(seconds=seconds):
            return replace(booking, state=BookingState.HELD, held_seconds=seconds)


@dataclass(frozen=True)
class BookingTerms:
    """What holds for the customer today: level, support hours with their closing days, and the booking time."""

    level: ServiceLevel
    calendar: Calendar
    lead: BookingLead
    own_consultant_id: UUID | None = None


def make_booking(
    by: Participant,
    at: Instant,
    terms: BookingTerms,
    agreement: Agreement,
    *,
    booked_on: date,
    subject: str,
    days: int = 1,
    ticket_id: UUID | None = None,
    consultant_id: UUID | None = None,
    waiver_reason: str | None = None,
) -> BookingMade:
    """Of an extended customer the own consultant comes, unless another is named. What a consultant books, is theirs.

    Raises Forbidden, Invalid for a day before today, Conflict (§1.2.2) for one that is too soon or closed.
    """
    section = agreement.registration_section.number
    by.require("A consultant is booked", *_OF_VENDOR, section=section, registrant=True)
    require_words(section, {"subject": subject})
    if not 1 <= days <= LONGEST:
        raise Invalid.at("/days", "out_of_range", f"A session takes 1 to {LONGEST} days.", section=section)
    own = by.actor.id if _is_consultant_alone(by) else None
    if consultant_id not in (None, own):
        require_own_consultant(terms.level, agreement)
    comes = consultant_id or terms.own_consultant_id or own
    _require_own_booking(by, comes, section)
    return BookingMade(
        customer_id=by.customer_id,
        booked_on=booked_on,
        days=days,
        subject=subject,
        lead_days=terms.lead.days,
        ticket_id=ticket_id,
        consultant_id=comes,
        waiver=_judged(booked_on, by, at, terms, agreement, waiver_reason),
    )


def require_own_consultant(level: ServiceLevel, agreement: Agreement) -> None:
    """Raises Conflict where the level has no consultant of one's own: in what is agreed, and in a booking."""
    if not agreement.levels[level].own_consultant:
        having = " and ".join(each for each, terms in agreement.levels.items() if terms.own_consultant)
        raise Conflict(
            f"The {level} service level has no consultant of its own; {having} has.",
            section=agreement.levels[level].section.number,
        )


def _require_own_booking(by: Participant, consultant_id: UUID | None, section: str) -> None:
    """A consultant who is nothing else of the vendor has to do with their own sessions alone."""
    if _is_consultant_alone(by) and consultant_id != by.actor.id:
        raise Forbidden("Consultants have to do with their own sessions alone.", section=section)


def _is_consultant_alone(by: Participant) -> bool:
    return by.has(Role.CONSULTANT) and not (by.is_registrant or by.manages or by.has(Role.SUPPORT))


def _judged(
    booked_on: date,
    by: Participant,
    at: Instant,
    terms: BookingTerms,
    agreement: Agreement,
    waiver_reason: str | None,
) -> LeadWaiver | None:
    """The waiver, if it takes one. Nobody waives that a day is past or closed."""
    require_ahead("/bookedOn", booked_on, at, terms.calendar, agreement)
    waiver = None
    if not keeps_lead(booked_on, at, terms.calendar, terms.lead.days) and waiver_reason is not None:
        waiver = _waiver(by, waiver_reason, agreement)
    if waiver is None:
        require_lead(booked_on, at, terms.calendar, terms.lead)
    require_open_day(booked_on, at, terms.calendar, 0 if waiver else terms.lead.days, agreement)
    return waiver


def _waiver(by: Participant, reason: str, agreement: Agreement) -> LeadWaiver:
    section = agreement.registration_section.number
    by.require("The booking time is waived", Role.SUPPORT_MANAGER, section=section, registrant=True)
    require_words(section, {"waiverReason": reason})
    return LeadWaiver(reason=reason, waived_by_id=by.actor.id, by_customer=by.is_registrant)


def confirm_booking(booking: Booking, by: Participant, agreement: Agreement) -> BookingConfirmed:
    """By the vendor. A consultant who confirms what nobody is named for, comes."""
    section = agreement.registration_section.number
    by.require("A booking is confirmed", *_OF_VENDOR, section=section)
    takes = booking.consultant_id is None and _is_consultant_alone(by)
    if not takes:
        _require_own_booking(by, booking.consultant_id, section)
    _require_state(booking, "confirmed", (BookingState.REQUESTED, BookingState.MOVED), agreement)
    return BookingConfirmed(consultant_id=by.actor.id if takes else None)


def move_booking(
    booking: Booking,
    by: Participant,
    at: Instant,
    terms: BookingTerms,
    agreement: Agreement,
    *,
    booked_on: date,
    waiver_reason: str | None = None,
) -> BookingMoved:
    """Judged again, by what holds now."""
    section = agreement.registration_section.number
    by.require("A booking is moved", *_OF_VENDOR, section=section, registrant=True)
    _require_own_booking(by, booking.consultant_id, section)
    _require_state(booking, "moved", OPEN, agreement)
    waiver = _judged(booked_on, by, at, terms, agreement, waiver_reason)
    return BookingMoved(booked_on=booked_on, lead_days=terms.lead.days, waiver=waiver)


def cancel_booking(booking: Booking, by: Participant, agreement: Agreement, reason: str) -> BookingCancelled:
    section = agreement.registration_section.number
    by.require("A booking is cancelled", *_OF_VENDOR, section=section, registrant=True)
    _require_own_booking(by, booking.consultant_id, section)
    require_words(section, {"reason": reason})
    _require_state(booking, "cancelled", OPEN, agreement)
    return BookingCancelled(reason=reason)


def hold_booking(booking: Booking, by: Participant, at: Instant, agreement: Agreement, hours: Decimal) -> BookingHeld:
    """It took place: not before its day."""
    section = agreement.registration_section.number
    by.require("That a session was held is said", *_OF_VENDOR, section=section)
    _require_own_booking(by, booking.consultant_id, section)
    _require_state(booking, "held", (BookingState.CONFIRMED,), agreement)
    if at.astimezone(agreement.vendor.zone).date() < booking.booked_on:
        raise Conflict(f"The session is on {booking.booked_on}: it was not held yet.", section=section)
    return BookingHeld(seconds=seconds_of(hours, "/hours", section))


def _require_state(booking: Booking, what: str, states: tuple[BookingState, ...], agreement: Agreement) -> None:
    if booking.state not in states:
        raise Conflict(
            f"A booking that is {booking.state} can't be {what}.", section=agreement.registration_section.number
        )
