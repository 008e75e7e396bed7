"""Handling reports of vulnerabilities: by support managers alone (§Kwetsbaarheid)."""

from typing import Annotated, assert_never

from fastapi import Body, Query
from starlette.requests import Request
from starlette.responses import Response

from app.errors import ErrorCode
from app.routers.http.documented import creates, lists, refuses
from app.routers.http.etags import OptionalIfMatch, allow_match
from app.routers.http.pagination import window
from app.routers.http.replies import collection, reply
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import after_id
from app.routers.request.route import api_router
from app.routers.security.report_schemas import (
    REPORT_COLUMNS,
    PublishIn,
    ReportName,
    ReportsQuery,
    ReportSummaryOut,
    ReportTransitionIn,
    SolveIn,
    TriageIn,
    VulnerabilityReportOut,
)
from app.routers.security.vulnerability_reports import PREFIX, TAG
from app.security import reports
from app.security.reports import StoredReport
from app.unit_of_work import UnitOfWork

router = api_router(TAG, prefix=PREFIX)


@router.get("", summary="List reports of vulnerabilities", responses=lists(ReportSummaryOut))
async def list_vulnerability_reports(
    request: Request, query: Annotated[ReportsQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """For support managers, latest first, without what they say."""
    asked = window(request, query)
    rows = await reports.page(uow, query.state, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda stored: (stored.id,))
    items = map(ReportSummaryOut.of, page.rows)
    return collection(request, ReportSummaryOut, items, page.next_cursor, REPORT_COLUMNS)


@router.post(
    "/{reference}/transitions",
    summary="Say what becomes of a report of a vulnerability",
    status_code=201,
    responses={**creates(VulnerabilityReportOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def decide_vulnerability_report(
    reference: ReportName,
    body: Annotated[ReportTransitionIn, Body()],
    uow: UnitOfWorkDep,
    if_match: OptionalIfMatch = None,
) -> Response:
    """By a support manager: whether it is one, that it is solved, where it is told to everybody."""
    stored = await reports.find(uow, reference, lock=True)
    allow_match(if_match, stored.version)
    after = await _decided(uow, stored, body)
    shown = VulnerabilityReportOut.of(after, for_reporter=False)
    return reply(shown, status=201, version=after.version, location=f"{PREFIX}/{after.state.report.reference}")


async def _decided(uow: UnitOfWork, stored: StoredReport, body: ReportTransitionIn) -> StoredReport:
    match body:
        case TriageIn():
            return await reports.triage(uow, stored, body.verdict, body.reason, body.duplicate_of)
        case SolveIn():
            return await reports.solve(uow, stored, body.version, body.report)
        case PublishIn():
            return await reports.publish(uow, stored, body.reference)
        case _:
            assert_never(body)
