"""The documents that show how the vendor handles data, and how long each holds (§Compliance)."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant
from app.domain.security.compliance import ComplianceDocument, Validity
from app.routers.http.documented import creates, lists, shows
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply
from app.routers.http.tables import Column
from app.routers.http.types import DateIn, Id, In, Name, Out, WebAddress
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import after_id
from app.routers.request.route import api_router
from app.security import compliance
from app.security.store.compliance_documents import KeptDocument

router = api_router("Compliance", prefix="/compliance-documents")
DocumentId = Annotated[Id, Path(alias="documentId")]


class ComplianceDocumentIn(In):
    """Both days are included; `validUntil` null: it does not expire."""

    name: Name
    url: WebAddress
    valid_from: DateIn
    valid_until: DateIn | None = None

    def document(self) -> ComplianceDocument:
        return ComplianceDocument(self.name, self.url, self.valid_from, self.valid_until)


class ComplianceDocumentOut(Out):
    """`validity` is that of today, on the vendor's calendar."""

    id: UUID
    name: str
    url: str
    valid_from: date
    valid_until: date | None
    validity: Validity
    added_at: Instant
    added_by: UUID

    @classmethod
    def of(cls, kept: KeptDocument, today: date) -> Self:
        document = kept.document
        return cls(
            id=kept.id,
            name=document.name,
            url=document.url,
            valid_from=document.valid_from,
            valid_until=document.valid_until,
            validity=document.validity(today),
            added_at=kept.added_at,
            added_by=kept.added_by,
        )


class ComplianceQuery(PageQuery):
    validity: Validity | None = None


COLUMNS: tuple[Column[ComplianceDocumentOut], ...] = (
    Column("name", lambda each: each.name, gives_way=True),
    Column("validity", lambda each: each.validity),
    Column("validFrom", lambda each: each.valid_from),
    Column("validUntil", lambda each: each.valid_until),
    Column("url", lambda each: each.url, wide=True),
    Column("id", lambda each: each.id, wide=True),
)


@router.post("", summary="Add a compliance document", status_code=201, responses=creates(ComplianceDocumentOut))
@idempotent()
async def add_compliance_document(body: ComplianceDocumentIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager. One that is renewed is added beside the one before, which is seen to have expired."""
    kept = await compliance.add(uow, body.document())
    shown = ComplianceDocumentOut.of(kept, compliance.today(uow))
    return reply(shown, status=201, location=f"/compliance-documents/{kept.id}")


@router.get("", summary="List compliance documents", responses=lists(ComplianceDocumentOut))
async def list_compliance_documents(
    request: Request, query: Annotated[ComplianceQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """In the order in which they were added, those that have expired too."""
    asked, today = window(request, query), compliance.today(uow)
    rows = await compliance.page(uow, query.validity, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda kept: (kept.id,))
    items = (ComplianceDocumentOut.of(each, today) for each in page.rows)
    return collection(request, ComplianceDocumentOut, items, page.next_cursor, COLUMNS)


@router.get("/{documentId}", summary="Read a compliance document", responses=shows(ComplianceDocumentOut))
async def read_compliance_document(document_id: DocumentId, uow: UnitOfWorkDep) -> Response:
    return reply(ComplianceDocumentOut.of(await compliance.find(uow, document_id), compliance.today(uow)))
