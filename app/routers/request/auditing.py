"""Every request on record, in one place, so that no endpoint can forget it: what it did, whose ticket it looked at,
and what it was not allowed to do.

What took effect is recorded in the transaction of the effect. A refusal rolls back, so it has a short transaction of
its own: one per person, operation and quarter of an hour, so that a flood of them does not drown the trail. Looks at a
ticket are one per person, ticket and quarter of an hour, and are written after the answer: see `audit/looks.py`.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any, Final, cast
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from app.audit import auditing
from app.audit.auditing import AuditAction
from app.domain.access.audit import AuditOutcome, AuditSubject, Details
from app.domain.actor import ActorKind
from app.errors import Forbidden, ServiceError
from app.postgres.engine import transaction
from app.postgres.tenancy import tenant_of
from app.routers.http.request import StrictRequest
from app.routers.middleware.envelope import request_id
from app.routers.request.backend import backend_of
from app.routers.request.idempotency import REPLAYED
from app.unit_of_work import UnitOfWork

FORBIDDEN: Final = 403
REFUSED_FROM: Final = 400
_ID_LENGTH: Final = 36
_UNUSUAL: Final = {"people": "person"}
_LOG: Final = logging.getLogger("duetime.audit")


def looks_at(request: Request, subject: AuditSubject) -> None:
    """Says that what this request reads is, or tells of, a ticket that its address does not name as such."""
    request.state.looked_at = subject


async def on_record(
    request: Request, opened: AbstractAsyncContextManager[UnitOfWork], act: Callable[[UnitOfWork], Awaitable[Response]]
) -> Response:
    """The answer of `act`, which is committed with an entry of the trail, where there is something to record."""
    uow: UnitOfWork | None = None
    try:
        async with opened as uow:
            answer = await act(uow)
            if request.method != "GET" and answer.status_code < REFUSED_FROM and not answer.headers.get(REPLAYED):
                await auditing.stage(uow, _deed(request, AuditOutcome.DONE, answer))
            await uow.commit()
    except Forbidden:
        if uow is not None:
            await _note_refusal(request, uow)
        raise
    if request.method == "GET" and answer.status_code < REFUSED_FROM:
        await _note_look(request, uow, answer)
    return answer


async def _note_look(request: Request, uow: UnitOfWork, answer: Response) -> None:
    ticket_id: str | None = request.path_params.get("ticketId")
    named: AuditSubject | None = getattr(request.state, "looked_at", None)
    seen = ticket_id or (named and named.id)
    if seen is None or not uow.actor.is_vendor or uow.actor.kind is not ActorKind.PERSON:
        return
    looks, look = backend_of(request).looks, (uow.actor.id, seen.lower())
    if not looks.is_known(look, uow.now):
        deed = _deed(request, AuditOutcome.SEEN, answer)
        await looks.note(look, uow.caller, uow.now, deed if ticket_id else replace(deed, subject=named))


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
