"""A route that a report's own token opens, beside keys and tokens of people: for whoever reported it.

The endpoint is given a unit of work either way. With a report's token it is the service's own, and `token_of` says with
which token the endpoint is to find what it opens, and nothing else.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from app.audit import auditing
from app.audit.auditing import AuditAction
from app.domain.access.audit import AuditSubject
from app.routers.http.bearer import bearer_token
from app.routers.http.request import StrictRequest
from app.routers.http.route import Handler
from app.routers.middleware.envelope import request_id
from app.routers.request.backend import backend_of
from app.routers.request.route import UnitOfWorkRoute
from app.routers.request.strangers import for_stranger
from app.security.reports import TOKEN_PREFIX
from app.unit_of_work import UnitOfWork

_SUBJECT: Final = "vulnerability_report"


def token_of(request: Request) -> str | None:
    """None: it comes with a key or token of a person."""
    token = bearer_token(request)
    return token if token.startswith(TOKEN_PREFIX) else None


class ReportRoute(UnitOfWorkRoute):
    async def answered(self, request: StrictRequest, handle: Handler) -> Response:
        if token_of(request) is None:
            return await super().answered(request, handle)
        await self.read(request)
        async with for_stranger(request, backend_of(request).admission.stranger(request)) as uow:
            request.state.uow = uow
            answer = await handle(request)
            if request.method != "GET":
                await note(uow, request, None, answer.status_code)
            return answer


async def note(uow: UnitOfWork, request: Request, report_id: str | None, status: int) -> None:
    """On record, of whoever reports: from where, and nothing that they wrote."""
    subject = AuditSubject(_SUBJECT, report_id or request.path_params.get("reference"))
    name, named = request.scope["route"].name, request_id(request.scope)
    deed = AuditAction(operation=name, subject=subject, status=status, request_id=named)
    await auditing.record(uow.connection, uow.caller, uow.now, deed)
