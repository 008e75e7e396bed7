"""The documents that show how the vendor handles data, such as certificates, with how long they hold (§Compliance)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7

from app.domain.access.permissions import Operation, require
from app.domain.agreement import closing_days
from app.domain.security.compliance import ComplianceDocument, Validity
from app.errors import Invalid, NotFound
from app.security.store import compliance_documents
from app.security.store.compliance_documents import KeptDocument
from app.unit_of_work import UnitOfWork


async def add(uow: UnitOfWork, document: ComplianceDocument) -> KeptDocument:
    """By a support manager. One that is renewed is another one: the former stays, and is seen to have expired."""
    require(uow.actor, Operation.KEEP_COMPLIANCE)
    if document.valid_until is not None and document.valid_until < document.valid_from:
        raise Invalid.at("/validUntil", "before_start", "It cannot end before it begins.")
    made = KeptDocument(id=uuid7(), document=document, added_at=uow.now, added_by=uow.actor.id)
    await compliance_documents.add(uow.connection, made)
    return made


async def find(uow: UnitOfWork, document_id: UUID) -> KeptDocument:
    found = await compliance_documents.find(uow.connection, document_id)
    if found is None:
        raise NotFound("There is no such document.")
    return found


async def page(uow: UnitOfWork, validity: Validity | None, *, after: UUID | None, limit: int) -> Sequence[KeptDocument]:
    """In the order in which they were added."""
    return await compliance_documents.page(uow.connection, today(uow), validity, after=after, limit=limit)


def today(uow: UnitOfWork) -> date:
    """On the vendor's calendar."""
    return closing_days.today(uow.book.in_force(uow.now), uow.now)
