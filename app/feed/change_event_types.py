"""What each event of a change means to whoever receives it, with an example of what belongs to it."""

from collections.abc import Mapping
from typing import Any, Final

_BALLOT: Final = "0197a3c2-7a10-7cc3-98c4-dc0c0c073011"
_BOARD: Final = "0197a3c2-7a10-7cc3-98c4-dc0c0c073012"
_FREEZE: Final = "0197a3c2-7a10-7cc3-98c4-dc0c0c073013"
_OUTAGE: Final = "0197a3c2-7a10-7cc3-98c4-dc0c0c073004"
_PERSON: Final = "0197a3c2-5e11-7d3a-8b1f-3f0a9c1d2e4b"
_OTHER: Final = "0197a3c2-5e11-7d3a-8b1f-3f0a9c1d2e4c"
_PLAN: Final = {
    "steps": "Copy, move, switch over.",
    "rollback": "Switch back.",
    "test": "The rounds of yesterday come out the same.",
    "planned_from": "2026-11-28T20:00:00Z",
    "planned_until": "2026-11-28T22:00:00Z",
}
_RISK: Final = {"level": "high", "reason": "All rounds read from it."}

CHANGE_EVENTS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "change_registered": (
        "Something is to be changed (4.1).",
        {
            "number": "C-2026-000123",
            "change_type": "normal",
            "title": "Move the rounds to another database",
            "description": "The old one is full in March.",
            "instance_ids": [],
            "risk": _RISK,
            "plan": _PLAN,
        },
    ),
    "change_assessed": ("How risky it is and how it goes are settled.", {"risk": _RISK, "plan": _PLAN}),
    "plan_set": ("Its plan or its risk is another; it is to be approved anew.", {"plan": _PLAN}),
    "change_approved": ("The accountable manager approved it.", {}),
    "change_rejected": ("It is not approved.", {"reason": "The old database is large enough."}),
    "ballot_opened": (
        "The change advisory board decides on it (4.1.2), by the members and the quorum of now.",
        {
            "ballot_id": _BALLOT,
            "board_id": _BOARD,
            "members": [_PERSON, _OTHER],
            "quorum": 2,
            "closes_at": "2026-11-25T12:00:00Z",
        },
    ),
    "vote_cast": (
        "A member voted; the latest vote of each counts.",
        {"ballot_id": _BALLOT, "person_id": _PERSON, "vote": "approve", "reason": "It can be taken back."},
    ),
    "ballot_closed": (
        "The votes were counted; without its quorum nothing was decided, and a tie approves nothing.",
        {"ballot_id": _BALLOT, "outcome": "approved"},
    ),
    "change_planned": (
        "It is settled when it is carried out.",
        {"planned_from": "2026-11-28T20:00:00Z", "planned_until": "2026-11-28T22:00:00Z"},
    ),
    "implementation_begun": ("It is being carried out.", {}),
    "change_implemented": ("It was carried out.", {"report": "All rounds come out the same."}),
    "implementation_failed": (
        "It did not work.",
        {"report": "The new database was too slow.", "rollback": "done"},
    ),
    "change_reviewed": (
        "Somebody who did not carry it out has looked at it afterwards (4.1.3).",
        {"worked": True, "lessons": "The copy takes an hour longer than planned."},
    ),
    "change_withdrawn": ("It is not carried out.", {"reason": "It is not needed any more."}),
    "change_closed": ("Nothing is left to be done.", {}),
    "disturbance_linked": ("The outage is what it did to production.", {"outage_id": _OUTAGE}),
    "disturbance_unlinked": ("The outage was not its doing after all.", {"outage_id": _OUTAGE}),
    "conflict_found": (
        "It was planned, or begun, in spite of another change or a freeze.",
        {"conflict": {"kind": "freeze", "with_type": "freeze", "with_id": _FREEZE}},
    ),
    "review_overdue": ("It has not been reviewed in time.", {"due_at": "2026-12-04T16:00:00Z"}),
}
