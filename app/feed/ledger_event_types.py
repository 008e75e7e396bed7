"""What each event of a ledger means to whoever receives it, with an example of what belongs to it (§1.1)."""

from collections.abc import Mapping
from typing import Any, Final

_CARD: Final = "0197a3c2-7a10-7cc3-98c4-dc0c0c07398f"
_ENTRY: Final = "0197a3c2-7a10-7cc3-98c4-dc0c0c073991"
_TICKET: Final = "0197a3c2-7a10-7cc3-98c4-dc0c0c073990"
_PERSON: Final = "0197a3c2-5e11-7d3a-8b1f-3f0a9c1d2e4b"
_PART: Final = {"seconds": 5400, "charged_to": "day_card", "card_id": _CARD}

LEDGER_EVENTS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "day_card_bought": (
        "The customer bought a day card. `madeGood`: what it pays of what was drawn below zero.",
        {
            "card_id": _CARD,
            "seconds": 144000,
            "day_seconds": 28800,
            "bought_on": "2026-11-02",
            "valid_until_on": "2027-10-31",
            "accounting_unit_seconds": 900,
            "reference": "PO 4711",
            "made_good": [],
        },
    ),
    "hours_approved": (
        "The customer approved hours for a ticket, before they are worked.",
        {
            "approval_id": "0197a3c2-7a10-7cc3-98c4-dc0c0c073992",
            "ticket_id": _TICKET,
            "seconds": 28800,
            "charged_to": "day_card",
            "approved_by_id": _PERSON,
        },
    ),
    "hours_written": (
        "Hours were written on a ticket. `seconds` were spent, `accountedSeconds` are charged, from its `parts`.",
        {
            "entry_id": _ENTRY,
            "ticket_id": _TICKET,
            "consultant_id": _PERSON,
            "worked_on": "2026-11-23",
            "seconds": 5000,
            "accounted_seconds": 5400,
            "unit_seconds": 900,
            "parts": [_PART],
            "description": "Set up the connector anew",
        },
    ),
    "entry_corrected": (
        "A counter-entry. Amounts that are taken away are negative; their `parts` return to where they came from.",
        {
            "correction_id": "0197a3c2-7a10-7cc3-98c4-dc0c0c073993",
            "entry_id": _ENTRY,
            "seconds": -5000,
            "accounted_seconds": -5400,
            "parts": [_PART],
            "made_good": [],
            "reason": "Written on the wrong ticket",
        },
    ),
    "overrun_approved": (
        "How far below zero the balance may go was approved.",
        {
            "overrun_id": "0197a3c2-7a10-7cc3-98c4-dc0c0c073994",
            "seconds": 14400,
            "until_on": "2026-12-31",
            "reason": "The migration has to be ready",
            "approved_by_name": "Dirk Director",
            "agreement_reference": "Mail of 20 November",
        },
    ),
    "card_expired": ("A day card's last day is over; `seconds` were left.", {"card_id": _CARD, "seconds": 3600}),
    "balance_warned": (
        "Most of a day card is used: `usedSeconds` of its `seconds`. It is said once a card.",
        {"card_id": _CARD, "seconds": 144000, "used_seconds": 115200},
    ),
}
