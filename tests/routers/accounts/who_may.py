"""Who may do what over HTTP: each operation of the contract, or each case of it, with every kind of caller.

`python -m tests.routers.accounts.who_may` writes docs/permissions.md from it.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).parents[3] / "docs" / "permissions.md"


class Who(StrEnum):
    """In the order of the columns."""

    ANONYMOUS = "anonymous"
    INTEGRATION = "integration"
    COLLEAGUE = "customer's person"
    REGISTRANT = "registrant"
    SUPPORT = "support"
    CONSULTANT = "consultant"
    SUPPORT_MANAGER = "support manager"
    ADMINISTRATOR = "administrator"


class Answer(StrEnum):
    YES = "yes"
    OWN = "own"
    NO = "no"


_, O, Y = Answer.NO, Answer.OWN, Answer.YES  # noqa: E741 (as the page shows them)

# fmt: off
WHO_MAY: Final[Mapping[str, tuple[Answer, ...]]] = {
    # anonymous, integration, customer's person, registrant, support, consultant, support manager, administrator
    "create_ticket/portal":        (_, _, _, O, _, _, _, Y),
    "create_ticket/for a registrant": (_, _, _, _, _, _, Y, Y),
    "create_ticket/phone or mail": (_, _, _, _, Y, Y, Y, Y),
    "list_tickets":                (_, _, O, O, Y, Y, Y, Y),
    "read_ticket":                 (_, _, O, O, Y, Y, Y, Y),
    "correct_ticket":              (_, _, O, O, Y, Y, Y, Y),
    "correct_ticket/classification": (_, _, _, _, Y, _, Y, Y),
    "correct_ticket/assessed":     (_, _, _, _, Y, _, Y, Y),
    "register_ticket":             (_, _, _, O, _, _, _, Y),
    "register_ticket/for a registrant": (_, _, _, _, _, _, Y, Y),
    "withdraw_signal":             (_, _, _, O, Y, Y, Y, Y),
    "list_possible_transitions":   (_, _, O, O, Y, Y, Y, Y),
    "create_transition":           (_, _, _, _, Y, _, Y, Y),
    "list_ticket_events":          (_, _, O, O, Y, Y, Y, Y),
    "read_ticket_proof":           (_, _, O, O, Y, Y, Y, Y),
    "list_ticket_comments":        (_, _, O, O, Y, Y, Y, Y),
    "add_ticket_comment":          (_, _, O, O, Y, Y, Y, Y),
    "add_ticket_comment/internal": (_, _, _, _, Y, Y, Y, Y),
    "list_priority_requests":      (_, _, O, O, Y, Y, Y, Y),
    "request_priority":            (_, _, O, O, _, _, _, Y),
    "decide_priority_request":     (_, _, _, _, Y, _, Y, Y),
    "list_reopen_requests":        (_, _, O, O, Y, Y, Y, Y),
    "request_reopening":           (_, _, O, O, _, _, _, Y),
    "decide_reopen_request":       (_, _, _, _, Y, _, Y, Y),
    "escalate_ticket":             (_, _, _, O, Y, _, Y, Y),
    "end_escalation":              (_, _, _, O, Y, _, Y, Y),
    "read_booking_terms":          (_, _, O, O, Y, Y, Y, Y),
    "book_consultant":             (_, _, _, O, Y, Y, Y, Y),
    "list_bookings":               (_, _, O, O, Y, Y, Y, Y),
    "read_booking":                (_, _, O, O, Y, Y, Y, Y),
    "decide_booking":              (_, _, _, _, Y, Y, Y, Y),
    "register_backlog_item":       (_, _, _, _, Y, _, Y, Y),
    "list_backlog_items":          (_, _, O, O, Y, Y, Y, Y),
    "read_backlog_item":           (_, _, O, O, Y, Y, Y, Y),
    "change_backlog_item":         (_, _, _, _, Y, _, Y, Y),
    "link_backlog_item":           (_, _, _, _, Y, _, Y, Y),
    "unlink_backlog_item":         (_, _, _, _, Y, _, Y, Y),
    "ask_for_account":             (Y, Y, Y, Y, Y, Y, Y, Y),
    "list_account_requests":       (_, _, _, _, Y, _, Y, Y),
    "read_account_request":        (_, _, _, _, Y, _, Y, Y),
    "accept_account_request":      (_, _, _, _, Y, _, Y, Y),
    "decline_account_request":     (_, _, _, _, Y, _, Y, Y),
    "read_raci_matrix":            (_, _, Y, Y, Y, Y, Y, Y),
    "read_ticket_raci":            (_, _, O, O, Y, Y, Y, Y),
    "assign_role/vendor role":     (_, _, _, _, Y, _, Y, Y),
    "assign_role/customer":        (_, _, O, O, Y, _, Y, Y),
    "override_step":               (_, _, _, _, _, _, Y, Y),
    "withdraw_override":           (_, _, _, _, _, _, Y, Y),
    "read_status":                 (_, _, O, O, Y, Y, Y, Y),
    "read_board_data":             (_, _, O, O, Y, Y, Y, Y),
    "list_clocks":                 (_, _, O, O, Y, Y, Y, Y),
    "preview_clocks":              (_, _, O, O, Y, Y, Y, Y),
    "list_knowledge":              (_, _, Y, Y, Y, Y, Y, Y),
    "read_agreement":              (_, _, Y, Y, Y, Y, Y, Y),
    "read_calendar":               (_, _, Y, Y, Y, Y, Y, Y),
    "list_closing_days":           (_, _, Y, Y, Y, Y, Y, Y),
    "draft_revision":              (_, _, _, _, _, _, Y, Y),
    "list_revisions":              (_, _, O, O, Y, Y, Y, Y),
    "read_revision":               (_, _, Y, Y, Y, Y, Y, Y),
    "announce_revision":           (_, _, _, _, _, _, Y, Y),
    "withdraw_revision":           (_, _, _, _, _, _, Y, Y),
    "object_to_revision":          (_, _, _, O, _, _, Y, Y),
    "list_objections":             (_, _, O, O, Y, Y, Y, Y),
    "read_objection":              (_, _, O, O, Y, Y, Y, Y),
    "decide_on_objection":         (_, _, _, _, _, _, Y, Y),
    "add_closing_day":             (_, _, _, _, _, _, Y, Y),
    "read_closing_day":            (_, _, Y, Y, Y, Y, Y, Y),
    "remove_closing_day":          (_, _, _, _, _, _, Y, Y),
    "read_explanation":            (_, _, O, O, Y, Y, Y, Y),
    "list_work":                   (_, _, O, O, Y, Y, Y, Y),
    "create_service":              (_, _, _, _, _, _, Y, Y),
    "list_services":               (_, _, O, O, Y, Y, Y, Y),
    "read_service":                (_, _, O, O, Y, Y, Y, Y),
    "change_service":              (_, _, _, _, _, _, Y, Y),
    "create_instance":             (_, _, _, _, _, _, Y, Y),
    "list_instances":              (_, _, O, O, Y, Y, Y, Y),
    "read_instance":               (_, _, O, O, Y, Y, Y, Y),
    "change_instance":             (_, _, _, _, _, _, Y, Y),
    "record_outage":               (_, _, _, _, Y, _, Y, Y),
    "list_outages":                (_, _, O, O, Y, Y, Y, Y),
    "read_outage":                 (_, _, O, O, Y, Y, Y, Y),
    "decide_outage":               (_, _, _, _, Y, _, Y, Y),
    "claim_left_out":              (_, _, _, _, Y, _, Y, Y),
    "decide_left_out":             (_, _, _, _, _, _, Y, Y),
    "rebut_outage":                (_, _, _, O, _, _, Y, Y),
    "decide_rebuttal":             (_, _, _, _, _, _, Y, Y),
    "link_ticket":                 (_, _, _, _, Y, _, Y, Y),
    "unlink_ticket":               (_, _, _, _, Y, _, Y, Y),
    "plan_maintenance":            (_, _, _, _, Y, _, Y, Y),
    "list_maintenance":            (_, _, O, O, Y, Y, Y, Y),
    "read_maintenance":            (_, _, O, O, Y, Y, Y, Y),
    "decide_maintenance":          (_, _, _, _, Y, _, Y, Y),
    "register_change":             (_, _, O, O, Y, Y, Y, Y),
    "list_changes":                (_, _, O, O, Y, Y, Y, Y),
    "read_change_calendar":        (_, _, O, O, Y, Y, Y, Y),
    "read_change":                 (_, _, O, O, Y, Y, Y, Y),
    "set_change_plan":             (_, _, _, _, Y, Y, Y, Y),
    "list_change_decisions":       (_, _, O, O, Y, Y, Y, Y),
    "decide_change":               (_, _, _, _, Y, Y, Y, Y),
    "list_ballots":                (_, _, O, O, Y, Y, Y, Y),
    "cast_vote":                   (_, _, _, O, _, _, _, O),
    "add_change_model":            (_, _, _, _, _, _, Y, Y),
    "list_change_models":          (_, _, Y, Y, Y, Y, Y, Y),
    "read_change_model":           (_, _, Y, Y, Y, Y, Y, Y),
    "withdraw_change_model":       (_, _, _, _, _, _, Y, Y),
    "create_board":                (_, _, _, _, _, _, Y, Y),
    "list_boards":                 (_, _, _, _, Y, Y, Y, Y),
    "read_board":                  (_, _, _, _, Y, Y, Y, Y),
    "change_board":                (_, _, _, _, _, _, Y, Y),
    "freeze_changes":              (_, _, _, _, _, _, Y, Y),
    "list_freezes":                (_, _, _, _, Y, Y, Y, Y),
    "read_freeze":                 (_, _, _, _, Y, Y, Y, Y),
    "lift_freeze":                 (_, _, _, _, _, _, Y, Y),
    "link_change":                 (_, _, _, _, Y, _, Y, Y),
    "unlink_change":               (_, _, _, _, Y, _, Y, Y),
    "read_availability":           (_, _, O, O, Y, Y, Y, Y),
    "explain_instance_availability": (_, _, O, O, Y, Y, Y, Y),
    "read_timeline":               (_, _, O, O, Y, Y, Y, Y),
    "list_availability":           (_, _, O, O, Y, Y, Y, Y),
    "measure_instance":            (_, _, _, _, Y, _, Y, Y),
    "record_copy":                 (_, _, _, _, Y, _, Y, Y),
    "list_copies":                 (_, _, O, O, Y, Y, Y, Y),
    "verify_copy":                 (_, _, _, _, Y, _, Y, Y),
    "remove_copy":                 (_, _, _, _, Y, _, Y, Y),
    "read_recovery":               (_, _, O, O, Y, Y, Y, Y),
    "publish_release":             (_, _, _, _, _, _, Y, Y),
    "list_releases":               (_, _, O, O, Y, Y, Y, Y),
    "read_rollout":                (_, _, Y, Y, Y, Y, Y, Y),
    "install_release":             (_, _, _, _, Y, _, Y, Y),
    "record_traffic":              (_, _, _, _, Y, _, Y, Y),
    "list_fair_use":               (_, _, O, O, Y, Y, Y, Y),
    "take_fair_use_step":          (_, _, _, _, _, _, Y, Y),
    "record_log_analysis":         (_, _, _, _, Y, _, Y, Y),
    "read_log_analyses":           (_, _, O, O, Y, Y, Y, Y),
    "list_log_patterns":           (_, _, _, _, Y, _, Y, Y),
    "put_access_survey":           (_, _, _, _, Y, _, Y, Y),
    "read_access_survey":          (_, _, O, O, Y, Y, Y, Y),
    "tell_infrastructure_change":  (_, _, _, O, Y, _, Y, Y),
    "list_infrastructure_changes": (_, _, O, O, Y, Y, Y, Y),
    "sell_day_card":               (_, _, _, _, _, _, Y, Y),
    "list_day_cards":              (_, _, _, O, Y, Y, Y, Y),
    "read_ledger":                 (_, _, _, O, Y, Y, Y, Y),
    "approve_overrun":             (_, _, _, O, _, _, Y, Y),
    "approve_hours":               (_, _, _, O, _, _, Y, Y),
    "write_hours":                 (_, _, _, _, _, Y, _, Y),
    "write_hours/another's":       (_, _, _, _, _, _, Y, Y),
    "list_hours":                  (_, _, _, O, Y, Y, Y, Y),
    "correct_entry":               (_, _, _, _, _, _, Y, Y),
    "create_customer":             (_, _, _, _, _, _, Y, Y),
    "list_customers":              (_, _, O, O, Y, Y, Y, Y),
    "read_customer":               (_, _, O, O, Y, Y, Y, Y),
    "change_customer":             (_, _, _, _, _, _, Y, Y),
    "list_customer_terms":         (_, _, O, O, Y, Y, Y, Y),
    "add_registrant":              (_, _, _, _, _, _, Y, Y),
    "list_registrants":            (_, _, O, O, Y, Y, Y, Y),
    "read_registrant":             (_, _, O, O, Y, Y, Y, Y),
    "remove_registrant":           (_, _, _, _, _, _, Y, Y),
    "create_person/vendor staff":  (_, _, _, _, _, _, Y, Y),
    "create_person/of a customer": (_, _, _, O, _, _, Y, Y),
    "list_people":                 (_, _, O, O, Y, Y, Y, Y),
    "read_person":                 (_, _, O, O, Y, Y, Y, Y),
    "change_person/vendor staff":  (_, _, _, _, _, _, Y, Y),
    "change_person/of a customer": (_, _, _, O, _, _, Y, Y),
    "hand_over_work/of vendor staff": (_, _, _, _, _, _, Y, Y),
    "hand_over_work/of a customer":   (_, _, _, O, _, _, Y, Y),
    "create_integration":          (_, _, _, O, _, _, Y, Y),
    "list_integrations":           (_, _, O, O, Y, Y, Y, Y),
    "read_integration":            (_, _, O, O, Y, Y, Y, Y),
    "change_integration":          (_, _, _, O, _, _, Y, Y),
    "replace_integration_secret":  (_, _, _, O, _, _, Y, Y),
    "create_api_key":              (_, _, O, O, O, O, Y, Y),
    "list_api_keys":               (_, _, O, O, O, O, Y, Y),
    "read_api_key":                (_, _, O, O, O, O, Y, Y),
    "read_me":                     (_, _, O, O, O, O, O, Y),
    "revoke_api_key":              (_, _, O, O, O, O, Y, Y),
    "rotate_api_key":              (_, _, O, O, O, O, Y, Y),
    "add_administration_network":    (_, _, _, _, _, _, _, Y),
    "list_administration_networks":  (_, _, _, _, _, _, _, Y),
    "read_administration_network":   (_, _, _, _, _, _, _, Y),
    "remove_administration_network": (_, _, _, _, _, _, _, Y),
    "list_audit_entries":          (_, _, _, O, _, _, Y, Y),
    "add_contact":                 (_, _, _, O, _, _, Y, Y),
    "list_customer_notices":       (_, _, O, O, Y, Y, Y, Y),
    "list_contacts":               (_, _, O, O, Y, Y, Y, Y),
    "read_contact":                (_, _, O, O, Y, Y, Y, Y),
    "change_contact":              (_, _, _, O, _, _, Y, Y),
    "remove_contact":              (_, _, _, O, _, _, Y, Y),
    "replace_contact_secret":      (_, _, _, O, _, _, Y, Y),
    "list_notices":                (_, _, O, O, O, O, Y, Y),
    "read_notice_preferences":     (_, _, O, O, O, O, Y, Y),
    "put_notice_preferences":      (_, _, O, O, O, O, Y, Y),
    "replace_notice_secret":       (_, _, O, O, O, O, Y, Y),
    "make_calendar_feed":          (_, _, O, O, O, O, Y, Y),
    "list_calendar_feeds":         (_, _, O, O, O, O, Y, Y),
    "read_calendar_feed":          (_, _, O, O, O, O, Y, Y),
    "revoke_calendar_feed":        (_, _, O, O, O, O, Y, Y),
    "fetch_calendar":              (O, O, O, O, O, O, O, O),
    "make_announcement":           (_, _, _, _, _, _, Y, Y),
    "list_announcements":          (_, _, O, O, Y, Y, Y, Y),
    "read_announcement":           (_, _, O, O, Y, Y, Y, Y),
    "withdraw_announcement":       (_, _, _, _, _, _, Y, Y),
    "create_subscription":         (_, _, _, O, _, _, Y, Y),
    "list_subscriptions":          (_, _, _, O, _, _, Y, Y),
    "read_subscription":           (_, _, _, O, _, _, Y, Y),
    "change_subscription":         (_, _, _, O, _, _, Y, Y),
    "end_subscription":            (_, _, _, O, _, _, Y, Y),
    "replace_subscription_secret": (_, _, _, O, _, _, Y, Y),
    "verify_subscription":         (_, _, _, O, _, _, Y, Y),
    "ping_subscription":           (_, _, _, O, _, _, Y, Y),
    "list_deliveries":             (_, _, _, O, _, _, Y, Y),
    "list_delivery_attempts":      (_, _, _, O, _, _, Y, Y),
    "replay_events":               (_, _, _, O, _, _, Y, Y),
    "list_events":                 (_, _, O, O, Y, Y, Y, Y),
    "read_event":                  (_, _, O, O, Y, Y, Y, Y),
    "list_event_types":            (_, _, Y, Y, Y, Y, Y, Y),
    "list_terms":                  (_, _, O, O, Y, Y, Y, Y),
    "read_term":                   (_, _, O, O, Y, Y, Y, Y),
    "read_term_explanation":       (_, _, O, O, Y, Y, Y, Y),
    "record_data_leak":            (_, _, _, _, Y, _, Y, Y),
    "list_data_leaks":             (_, _, O, O, Y, Y, Y, Y),
    "read_data_leak":              (_, _, O, O, Y, Y, Y, Y),
    "decide_data_leak/told":       (_, _, _, _, Y, _, Y, Y),
    "decide_data_leak/established": (_, _, _, _, _, _, Y, Y),
    "report_vulnerability":        (Y, Y, Y, Y, Y, Y, Y, Y),
    "list_vulnerability_reports":  (_, _, _, _, _, _, Y, Y),
    "read_vulnerability_report":   (_, _, _, _, _, _, Y, Y),
    "supplement_vulnerability_report": (_, _, _, _, _, _, Y, Y),
    "decide_vulnerability_report": (_, _, _, _, _, _, Y, Y),
    "add_compliance_document":     (_, _, _, _, _, _, Y, Y),
    "list_compliance_documents":   (_, _, Y, Y, Y, Y, Y, Y),
    "read_compliance_document":    (_, _, Y, Y, Y, Y, Y, Y),
    "receive_webhook":             (_, O, _, _, _, _, _, _),
    "receive_alerts":              (_, O, _, _, _, _, _, _),
}
# fmt: on

NOTES: Final = {
    "create_ticket/portal": "By a webhook also the integration: see `receive_webhook`. A support manager says on whose"
    " behalf: 400 at `/registrantId` otherwise; so also of `register_ticket`.",
    "create_ticket/phone or mail": "Taken down as a signal, at a level that has the channel. To a registrant, whose"
    " channel is the portal: 400 at `/channel`.",
    "create_transition": "The first decision of step 3, which support (R) and the support manager (A) take. At each"
    " step it is whoever is responsible or accountable there (§2.1): `GET /tickets/{ticketId}/transitions` says who.",
    "correct_ticket/assessed": "Urgency and impact, with a reason: at step 3, as here, support (R) and the support"
    " manager (A). At each step it is who of the vendor is responsible or accountable; where the customer is"
    " responsible, who of the vendor was so before, or the accountable.",
    "decide_priority_request": "As urgency and impact are assessed.",
    "decide_reopen_request": "The responsible (R) or the accountable (A) of step 13.",
    "decide_change": "The assessment, as here. `GET /changes/{changeId}/transitions` says who decides what (§4.1): what"
    " is approved beforehand is for the support manager; whoever asked for a change may withdraw it.",
    "cast_vote": "A member of the board as it was at the opening: here the registrant and the administrator.",
    "list_work": "*own*: of whom one may look up, which is one's own customer's people.",
    "create_api_key": "*own*: for oneself; so also what is read, replaced and revoked. A support manager's key is made"
    " by themselves or an administrator; an administrator's made and revoked by themselves or another administrator.",
    "add_administration_network": "Where there are such networks, support managers and administrators are let in from"
    " them alone, whatever they ask for (§5.7.1).",
    "change_person/of a customer": "An administrator is changed by administrators alone.",
    "list_notices": "*own*: one's own; so also the preferences.",
    "make_calendar_feed": "*own*: one's own; so also what is listed, read and revoked.",
    "fetch_calendar": "By the secret in the address, whoever has it, without a key: *own* is what the feed's person may"
    " see.",
    "list_backlog_items": "*own*: what a ticket of one's own is about; who else has it, nobody reads there.",
    "list_data_leaks": "*own*: those that are established, and of them the own hit.",
    "read_vulnerability_report": "Also whoever reported it, with the token that they were given; so also to add to it.",
    "receive_webhook": "By the signature of the integration itself (Standard Webhooks). An API key opens nothing here,"
    " and the signature nothing else. Of tickets a customer's systems tell, of the running service the vendor's own.",
    "receive_alerts": "With the secret of the integration itself, an Alertmanager's, as its bearer token; which opens"
    " nothing else. Of the vendor's own, alerts are of any customer's instances.",
}

HEAD: Final = """# Who may do what
Each operation of the API with each kind of caller. Written from `tests/routers/accounts/who_may.py`, whose test
walks every operation as everybody: what is here is what the service does.

- **yes**: whatever it concerns.
- **own**: what is of one's own customer; of lists, what there is of it.
- **no**: refused. 403 says who may; without a key, or with one that opens nothing, it is 401.
- What is another customer's answers exactly as what does not exist: 404, the same to the byte but for `X-Request-Id`.
- A registrant registers for its customer (§1.2.2); a customer's person is anybody else of the customer.

"""


def page() -> str:
    columns = ["operation", *Who]
    rows = [_cells(row, answers) for row, answers in WHO_MAY.items()]
    lines = [columns, ["---"] * len(columns), *rows]
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    notes = "".join(f"\n{number}. {note}" for number, note in enumerate(NOTES.values(), 1))
    return f"{HEAD}{table}{notes}\n"


def _cells(row: str, answers: tuple[Answer, ...]) -> list[str]:
    operation, _slash, case = row.partition("/")
    number = f" ({list(NOTES).index(row) + 1})" if row in NOTES else ""
    return [f"`{operation}`{', ' + case if case else ''}{number}", *answers]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
