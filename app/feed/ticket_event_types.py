"""What each event of a ticket means to whoever receives it, with an example of what belongs to it."""

from collections.abc import Mapping
from typing import Any, Final

_REQUEST: Final = "0197a3c2-7a10-7cc3-98c4-dc0c0c07398f"
_PERSON: Final = "0197a3c2-5e11-7d3a-8b1f-3f0a9c1d2e4b"
_DETAILS: Final = {
    "kind": "incident",
    "call_type": "software_bug",
    "product": "idu",
    "problem_type": "technical",
    "title": "The line stands still",
    "description": "Since ten o'clock.",
    "channel": "portal",
}

TICKET_EVENTS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "signalled": (
        "A call or a mail was taken down. No clock runs before it is registered (1.2.2).",
        {"details": {**_DETAILS, "channel": "phone"}, "service_level": "extended", "urgency": "u2", "impact": "i2"},
    ),
    "registered": (
        "The ticket is officially registered: its clocks run from here (1.2.2).",
        {
            "details": _DETAILS,
            "urgency": "u2",
            "impact": "i2",
            "registration": {"service_level": "extended", "agreement_revision": 1, "own_targets": []},
            "calendar_revision": 1,
        },
    ),
    "signal_withdrawn": ("The call or mail came to nothing.", {"reason": "They called the wrong number."}),
    "decision_taken": (
        "A decision of section 2 was taken. `toStep` is the step from then on; without it the ticket is closed.",
        {"decision": "unclear", "from_step": 3, "to_step": 4, "role": "support", "outputs": {}},
    ),
    "priority_requested": (
        "The customer asks for another assessment (3.1.1).",
        {"request_id": _REQUEST, "urgency": "u1", "reason": "It is the year's end."},
    ),
    "priority_decided": (
        "The vendor's answer to that. Accepted, urgency and impact are what it makes of the ticket.",
        {"request_id": _REQUEST, "accepted": True, "reason": "It is.", "urgency": "u1", "impact": "i2"},
    ),
    "priority_assessed": (
        "The vendor assessed urgency and impact anew (3.1.1).",
        {"urgency": "u1", "impact": "i1", "reason": "Nobody can work."},
    ),
    "reopen_requested": (
        "The customer finds that it is not solved after all.",
        {"request_id": _REQUEST, "reason": "It stopped again."},
    ),
    "reopen_decided": (
        "The vendor's answer to that; accepted, the decision to reopen comes with it.",
        {"request_id": _REQUEST, "accepted": False, "reason": "That is something else."},
    ),
    "details_corrected": ("The ticket's words were corrected.", {"title": "Line 4 stands still"}),
    "classification_corrected": (
        "It turned out to be something else than was reported.",
        {
            "kind": "incident",
            "call_type": "software_bug",
            "product": "orb",
            "problem_type": "technical",
            "reason": "It is the other one.",
        },
    ),
    "comment_added": (
        "Somebody said something on the ticket. Internal comments go to the vendor's staff alone.",
        {"comment_id": _REQUEST, "text": "It still happens.", "internal": False},
    ),
    "alert_resolved": (
        "Monitoring says that the alert is over. The ticket stays as it is: whether it is solved is another decision.",
        {
            "fingerprint": "3e5bafb1ee36b953",
            "starts_at": "2026-11-23T09:21:48.329162Z",
            "ended_at": "2026-11-23T09:34:00Z",
        },
    ),
    "linked": (
        "It turned out to be about that too: an outage, whose history says so as well, or an item of the backlog.",
        {"to": "outage", "id": _REQUEST},
    ),
    "unlinked": ("That link was taken back.", {"to": "outage", "id": _REQUEST}),
    "escalated": (
        "Customer or vendor says that it cannot wait (1). Its clocks do not move.",
        {"escalation_id": _REQUEST, "reason": "The plant stands still, and nobody has called."},
    ),
    "escalation_ended": (
        "It needs no direct action any more.",
        {"escalation_id": _REQUEST, "reason": "The plant runs again."},
    ),
    "role_assigned": (
        "This person holds the role on the ticket; without a person, all who have it (2.1).",
        {"role": "support", "person_id": _PERSON},
    ),
    "step_overridden": (
        "On this ticket the step's row of 2.1 reads otherwise; without one, as it does elsewhere.",
        {"step": 4, "raci": {"customer": "I", "support": "R", "consultant": "C", "support_manager": "A"}},
    ),
    "calendar_revised": (
        "A closing day came or went, and the ticket's clocks follow.",
        {"calendar_revision": 2, "reason": "Office moves"},
    ),
    "readings_revised": ("The agreement is read otherwise from here on.", {"reason": "Duetime 0.2"}),
    "due_moved": (
        "A clock is due at another moment than before; without `toAt` it is not due for now, or any more.",
        {
            "clock": "resolution",
            "from_at": "2026-11-24T09:30:00Z",
            "to_at": "2026-11-25T09:30:00Z",
            "reason": "The customer was asked.",
        },
    ),
    "risk_announced": (
        "Three quarters of what a clock may take have passed. Announced once.",
        {"clock": "response", "due_at": "2026-11-23T11:30:00Z"},
    ),
    "breach_announced": (
        "A clock's due time passed unmet. Announced once.",
        {"clock": "response", "due_at": "2026-11-23T11:30:00Z"},
    ),
    "breach_withdrawn": (
        "What was announced turned out not to be so.",
        {"clock": "response", "announced_due_at": "2026-11-23T11:30:00Z", "reason": "Recorded late."},
    ),
}
