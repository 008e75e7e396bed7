"""What there is of the running service and of its security, for those who walk all operations."""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import text

from app.domain.security.compliance import ComplianceDocument
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.security.store import compliance_documents
from app.security.store.compliance_documents import KeptDocument
from tests.routers.bodies import SOUND
from tests.routers.callers import Api, Caller

REFERENCE: Final = "V-TESTTESTTE"
DOCUMENT_ID: Final = "0197a3c2-7a10-7cc3-98c4-dc0c0c073777"


async def leaked(admin: Caller, customer_id: str) -> dict[str, str]:
    """The ids of an instance, of a leak that hit it and is established, and of a term of that."""

    async def made(path: str, **body: object) -> dict[str, str]:
        answer = await admin.post(f"/v1{path}", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    service = await made("/services", name="IDU", product="idu")
    instance = await made(
        "/instances",
        customerId=customer_id,
        serviceId=service["id"],
        name="Production",
        url="https://leaky.example",
        environment="production",
        hosting="cloud",
        startsOn="2026-01-01",
    )
    leak = await made("/data-leaks", **{**SOUND["record_data_leak"], "instanceIds": [instance["id"]]})
    established = {"decision": "establish", "awareAt": "2026-11-23T09:00:00Z", "categories": ["names"]}
    await made(f"/data-leaks/{leak['id']}/transitions", **established)
    [term] = (await admin.get("/v1/sla/terms", params={"subjectId": leak["id"]})).json()["items"]
    return {"leakyId": instance["id"], "leakId": leak["id"], "termId": term["id"]}


async def reported(api: Api) -> None:
    """A vulnerability and a compliance document, under names that are known beforehand."""
    answer = await api.anonymous().post("/v1/vulnerability-reports", json=SOUND["report_vulnerability"])
    assert answer.status_code == 202, answer.text
    async with transaction(api.engine, SYSTEM) as connection:
        renamed = text("UPDATE vulnerability_reports SET reference = :to WHERE reference = :was")
        await connection.execute(renamed, {"to": REFERENCE, "was": answer.json()["reference"]})
        document = ComplianceDocument("ISO 27001", "https://vendor.example/iso27001.pdf", date(2026, 1, 1), None)
        kept = KeptDocument(id=UUID(DOCUMENT_ID), document=document, added_at=api.clock.now, added_by=UUID(int=0))
        await compliance_documents.add(connection, kept)
