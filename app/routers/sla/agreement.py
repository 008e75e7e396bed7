"""The agreement in force, clause by clause."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.errors import Invalid
from app.revisions import loading
from app.routers.http.documented import shows
from app.routers.http.negotiation import CSV, TEXT
from app.routers.http.replies import rendered
from app.routers.http.tables import as_csv
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router, same_for_all
from app.routers.sla.agreement_schemas import FIGURE_COLUMNS, AgreementOut, AgreementQuery, figures, page

router = api_router("SLA", prefix="/sla")


@router.get("/agreement", summary="Read the agreement", responses=shows(AgreementOut, CSV, TEXT))
@same_for_all
async def read_agreement(request: Request, query: Annotated[AgreementQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """What is promised, under the section that promises it. As CSV: one figure a line."""
    agreement = uow.book.in_force(uow.now)
    if query.revision is not None:
        await loading.refresh(uow.connection, uow.book)
        known = {each.revision: each for each in uow.book.revisions}
        if query.revision not in known:
            raise Invalid.at("/query/revision", "unknown", "There is no such revision of the agreement.")
        agreement = known[query.revision]
    return rendered(
        request,
        AgreementOut.of(agreement),
        csv=lambda: as_csv(FIGURE_COLUMNS, figures(agreement)),
        text=lambda: page(agreement),
    )
