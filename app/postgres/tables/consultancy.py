"""Work outside support: what customers have bought, approved and used of it (§1.1), when consultants come (§1.2.2), and
who asks for an account (§1.6).
"""

from sqlalchemy import CheckConstraint, Column, Date, Index, text

from app.domain.consultancy.account_requests import AccountRequestState
from app.domain.consultancy.bookings import BookingState
from app.postgres.tables.columns import key, metadata, moment, one_of, sane, word
from app.postgres.tables.streams import stream, subjects

ledgers = subjects(
    "ledgers",
    metadata,
    moment("tell_at", nullable=True),
    *sane("tell_at"),
    CheckConstraint("id = customer_id", name="one_a_customer"),
    comment="What each customer has left, as its facts add up. `tell_at`: when there is something to be told next",
)
Index("ix_ledgers_tell_at", ledgers.c.tell_at, postgresql_where=ledgers.c.tell_at.is_not(None))
ledger_events = stream(
    "ledger_events", metadata, subject="ledger", subjects="ledgers", comment="What happened on each ledger"
)
Index(
    "ix_ledger_events_entry_id",
    text("(payload ->> 'entry_id')"),
    postgresql_where=text("type = 'hours_written'"),
    _table=ledger_events,
)

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
