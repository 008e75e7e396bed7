"""When consultants come to customers (§1.2.2), and who asks for an account (§1.6)."""

from sqlalchemy import Column, Date, Index

from app.domain.consultancy.account_requests import AccountRequestState
from app.domain.consultancy.bookings import BookingState
from app.postgres.tables.columns import key, metadata, one_of, word
from app.postgres.tables.streams import stream, subjects

bookings = subjects(
    "bookings",
    metadata,
    Column("booked_on", Date, nullable=False),
    word("progress"),
    key("consultant_id", nullable=True),
    one_of("progress", BookingState),
    comment="When a consultant comes to a customer, as its facts add up",
)
Index("ix_bookings_booked_on", bookings.c.booked_on)
booking_events = stream(
    "booking_events", metadata, subject="booking", subjects="bookings", comment="What happened to each booking"
)

account_requests = subjects(
    "account_requests",
    metadata,
    word("email_key"),
    word("progress"),
    one_of("progress", AccountRequestState),
    comment="Who asks for an account; the vendor's own",
)
Index("ix_account_requests_email_key", account_requests.c.email_key)
account_request_events = stream(
    "account_request_events",
    metadata,
    subject="account_request",
    subjects="account_requests",
    comment="What happened to each request for an account",
)
