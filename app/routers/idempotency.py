"""`@idempotent()` on a POST: the same request with the same Idempotency-Key is answered again, and done once.

The key is written before anything else and the answer last, in the transaction of the effect: either all of it is
there or nothing. Kept are answers that would not come out the same a second time: success, and a refusal by the state
of things (409). Every other refusal leaves nothing behind, so that the same key may be tried again once the input, the
permission or the database is mended.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, signature
from typing import Any, Final, ParamSpec, cast

from starlette.requests import Request
from starlette.responses import Response

from app.db import idempotency
from app.db.idempotency import Answer, Key
from app.errors import ErrorCode, ServiceError
from app.routers.dependencies import WorkDep
from app.routers.http.envelope import request_id
from app.routers.http.idempotency import IdempotencyKey, once
from app.routers.http.problems import problem_response
from app.services.work import Work

Parameters = ParamSpec("Parameters")
Endpoint = Callable[Parameters, Awaitable[Response]]

KEPT_REFUSALS: Final = frozenset({ErrorCode.CONFLICT})

_OURS: Final = (
    Parameter("idempotency_key", Parameter.KEYWORD_ONLY, default=None, annotation=IdempotencyKey),
    Parameter("idempotent_request", Parameter.KEYWORD_ONLY, annotation=Request),
    Parameter("idempotent_work", Parameter.KEYWORD_ONLY, annotation=WorkDep),
)


def idempotent(*, shown_once: str | None = None) -> Callable[[Endpoint[Parameters]], Endpoint[Parameters]]:
    """Below `@router.post(…)`. The endpoint needs no parameters for it; its transaction is that of its `WorkDep`.

    `shown_once` names the member of the answer that is: it is null in what is kept, and so when answered again.
    """

    def decorate(endpoint: Endpoint[Parameters]) -> Endpoint[Parameters]:
        @wraps(endpoint)
        async def answered(*positional: Parameters.args, **named: Parameters.kwargs) -> Response:
            key, request, work = (named.pop(ours.name) for ours in _OURS)
            return await _answered(
                cast("str | None", key),
                cast("Request", request),
                cast("Work", work),
                shown_once,
                lambda: endpoint(*positional, **named),
            )

        declared = signature(endpoint, eval_str=True)
        both = [*declared.parameters.values(), *_OURS]
        answered.__signature__ = declared.replace(parameters=both)  # pyright: ignore[reportAttributeAccessIssue]
        return answered

    return decorate


async def _answered(
    key: str | None, request: Request, work: Work, shown_once: str | None, effect: Callable[[], Awaitable[Response]]
) -> Response:
    if key is None:
        return await effect()
    operation = f"{request.method} {request.scope['route'].path}"
    answers = _Answers(work, operation, shown_once)
    return await once(answers, key, request, lambda: _final(work, request, effect))


async def _final(work: Work, request: Request, effect: Callable[[], Awaitable[Response]]) -> Response:
    try:
        async with idempotency.undone_when_refused(work.connection):
            return await effect()
    except ServiceError as refusal:
        if refusal.code not in KEPT_REFUSALS:
            raise
        return problem_response(refusal, request_id(request.scope))


@dataclass(frozen=True)
class _Answers:
    work: Work
    operation: str
    shown_once: str | None

    async def claim(self, key: str, fingerprint: bytes) -> Answer | None:
        return await idempotency.claim(self.work.connection, self._key(key), fingerprint, self.work.now)

    async def keep(self, key: str, *, status: int, headers: Mapping[str, str], body: bytes) -> None:
        answer = Answer(status, headers, self._without_secret(body))
        await idempotency.keep(self.work.connection, self._key(key), answer)

    def _key(self, key: str) -> Key:
        return Key(self.work.actor.id, self.operation, key)

    def _without_secret(self, body: bytes) -> bytes:
        if self.shown_once is None:
            return body
        members: dict[str, Any] = json.loads(body)
        if self.shown_once not in members:
            return body
        return json.dumps({**members, self.shown_once: None}, ensure_ascii=False, separators=(",", ":")).encode()
