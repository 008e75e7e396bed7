"""What of consultancy has a stream of its own: the fold of each, and what its row is found by."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter

from app.domain.consultancy.booking_facts import BookingFact
from app.domain.consultancy.bookings import Booking, advance_booking, begin_booking
from app.postgres.tables import booking_events, bookings
from app.streams.subjects import SubjectKind


def _booking_columns(booking: Booking) -> Mapping[str, Any]:
    return {
        "booked_on": booking.booked_on,
        "progress": booking.state.value,
        "consultant_id": booking.made.consultant_id,
    }


BOOKINGS: Final = SubjectKind[BookingFact, Booking](
    stream=booking_events,
    subjects=bookings,
    facts=TypeAdapter(Annotated[BookingFact, Field(discriminator="type")]),
    states=TypeAdapter(Booking),
    begin=lambda booking_id, _, event: begin_booking(booking_id, event),
    advance=advance_booking,
    columns=_booking_columns,
    missing="There is no such booking.",
)
