"""What each event of a data leak, or of a report of a vulnerability, means to whoever may read it."""

from collections.abc import Mapping
from typing import Any, Final

_INSTANCE: Final = "0197a3c2-7a10-7cc3-98c4-dc0c0c073002"
_CUSTOMER: Final = "0197a3c2-1f00-7b21-a5a0-1a2b3c4d5e6f"

LEAK_EVENTS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "leak_suspected": (
        "Data may have leaked (5.9.2). `hits`: of which instances, by the customer whose they are.",
        {
            "suspected_at": "2026-11-23T09:00:00Z",
            "hits": {_CUSTOMER: [_INSTANCE]},
            "summary": "A copy was readable from outside",
            "vendor_is": "processor",
        },
    ),
    "leak_established": (
        "It was a leak, and since `awareAt` that is known: from then on it is to be told of.",
        {"aware_at": "2026-11-23T12:00:00Z", "categories": ["names"], "people": 240},
    ),
    "customer_told": (
        "A customer that it hit was told.",
        {"customer_id": _CUSTOMER, "told_at": "2026-11-23T13:00:00Z"},
    ),
    "authority_notified": (
        "The authority was notified: by the customer that is named, or else by the vendor (GDPR 33(1)).",
        {"notified_at": "2026-11-24T09:00:00Z", "reference": "AP-2026-1", "customer_id": _CUSTOMER},
    ),
    "leak_dismissed": ("It was no leak.", {"reason": "The copy was empty"}),
    "notification_overdue": (
        "Somebody was not told in time; `term.breached` says so of the promise.",
        {"kind": "customer_notification", "key": _CUSTOMER, "due_at": "2026-11-24T12:00:00Z"},
    ),
}

VULNERABILITY_EVENTS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "vulnerability_reported": (
        "Somebody reported a vulnerability. Only support managers read of it, and no subscription is told.",
        {
            "reference": "V-7K3M9QX2TB",
            "opened_by": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "text": "Any password opens the demo.",
            "product": "idu",
            "contact": "finder@example.org",
        },
    ),
    "vulnerability_supplemented": ("Whoever reported it added something.", {"text": "It also opens the API."}),
    "vulnerability_triaged": ("Whether it is one.", {"verdict": "confirmed", "reason": "It does."}),
    "vulnerability_solved": (
        "It is solved, in this version.",
        {"version": "5.2.1", "report": "Checked with the reporter's steps."},
    ),
    "vulnerability_published": ("It is told to everybody.", {"reference": "https://vendor.example/advisories/1"}),
}
