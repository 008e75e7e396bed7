"""What each event of a subscription, a notice, a contact and an announcement means, with an example."""

from collections.abc import Mapping
from typing import Any, Final

_NOTICE: Final = {
    "event_id": "0197a3c2-7a10-7cc3-98c4-dc0c0c073991:1",
    "event_type": "outage.outage_begun",
    "recipient_kind": "contact",
    "recipient_id": "0197a3c2-5e11-7d3a-8b1f-3f0a9c1d2e4c",
    "channel": "mail",
    "internal": False,
}

SUBSCRIPTION_EVENTS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "suspended": (
        "In five days nothing was taken: nothing more is sent until somebody wakes it.",
        {"failing_since": "2026-11-18T11:58:00Z", "attempts": 41},
    ),
    "ended": ("It has ended for good: its sink answered 410, or it was deleted.", {"by": "gone"}),
}
PING_EVENTS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "ping": ("Nothing has happened: whoever keeps the subscription asks whether it arrives. It is not in the feed.", {})
}
NOTICE_EVENTS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "failed": ("Somebody could not be told: it was refused, or given up after three days.", _NOTICE),
    "uncertain": (
        "Nobody knows whether somebody was told: it was handed over, and no answer came. It is not sent again.",
        _NOTICE,
    ),
}
CONTACT_EVENTS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "confirmed": (
        "Whoever reads what comes to a contact's address has confirmed it (5.9.2).",
        {"channel": "mail", "topics": ["disruption", "release"]},
    ),
}
ANNOUNCEMENT_EVENTS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "made": (
        "Customers are informed (5.9.2): these, or everybody.",
        {"topic": "news", "title": "New opening hours", "customer_ids": ["0197a3c2-1f00-7b21-a5a0-1a2b3c4d5e6f"]},
    ),
    "withdrawn": ("It is not so, which is told to whoever was informed.", {"reason": "It was about another version."}),
}
