"""A service that is full and shared by all tests here: whatever they send is refused, so that it stays as it is."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, Final
from uuid import UUID

import pytest

from app.domain.vocabulary import Role, ServiceLevel
from app.main import RESOURCES
from app.postgres.embedded.server import EmbeddedPostgres
from app.postgres.engine import create_engine, transaction
from app.postgres.tenancy import SYSTEM
from app.workers.feeding import sequence
from tests.conftest import clone
from tests.organisations import make_organisation
from tests.routers.bodies import BY_WEBHOOK
from tests.routers.callers import Api
from tests.routers.changed_work import changed_work
from tests.routers.charged_work import charged_work
from tests.routers.conftest import api_over
from tests.routers.first_registration.asked import ask_for_account
from tests.routers.hostile.world import BODIES, World
from tests.routers.reported import DOCUMENT_ID, REFERENCE, leaked, reported
from tests.routers.running_service import running_service
from tests.routers.tickets.conftest import OUTPUTS, REPORT
from tests.subscriptions.subscribers import agree, settled

WORSE: Final = {"urgency": "u1", "reason": "It is worse now."}


@pytest.fixture(scope="session")
async def world(postgres: EmbeddedPostgres, template: str) -> AsyncGenerator[World]:
    async with clone(postgres, template, "hostile") as urls:
        engine = create_engine(urls.app, pool_size=3)
        async with api_over(engine, RESOURCES) as api:
            yield await full(api)
        await engine.dispose()


async def full(api: Api) -> World:
    """Two of everything that is listed, so that a page of one has a next."""
    async with transaction(api.engine, SYSTEM) as connection:
        dairy = await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED, "Rosa", "Rik")
        await make_organisation(connection, "Bakery", ServiceLevel.STANDARD, "Sam")
    admin = await api.as_administrator()
    support, recorder = await api.as_(Role.SUPPORT), await api.as_(Role.SUPPORT_MANAGER)
    customer_id = str(dairy.customer.id)

    async def made(path: str, **body: object) -> dict[str, Any]:
        answer = await admin.post(path, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    await made("/v1/tickets", customerId=customer_id, **REPORT)
    ticket_id = (await made("/v1/tickets", customerId=customer_id, **REPORT))["id"]
    _, asked = [await made(f"/v1/tickets/{ticket_id}/priority-requests", **WORSE) for _ in range(2)]
    await _reopened(made, ticket_id)
    escalation = await made(f"/v1/tickets/{ticket_id}/escalations", **BODIES["escalate_ticket"])
    monitoring = {"name": "Monitoring", "customerId": customer_id, "kind": "standard_webhooks"}
    _, integration = [await made("/v1/integrations", **monitoring) for _ in range(2)]
    alerts = await made("/v1/integrations", **{**monitoring, "kind": "alertmanager"})
    for day in ("2027-01-04", "2027-01-05"):
        contact = await made(f"/v1/customers/{customer_id}/contacts", **{**BODIES["add_contact"], **BY_WEBHOOK})
        announcement = await made("/v1/announcements", **BODIES["make_announcement"])
        feed = await made(f"/v1/people/{dairy.registrants[0].id}/calendar-feeds", **BODIES["make_calendar_feed"])
        told = {**BODIES["create_subscription"], "customerId": customer_id}
        subscription = await made("/v1/subscriptions", **told)
        await agree(api.engine, api.clock, UUID(subscription["id"]))
        await made(f"/v1/tickets/{ticket_id}/comments", text="Hello.")
        await made("/v1/sla/closing-days", closesOn=day, name="Inventory")
    await admin.put(f"/v1/people/{dairy.registrants[0].id}/notice-preferences", json=BY_WEBHOOK)
    key = await made("/v1/api-keys", personId=str(support.person.id))
    for each in ("127.0.0.0/8", "127.0.0.0/16"):
        network = await made("/v1/administration-networks", network=each, label="Here")
    _, running = [await running_service(admin, support, recorder, customer_id) for _ in range(2)]
    await made("/v1/compliance-documents", **BODIES["add_compliance_document"])
    await api.anonymous().post("/v1/vulnerability-reports", json=BODIES["report_vulnerability"])
    await reported(api)
    _, leaky = [await leaked(admin, customer_id) for _ in range(2)]
    charged = await charged_work(admin, customer_id, ticket_id)
    changed = await changed_work(admin, support, customer_id, str(admin.person.id))
    for email in ("nina@cheese.example", "nora@cheese.example"):
        account_request = await ask_for_account(api, admin, email)
        booking = await made(f"/v1/customers/{customer_id}/bookings", **BODIES["book_consultant"])
    for reference in ("PBI-1", "PBI-2"):
        item = await made("/v1/backlog-items", reference=reference, title="It stops", kind="bug")
    await admin.put(f"/v1/tickets/{ticket_id}/backlog-item", json={"backlogItemId": item["id"]})
    revision = (await made("/v1/sla/revisions", **BODIES["draft_revision"]))["draft"]["revision"]
    await made(f"/v1/sla/revisions/{revision}/announcement")
    objection = await made(f"/v1/sla/revisions/{revision}/objections", reasons="Too long.", customerId=customer_id)
    await sequence(api.engine, api.clock)
    await settled(api.engine, api.clock)
    return World(
        api,
        admin,
        ids={
            **running,
            **charged,
            **changed,
            "voterId": str(admin.person.id),
            "customerId": customer_id,
            "personId": str(dairy.registrants[0].id),
            "otherId": str(dairy.registrants[1].id),
            "ticketId": ticket_id,
            "requestId": asked["id"],
            "bookingId": booking["id"],
            "accountRequestId": account_request,
            "backlogItemId": item["id"],
            "escalationId": escalation["escalation"]["id"],
            "integrationId": integration["id"],
            "monitoringId": alerts["id"],
            "keyId": key["id"],
            "networkId": network["id"],
            "contactId": contact["id"],
            "announcementId": announcement["id"],
            "calendarFeedId": feed["id"],
            "revision": str(revision),
            "objectionId": objection["id"],
            "secret": feed["url"].rpartition("/")[2],
            "subscriptionId": subscription["id"],
            "eventId": f"{ticket_id}:1",
            "role": "support",
            "step": "4",
            "name": "response",
            "closesOn": "2027-01-04",
            "reference": REFERENCE,
            "documentId": DOCUMENT_ID,
            **leaky,
        },
        webhook_secret=integration["secret"],
        monitoring_secret=alerts["secret"],
    )


async def _reopened(made: Callable[..., Awaitable[dict[str, Any]]], ticket_id: str) -> None:
    """After it was asked for twice in vain."""
    path = f"/v1/tickets/{ticket_id}"
    for decision in ("clear", "solved", "close"):
        await made(f"{path}/transitions", decision=decision, **OUTPUTS.get(decision, {}))
    for _ in range(2):
        asked = await made(f"{path}/reopen-requests", reason="It stopped again.")
        await made(f"{path}/reopen-requests/{asked['id']}/decision", accepted=False, reason="Something else.")
    await made(f"{path}/transitions", decision="reopen", **OUTPUTS["reopen"])
