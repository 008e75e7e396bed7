"""Customers' instances of services (chapter 5, §1.4)."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.domain.access.permissions import Operation
from app.errors import ErrorCode
from app.operations import instances
from app.routers.http.documented import changes, creates, lists, refuses, shows_version
from app.routers.http.etags import IfMatch, require_match
from app.routers.http.pagination import window
from app.routers.http.replies import collection, reply, reply_unless_known
from app.routers.operations.instance_schemas import (
    INSTANCE_COLUMNS,
    InstanceIn,
    InstanceOut,
    InstancePatch,
    InstancesQuery,
)
from app.routers.operations.timeline_schemas import MeasuringChangeIn, MeasuringStateOut
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import InstanceId, MomentQuery, after_id
from app.routers.request.route import api_router

router = api_router("Services", prefix="/instances")


@router.post(
    "", summary="Add an instance", status_code=201, responses={**creates(InstanceOut), **refuses(ErrorCode.NOT_FOUND)}
)
@idempotent()
async def create_instance(body: InstanceIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager. What is promised about it holds from `startsOn` on."""
    stored = await instances.add(uow, body.new())
    return reply(
        InstanceOut.of(instances.shown(uow, stored)),
        status=201,
        version=stored.version,
        location=f"/instances/{stored.id}",
    )


@router.get("", summary="List instances", responses=lists(InstanceOut))
async def list_instances(request: Request, query: Annotated[InstancesQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """In the order in which they were added."""
    asked = window(request, query)
    rows = await instances.page(uow, query.wanted(), after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda each: (each.id,))
    shown = (InstanceOut.of(instances.shown(uow, each)) for each in page.rows)
    return collection(request, InstanceOut, shown, page.next_cursor, INSTANCE_COLUMNS)


@router.get("/{instanceId}", summary="Read an instance", responses=shows_version(InstanceOut))
async def read_instance(
    instance_id: InstanceId, request: Request, query: Annotated[MomentQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """As it is, or stood at any moment: then without an ETag."""
    moment = query.moment()
    found = await instances.find(uow, instance_id, moment)
    view = InstanceOut.of(instances.shown(uow, found, moment))
    return reply_unless_known(request, view, version=found.version) if moment is None else reply(view)


@router.patch(
    "/{instanceId}", summary="Change an instance", responses={**changes(InstanceOut), **refuses(ErrorCode.CONFLICT)}
)
async def change_instance(
    instance_id: InstanceId, body: InstancePatch, uow: UnitOfWorkDep, if_match: IfMatch = None
) -> Response:
    """By a support manager. Each thing that changes is a fact of its history; it ends at the end of `endsOn`."""
    stored = await instances.find_for_change(uow, instance_id, Operation.KEEP_SERVICES)
    require_match(if_match, stored.version)
    changed = await instances.change(uow, stored, body.changes())
    return reply(InstanceOut.of(instances.shown(uow, changed)), version=changed.version)


@router.post(
    "/{instanceId}/measuring",
    summary="Say that an instance is not measured, or is again",
    status_code=201,
    responses={**creates(MeasuringStateOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def measure_instance(instance_id: InstanceId, body: MeasuringChangeIn, uow: UnitOfWorkDep) -> Response:
    """By support. The time between is shown as unmeasured in its availability (5.2): neither down nor hidden."""
    stored = await instances.find_for_change(uow, instance_id, Operation.RECORD_OPERATIONS)
    changed = await instances.measure(uow, stored, body.reason, body.occurred_at, measuring=body.measuring)
    location = f"/instances/{instance_id}"
    return reply(MeasuringStateOut.of(changed.state), status=201, version=changed.version, location=location)
