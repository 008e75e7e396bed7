"""What of revisions has a stream of its own: the revision, the vendor's; and each customer's objection to it."""

from collections.abc import Callable, Sequence
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, TypeAdapter
from sqlalchemy import ColumnElement

from app.domain.revisions.objections import Objection, advance_objection, begin_objection
from app.domain.revisions.revision_facts import ObjectionFact, RevisionFact
from app.domain.revisions.revision_terms import revision_terms
from app.domain.revisions.revisions import AgreementRevision, RevisionState, advance_revision, begin_revision
from app.postgres.tables import agreement_events, agreement_revisions, objection_events, objections
from app.streams.subjects import SubjectKind
from app.terms.terms import Promising, Terms
from app.unit_of_work import UnitOfWork


def seen_once_announced(_: UUID) -> ColumnElement[bool]:
    return agreement_revisions.c.progress == RevisionState.ANNOUNCED.value


AGREEMENT_REVISIONS: Final = SubjectKind[RevisionFact, AgreementRevision](
    stream=agreement_events,
    subjects=agreement_revisions,
    facts=TypeAdapter(Annotated[RevisionFact, Field(discriminator="type")]),
    states=TypeAdapter(AgreementRevision),
    begin=lambda revision_id, _, event: begin_revision(revision_id, event),
    advance=advance_revision,
    columns=lambda revision: {
        "number": revision.number,
        "in_force_on": revision.in_force_on,
        "progress": revision.kept_as.value,
    },
    missing="There is no such revision of the agreement.",
    seen=seen_once_announced,
)
OBJECTIONS: Final = SubjectKind[ObjectionFact, Objection](
    stream=objection_events,
    subjects=objections,
    facts=TypeAdapter(Annotated[ObjectionFact, Field(discriminator="type")]),
    states=TypeAdapter(Objection),
    begin=begin_objection,
    advance=advance_objection,
    columns=lambda objection: {"revision": objection.revision},
    missing="There is no such objection.",
)


async def _of_revisions(uow: UnitOfWork, _: Sequence[AgreementRevision]) -> Callable[[AgreementRevision], Terms]:
    def of(revision: AgreementRevision) -> Terms:
        """As the agreement in force had it when the revision was announced."""
        agreement = uow.book.in_force(revision.announced_at or uow.now)
        return revision_terms(revision, agreement.terms.revising, agreement.vendor.zone)

    return of


REVISION_TERMS: Final = Promising(
    AGREEMENT_REVISIONS,
    _of_revisions,
    goes_by=lambda revision: (revision.announced_at, revision.withdrawn_at),
)
