"""A customer's objection to a revision of the agreement, and what is decided on it (Wijzigingen)."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from app.clock import Instant
from app.errors import ErrorCode
from app.revisions import objecting
from app.revisions.objecting import NewObjection
from app.revisions.store.revisions import StoredObjection
from app.routers.http.documented import creates, refuses, shows
from app.routers.http.replies import reply
from app.routers.http.types import Id, In, InstantIn, Note, Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.route import api_router
from app.routers.revisions.parameters import ObjectionId, RevisionName

router = api_router("SLA", prefix="/sla/revisions/{revision}/objections")
of_all = api_router("SLA", prefix="/sla/objections")


class ObjectionIn(In):
    """`customerId` and `receivedAt` are for vendor staff, who record what came by mail: in time is what was received in
    time.
    """

    reasons: Note
    customer_id: Id | None = None
    received_at: InstantIn | None = None

    def new(self) -> NewObjection:
        return NewObjection(reasons=self.reasons, customer_id=self.customer_id, received_at=self.received_at)


class ObjectionDecisionIn(In):
    """Accepted, the revision does not bind the customer; declined, it does from now on."""

    accepted: bool
    reason: Note


class ObjectionOut(Out):
    """Until it is decided, and once it is accepted, what the customer registers is bound by the revision before."""

    id: UUID
    revision: int
    customer_id: UUID
    reasons: str
    received_at: Instant
    made_by: UUID | None
    accepted: Annotated[bool | None, Field(description="Null: it is undecided.")]
    decided_at: Instant | None
    decided_by: UUID | None
    decision_reason: str | None

    @classmethod
    def of(cls, stored: StoredObjection) -> Self:
        return cls(**vars(stored.state))


class ObjectionsOut(Out):
    """In the order in which they were made."""

    items: tuple[ObjectionOut, ...]


@router.post(
    "",
    summary="Object to a revision",
    status_code=201,
    responses={**creates(ObjectionOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def object_to_revision(revision: RevisionName, body: ObjectionIn, uow: UnitOfWorkDep) -> Response:
    """By a registrant, with reasons, within a calendar month after it was announced: to the end of that day. A customer
    has one objection to a revision; made again it has the reasons of now.
    """
    made = await objecting.object_to(uow, revision, body.new())
    return reply(ObjectionOut.of(made), status=201, location=f"/sla/objections/{made.id}")


@router.get("", summary="List objections to a revision", responses=shows(ObjectionsOut))
async def list_objections(revision: RevisionName, uow: UnitOfWorkDep) -> Response:
    """A customer's people see their own."""
    return reply(ObjectionsOut(items=tuple(map(ObjectionOut.of, await objecting.page(uow, revision)))))


@router.post(
    "/{objectionId}/decision",
    summary="Decide on an objection",
    status_code=201,
    responses={**creates(ObjectionOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def decide_on_objection(
    revision: RevisionName, objection_id: ObjectionId, body: ObjectionDecisionIn, uow: UnitOfWorkDep
) -> Response:
    """By a support manager, once. No ticket moves."""
    decided = await objecting.decide(uow, revision, objection_id, body.reason, accepted=body.accepted)
    return reply(ObjectionOut.of(decided), status=201, location=f"/sla/objections/{objection_id}")


@of_all.get("/{objectionId}", summary="Read an objection", responses=shows(ObjectionOut))
async def read_objection(objection_id: ObjectionId, uow: UnitOfWorkDep) -> Response:
    return reply(ObjectionOut.of(await objecting.find(uow, objection_id)))
