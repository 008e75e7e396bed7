"""Two customers with the same things, and every request for those of the one, of the other, or of nobody."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast
from uuid import UUID, uuid4

from httpx import AsyncClient, Response
from standardwebhooks.webhooks import Webhook

from app.clock import Instant
from app.domain.vocabulary import Role, ServiceLevel
from app.main import openapi
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.workers.feeding import sequence
from tests.domain.revisions.revised import REVISION
from tests.organisations import Organisation, make_organisation, make_person
from tests.routers.bodies import ASKED, BY_WEBHOOK, SOUND
from tests.routers.callers import Api, Caller
from tests.routers.changed_work import MODEL_ID, changed_work, modelled
from tests.routers.charged_work import charged_work
from tests.routers.first_registration.asked import ask_for_account
from tests.routers.reported import DOCUMENT_ID, REFERENCE, leaked, reported
from tests.routers.running_service import running_service
from tests.routers.tickets.conftest import OUTPUTS, REPORT
from tests.savepoints import rolled_back
from tests.subscriptions.subscribers import agree, settled

Ids = Mapping[str, str]

BODIES: Final[Mapping[str, Mapping[str, Any]]] = {
    **SOUND,
    "create_ticket/portal": {"customerId": "{customerId}", **REPORT},
    "create_ticket/for a registrant": {"customerId": "{customerId}", "registrantId": "{personId}", **REPORT},
    "create_ticket/phone or mail": {"customerId": "{customerId}", **REPORT, "channel": "phone"},
    "correct_ticket/classification": {"product": "orb", "reason": "Looked again."},
    "correct_ticket/assessed": {"urgency": "u1", "reason": "It is worse now."},
    "register_ticket/for a registrant": {"registrantId": "{registrantId}"},
    "create_transition": {"decision": "unclear"},
    "add_ticket_comment/internal": {"text": "Between us.", "internal": True},
    "hand_over_work/of vendor staff": {"toPersonId": "{substituteId}", "reason": "She is leaving."},
    "hand_over_work/of a customer": {"toPersonId": "{colleagueId}", "reason": "She is leaving."},
    "assign_role/vendor role": {"personId": None},
    "assign_role/customer": {"personId": "{personId}"},
    "create_person/vendor staff": {"name": "Nina New", "email": "nina@example.org", "roles": ["support"]},
    "create_person/of a customer": {
        "name": "Nina New",
        "email": "nina@example.org",
        "roles": ["customer"],
        "customerId": "{customerId}",
    },
    "change_person/vendor staff": {"name": "Another name"},
    "decide_data_leak/told": SOUND["decide_data_leak"],
    "decide_data_leak/established": {
        "decision": "establish",
        "awareAt": "2026-11-23T09:00:00Z",
        "categories": ["names"],
    },
    "write_hours/another's": {**SOUND["write_hours"], "consultantId": "{consultantId}"},
    "change_person/of a customer": {"name": "Another name"},
    "draft_revision": REVISION,
    "object_to_revision": {"reasons": "It gets longer.", "customerId": "{customerId}"},
}
"""A sound body of each request that has one; members whose name ends in Id say whose things it is about."""

OF_INTEGRATIONS: Final = ("receive_webhook", "receive_alerts")
"""Where nobody comes in but an integration."""
FIXED: Final[Ids] = {
    "role": "support",
    "step": "4",
    "name": "response",
    "closesOn": "2027-01-04",
    "secret": "of-no-calendar",
    "reference": REFERENCE,
    "documentId": DOCUMENT_ID,
    "modelId": MODEL_ID,
    "revision": "2",
}
OTHERWISE: Final[Mapping[str, Ids]] = {
    "create_ticket/for a registrant": {"registrantId": "{personId}"},
    "register_ticket": {"ticketId": "{signalId}"},
    "register_ticket/for a registrant": {"ticketId": "{signalId}", "registrantId": "{personId}"},
    "withdraw_signal": {"ticketId": "{signalId}"},
    "assign_role/customer": {"role": "customer"},
    "change_person/vendor staff": {"personId": "{supportId}"},
    "end_escalation": {"ticketId": "{escalatedId}"},
    "request_reopening": {"ticketId": "{closedId}"},
    "decide_reopen_request": {"ticketId": "{askedId}", "requestId": "{reopeningId}"},
    "hand_over_work/of vendor staff": {"personId": "{supportId}", "toPersonId": "{substituteId}"},
    "hand_over_work/of a customer": {"toPersonId": "{colleagueId}"},
    "create_api_key": {"personId": "{selfId}"},
    "verify_subscription": {"subscriptionId": "{unverifiedId}"},
    "list_notices": {"personId": "{selfId}"},
    "read_notice_preferences": {"personId": "{selfId}"},
    "put_notice_preferences": {"personId": "{selfId}"},
    "replace_notice_secret": {"personId": "{selfId}"},
    "make_calendar_feed": {"personId": "{selfId}"},
    "list_calendar_feeds": {"personId": "{selfId}"},
    "read_calendar_feed": {"personId": "{selfId}"},
    "revoke_calendar_feed": {"personId": "{selfId}"},
    "receive_alerts": {"integrationId": "{monitoringId}"},
    "list_ballots": {"changeId": "{riskyId}"},
    "cast_vote": {"changeId": "{riskyId}", "personId": "{selfId}"},
    "link_change": {"changeId": "{begunId}"},
    "unlink_change": {"changeId": "{begunId}"},
    "write_hours/another's": {"consultantId": "{supportId}"},
    "announce_revision": {"revision": "3"},
    "withdraw_revision": {"revision": "3"},
}
"""What the path, or the body, of a request names instead of the usual."""


NETWORKS: Final[Ids] = {"Dairy": "127.0.0.0/8", "Bakery": "127.0.0.0/16"}
"""From where everybody comes here, twice over: either may be taken away."""


@dataclass(frozen=True)
class Request:
    """`name` is of an operation, or of one case of it: operation/case."""

    name: str
    method: str
    template: str
    demands_match: bool
    filters: tuple[str, ...]

    @property
    def body(self) -> Mapping[str, Any] | None:
        return BODIES.get(self.name)

    @property
    def things(self) -> tuple[str, ...]:
        """Which of somebody's ids it names."""
        in_path = [part.partition("}")[0] for part in self.template.split("{")[1:]]
        in_body = [name for name, value in (self.body or {}).items() if value is not None]
        instead = OTHERWISE.get(self.name, {})
        named = [each for each in (*in_path, *in_body) if each.endswith("Id")]
        return tuple(instead.get(each, each).strip("{}") for each in named if each not in FIXED)

    def filled(self, ids: Ids) -> Ids:
        return {**FIXED, **ids, **{name: value.format(**ids) for name, value in OTHERWISE.get(self.name, {}).items()}}


def operations() -> Iterator[Request]:
    for template, methods in openapi()["paths"].items():
        for method, described in methods.items():
            parameters = [(each["in"], each["name"]) for each in described["parameters"]]
            yield Request(
                described["operationId"],
                method.upper(),
                f"/v1{template}",
                demands_match=("header", "If-Match") in parameters,
                filters=tuple(name for place, name in parameters if place == "query"),
            )


OPERATIONS: Final = {each.name: each for each in operations()}


def request_of(row: str) -> Request:
    return replace(OPERATIONS[row.partition("/")[0]], name=row)


@dataclass(frozen=True)
class Household:
    """A customer with one of everything."""

    organisation: Organisation
    ids: Ids
    webhook_secret: str
    monitoring_secret: str

    def signed(self, body: bytes, now: Instant) -> Mapping[str, str]:
        name = f"msg-{uuid4()}"
        signature = Webhook(self.webhook_secret).sign(name, now, body.decode())
        return {
            "webhook-id": name,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
            "Authorization": f"Bearer {self.monitoring_secret}",
        }


NOBODY: Final[Ids] = {
    name: str(uuid4())
    for name in (
        "customerId",
        "personId",
        "ticketId",
        "signalId",
        "requestId",
        "integrationId",
        "monitoringId",
        "keyId",
        "networkId",
        "contactId",
        "announcementId",
        "calendarFeedId",
        "leakId",
        "leakyId",
        "termId",
        "subscriptionId",
        "unverifiedId",
        "selfId",
        "supportId",
        "subjectId",
        "closedId",
        "askedId",
        "reopeningId",
        "substituteId",
        "colleagueId",
        "serviceId",
        "instanceId",
        "outageId",
        "leftOutId",
        "rebuttalId",
        "maintenanceId",
        "changeId",
        "riskyId",
        "begunId",
        "ballotId",
        "boardId",
        "freezeId",
        "copyId",
        "entryId",
        "escalatedId",
        "bookingId",
        "accountRequestId",
        "backlogItemId",
        "escalationId",
        "objectionId",
    )
} | {"eventId": f"{uuid4()}:1"}


async def household(api: Api, admin: Caller, name: str) -> Household:
    async with transaction(api.engine, SYSTEM) as connection:
        organisation = await make_organisation(connection, name, ServiceLevel.EXTENDED, f"{name} One", f"{name} Two")
        support = await make_person(connection, f"{name} Support", Role.SUPPORT)
        substitute = await make_person(connection, f"{name} Substitute", Role.SUPPORT)
    customer_id = str(organisation.customer.id)

    async def made(path: str, **body: object) -> dict[str, Any]:
        answer = await admin.post(path, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    ticket = await made("/v1/tickets", customerId=customer_id, **REPORT)
    second = await made("/v1/tickets", customerId=customer_id, **{**REPORT, "channel": "mail"})
    asked = await made(f"/v1/tickets/{ticket['id']}/priority-requests", urgency="u3", reason="It can wait.")
    escalated = await made("/v1/tickets", customerId=customer_id, **REPORT)
    escalation = await made(f"/v1/tickets/{escalated['id']}/escalations", **BODIES["escalate_ticket"])
    booking = await made(f"/v1/customers/{customer_id}/bookings", **BODIES["book_consultant"])
    closed, reopening = [await _closed(admin, customer_id) for _ in range(2)]
    again = await made(f"/v1/tickets/{reopening}/reopen-requests", reason="It stopped again.")
    integration = await made("/v1/integrations", name=name, customerId=customer_id, kind="standard_webhooks")
    monitoring = await made("/v1/integrations", name=name, customerId=customer_id, kind="alertmanager")
    person_id = str(organisation.registrants[-1].id)
    key = await made("/v1/api-keys", personId=person_id)
    network = await made("/v1/administration-networks", network=NETWORKS[name], label=name)
    contact = await made(f"/v1/customers/{customer_id}/contacts", **{**BODIES["add_contact"], **BY_WEBHOOK})
    await admin.put(f"/v1/people/{person_id}/notice-preferences", json=BY_WEBHOOK)
    for_them = {**BODIES["make_announcement"], "everybody": False, "customerIds": [customer_id]}
    announcement = await made("/v1/announcements", **for_them)
    feed = await made(f"/v1/people/{person_id}/calendar-feeds", **BODIES["make_calendar_feed"])
    told = {**BODIES["create_subscription"], "customerId": customer_id}
    subscription, unverified = [await made("/v1/subscriptions", **told) for _ in range(2)]
    await agree(api.engine, api.clock, UUID(subscription["id"]))
    running = await running_service(
        admin, await api.as_(Role.SUPPORT), await api.as_(Role.SUPPORT_MANAGER), customer_id
    )
    charged = await charged_work(admin, customer_id, ticket["id"])
    asker = await api.as_(Role.SUPPORT)
    members = (str(organisation.registrants[0].id), str(admin.person.id))
    changed = await changed_work(admin, asker, customer_id, *members)
    item = await made("/v1/backlog-items", reference=name, title="Of one customer", kind="bug")
    await admin.put(f"/v1/tickets/{ticket['id']}/backlog-item", json={"backlogItemId": item["id"]})
    ids = {
        **running,
        **charged,
        **{name: each for name, each in changed.items() if name not in FIXED},
        "backlogItemId": item["id"],
        "customerId": customer_id,
        "personId": person_id,
        "selfId": person_id,
        "ticketId": ticket["id"],
        "signalId": second["id"],
        "requestId": asked["id"],
        "integrationId": integration["id"],
        "monitoringId": monitoring["id"],
        "keyId": key["id"],
        "networkId": network["id"],
        "contactId": contact["id"],
        "announcementId": announcement["id"],
        "calendarFeedId": feed["id"],
        "secret": feed["url"].rpartition("/")[2],
        "subscriptionId": subscription["id"],
        "unverifiedId": unverified["id"],
        "eventId": f"{ticket['id']}:1",
        "supportId": str(support.id),
        "subjectId": ticket["id"],
        "closedId": closed,
        "askedId": reopening,
        "bookingId": booking["id"],
        "escalatedId": escalated["id"],
        "escalationId": escalation["escalation"]["id"],
        "reopeningId": again["id"],
        "substituteId": str(substitute.id),
        "colleagueId": str(organisation.registrants[0].id),
        **await leaked(admin, customer_id),
    }
    return Household(organisation, ids, integration["secret"], monitoring["secret"])


async def _closed(admin: Caller, customer_id: str) -> str:
    """A ticket's id."""
    ticket_id = (await admin.post("/v1/tickets", json={"customerId": customer_id, **REPORT})).json()["id"]
    for decision in ("clear", "solved", "close"):
        body = {"decision": decision, **OUTPUTS.get(decision, {})}
        answer = await admin.post(f"/v1/tickets/{ticket_id}/transitions", json=body)
        assert answer.status_code == 201, answer.text
    return ticket_id


@dataclass(frozen=True)
class Street:
    """`ours` and `theirs`: the two customers, as somebody of the first sees them."""

    api: Api
    admin: Caller
    ours: Household
    theirs: Household

    def from_over_there(self) -> "Street":
        return replace(self, ours=self.theirs, theirs=self.ours)

    async def send(
        self,
        caller: AsyncClient,
        request: Request,
        ids: Ids,
        *,
        signed: bool = False,
        query: Mapping[str, str] | None = None,
    ) -> Response:
        """`signed`: by our integrations. Undone as soon as it is answered."""
        async with rolled_back(self.api.engine):
            return await self.ask(caller, request, ids, signed=signed, query=query)

    async def ask(
        self,
        caller: AsyncClient,
        request: Request,
        ids: Ids,
        *,
        signed: bool = False,
        query: Mapping[str, str] | None = None,
    ) -> Response:
        filled = request.filled(ids)
        body = None if request.body is None else _json(request.body, filled)
        signature: Ids = self.ours.signed(body or b"", self.api.clock.now) if signed else {}
        return await caller.request(
            request.method,
            request.template.format(**filled),
            content=body,
            params={**_asked(ASKED.get(request.name, {}), {**self.ours.ids, **filled}), **(query or {})},
            headers={
                **({"If-Match": "*"} if request.demands_match else {}),
                **({"Content-Type": "application/json"} if body is not None else {}),
                **signature,
                "X-Request-Id": "always-the-same",
            },
        )


async def street(api: Api) -> Street:
    admin = await api.as_administrator()
    ours, theirs = [await household(api, admin, name) for name in ("Dairy", "Bakery")]
    closed = await admin.post("/v1/sla/closing-days", json={"closesOn": FIXED["closesOn"], "name": "Inventory"})
    assert closed.status_code == 201, closed.text
    ours, theirs = await _revised(admin, ours, theirs)
    await sequence(api.engine, api.clock)
    await settled(api.engine, api.clock)
    await modelled(api)
    await reported(api)  # not in the feed: it is not for everybody of the vendor
    ours, theirs = [await _asked_for(api, admin, each) for each in (ours, theirs)]
    return Street(api, admin, ours, theirs)


async def _revised(admin: Caller, *households: Household) -> list[Household]:
    """With an objection each to a revision that is announced; there is a draft beside it."""
    for in_force_on in ("2027-12-01", "2028-03-01"):
        drafted = await admin.post("/v1/sla/revisions", json={**REVISION, "inForceOn": in_force_on})
        assert drafted.status_code == 201, drafted.text
    announced = await admin.post(f"/v1/sla/revisions/{FIXED['revision']}/announcement")
    assert announced.status_code == 201, announced.text
    objecting = list[Household]()
    for each in households:
        body = {"reasons": "It gets longer.", "customerId": each.ids["customerId"]}
        made = await admin.post(f"/v1/sla/revisions/{FIXED['revision']}/objections", json=body)
        objecting.append(replace(each, ids={**each.ids, "objectionId": made.json()["id"]}))
    return objecting


async def _asked_for(api: Api, admin: Caller, of: Household) -> Household:
    """With a request for an account, which is no more for everybody."""
    name = of.organisation.customer.name.lower()
    return replace(of, ids={**of.ids, "accountRequestId": await ask_for_account(api, admin, f"nina@{name}.example")})


async def own_ids(caller: Caller) -> Ids:
    """What is nobody else's, not even of the same customer."""
    keys = (await caller.get("/v1/api-keys", params={"personId": str(caller.person.id)})).json()
    feed = (await caller.post(f"/v1/people/{caller.person.id}/calendar-feeds", json={})).json()
    await caller.put(f"/v1/people/{caller.person.id}/notice-preferences", json=BY_WEBHOOK)
    return {"selfId": str(caller.person.id), "keyId": keys["items"][0]["id"], "calendarFeedId": feed["id"]}


def _asked(parameters: Ids, ids: Ids) -> Ids:
    return {name: value.format(**ids) for name, value in parameters.items()}


def _json(body: Mapping[str, Any], ids: Ids) -> bytes:
    """Members that name somebody's things take them from `ids`."""
    return json.dumps({name: _named(name, value, ids) for name, value in body.items()}).encode()


def _named(name: str, value: Any, ids: Ids) -> Any:
    match value:
        case list():
            return [each.format(**ids) if isinstance(each, str) else each for each in cast("list[object]", value)]
        case str() if name.endswith("Id") and value:
            return ids[name]
        case str() if value.startswith("{"):
            return value.format(**ids)
        case _:
            return value
