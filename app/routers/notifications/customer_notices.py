"""What a customer was told of the running service, by which address, and when: the proof of §5.9.2."""

from typing import Annotated

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.notifications import informing
from app.routers.http.documented import lists
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection
from app.routers.http.types import Id
from app.routers.notifications.notice_schemas import NOTICE_COLUMNS, NoticeOut
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.parameters import CustomerId, after_id
from app.routers.request.route import api_router

router = api_router("Notices", prefix="/customers/{customerId}/notices")


class CustomerNoticesQuery(PageQuery):
    subject_id: Annotated[
        Id | None, Field(description="Only of this outage, maintenance, release, data leak or announcement.")
    ] = None


@router.get("", summary="List what a customer was told", responses=lists(NoticeOut))
async def list_customer_notices(
    customer_id: CustomerId, request: Request, query: Annotated[CustomerNoticesQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """To its contacts and people, latest first: of outages, maintenance, releases and data leaks, and by announcements.
    For the customer's own people, and the vendor's.
    """
    asked = window(request, query)
    rows = await informing.page_of_customer(
        uow, customer_id, query.subject_id, before=after_id(asked), limit=asked.fetch
    )
    page = asked.page(rows, lambda notice: (notice.id,))
    return collection(request, NoticeOut, map(NoticeOut.of, page.rows), page.next_cursor, NOTICE_COLUMNS)
