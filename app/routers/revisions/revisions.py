"""Revisions of the agreement: drafted, announced a month before, withdrawn (Wijzigingen)."""

from typing import Annotated

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.calendars.foresight import foresee_agreement
from app.errors import ErrorCode
from app.notifications import announcements
from app.revisions import drafting
from app.revisions.drafting import ReadRevision
from app.routers.http.documented import creates, lists, refuses, shows
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply
from app.routers.http.types import TRUE_OR_FALSE, QueryIn
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.route import api_router
from app.routers.revisions.parameters import RevisionName
from app.routers.revisions.revision_schemas import (
    REVISION_COLUMNS,
    AgreementRevisionIn,
    AgreementRevisionOut,
    ReadRevisionOut,
    RevisionWithdrawalIn,
    WholeRevisionOut,
)

router = api_router("SLA", prefix="/sla/revisions")


class DraftQuery(QueryIn):
    dry_run: Annotated[bool, Field(description="Nothing is kept, and faults are no refusal."), TRUE_OR_FALSE] = False


@router.post(
    "",
    summary="Draft a revision of the agreement",
    status_code=201,
    responses={
        **creates(ReadRevisionOut),
        **shows(ReadRevisionOut),
        **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT),
    },
)
@idempotent()
async def draft_revision(
    body: AgreementRevisionIn, query: Annotated[DraftQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """By a support manager: the whole agreement with another `inForceOn`. The answer says what it would move if it
    bound open tickets, which it does not. With faults it is refused, and all of them are named.
    """
    if query.dry_run:
        read = await drafting.read(uow, body.new())
        return reply(await _answer(uow, None, read))
    draft, read = await drafting.draft(uow, body.new())
    location = f"/sla/revisions/{draft.stored.state.number}"
    return reply(await _answer(uow, draft, read), status=201, location=location)


async def _answer(uow: UnitOfWorkDep, draft: drafting.RevisionView | None, read: ReadRevision) -> ReadRevisionOut:
    agreement = read.reading.agreement
    impact = None if agreement is None else await foresee_agreement(uow, agreement, uow.book.in_force(uow.now))
    return ReadRevisionOut.of(draft, read, impact)


@router.get("", summary="List revisions of the agreement", responses=lists(AgreementRevisionOut))
async def list_revisions(request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """The latest first, beside the one that came with the service. A customer's people see those that are announced."""
    asked = window(request, query)
    rows = await drafting.page(uow, before=_before(asked.after), limit=asked.fetch)
    page = asked.page(rows, lambda view: (view.stored.state.number,))
    return collection(
        request, AgreementRevisionOut, map(AgreementRevisionOut.of, page.rows), page.next_cursor, REVISION_COLUMNS
    )


def _before(after: object) -> int | None:
    match after:
        case (int(number),):
            return number
        case _:
            return None


@router.get("/{revision}", summary="Read a revision of the agreement", responses=shows(WholeRevisionOut))
async def read_revision(revision: RevisionName, uow: UnitOfWorkDep) -> Response:
    """With all of its clauses."""
    return reply(WholeRevisionOut.of(await drafting.find(uow, revision)))


@router.post(
    "/{revision}/announcement",
    summary="Announce a revision",
    status_code=201,
    responses={
        **creates(AgreementRevisionOut),
        **refuses(ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
    },
)
@idempotent()
async def announce_revision(revision: RevisionName, uow: UnitOfWorkDep) -> Response:
    """By a support manager. Every customer is told: its contacts for news, or else its registrants; the announcement
    says who was told when. Later than a calendar month before it takes effect: 409, with the first possible date.
    """
    stored = await drafting.find_for_change(uow, revision)
    announced = await announcements.announce_revision(uow, stored)
    location = f"/sla/revisions/{announced.stored.state.number}"
    return reply(AgreementRevisionOut.of(announced), status=201, location=location)


@router.post(
    "/{revision}/withdrawal",
    summary="Withdraw a revision",
    status_code=201,
    responses={
        **creates(AgreementRevisionOut),
        **refuses(ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
    },
)
@idempotent()
async def withdraw_revision(revision: RevisionName, body: RevisionWithdrawalIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager, before it is in force. Who was told of it is told so."""
    stored = await drafting.find_for_change(uow, revision)
    withdrawn = await announcements.withdraw_revision(uow, stored, body.reason)
    location = f"/sla/revisions/{withdrawn.stored.state.number}"
    return reply(AgreementRevisionOut.of(withdrawn), status=201, location=location)
