"""An endpoint's parameters, found as FastAPI finds them, with everything worked out once that is the same every time.

FastAPI walks the tree of dependencies at every request, asks each what kind of function it is, and solves anew what two
of them share: a quarter of the time that a GET takes here. What a parameter is, how it is read and validated, and what
is wrong with it, is still FastAPI's own. What two of them share is asked once, and so is what is wrong with that. Plain
functions are called where they are, and not in a thread: they must not wait.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from inspect import isasyncgenfunction, isawaitable, isgeneratorfunction
from typing import Any, Final

from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_body_to_args, request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic_core import PydanticUndefined
from starlette.requests import Request
from starlette.responses import Response

Values = dict[str, Any]
NO_BODY: Final = PydanticUndefined
_LEFT_OUT: Final = object()
"""In place of what could not be found, as something was wrong with its own parameters."""


@dataclass(frozen=True)
class _Step:
    """A function with what it takes: parameters of the request, and what earlier steps gave, by their number."""

    dependant: Dependant
    given: Mapping[str, int]
    is_context: bool


@dataclass
class Found:
    """What steps gave, and everything that was wrong."""

    results: list[Any] = field(default_factory=list[Any])
    faults: list[Any] = field(default_factory=list[Any])


class Binding:
    """TypeError for a route that is declared with what is not done here: rather than at its first request."""

    def __init__(self, route: APIRoute) -> None:
        steps: list[_Step] = []
        numbers: dict[Any, int] = {}
        _require_plain(route.dependant, bodies=1)
        self._given = _laid_out(route.dependant, steps, numbers)
        self._steps: Sequence[_Step] = steps
        self._route = route
        self._endpoint: Callable[..., Awaitable[Response]] = route.endpoint

    async def call(self, request: Request, body: object) -> Response:
        """The endpoint's answer; `body` is JSON as Python, or bytes that are none, or `NO_BODY`.

        Generators among the dependencies end before it is given: they see it as `request.state.answer`, or what was
        raised. RequestValidationError: with every fault in parameters and body.
        """
        async with AsyncExitStack() as stack:
            found = Found()
            for step in self._steps:
                found.results.append(await _taken(step, request, found, stack))
            values = _values(self._route.dependant, self._given, request, found)
            if self._route.body_field is not None:
                values |= await self._read(body, found)
            if found.faults:
                raise RequestValidationError(found.faults, body=None if body is NO_BODY else body)
            answer = request.state.answer = await self._endpoint(**values)
            return answer

    async def _read(self, body: object, found: Found) -> Values:
        values, faults = await request_body_to_args(
            body_fields=self._route.dependant.body_params,
            received_body=body,  # pyright: ignore[reportArgumentType] - any JSON
            embed_body_fields=False,
        )
        found.faults += faults
        return values


def _laid_out(dependant: Dependant, steps: list[_Step], numbers: dict[Any, int]) -> Mapping[str, int]:
    """Adds what `dependant` depends on to the steps, each function once; gives what it takes of them."""
    given: dict[str, int] = {}
    for inner in dependant.dependencies:
        _require_plain(inner, bodies=0)
        if inner.call not in numbers:
            inherited = _laid_out(inner, steps, numbers)
            numbers[inner.call] = len(steps)
            steps.append(_Step(inner, inherited, isasyncgenfunction(inner.call)))
        if inner.name is not None:
            given[inner.name] = numbers[inner.call]
    return given


def _require_plain(dependant: Dependant, *, bodies: int) -> None:
    beyond = (
        dependant.cookie_params,
        dependant.response_param_name,
        dependant.background_tasks_param_name,
        dependant.security_scopes_param_name,
        dependant.websocket_param_name,
        dependant.concurrency,
        not dependant.use_cache,
        len(dependant.body_params) > bodies,
        isgeneratorfunction(dependant.call),
        isasyncgenfunction(dependant.call) and dependant.scope != "function",
    )
    if any(beyond):
        raise TypeError(f"{dependant.call} takes something, or ends, in a way that is not known here")


async def _taken(step: _Step, request: Request, found: Found, stack: AsyncExitStack) -> Any:
    faults = len(found.faults)
    values = _values(step.dependant, step.given, request, found)
    if len(found.faults) > faults or any(value is _LEFT_OUT for value in values.values()):
        return _LEFT_OUT
    call: Any = step.dependant.call
    if step.is_context:
        return await stack.enter_async_context(asynccontextmanager(call)(**values))
    result = call(**values)
    return await result if isawaitable(result) else result


def _values(dependant: Dependant, given: Mapping[str, int], request: Request, found: Found) -> Values:
    values: Values = {name: found.results[number] for name, number in given.items()}
    for fields, place in (
        (dependant.path_params, "path_params"),
        (dependant.query_params, "query_params"),
        (dependant.header_params, "headers"),
    ):
        if fields:
            read, faults = request_params_to_args(fields, getattr(request, place))
            values |= read
            found.faults += faults
    for name in (dependant.request_param_name, dependant.http_connection_param_name):
        if name is not None:
            values[name] = request
    return values
