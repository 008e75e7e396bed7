"""When nothing is to be changed (§4)."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.changes import freezes
from app.changes.freezes import NewFreeze
from app.clock import Instant
from app.domain.changes.pre_approved import ChangeFreeze
from app.errors import ErrorCode
from app.routers.changes.change_schemas import MOST_INSTANCES
from app.routers.changes.parameters import FreezeId
from app.routers.http.documented import creates, lists, refuses, shows
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply
from app.routers.http.tables import Column
from app.routers.http.types import Id, In, InstantIn, Name, Note, Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import after_id
from app.routers.request.route import api_router

router = api_router("Changes", prefix="/change-freezes")


class ChangeFreezeIn(In):
    """In [from, until). `instanceIds`: of these alone; left out, of any."""

    name: Name
    reason: Note
    from_at: Annotated[InstantIn, Field(alias="from")]
    until: InstantIn
    instance_ids: Annotated[tuple[Id, ...], Field(max_length=MOST_INSTANCES)] = ()

    def new(self) -> NewFreeze:
        return NewFreeze(
            name=self.name,
            reason=self.reason,
            from_at=self.from_at,
            until=self.until,
            instance_ids=tuple(dict.fromkeys(self.instance_ids)),
        )


class FreezeWithdrawalIn(In):
    """It is lifted."""

    reason: Note


class ChangeFreezeOut(Out):
    """What is planned or begun then is in conflict with it; an urgent change may be begun all the same."""

    id: UUID
    name: str
    reason: str
    from_at: Annotated[Instant, Field(alias="from")]
    until: Instant
    instance_ids: Annotated[tuple[UUID, ...], Field(description="None: of any.")]
    set_at: Instant
    withdrawn_at: Instant | None
    withdrawn_because: str | None

    @classmethod
    def of(cls, freeze: ChangeFreeze) -> Self:
        return cls(**vars(freeze))


FREEZE_COLUMNS: tuple[Column[ChangeFreezeOut], ...] = (
    Column("from", lambda each: each.from_at),
    Column("until", lambda each: each.until),
    Column("name", lambda each: each.name, gives_way=True),
    Column("instances", lambda each: len(each.instance_ids) or None),
    Column("withdrawnAt", lambda each: each.withdrawn_at),
    Column("id", lambda each: each.id, wide=True),
)


@router.post(
    "",
    summary="Freeze changes",
    status_code=201,
    responses={**creates(ChangeFreezeOut), **refuses(ErrorCode.FORBIDDEN)},
)
@idempotent()
async def freeze_changes(body: ChangeFreezeIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager. What is planned for then keeps its time, and is not begun without a reason."""
    freeze = await freezes.add(uow, body.new())
    return reply(ChangeFreezeOut.of(freeze), status=201, location=f"/change-freezes/{freeze.id}")


@router.get("", summary="List freezes", responses={**lists(ChangeFreezeOut), **refuses(ErrorCode.FORBIDDEN)})
async def list_freezes(request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """By vendor staff, latest set first."""
    asked = window(request, query)
    rows = await freezes.page(uow, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda freeze: (freeze.id,))
    return collection(request, ChangeFreezeOut, map(ChangeFreezeOut.of, page.rows), page.next_cursor, FREEZE_COLUMNS)


@router.get("/{freezeId}", summary="Read a freeze", responses=shows(ChangeFreezeOut))
async def read_freeze(freeze_id: FreezeId, uow: UnitOfWorkDep) -> Response:
    return reply(ChangeFreezeOut.of(await freezes.find(uow, freeze_id)))


@router.post(
    "/{freezeId}/withdrawal",
    summary="Lift a freeze",
    status_code=201,
    responses={**creates(ChangeFreezeOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def lift_freeze(freeze_id: FreezeId, body: FreezeWithdrawalIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager."""
    freeze = await freezes.withdraw(uow, freeze_id, body.reason)
    return reply(ChangeFreezeOut.of(freeze), status=201, location=f"/change-freezes/{freeze_id}")
