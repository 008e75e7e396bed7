"""Every request on record, in one place, so that no endpoint can forget it: what it did, whose ticket it looked at,
and what it was not allowed to do.

What took effect is recorded in the transaction of the effect. A refusal rolls back, so it has a short transaction of
its own: one per person, operation and quarter of an hour, so that a flood of them does not drown the trail. Looks at a
ticket are one per person, ticket and quarter of an hour; see `Backend.looks`.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, cast
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from app.audit import auditing
from app.audit.auditing import AuditAction
from app.audit.store.audit_appending import ONCE_IN
from app.clock import Instant
from app.domain.access.audit import AuditOutcome, AuditSubject, Details
from app.domain.actor import ActorKind
from app.errors import Forbidden, ServiceError
from app.postgres.engine import transaction
from app.postgres.tenancy import tenant_of
from app.routers.http.envelope import request_id
from app.routers.http.request import StrictRequest
from app.routers.request.backend import Look, backend_of
from app.routers.request.idempotency import REPLAYED
from app.unit_of_work import UnitOfWork

FORBIDDEN: Final = 403
REFUSED_FROM: Final = 400
_ID_LENGTH: Final = 36
_UNUSUAL: Final = {"people": "person"}
_LOG: Final = logging.getLogger("duetime.audit")


async def on_record(
    request: Request, opened: AbstractAsyncContextManager[UnitOfWork], act: Callable[[UnitOfWork], Awaitable[Response]]
) -> Response:
    """The answer of `act`, which is committed with an entry of the trail, where there is something to record."""
    uow: UnitOfWork | None = None
    try:
        async with opened as uow:
            answer = await act(uow)
            look = await _note(request, uow, answer)
            await uow.commit()
    except Forbidden:
        if uow is not None:
            await _note_refusal(request, uow)
        raise
    if look is not None:
        backend_of(request).looks.keep(*look)  # once it is committed
    return answer


async def _note(request: Request, uow: UnitOfWork, answer: Response) -> tuple[Look, Instant] | None:
    """A look that the trail has once this is committed, and until when it stands for others of the kind."""
    if answer.status_code >= REFUSED_FROM or answer.headers.get(REPLAYED):
        return None
    if request.method != "GET":
        await auditing.stage(uow, _deed(request, AuditOutcome.DONE, answer))
    elif "ticketId" in request.path_params and uow.actor.is_vendor and uow.actor.kind is ActorKind.PERSON:
        return await _note_look(request, uow, answer)
    return None


async def _note_look(request: Request, uow: UnitOfWork, answer: Response) -> tuple[Look, Instant] | None:
    look = (uow.actor.id, _about(request, answer)[0])
    until = backend_of(request).looks.get(look)
    if until is not None and uow.now < until:
        return None
    deed = _deed(request, AuditOutcome.SEEN, answer)
    recorded_at = await auditing.record(uow.connection, uow.caller, uow.now, deed)
    return look, Instant(recorded_at + ONCE_IN)


async def _note_refusal(request: Request, uow: UnitOfWork) -> None:
    operation = request.scope["route"].name
    _LOG.warning("%s was refused to %s, request %s", operation, uow.actor.id, request_id(request.scope))
    try:
        async with transaction(backend_of(request).engine, tenant_of(uow.actor)) as connection:
            await auditing.record(connection, uow.caller, uow.now, _deed(request, AuditOutcome.REFUSED, None))
    except ServiceError as error:
        _LOG.warning("the refusal of request %s is not in the trail: %s", request_id(request.scope), error)


def _deed(request: Request, outcome: AuditOutcome, answer: Response | None) -> AuditAction:
    subject, details = _about(request, answer)
    return AuditAction(
        operation=request.scope["route"].name,
        subject=subject,
        outcome=outcome,
        status=FORBIDDEN if answer is None else answer.status_code,
        request_id=request_id(request.scope),
        details=details,
    )


def _about(request: Request, answer: Response | None) -> tuple[AuditSubject, Details]:
    """The thing that the address names, or that was made there; in `details` what of it, in ids and names of members.

    Nothing that somebody wrote in words gets here: an entry cannot be erased.
    """
    collection, subject_id, *part = _place(request, answer)
    details: dict[str, str | int | list[str] | Mapping[str, str]] = {}
    if part:
        details["part"] = "/".join(part)
    if answer is not None and (version := answer.headers.get("etag")):
        details["etag"] = version
    if request.method == "PATCH" and isinstance(request, StrictRequest) and isinstance(request.document, dict):
        details["members"] = sorted(cast("dict[str, Any]", request.document))
    kind = _UNUSUAL.get(collection, collection.removesuffix("s").replace("-", "_"))
    return AuditSubject(kind, subject_id or None), details


def _place(request: Request, answer: Response | None) -> list[str]:
    """Such as `tickets`, an id, `comments`; the id is empty where something is asked of all of them."""
    asked = _segments(request.scope["path"])
    made = _segments(answer.headers.get("location", "")) if answer is not None else []
    is_inside = made[: len(asked)] == asked
    place = made if made and (is_inside or asked[0] == "webhooks") else asked
    return place if len(place) > 1 else [*place, ""]


def _segments(path: str) -> list[str]:
    parts = [_canonical(part) for part in path.removeprefix("/v1/").split("/") if part]
    return parts[1:] if parts[:1] == ["sla"] and len(parts) > 1 else parts


def _canonical(part: str) -> str:
    """Ids in one spelling, as they are looked for."""
    try:
        return str(UUID(part)) if len(part) == _ID_LENGTH else part
    except ValueError:
        return part
