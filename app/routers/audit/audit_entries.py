"""The audit trail, for those who answer for it: the vendor's managers, and the coordinators of each customer."""

import re
from dataclasses import replace
from typing import Annotated, Self, cast
from uuid import UUID

from fastapi import Query
from pydantic import Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from app.accounts import audit_trail, people
from app.audit.store.audit_entries import Key, TrailFilter
from app.clock import Instant
from app.domain.access.audit import AuditedActorKind, AuditEntry, AuditOutcome, Details
from app.domain.actor import OF_VENDOR
from app.errors import ErrorCode
from app.routers.http.documented import lists, refuses
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection
from app.routers.http.tables import Column
from app.routers.http.types import Id, InstantIn, Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router
from app.tickets.store.ticket_numbers import NUMBER, id_of
from app.unit_of_work import UnitOfWork

router = api_router("Audit", prefix="/audit-entries")

Word = Annotated[str, StringConstraints(max_length=100, pattern=r"^[a-z][a-z0-9_]*$")]
SubjectId = Annotated[str, StringConstraints(max_length=100, pattern=r"^[0-9A-Za-z_.-]+$")]


class AuditQuery(PageQuery):
    """All of them together: an entry has to meet each."""

    customer_id: Id | None = None
    person_id: Annotated[Id | None, Field(description="Who did it.")] = None
    operation: Annotated[Word | None, Field(description="An `operationId` of this document.")] = None
    outcome: AuditOutcome | None = None
    subject_type: Annotated[Word | None, Field(description="Such as `ticket`, `person`, `api_key`.")] = None
    subject_id: Annotated[SubjectId | None, Field(description="Of a ticket its number does, too.")] = None
    recorded_from: InstantIn | None = None
    recorded_until: Annotated[InstantIn | None, Field(description="Excluded.")] = None

    def filter(self) -> TrailFilter:
        return TrailFilter(
            person_id=self.person_id,
            customer_id=self.customer_id,
            operation=self.operation,
            outcome=self.outcome,
            subject_type=self.subject_type,
            subject_id=None if self.subject_id is None else self.subject_id.lower(),
            since=self.recorded_from,
            until=self.recorded_until,
        )


class AuditActorOut(Out):
    """`operator` is whoever has a shell where the service runs. An erased person has no name any more."""

    id: UUID | None
    kind: AuditedActorKind
    name: str


class CredentialOut(Out):
    kind: str
    id: str | None


class SubjectOut(Out):
    type: str
    id: str | None


class AuditEntryOut(Out):
    """`seen`: somebody of the vendor looked at a ticket; once per person, ticket and quarter of an hour.

    `credential` and `address` of somebody who is not of the customer are not shown to it.
    """

    customer_id: Annotated[UUID | None, Field(description="Whose chain it is in; null: the vendor's own.")]
    position: int
    recorded_at: Instant
    actor: AuditActorOut
    credential: CredentialOut | None
    on_behalf_of: Annotated[UUID | None, Field(description="A customer, or a person.")]
    operation: str
    subject: SubjectOut | None
    address: str | None
    request_id: str | None
    outcome: AuditOutcome
    status: int | None
    details: Annotated[Details, Field(description="Ids and names of members: never what somebody wrote.")]
    hash: Annotated[str, Field(description="Keep one, and the trail up to it can be held against it later.")]

    @classmethod
    def of(cls, entry: AuditEntry, names: dict[UUID, str], *, discreet: bool) -> Self:
        act, chain = entry.act, entry.place.chain
        kind = act.credential_kind
        return cls(
            customer_id=None if chain == OF_VENDOR else chain,
            position=entry.place.position,
            recorded_at=act.recorded_at,
            actor=_actor_out(entry, names),
            credential=None if kind is None or discreet else CredentialOut(kind=kind, id=act.credential_id),
            on_behalf_of=entry.on_behalf_of,
            operation=act.operation,
            subject=None if act.subject is None else SubjectOut(type=act.subject.type, id=act.subject.id),
            address=None if act.address is None or discreet else str(act.address),
            request_id=act.request_id,
            outcome=AuditOutcome(act.outcome),
            status=act.status,
            details=act.details,
            hash=entry.place.hash.hex(),
        )


def _actor_out(entry: AuditEntry, names: dict[UUID, str]) -> AuditActorOut:
    act = entry.act
    name = None if act.actor_id is None else names.get(act.actor_id)
    return AuditActorOut(id=act.actor_id, kind=AuditedActorKind(act.actor_kind), name=name or f"the {act.actor_kind}")


COLUMNS: tuple[Column[AuditEntryOut], ...] = (
    Column("recordedAt", lambda entry: entry.recorded_at),
    Column("actor", lambda entry: entry.actor.name, gives_way=True),
    Column("actorId", lambda entry: entry.actor.id, wide=True),
    Column("operation", lambda entry: entry.operation, gives_way=True),
    Column("outcome", lambda entry: entry.outcome),
    Column("subjectType", lambda entry: None if entry.subject is None else entry.subject.type),
    Column("subjectId", lambda entry: None if entry.subject is None else entry.subject.id, wide=True),
    Column("onBehalfOf", lambda entry: entry.on_behalf_of, wide=True),
    Column("address", lambda entry: entry.address),
    Column("requestId", lambda entry: entry.request_id, wide=True),
    Column("customerId", lambda entry: entry.customer_id, wide=True),
    Column("position", lambda entry: entry.position, wide=True),
    Column("hash", lambda entry: entry.hash, wide=True),
)


@router.get("", summary="Read the audit trail", responses={**lists(AuditEntryOut), **refuses(ErrorCode.FORBIDDEN)})
async def list_audit_entries(request: Request, query: Annotated[AuditQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """Who did what, latest first; also who of the vendor looked at which ticket. A registrant sees its customer's."""
    asked = window(request, query)
    before = cast("Key | None", asked.after)
    wanted = await _wanted(uow, query)
    page = asked.page(await audit_trail.page(uow, wanted, before=before, limit=asked.fetch), _key)
    names = await people.names(uow, {entry.act.actor_id for entry in page.rows if entry.act.actor_id is not None})
    strangers = await audit_trail.strangers(uow, page.rows)
    items = tuple(AuditEntryOut.of(row, names, discreet=row.act.actor_id in strangers) for row in page.rows)
    return collection(request, AuditEntryOut, items, page.next_cursor, COLUMNS)


async def _wanted(uow: UnitOfWork, query: AuditQuery) -> TrailFilter:
    """A ticket's number becomes the id that the trail has."""
    if query.subject_id is None or not re.fullmatch(NUMBER, query.subject_id):
        return query.filter()
    return replace(query.filter(), subject_id=str(await id_of(uow.connection, uow.scope, query.subject_id)))


def _key(entry: AuditEntry) -> Key:
    return (entry.act.recorded_at, entry.place.chain, entry.place.position)
