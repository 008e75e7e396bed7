"""Handing over all that somebody holds by name (§2.1)."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from app.domain.vocabulary import Role
from app.errors import ErrorCode
from app.routers.http.documented import creates, refuses
from app.routers.http.replies import reply
from app.routers.http.types import Id, In, Note, Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import PersonId
from app.routers.request.route import api_router
from app.tickets.handovers import HandedOver, hand_over

router = api_router("People", prefix="/people/{personId}")


class HandoverIn(In):
    to_person_id: Id
    reason: Annotated[Note, Field(description="Why; it stands in the history of each ticket.")]


class HandedOverOut(Out):
    """A ticket, with the roles that are the other's now."""

    ticket_id: UUID
    number: str
    roles: tuple[Role, ...]

    @classmethod
    def of(cls, done: HandedOver) -> Self:
        return cls(ticket_id=done.stored.ticket.id, number=done.stored.number, roles=done.roles)


class HandoverOut(Out):
    """What went from the one to the other; nothing where nothing was held."""

    from_person_id: UUID
    to_person_id: UUID
    count: Annotated[int, Field(description="Tickets.")]
    tickets: tuple[HandedOverOut, ...]


@router.post(
    "/handover",
    summary="Hand over all work",
    status_code=201,
    responses={**creates(HandoverOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def hand_over_work(person_id: PersonId, body: HandoverIn, uow: UnitOfWorkDep) -> Response:
    """All that this person holds by name on tickets that are not closed goes to the other, who has to qualify for each
    of the roles: everything or nothing. By a support manager; a customer's people also by its registrants.
    """
    done = await hand_over(uow, person_id, body.to_person_id, body.reason)
    tickets = tuple(map(HandedOverOut.of, done))
    view = HandoverOut(from_person_id=person_id, to_person_id=body.to_person_id, count=len(tickets), tickets=tickets)
    return reply(view, status=201, location=f"/people/{body.to_person_id}/work")
