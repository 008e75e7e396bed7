"""What each event of a revision of the agreement means to whoever receives it, with an example (Wijzigingen)."""

from collections.abc import Mapping
from typing import Any, Final

REVISION_EVENTS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "revision_drafted": (
        "The agreement is to be another; nothing is said of it yet.",
        {
            "revision": 2,
            "revises": 1,
            "in_force_on": "2027-03-01",
            "title": "The service level agreement",
            "vendor": "The vendor",
            "clauses": [],
        },
    ),
    "revision_announced": (
        "Every customer is told, and may object until then, with reasons.",
        {"announcement_id": "0197a3c2-7a10-7cc3-98c4-dc0c0c073021", "objections_until_on": "2027-02-28"},
    ),
    "revision_withdrawn": ("It does not take effect.", {"reason": "The targets are to be looked at again."}),
    "revision_in_force": (
        "It binds what is registered from this day on; what was registered before stays as it is.",
        {"in_force_on": "2027-03-01"},
    ),
}
OBJECTION_EVENTS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "objection_made": (
        "A customer objects to a revision: until that is decided, it is bound by the one before.",
        {"revision": 2, "reasons": "The response times get longer.", "received_at": "2027-02-10T09:00:00Z"},
    ),
    "objection_decided": (
        "Accepted, the revision does not bind the customer; declined, it does from now on.",
        {"accepted": False, "reason": "The times were agreed in January."},
    ),
}
