"""What a change did to production (§4): the outage that it is linked to."""

from starlette.responses import Response

from app.changes import disturbances
from app.errors import ErrorCode
from app.routers.changes.parameters import ChangeId
from app.routers.http.documented import refuses
from app.routers.http.replies import nothing
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.parameters import OutageId
from app.routers.request.route import api_router

router = api_router("Outages", prefix="/outages/{outageId}/changes")


@router.put(
    "/{changeId}",
    status_code=204,
    summary="Link a change to the outage that it was",
    responses=refuses(ErrorCode.CONFLICT),
)
async def link_change(outage_id: OutageId, change_id: ChangeId, uow: UnitOfWorkDep) -> Response:
    """By support, a change that was begun. Both histories say so; the outage counts as any other (5.2)."""
    await disturbances.link(uow, outage_id, change_id)
    return nothing()


@router.delete("/{changeId}", status_code=204, summary="Take back the link to a change")
async def unlink_change(outage_id: OutageId, change_id: ChangeId, uow: UnitOfWorkDep) -> Response:
    await disturbances.unlink(uow, outage_id, change_id)
    return nothing()
