"""`@idempotent()` on a POST: the same request with the same Idempotency-Key is answered again, and done once.

The answer is kept in the transaction of the effect: either all of it is there or nothing. Where the key turns out to
have come before, or the request is refused, nothing stays and it starts over: this time the key is written before
anything else, and the answer last. Kept are answers that would not come out the same a second time: success, and a
refusal by the state of things (409). Every other refusal leaves nothing behind, so that the same key may be tried again
once the input, the permission or the database is mended.
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
from app.db.engine import proceed_optimistically
from app.db.errors import or_start_over
from app.db.idempotency import Answer, Keeping, Key
from app.errors import ErrorCode, ServiceError
from app.routers.auditing import KEEPING
from app.routers.dependencies import WorkDep
from app.routers.http.envelope import request_id
from app.routers.http.idempotency import IdempotencyKey, fingerprint, kept_headers, once
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
    if request.state.starts_over:
        setattr(request.state, KEEPING, None)
        return await once(answers, key, request, lambda: _final(work, request, effect))
    return await _first(answers, key, request, effect)


async def _first(
    answers: "_Answers", key: str, request: Request, effect: Callable[[], Awaitable[Response]]
) -> Response:
    """Most keys are new. So it is done, and the answer kept with the last statement, which finds out if this one isn't.

    StartOver: it is refused, which may be because it has been done before.
    """
    proceed_optimistically(answers.work.connection)
    with or_start_over():
        answer = await effect()
    kept = Answer(answer.status_code, kept_headers(answer), answers.without_secret(bytes(answer.body)))
    setattr(request.state, KEEPING, Keeping(answers.key(key), fingerprint(request), kept, answers.work.now))
    return answer


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
        return await idempotency.claim(self.work.connection, self.key(key), fingerprint, self.work.now)

    async def keep(self, key: str, *, status: int, headers: Mapping[str, str], body: bytes) -> None:
        answer = Answer(status, headers, self.without_secret(body))
        await idempotency.keep(self.work.connection, self.key(key), answer)

    def key(self, key: str) -> Key:
        return Key(self.work.actor.id, self.operation, key)

    def without_secret(self, body: bytes) -> bytes:
        if self.shown_once is None:
            return body
        members: dict[str, Any] = json.loads(body)
        if self.shown_once not in members:
            return body
        return json.dumps({**members, self.shown_once: None}, ensure_ascii=False, separators=(",", ":")).encode()
