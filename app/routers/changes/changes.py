"""Changes: registered, planned anew, decided on (§4.1)."""

from typing import Annotated, assert_never

from fastapi import Body, Query
from starlette.requests import Request
from starlette.responses import Response

from app.changes import balloting, changes, transitions
from app.changes.changes import ChangeView
from app.changes.store.changes import StoredChange
from app.errors import ErrorCode
from app.routers.changes.change_schemas import CHANGE_COLUMNS, ChangeIn, ChangeOut, ChangePatch, ChangesQuery
from app.routers.changes.decision_schemas import (
    OPTION_COLUMNS,
    AcceptedConflictIn,
    ApproveChangeIn,
    AssessChangeIn,
    BeginChangeIn,
    CarryingOutIn,
    ChangeFailedIn,
    ChangeImplementedIn,
    ChangeTransitionIn,
    CloseBallotIn,
    CloseChangeIn,
    PlanChangeIn,
    PossibleChangeDecisionsOut,
    RejectChangeIn,
    ReviewChangeIn,
    SubmitChangeIn,
    WithdrawChangeIn,
)
from app.routers.changes.parameters import ChangeId
from app.routers.http import documented
from app.routers.http.documented import creates, lists, refuses, shows, shows_version
from app.routers.http.etags import IfMatch, OptionalIfMatch, allow_match, require_match
from app.routers.http.negotiation import TEXT
from app.routers.http.pagination import window
from app.routers.http.replies import collection, rendered, reply, reply_unless_known
from app.routers.http.tables import WIDTH, as_text
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import after_id
from app.routers.request.route import api_router
from app.unit_of_work import UnitOfWork

router = api_router("Changes", prefix="/changes")


@router.post(
    "",
    summary="Register a change",
    status_code=201,
    responses={**creates(ChangeOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def register_change(body: ChangeIn, uow: UnitOfWorkDep) -> Response:
    """By vendor staff, or by a customer's person for their customer. Its instances are in one region and at one
    provider (5.1); with `ticketId` the ticket's history tells of it.
    """
    return _reply(await changes.register(uow, body.new()))


@router.get("", summary="List changes", responses=lists(ChangeOut))
async def list_changes(request: Request, query: Annotated[ChangesQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """Latest recorded first. A customer's people find its own, and those of an instance of theirs."""
    asked = window(request, query)
    rows = await changes.page(uow, query.wanted(), after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda view: (view.stored.id,))
    return collection(request, ChangeOut, map(ChangeOut.of, page.rows), page.next_cursor, CHANGE_COLUMNS)


@router.get("/{changeId}", summary="Read a change", responses=shows_version(ChangeOut))
async def read_change(change_id: ChangeId, request: Request, uow: UnitOfWorkDep) -> Response:
    view = await changes.find(uow, change_id)
    return reply_unless_known(request, ChangeOut.of(view), version=view.stored.version)


@router.patch(
    "/{changeId}",
    summary="Set the plan or the risk of a change",
    responses={**documented.changes(ChangeOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT)},
)
async def set_change_plan(
    change_id: ChangeId, body: ChangePatch, uow: UnitOfWorkDep, if_match: IfMatch = None
) -> Response:
    """By vendor staff, until it is begun. One that was assessed is assessed again: its approval is withdrawn, and an
    open ballot is void.
    """
    stored = await changes.find_for_change(uow, change_id)
    require_match(if_match, stored.version)
    view = await transitions.set_plan(uow, stored, *body.parts())
    return reply(ChangeOut.of(view), version=view.stored.version)


@router.get(
    "/{changeId}/transitions",
    summary="See what can be decided on a change",
    responses=shows(PossibleChangeDecisionsOut, TEXT),
)
async def list_change_decisions(change_id: ChangeId, request: Request, uow: UnitOfWorkDep) -> Response:
    """What can be decided now, by whom, and with which required fields."""
    view = PossibleChangeDecisionsOut.of(*await changes.options(uow, change_id))
    return rendered(request, view, text=lambda: as_text(OPTION_COLUMNS, view.items, width=WIDTH, wraps=True))


@router.post(
    "/{changeId}/transitions",
    summary="Decide on a change",
    status_code=201,
    responses={**creates(ChangeOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT, ErrorCode.STALE)},
)
@idempotent()
async def decide_change(
    change_id: ChangeId,
    body: Annotated[ChangeTransitionIn, Body()],
    uow: UnitOfWorkDep,
    if_match: OptionalIfMatch = None,
) -> Response:
    """Not possible now: 409 with what is. Not yours to take: 403 with whose. No ballot pauses any clock."""
    stored = await changes.find_for_change(uow, change_id)
    allow_match(if_match, stored.version)
    return _reply(await _decided(uow, stored, body))


async def _decided(uow: UnitOfWork, stored: StoredChange, body: ChangeTransitionIn) -> ChangeView:
    match body:
        case AssessChangeIn():
            risk = None if body.risk is None else body.risk.value()
            plan = None if body.plan is None else body.plan.value()
            return await transitions.assess(uow, stored, risk, plan, body.model_id)
        case ApproveChangeIn():
            return await transitions.approve(uow, stored, body.reason)
        case RejectChangeIn():
            return await transitions.reject(uow, stored, body.reason)
        case SubmitChangeIn():
            return await balloting.submit(uow, stored, body.board_id, body.voting_seconds)
        case CloseBallotIn():
            return await balloting.close_ballot(uow, stored, body.reason)
        case WithdrawChangeIn():
            return await transitions.withdraw(uow, stored, body.reason)
        case _:
            return await _carried_out(uow, stored, body)


async def _carried_out(uow: UnitOfWork, stored: StoredChange, body: CarryingOutIn) -> ChangeView:
    match body:
        case PlanChangeIn():
            accepted = _accepted(body.accept_conflict)
            return await transitions.plan(uow, stored, body.planned_from, body.planned_until, accepted)
        case BeginChangeIn():
            return await transitions.begin(uow, stored, body.occurred_at, _accepted(body.accept_conflict))
        case ChangeImplementedIn():
            return await transitions.implemented(uow, stored, body.occurred_at, body.report, body.hotfix_version)
        case ChangeFailedIn():
            return await transitions.failed(uow, stored, body.occurred_at, body.report, body.rollback)
        case ReviewChangeIn():
            return await transitions.review(uow, stored, body.lessons, worked=body.worked)
        case CloseChangeIn():
            return await transitions.close(uow, stored)
        case _:
            assert_never(body)


def _accepted(accepted: AcceptedConflictIn | None) -> str | None:
    return None if accepted is None else accepted.reason


def _reply(view: ChangeView) -> Response:
    location = f"/changes/{view.stored.id}"
    return reply(ChangeOut.of(view), status=201, version=view.stored.version, location=location)
