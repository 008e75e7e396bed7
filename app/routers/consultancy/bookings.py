"""A consultant is booked (§1.2.2)."""

from typing import Annotated, assert_never

from fastapi import Body, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.consultancy import bookings
from app.consultancy.bookings import StoredBooking
from app.errors import ErrorCode
from app.routers.consultancy.booking_schemas import (
    BOOKING_COLUMNS,
    BookingIn,
    BookingOut,
    BookingsQuery,
    BookingTermsOut,
    BookingTransitionIn,
    CancelBookingIn,
    ConfirmBookingIn,
    HoldBookingIn,
    MoveBookingIn,
)
from app.routers.http.documented import creates, lists, refuses, shows, shows_version
from app.routers.http.etags import OptionalIfMatch, allow_match
from app.routers.http.pagination import window
from app.routers.http.replies import collection, reply, reply_unless_known
from app.routers.http.types import Id
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import CustomerId, after_id
from app.routers.request.route import api_router
from app.unit_of_work import UnitOfWork

router = api_router("Bookings", prefix="/customers/{customerId}")

BookingId = Annotated[Id, Path(alias="bookingId")]


@router.get("/booking-terms", summary="Read from when on a consultant can be booked", responses=shows(BookingTermsOut))
async def read_booking_terms(customer_id: CustomerId, uow: UnitOfWorkDep) -> Response:
    """Calendar days from today where the vendor is, by the level of today (section 1.2.2)."""
    return reply(BookingTermsOut.of(await bookings.booking_terms(uow, customer_id)))


@router.post(
    "/bookings",
    summary="Book a consultant",
    status_code=201,
    responses={**creates(BookingOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT)},
)
@idempotent()
async def book_consultant(customer_id: CustomerId, body: BookingIn, uow: UnitOfWorkDep) -> Response:
    """By a registrant or the vendor; consultants book their own sessions. A day that is too soon, or closed, is refused
    with the first one that can be booked; a registrant, or a support manager, may waive the booking time.
    """
    return _answer(await bookings.make(uow, customer_id, body.new()))


@router.get("/bookings", summary="List bookings", responses=lists(BookingOut))
async def list_bookings(
    customer_id: CustomerId, request: Request, query: Annotated[BookingsQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """Latest recorded first."""
    asked = window(request, query)
    rows = await bookings.page(uow, query.wanted(customer_id), after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda stored: (stored.id,))
    return collection(request, BookingOut, map(BookingOut.of, page.rows), page.next_cursor, BOOKING_COLUMNS)


@router.get("/bookings/{bookingId}", summary="Read a booking", responses=shows_version(BookingOut))
async def read_booking(
    customer_id: CustomerId, booking_id: BookingId, request: Request, uow: UnitOfWorkDep
) -> Response:
    stored = await bookings.find(uow, customer_id, booking_id)
    return reply_unless_known(request, BookingOut.of(stored), version=stored.version)


@router.post(
    "/bookings/{bookingId}/transitions",
    summary="Say what becomes of a booking",
    status_code=201,
    responses={**creates(BookingOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT, ErrorCode.STALE)},
)
@idempotent()
async def decide_booking(
    customer_id: CustomerId,
    booking_id: BookingId,
    body: Annotated[BookingTransitionIn, Body()],
    uow: UnitOfWorkDep,
    if_match: OptionalIfMatch = None,
) -> Response:
    """The vendor confirms it, and says that it was held; either side moves or cancels it. A session that is moved is
    judged anew, and to be confirmed again.
    """
    stored = await bookings.find(uow, customer_id, booking_id, lock=True)
    allow_match(if_match, stored.version)
    return _answer(await _decided(uow, stored, body))


async def _decided(uow: UnitOfWork, stored: StoredBooking, body: BookingTransitionIn) -> StoredBooking:
    match body:
        case ConfirmBookingIn():
            return await bookings.confirm(uow, stored)
        case MoveBookingIn():
            return await bookings.move(uow, stored, body.booked_on, body.waiver_reason)
        case CancelBookingIn():
            return await bookings.cancel(uow, stored, body.reason)
        case HoldBookingIn():
            return await bookings.hold(uow, stored, body.hours)
        case _:
            assert_never(body)


def _answer(stored: StoredBooking) -> Response:
    location = f"/customers/{stored.customer_id}/bookings/{stored.id}"
    return reply(BookingOut.of(stored), status=201, version=stored.version, location=location)
