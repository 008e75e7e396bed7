"""The story that the contract's examples tell: a dairy, its ticket about milk rounds, and what comes of it.

It is lived by the service itself, on a clock that stands still in between, so that no example can say what is never
answered. Ids and secrets are then replaced by such as are the same each time.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.access.store import people
from app.demo.demo_data import DAIRY
from app.feed.sequencing import sequence
from app.postgres.engine import transaction
from app.postgres.scope import Scope
from app.postgres.tenancy import SYSTEM
from tests.openapi.availability_story import judged
from tests.openapi.backlog_story import kept
from tests.openapi.bookings_story import asked_for_account, booked
from tests.openapi.calendar_following import followed
from tests.openapi.changes_story import changed
from tests.openapi.consultancy_story import charged
from tests.openapi.revisions_story import revised
from tests.openapi.security_story import secured
from tests.openapi.service_story import ran
from tests.openapi.subscribing import subscribed
from tests.openapi.telling import Examples, Json, Story
from tests.routers.callers import Api, Caller


async def lived(api: Api) -> Examples:
    """All of it, with `problems` beside the operations."""
    story = Story(api)
    office = await _office(story)
    ticket_id = await _the_milk_round(story, office)
    await _asked(story, office, ticket_id)
    await _other_tickets(story, office)
    await _informed(story, office, ticket_id)
    await subscribed(story, office.registrant, office.support, ticket_id)
    await followed(story, office.registrant)
    instance_id = await ran(story, office.manager, office.support, office.registrant, office.customer_id)
    await secured(story, office.manager, office.support, office.registrant, instance_id)
    await judged(story, office.registrant, office.manager, instance_id)
    await changed(story, office.manager, office.support, office.registrant, office.customer_id, instance_id)
    await charged(
        story,
        office.customer_id,
        REPORT,
        manager=office.manager,
        support=office.support,
        consultant=office.consultant,
        customer=office.registrant,
    )
    await kept(story, office.support, office.registrant, ticket_id)
    await revised(story, office.manager, office.support, office.registrant)
    await booked(story, office.registrant, office.support, office.customer_id)
    await asked_for_account(story, office.support)
    await _administered(story, office)
    await _refused(story, office, ticket_id)
    await story.tell("read_board_data", office.admin, query={"customerId": office.customer_id})
    told = {**dict(sorted(story.told.items())), "problems": dict(sorted(story.problems.items()))}
    return _the_same_each_time(told, {office.customer_id: str(DAIRY)})


MAPPING: Final = {
    "severity": {"critical": {"urgency": "u1", "impact": "i2"}},
    "product": "idu",
    "instanceLabel": "store",
}
NOTIFICATION: Final = {
    "version": "4",
    "groupKey": '{}:{alertname="ColdStoreWarm"}',
    "truncatedAlerts": 0,
    "status": "firing",
    "receiver": "duetime",
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": "ColdStoreWarm", "severity": "critical", "store": "4"},
            "annotations": {"summary": "Cold store 4 is at 9 °C"},
            "startsAt": "2026-11-23T09:21:48.329162926Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "http://prometheus.example/graph",
            "fingerprint": "3e5bafb1ee36b953",
        }
    ],
}
"""With members that are not read, as they come."""


@dataclass(frozen=True)
class Office:
    customer_id: str
    admin: Caller
    manager: Caller
    support: Caller
    consultant: Caller
    registrant: Caller
    integration_id: str
    webhook_secret: str


async def _office(story: Story) -> Office:
    """The dairy, those who work for it, and its monitoring."""
    admin = await story.api.as_administrator()
    dairy = await story.tell(
        "create_customer", admin, {"name": "Zuivelcoöperatie Het Melkmeisje", "serviceLevel": "extended"}
    )
    customer_id: str = dairy["id"]
    registrant = await _person(story, admin, "Maaike Melk", roles=["customer"], customerId=customer_id)
    await story.tell("add_registrant", admin, {"personId": str(registrant.person.id)}, {"customerId": customer_id})
    manager = await _person(story, admin, "Mira Manager", roles=["support_manager"])
    support = await _person(story, admin, "Sanne Support", roles=["support"])
    consultant = await _person(story, admin, "Coen Consultant", roles=["consultant"])
    integration = await story.tell(
        "create_integration",
        registrant,
        {"name": "Cold store monitoring", "customerId": customer_id, "kind": "standard_webhooks"},
    )
    return Office(
        customer_id, admin, manager, support, consultant, registrant, integration["id"], integration["secret"]
    )


async def _person(story: Story, admin: Caller, name: str, **rest: Json) -> Caller:
    email = f"{name.lower().replace(' ', '.')}@example.org"
    made = await story.tell("create_person", admin, {"name": name, "email": email, **rest})
    key = await story.tell("create_api_key", admin, {"personId": made["id"], "name": "On the laptop"})
    async with transaction(story.api.engine, SYSTEM) as connection:
        person = await people.find(connection, Scope(None), UUID(made["id"]))
    assert person is not None
    return Caller(story.api.app, person, key["key"])


REPORT: Final = {
    "kind": "incident",
    "callType": "software_bug",
    "product": "idu",
    "productVersion": "5.2",
    "problemType": "technical",
    "title": "The milk round is planned twice",
    "description": "Since the last release every farm is on two rounds, and the second lorry finds an empty tank.",
    "urgency": "u2",
    "impact": "i2",
    "externalReference": "HM-2026-0117",
}


async def _the_milk_round(story: Story, office: Office) -> str:
    """From the report to its closing, and the question whether that was right."""
    customer, support = office.registrant, office.support
    ticket = await story.tell("create_ticket", customer, {"customerId": office.customer_id, **REPORT})
    at = {"ticketId": ticket["id"]}
    await story.show("list_possible_transitions", support, "t", at)

    async def decide(decision: str, **more: Json) -> None:
        await story.tell("create_transition", support, {"decision": decision, **more}, at)

    await decide("request_information", note="Which farms are planned twice, and since when?")
    await story.tell("add_ticket_comment", customer, {"text": "All of the northern ones, since Friday."}, at)
    await decide("unclear")
    await story.tell(
        "correct_ticket",
        support,
        {"productVersion": "5.2.1", "reason": "They have the patch already."},
        at,
    )
    asked = await story.tell(
        "request_priority", customer, {"urgency": "u1", "reason": "Tomorrow's milk will not be fetched."}, at
    )
    await story.tell(
        "decide_priority_request",
        support,
        {"accepted": True, "reason": "Milk does not keep."},
        {**at, "requestId": asked["id"]},
    )
    await story.show("list_priority_requests", customer, "ct", at)
    pressing = {"reason": "Tomorrow's rounds leave at five, and nobody knows which farms they serve."}
    escalated = await story.tell("escalate_ticket", customer, pressing, at)
    await story.tell(
        "end_escalation",
        support,
        {"reason": "The rounds of tomorrow were checked by hand."},
        {**at, "escalationId": escalated["escalation"]["id"]},
    )
    await decide("bug", cause="vendor_software", note="Rounds are joined with their own copies.")
    await decide("bug_registered", backlogItem="PBI-4711")
    await story.tell("create_transition", support, {"decision": "close"}, at, refused=True)
    await story.show("read_explanation", customer, "cts", {**at, "name": "resolution"})
    await decide("workaround", report="Delete the second of each pair before printing.")
    await decide("bug_solved", testReport="Planned anew in the test environment: each farm once.")
    await decide("implemented", report="Release 5.2.1 is in place.")
    await decide("solved", report="Every farm is on one round, says Maaike.")
    await decide("close")
    again = await story.tell("request_reopening", customer, {"reason": "The southern rounds are there twice now."}, at)
    await story.tell(
        "decide_reopen_request",
        support,
        {"accepted": False, "reason": "Those were planned before the release: plan them once more."},
        {**at, "requestId": again["id"]},
    )
    await story.show("list_reopen_requests", customer, "ct", at)
    return ticket["id"]


async def _asked(story: Story, office: Office, ticket_id: str) -> None:
    """What one wants to know of it."""
    customer, at = office.registrant, {"ticketId": ticket_id}
    await story.tell("read_ticket", customer, at={"ticketId": "T-2026-000001"}, query={"expand": "customer,people"})
    await story.show("read_ticket", customer, "t", at)
    await story.show("list_ticket_events", customer, "ct", at)
    await story.show("list_ticket_comments", customer, "ct", at)
    await story.tell("read_ticket_proof", customer, at=at)
    await story.show("read_ticket_raci", customer, "t", at)
    await story.show("read_raci_matrix", customer, "ct")
    await story.show("read_agreement", customer, "ct")
    await story.show("list_knowledge", customer, "ct", query={"product": "orb"})
    await story.show("read_calendar", customer, "ct")
    await story.show(
        "preview_clocks",
        customer,
        "ct",
        query={
            "kind": "incident",
            "serviceLevel": "extended",
            "priority": "high",
            "callType": "software_bug",
            "product": "orb",
            "problemType": "technical",
        },
    )


async def _other_tickets(story: Story, office: Office) -> None:
    """A call that becomes a ticket, one that does not, and a message of the monitoring."""
    support, customer = office.support, office.registrant
    call = {**REPORT, "customerId": office.customer_id, "channel": "phone", "title": "The scales show no weight"}
    told = await story.tell("create_ticket", support, call)
    ticket = await story.tell("register_ticket", customer, {}, {"ticketId": told["id"]})
    wrong = await story.tell("create_ticket", support, {**call, "title": "A caller asks for the dairy shop"})
    await story.tell("withdraw_signal", support, {"reason": "They called the wrong number."}, {"ticketId": wrong["id"]})
    await story.deliver(office.integration_id, office.webhook_secret, {**REPORT, "title": "Cold store 3 is at 9 °C"})
    monitoring = {"name": "Prometheus", "customerId": office.customer_id, "kind": "alertmanager", "mapping": MAPPING}
    made = (await customer.post("/v1/integrations", json=monitoring)).json()
    await story.notify(made["id"], made["secret"], NOTIFICATION)
    at = {"ticketId": ticket["id"]}
    await story.tell("assign_role", office.manager, {"personId": str(support.person.id)}, {**at, "role": "support"})
    letters = {"customer": "I", "support": "C", "consultant": "R", "support_manager": "A"}
    await story.tell(
        "override_step", office.manager, {**letters, "reason": "She knows the scales."}, {**at, "step": "4"}
    )
    await story.tell("withdraw_override", office.manager, at={**at, "step": "4"})
    await story.tell("list_tickets", customer, query={"expand": "customer,people", "sort": "-createdAt"})
    await story.show("list_tickets", customer, "ct")
    await story.show("list_clocks", customer, "ct")
    await story.show("read_status", customer, "ct")
    await story.show("list_work", support, "ct", {"personId": str(support.person.id)})


async def _informed(story: Story, office: Office, ticket_id: str) -> None:
    """Who is told of it, and of what else."""
    customer, manager, of_dairy = office.registrant, office.manager, {"customerId": office.customer_id}
    contact = {"name": "Service desk", "address": "desk@melkmeisje.example", "topics": ["disruption", "news"]}
    made = await story.tell("add_contact", customer, {**contact, "language": "nl"}, of_dairy)
    of_contact = {**of_dairy, "contactId": made["id"]}
    await story.show("list_contacts", customer, "ct", of_dairy)
    await story.tell("read_contact", customer, at=of_contact)
    program = {"channel": "webhook", "address": "https://desk.melkmeisje.example/notices"}
    await story.tell("change_contact", customer, {**program, "topics": ["disruption", "release"]}, of_contact)
    await story.tell("replace_contact_secret", customer, {"overlapSeconds": 86_400}, of_contact)
    text = {"nl": "Wij zijn verhuisd naar de Melkweg.", "en": "We have moved to the Melkweg."}
    news = {"topic": "news", "title": "Our new office", "text": text, "everybody": True}
    announced = await story.tell("make_announcement", manager, news)
    await story.show("list_announcements", manager, "ct")
    await story.tell("read_announcement", manager, at={"announcementId": announced["id"]})
    again = {"announcementId": announced["id"]}
    await story.tell("withdraw_announcement", manager, {"reason": "The move is put off."}, again)
    await story.show("list_customer_notices", customer, "ct", of_dairy)
    await story.tell("remove_contact", customer, at=of_contact)
    of_support = {"personId": str(office.support.person.id)}
    await story.show("list_notices", office.support, "ct", of_support)
    await story.tell("read_notice_preferences", office.support, at=of_support)
    wanted = {"byWord": {"informed": "none"}, "channel": "webhook", "language": "en"}
    wanted["address"] = "https://support.example/notices"
    await story.tell("put_notice_preferences", office.support, wanted, of_support)
    await story.tell("replace_notice_secret", office.support, {"overlapSeconds": 86_400}, of_support)
    async with transaction(story.api.engine, SYSTEM) as connection:
        await sequence(connection, story.api.clock.now)
    page = await story.tell("list_events", customer, query={"subject": f"tickets/{ticket_id}"})
    event = page["items"][0]
    frame = f"id: 0a1b2c3d4e5f-1\nevent: {event['type']}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n"
    story.told["list_events"]["200 text/event-stream"] = frame
    await story.tell("read_event", customer, at={"eventId": f"{ticket_id}:1"})
    await story.tell("list_event_types", customer)
    await story.tell("read_me", customer)


async def _administered(story: Story, office: Office) -> None:
    """Customers, people, keys, networks and closing days."""
    admin, manager, customer = office.admin, office.manager, office.registrant
    of_dairy, of_person = {"customerId": office.customer_id}, {"personId": str(customer.person.id)}
    targets = [{"requestClass": "incident", "clock": "response", "priority": "high", "amount": 2, "unit": "hours"}]
    await story.show("list_customers", admin, "ct")
    await story.tell("read_customer", admin, at=of_dairy)
    own = {"registrants": 5, "availabilityPercent": 99.5}
    await story.tell("change_customer", admin, {"ownTargets": targets, "ownFigures": own}, of_dairy)
    await story.show("list_customer_terms", admin, "ct", of_dairy)
    await story.show("list_registrants", admin, "ct", of_dairy)
    await story.tell("add_registrant", admin, {"personId": of_person["personId"]}, of_dairy)
    await story.tell("read_registrant", admin, at={**of_dairy, **of_person})
    await story.show("list_people", admin, "ct")
    await story.tell("read_person", admin, at=of_person)
    await story.tell("change_person", admin, {"email": "maaike@melkmeisje.example"}, of_person)
    second = await _person(story, admin, "Stijn Support", roles=["support"])
    leaving = {"toPersonId": str(second.person.id), "reason": "Sanne is on leave until January."}
    await story.tell("hand_over_work", manager, leaving, {"personId": str(office.support.person.id)})

    await story.show("list_integrations", customer, "ct")
    of_integration = {"integrationId": office.integration_id}
    await story.tell("read_integration", customer, at=of_integration)
    await story.tell("change_integration", customer, {"name": "Monitoring of the cold stores"}, of_integration)
    await story.tell("replace_integration_secret", customer, {"overlapSeconds": 86_400}, of_integration)

    keys = await story.show("list_api_keys", customer, "ct")
    of_key = {"keyId": keys["items"][0]["id"]}
    await story.tell("read_api_key", customer, at=of_key)
    rotated = await story.tell("rotate_api_key", customer, {"overlapSeconds": 3_600}, of_key)
    await story.tell("revoke_api_key", customer, at={"keyId": rotated["id"]})

    network = await story.tell("add_administration_network", admin, {"network": "127.0.0.0/8", "label": "The office"})
    await story.show("list_administration_networks", admin, "ct")
    await story.tell("read_administration_network", admin, at={"networkId": network["id"]})
    await story.tell("remove_administration_network", admin, at={"networkId": network["id"]})

    day = await story.tell("add_closing_day", admin, {"closesOn": "2026-12-24", "name": "Christmas Eve"})
    await story.show("list_closing_days", admin, "ct")
    await story.tell("read_closing_day", admin, at={"closesOn": day["closesOn"]})
    await story.tell("remove_closing_day", admin, at={"closesOn": day["closesOn"]})
    await story.tell("remove_registrant", admin, at={**of_dairy, **of_person})
    await story.show("list_audit_entries", manager, "ct")


async def _refused(story: Story, office: Office, ticket_id: str) -> None:
    """What is wrong as such, not now, not yours, not there."""
    customer, support, at = office.registrant, office.support, {"ticketId": ticket_id}
    wrong = {**REPORT, "urgency": "high", "customer_id": office.customer_id}
    once, stale = {"Idempotency-Key": "a-key"}, {"If-Match": '"1"'}
    await story.tell("create_ticket", support, wrong, refused=True)
    await story.tell("add_closing_day", customer, {"closesOn": "2026-12-31", "name": "New Year's Eve"}, refused=True)
    await story.tell("read_ticket", customer, at={"ticketId": office.customer_id}, refused=True)
    await story.tell("read_ticket", story.api.anonymous(), at=at, refused=True)
    await story.tell("read_ticket", customer, at=at, headers={"Accept": "text/html"}, refused=True)
    await story.tell("correct_ticket", support, {"title": "Rounds planned twice"}, at, headers=stale, refused=True)
    await story.tell("add_ticket_comment", support, {"text": "Seen."}, at, headers=once)
    await story.tell("add_ticket_comment", support, {"text": "Read."}, at, headers=once, refused=True)
    await story.send("PATCH", support, f"/v1/tickets/{ticket_id}", content=b"{}")
    await story.send("PATCH", support, f"/v1/tickets/{ticket_id}", json={"title": "Rounds planned twice"})
    await story.send("DELETE", support, f"/v1/tickets/{ticket_id}")


_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_CHANCE: Final = re.compile(
    rf"{_UUID}|\b[0-9a-f]{{64}}\b|dtv_[\w-]+|(?<![A-Z])V-[2-9A-Z]{{10}}\b|dt_[0-9A-Za-z]+_[0-9A-Za-z]+|"
    r"dt_[0-9A-Za-z]+|whsec_[0-9A-Za-z+/=]+|"
    r'(?<="nextCursor": ")[^"]+|(?<="formerHoldsUntil": ")[^"]+|(?<="formerSignsUntil": ")[^"]+|(?<=cursor=)[\w-]+'
    r'|(?<="knownTo": ")[0-9a-f]{12}|(?<="position": ")[0-9a-f]{12}'
    r"|(?<=/calendar-feeds/)[\w-]{43}(?![\w-])"
)


def _the_same_each_time(told: Examples, known: Mapping[str, str]) -> Examples:
    """With ids, hashes and secrets that are numbered on as they come; what was the same stays the same."""
    put = dict(known)

    def instead(match: re.Match[str]) -> str:
        found = match[0]
        return put.setdefault(found, _invented(found, len(put)))

    return json.loads(_CHANCE.sub(instead, json.dumps(told, ensure_ascii=False)))


def _invented(found: str, number: int) -> str:
    if re.fullmatch(_UUID, found):
        return f"01900000-0000-7000-8000-{number + 1:012x}"
    if found.startswith("dt_"):
        return "dt_Ex4mple1" if found.count("_") == 1 else "dt_Ex4mple1_shownThisOnceAndNeverAgain000000000"
    if found.startswith("dtv_"):
        return "dtv_shownThisOnceAndNeverAgain"
    if found.startswith("V-"):
        return "V-7K3M9QX2TB"
    if found.startswith("whsec_"):
        return f"whsec_{base64.b64encode(hashlib.sha256(b'an example').digest()).decode()}"
    if re.fullmatch("20[0-9-]{8}T.*Z", found):  # by the clock of the database
        return "2026-11-24T10:15:00Z"
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    return digest if len(found) == len(digest) and not re.search("[g-zG-Z_-]", found) else f"example{digest[:24]}"
