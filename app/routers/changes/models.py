"""The catalogue of standard changes (§4.1.1)."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.changes import catalogue
from app.changes.catalogue import NewChangeModel
from app.clock import Instant
from app.domain.changes.pre_approved import ChangeModel, ModelPlan
from app.errors import ErrorCode
from app.routers.changes.change_schemas import ChangeRiskIn, ChangeRiskOut
from app.routers.changes.parameters import ModelId
from app.routers.http.documented import creates, lists, refuses, shows
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply
from app.routers.http.tables import Column
from app.routers.http.types import DateIn, Description, Id, In, Name, Note, Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import after_id
from app.routers.request.route import api_router

router = api_router("Changes", prefix="/change-models")


class ModelPlanIn(In):
    """How every change of the model goes, is taken back, and is known to have worked."""

    steps: Description
    rollback: Description
    test: Description

    def value(self) -> ModelPlan:
        return ModelPlan(steps=self.steps, rollback=self.rollback, test=self.test)


class ChangeModelIn(In):
    """`approvedBy`: the support manager who answers for it; `validUntilOn`: the last day."""

    name: Name
    plan: ModelPlanIn
    risk: ChangeRiskIn
    approved_by: Id
    valid_until_on: DateIn

    def new(self) -> NewChangeModel:
        return NewChangeModel(
            name=self.name,
            plan=self.plan.value(),
            risk=self.risk.value(),
            approved_by=self.approved_by,
            valid_until_on=self.valid_until_on,
        )


class ModelWithdrawalIn(In):
    """Its approval holds no more."""

    reason: Note


class ModelPlanOut(Out):
    """How every change of the model goes."""

    steps: str
    rollback: str
    test: str


class ChangeModelOut(Out):
    """A standard change that is approved beforehand."""

    id: UUID
    name: str
    plan: ModelPlanOut
    risk: ChangeRiskOut
    approved_by: UUID
    valid_until_on: date
    valid: Annotated[bool, Field(description="Whether its approval holds today.")]
    made_at: Instant
    withdrawn_at: Instant | None
    withdrawn_because: str | None

    @classmethod
    def of(cls, model: ChangeModel, today: date) -> Self:
        return cls(
            id=model.id,
            name=model.name,
            plan=ModelPlanOut(**vars(model.plan)),
            risk=ChangeRiskOut.of(model.risk),
            approved_by=model.approved_by,
            valid_until_on=model.valid_until_on,
            valid=model.holds_on(today),
            made_at=model.made_at,
            withdrawn_at=model.withdrawn_at,
            withdrawn_because=model.withdrawn_because,
        )


MODEL_COLUMNS: tuple[Column[ChangeModelOut], ...] = (
    Column("name", lambda each: each.name, gives_way=True),
    Column("risk", lambda each: each.risk.level),
    Column("valid", lambda each: each.valid),
    Column("validUntilOn", lambda each: each.valid_until_on),
    Column("approvedBy", lambda each: each.approved_by, wide=True),
    Column("withdrawnAt", lambda each: each.withdrawn_at, wide=True),
    Column("id", lambda each: each.id),
)


@router.post(
    "",
    summary="Approve a standard change beforehand",
    status_code=201,
    responses={**creates(ChangeModelOut), **refuses(ErrorCode.FORBIDDEN)},
)
@idempotent()
async def add_change_model(body: ChangeModelIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager. Changes that follow it take no approval of their own until the end of its last day."""
    model = await catalogue.add(uow, body.new())
    shown = ChangeModelOut.of(model, catalogue.today(uow))
    return reply(shown, status=201, location=f"/change-models/{model.id}")


@router.get("", summary="List the catalogue of standard changes", responses=lists(ChangeModelOut))
async def list_change_models(request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """In the order in which they were made, those that hold no more too."""
    asked, today = window(request, query), catalogue.today(uow)
    rows = await catalogue.page(uow, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda model: (model.id,))
    items = (ChangeModelOut.of(each, today) for each in page.rows)
    return collection(request, ChangeModelOut, items, page.next_cursor, MODEL_COLUMNS)


@router.get("/{modelId}", summary="Read a model of standard changes", responses=shows(ChangeModelOut))
async def read_change_model(model_id: ModelId, uow: UnitOfWorkDep) -> Response:
    return reply(ChangeModelOut.of(await catalogue.find(uow, model_id), catalogue.today(uow)))


@router.post(
    "/{modelId}/withdrawal",
    summary="Withdraw the approval of a model",
    status_code=201,
    responses={**creates(ChangeModelOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def withdraw_change_model(model_id: ModelId, body: ModelWithdrawalIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager. What follows it and was not begun is not begun any more (4.1.1)."""
    model = await catalogue.withdraw(uow, model_id, body.reason)
    shown = ChangeModelOut.of(model, catalogue.today(uow))
    return reply(shown, status=201, location=f"/change-models/{model_id}")
