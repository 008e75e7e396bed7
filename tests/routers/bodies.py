"""A sound body of each operation where any will do; members whose name ends in Id say whose things it is about."""

from collections.abc import Mapping
from typing import Any, Final

from tests.routers.integrations.alert_sender import alert
from tests.routers.tickets.conftest import REPORT

SOUND: Final[Mapping[str, dict[str, Any]]] = {
    "correct_ticket": {"title": "Another title"},
    "register_ticket": {},
    "withdraw_signal": {"reason": "They called the wrong number."},
    "add_ticket_comment": {"text": "It still happens."},
    "request_priority": {"urgency": "u1", "reason": "It is worse now."},
    "decide_priority_request": {"accepted": False, "reason": "It is not."},
    "request_reopening": {"reason": "It stopped again."},
    "decide_reopen_request": {"accepted": False, "reason": "That is something else."},
    "override_step": {"customer": "I", "support": "R", "consultant": "C", "support_manager": "A"},
    "add_closing_day": {"closesOn": "2030-01-02", "name": "Inventory"},
    "create_customer": {"name": "Another customer", "serviceLevel": "standard"},
    "change_customer": {"name": "Another name"},
    "add_registrant": {"personId": "{personId}"},
    "create_integration": {"name": "Monitoring", "customerId": "{customerId}", "kind": "standard_webhooks"},
    "change_integration": {"name": "Another name"},
    "replace_integration_secret": {"overlapSeconds": 60},
    "create_api_key": {"personId": "{personId}"},
    "rotate_api_key": {"overlapSeconds": 60},
    "add_administration_network": {"network": "127.0.0.1", "label": "Here"},
    "add_contact": {"name": "Desk", "address": "desk@example.org", "topics": ["news"]},
    "change_contact": {"channel": "mail", "address": "other@example.org", "topics": ["release"]},
    "put_notice_preferences": {"channel": "none"},
    "make_calendar_feed": {"titles": True},
    "make_announcement": {
        "topic": "news",
        "title": "A new office",
        "text": {"nl": "Wij zijn verhuisd.", "en": "We have moved."},
        "everybody": True,
    },
    "withdraw_announcement": {"reason": "We stay."},
    "create_subscription": {
        "name": "Wall screen",
        "customerId": "{customerId}",
        "sink": "https://127.0.0.1/events",
        "types": ["ticket.*"],
        "includeBulk": True,
    },
    "change_subscription": {"name": "Another name"},
    "replace_subscription_secret": {"overlapSeconds": 60},
    "replay_events": {"undelivered": True},
    "record_data_leak": {
        "suspectedAt": "2026-11-23T08:00:00Z",
        "instanceIds": ["{leakyId}"],
        "summary": "A copy was readable from outside",
        "vendorIs": "processor",
    },
    "decide_data_leak": {
        "decision": "tell_customer",
        "customerId": "{customerId}",
        "toldAt": "2026-11-23T09:20:00Z",
    },
    "report_vulnerability": {"text": "Any password opens the demo.", "product": "idu"},
    "supplement_vulnerability_report": {"text": "It also opens the API."},
    "decide_vulnerability_report": {"decision": "triage", "verdict": "confirmed", "reason": "It does."},
    "add_compliance_document": {
        "name": "ISO 27001",
        "url": "https://vendor.example/iso27001.pdf",
        "validFrom": "2026-01-01",
        "validUntil": "2026-12-31",
    },
    "receive_webhook": {"type": "ticket.create", "timestamp": "2026-11-23T09:30:00Z", "data": REPORT},
    "receive_alerts": {"version": "4", "alerts": [alert()], "truncatedAlerts": 0},
}
