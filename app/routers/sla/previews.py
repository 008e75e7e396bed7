"""What would be promised, without a ticket."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.domain.explanation.page import page
from app.routers.dependencies import WorkDep
from app.routers.http.documented import shows
from app.routers.http.negotiation import CSV, TEXT
from app.routers.http.replies import rendered
from app.routers.http.route import api_router
from app.routers.http.tables import as_csv
from app.routers.sla.preview_schemas import PREVIEW_COLUMNS, PreviewOut, PreviewQuery
from app.services import explanations
from app.services.explanations import Preview, Supposed

router = api_router("SLA", prefix="/sla")


@router.get("/preview", responses=shows(PreviewOut, CSV, TEXT))
async def preview_clocks(request: Request, query: Annotated[PreviewQuery, Query()], work: WorkDep) -> Response:
    """By the agreement in force at that moment and the calendar as it is known now; a customer's own figures left out.

    As text: a page for each clock.
    """
    supposed = query.supposed(work.now)
    preview = await explanations.preview(work, supposed)
    view = PreviewOut.of(supposed, preview)
    return rendered(
        request,
        view,
        csv=lambda: as_csv(PREVIEW_COLUMNS, view.clocks),
        text=lambda: _pages(supposed, preview),
    )


def _pages(supposed: Supposed, preview: Preview) -> str:
    kind, level = supposed.kind.replace("_", " "), supposed.service_level
    about = f"{kind} of {preview.priority} priority, {level} service"
    return "\n".join(page(clock.explanation, "Preview", about) for clock in preview.clocks.values())
