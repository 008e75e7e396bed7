"""The part of the story in which data of the dairy may have leaked, and somebody finds a vulnerability."""

from httpx import AsyncClient

from tests.openapi.telling import Story
from tests.routers.callers import Caller


async def secured(story: Story, manager: Caller, support: Caller, customer: Caller, instance_id: str) -> None:
    await _leaked(story, manager, support, customer, instance_id)
    await _reported(story, manager)
    certificate = {
        "name": "ISO 27001",
        "url": "https://vendor.example/iso27001.pdf",
        "validFrom": "2026-01-01",
        "validUntil": "2028-12-31",
    }
    made = await story.tell("add_compliance_document", manager, certificate)
    await story.show("list_compliance_documents", customer, "ct")
    await story.tell("read_compliance_document", customer, at={"documentId": made["id"]})


async def _leaked(story: Story, manager: Caller, support: Caller, customer: Caller, instance_id: str) -> None:
    suspicion = {
        "suspectedAt": f"{story.api.clock.now:%FT%TZ}",
        "instanceIds": [instance_id],
        "summary": "A copy of the planning was readable from outside",
        "vendorIs": "processor",
    }
    leak = await story.tell("record_data_leak", support, suspicion)
    at = {"leakId": leak["id"]}
    aware = {"awareAt": f"{story.api.clock.now:%FT%TZ}", "categories": ["names", "addresses"], "people": 240}
    await story.tell("decide_data_leak", manager, {"decision": "establish", **aware}, at)
    told = {"customerId": str(customer.person.customer_id), "toldAt": f"{story.api.clock.now:%FT%TZ}"}
    await story.tell("decide_data_leak", support, {"decision": "tell_customer", **told}, at)
    await story.show("list_data_leaks", customer, "ct")
    await story.tell("read_data_leak", customer, at=at)
    terms = await story.show("list_terms", customer, "ct", query={"subjectId": leak["id"]})
    of_term = {"termId": terms["items"][0]["id"]}
    await story.tell("read_term", customer, at=of_term)
    await story.show("read_term_explanation", customer, "ct", of_term)


async def _reported(story: Story, manager: Caller) -> None:
    found = {
        "text": "Whoever knows the address of a round reads it without signing in.",
        "product": "idu",
        "contact": "finder@example.org",
    }
    receipt = await story.tell("report_vulnerability", story.api.anonymous(), found)
    at = {"reference": receipt["reference"]}
    finder = _finder(story, receipt["token"])
    more = {"text": "Also the address of a lorry."}
    await story.tell("supplement_vulnerability_report", finder, more, at)
    await story.tell("read_vulnerability_report", finder, at=at)
    await story.show("list_vulnerability_reports", manager, "ct")
    confirmed = {"decision": "triage", "verdict": "confirmed", "reason": "It does; thank you."}
    await story.tell("decide_vulnerability_report", manager, confirmed, at)


def _finder(story: Story, token: str) -> AsyncClient:
    client = story.api.anonymous()
    client.headers["Authorization"] = f"Bearer {token}"
    return client
