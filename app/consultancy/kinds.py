"""What of consultancy has a stream of its own: the fold of each, and what its row is found by."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter

from app.domain.consultancy.account_requests import (
    AccountRequest,
    AccountRequestFact,
    AccountRequestReceived,
    address_key,
    advance_account_request,
    begin_account_request,
    without_person,
)
from app.domain.consultancy.booking_facts import BookingFact
from app.domain.consultancy.bookings import Booking, advance_booking, begin_booking
from app.postgres.tables import account_request_events, account_requests, booking_events, bookings
from app.streams.subjects import SubjectKind


def _booking_columns(booking: Booking) -> Mapping[str, Any]:
    return {
        "booked_on": booking.booked_on,
        "progress": booking.state.value,
        "consultant_id": booking.consultant_id,
    }


def _account_request_columns(request: AccountRequest) -> Mapping[str, Any]:
    return {"email_key": address_key(request.asked.email), "progress": request.state.value}


_REQUEST_FACTS: Final[TypeAdapter[AccountRequestFact]] = TypeAdapter(
    Annotated[AccountRequestFact, Field(discriminator="type")]
)


def _is_forgotten(payload: Mapping[str, Any]) -> bool:
    fact = _REQUEST_FACTS.validate_python(payload)
    return isinstance(fact, AccountRequestReceived) and fact == without_person(fact)


ACCOUNT_REQUESTS: Final = SubjectKind[AccountRequestFact, AccountRequest](
    stream=account_request_events,
    subjects=account_requests,
    facts=_REQUEST_FACTS,
    states=TypeAdapter(AccountRequest),
    begin=lambda request_id, _, event: begin_account_request(request_id, event),
    advance=advance_account_request,
    columns=_account_request_columns,
    missing="There is no such request for an account.",
    is_forgotten=_is_forgotten,
)

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
