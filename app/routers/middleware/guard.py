"""Turns everything that can go wrong into a problem. Nothing leaves this app as another kind of error."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import ErrorCode, Invalid, NotFound, ServiceError
from app.routers.http.faults import refusal_of
from app.routers.http.problems import NOTHING_HERE, Refusal, problem_response
from app.routers.middleware.envelope import request_id

Translate = Callable[[BaseException], ServiceError | None]
"""A failure below (the database's, the network's) as a refusal; None where it is nobody's but ours."""

_LOG: Final = logging.getLogger("duetime.http")
_BROKEN: Final = Refusal(ErrorCode.INTERNAL, "Something broke on our side.")


def answer_problems(app: FastAPI) -> None:
    """Registers what the framework and the services raise on purpose; `ErrorBoundary` answers the rest."""
    for kind in (ServiceError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _answer)


async def _answer(request: Request, error: Exception) -> Response:
    return problem_response(_refusal(request, error), request_id(request.scope))


def _refusal(request: Request, error: Exception) -> ServiceError:
    match error:
        case ServiceError():
            return error
        case RequestValidationError():
            return refusal_of(error.errors(), error.body)
        case HTTPException(status_code=404):
            return NotFound(NOTHING_HERE)
        case HTTPException(status_code=405):
            return _method_not_allowed(request)
        case HTTPException(status_code=400):
            return Invalid("The request cannot be read.")
        case _:
            raise error


def _method_not_allowed(request: Request) -> Refusal:
    methods = _methods_at(request)
    detail = f"Here you can use {', '.join(methods)}."
    return Refusal(ErrorCode.METHOD_NOT_ALLOWED, detail, headers={"Allow": ", ".join(methods)})


def _methods_at(request: Request) -> list[str]:
    """Of all routes of this path, where Starlette names only those of the first. One that is spelled out, such as
    /changes/calendar, is no place of those with parameters.
    """
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    here = [route for route in _routes(request.app) if (pattern := route.path_regex) and pattern.match(path)]
    spelled_out = [route for route in here if not route.param_convertors] or here
    methods = {method for route in spelled_out for method in route.methods or ()}
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)


def _routes(app: FastAPI) -> Iterator[Any]:
    for place in app.routes:
        yield from place.routes if isinstance(place, Mount) else iter_route_contexts([place])


@dataclass(frozen=True)
class ErrorBoundary:
    """The last resort. Once a response has begun nothing can be told any more, and the connection breaks."""

    app: ASGIApp
    translate: Translate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except ClientDisconnect:
            _LOG.info("the caller of %s left before the request was read", request_id(scope))
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            await problem_response(self._explained(error, scope), request_id(scope))(scope, receive, noted)

    def _explained(self, error: Exception, scope: Scope) -> ServiceError:
        refusal = error if isinstance(error, ServiceError) else self.translate(error)
        if refusal is None:
            _LOG.error("request %s broke", request_id(scope), exc_info=error)
        elif refusal is not error:
            _LOG.warning("request %s was refused below: %r", request_id(scope), error)
        return refusal or _BROKEN
