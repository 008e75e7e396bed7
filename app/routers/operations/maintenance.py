"""Planned work: planned, announced, extended, carried out (§5.4)."""

from typing import Annotated, assert_never

from fastapi import Body, Query
from starlette.requests import Request
from starlette.responses import Response

from app.errors import ErrorCode
from app.operations import maintenance
from app.operations.maintenance import MaintenanceView, StoredMaintenance
from app.routers.http.documented import creates, lists, refuses, shows_version
from app.routers.http.etags import OptionalIfMatch, allow_match
from app.routers.http.pagination import window
from app.routers.http.replies import collection, reply, reply_unless_known
from app.routers.operations.maintenance_schemas import (
    MAINTENANCE_COLUMNS,
    AnnounceMaintenanceIn,
    BeginMaintenanceIn,
    CancelMaintenanceIn,
    EndMaintenanceIn,
    ExtendMaintenanceIn,
    MaintenanceIn,
    MaintenanceOut,
    MaintenanceQuery,
    MaintenanceTransitionIn,
)
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import MaintenanceId, after_id
from app.routers.request.route import api_router
from app.unit_of_work import UnitOfWork

router = api_router("Maintenance", prefix="/maintenance-periods")


@router.post(
    "",
    summary="Plan maintenance",
    status_code=201,
    responses={**creates(MaintenanceOut), **refuses(ErrorCode.CONFLICT, ErrorCode.NOT_FOUND)},
)
@idempotent()
async def plan_maintenance(body: MaintenanceIn, uow: UnitOfWorkDep) -> Response:
    """By support. Of a service it is on the instances that exist when it begins; those of different regions or
    providers are planned apart (5.1). With `announce` it is announced by this, at the moment that it is recorded.
    """
    return _reply(await maintenance.plan(uow, body.new()))


@router.get("", summary="List maintenance", responses=lists(MaintenanceOut))
async def list_maintenance(
    request: Request, query: Annotated[MaintenanceQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """Latest recorded first. A customer's people find that on an instance of theirs."""
    asked = window(request, query)
    rows = await maintenance.page(uow, query.wanted(), after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda view: (view.stored.id,))
    return collection(request, MaintenanceOut, map(MaintenanceOut.of, page.rows), page.next_cursor, MAINTENANCE_COLUMNS)


@router.get("/{maintenanceId}", summary="Read a maintenance period", responses=shows_version(MaintenanceOut))
async def read_maintenance(maintenance_id: MaintenanceId, request: Request, uow: UnitOfWorkDep) -> Response:
    view = await maintenance.find(uow, maintenance_id)
    return reply_unless_known(request, MaintenanceOut.of(view), version=view.stored.version)


@router.post(
    "/{maintenanceId}/transitions",
    summary="Announce maintenance, extend it, carry it out",
    status_code=201,
    responses={**creates(MaintenanceOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def decide_maintenance(
    maintenance_id: MaintenanceId,
    body: Annotated[MaintenanceTransitionIn, Body()],
    uow: UnitOfWorkDep,
    if_match: OptionalIfMatch = None,
) -> Response:
    """By support. What is announced, or added by extending it, leaves an outage out of the availability only from
    where it was announced before (5.2); announced is what is recorded, so these take no moment.
    """
    stored = await maintenance.find_for_change(uow, maintenance_id)
    allow_match(if_match, stored.version)
    return _reply(await _decided(uow, stored, body))


async def _decided(uow: UnitOfWork, stored: StoredMaintenance, body: MaintenanceTransitionIn) -> MaintenanceView:
    match body:
        case AnnounceMaintenanceIn():
            return await maintenance.announce(uow, stored)
        case ExtendMaintenanceIn():
            return await maintenance.extend(uow, stored, body.planned_until)
        case BeginMaintenanceIn():
            return await maintenance.begin(uow, stored, body.occurred_at)
        case EndMaintenanceIn():
            return await maintenance.end(uow, stored, body.occurred_at)
        case CancelMaintenanceIn():
            return await maintenance.cancel(uow, stored, body.occurred_at)
        case _:
            assert_never(body)


def _reply(view: MaintenanceView) -> Response:
    location = f"/maintenance-periods/{view.stored.id}"
    return reply(MaintenanceOut.of(view), status=201, version=view.stored.version, location=location)
