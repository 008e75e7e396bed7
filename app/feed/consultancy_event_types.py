"""What each event of a booking, and of a request for an account, means to whoever receives it, with an example."""

from collections.abc import Mapping
from typing import Any, Final

_CUSTOMER: Final = "0197a3c2-1f00-7b21-a5a0-1a2b3c4d5e6f"
_PERSON: Final = "0197a3c2-5e11-7d3a-8b1f-3f0a9c1d2e4b"
_TICKET: Final = "0197a3c2-7a10-7cc3-98c4-dc0c0c073990"

BOOKING_EVENTS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "booking_made": (
        "A consultant is booked, so many calendar days ahead as the level of that day has it (1.2.2).",
        {
            "customer_id": _CUSTOMER,
            "booked_on": "2026-12-08",
            "days": 1,
            "subject": "Setting up the rounds",
            "lead_days": 7,
            "consultant_id": _PERSON,
        },
    ),
    "booking_confirmed": ("The vendor will be there.", {}),
    "booking_moved": (
        "It is on another day, judged as a new booking is, and to be confirmed again.",
        {"booked_on": "2026-12-15", "lead_days": 7},
    ),
    "booking_cancelled": ("It is off.", {"reason": "The plant is closed."}),
    "booking_held": ("The session took place, and took so long.", {"seconds": 27_360}),
}
ACCOUNT_REQUEST_EVENTS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "received": (
        "Somebody without an account asks for one, with a first ticket, which does not exist yet (1.6).",
        {
            "organisation": "Cheese Factory",
            "name": "Nina New",
            "email": "nina@cheese.example",
            "language": "nl",
            "ticket": {
                "details": {
                    "kind": "incident",
                    "call_type": "software_bug",
                    "product": "idu",
                    "problem_type": "technical",
                    "title": "The line stands still",
                    "description": "Since ten o'clock.",
                    "channel": "portal",
                },
                "urgency": "u2",
                "impact": "i2",
            },
        },
    ),
    "confirmed": ("The link in the mail was followed: the address is theirs.", {}),
    "accepted": (
        "The account is there and the ticket registered: its times count from here.",
        {"customer_id": _CUSTOMER, "person_id": _PERSON, "ticket_id": _TICKET},
    ),
    "declined": ("No account is made.", {"reason": "That is no customer of ours."}),
}
