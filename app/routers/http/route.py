"""How a request is read before FastAPI does: an answerable Accept, no stray query, strict JSON."""

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from inspect import signature
from typing import Any, get_type_hints
from urllib.parse import unquote_to_bytes

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from app.domain.access.scopes import EVERY_KEY_OPENS, ApiScope, scope_of
from app.errors import ErrorCode, Fault, Invalid
from app.routers.http.faults import refusal_of
from app.routers.http.negotiation import JSON, preferred
from app.routers.http.problems import Refusal
from app.routers.http.request import StrictRequest
from app.routers.http.strict_json import pointer_to

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True)
class RouteContract:
    """What a route takes and offers, read off its declaration."""

    offers: tuple[str, ...]
    body: TypeAdapter[Any] | None
    query: frozenset[str]
    scope: ApiScope | None
    takes_scope: bool


class StrictRoute(APIRoute):
    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()
        contract = self.contract = _contract(self)
        unasked = _unasked(self)

        async def strict(request: Request) -> Response:
            sound = StrictRequest(request.scope, request.receive)
            _require_readable_query(sound, contract)
            sound.media_type = _form_of_answer(sound, contract)
            try:
                answer = await self.answered(sound, handle if request.scope["query_string"] else unasked or handle)
            except RequestValidationError as error:
                raise refusal_of(error.errors(), error.body, sound.faults, contract.query) from None
            if len(contract.offers) > 1:
                answer.headers.setdefault("Vary", "Accept")
            return answer

        return strict

    async def answered(self, request: StrictRequest, handle: Handler) -> Response:
        """What FastAPI makes of it, once its body is read: it solves the dependencies, and calls the endpoint."""
        await self.read(request)
        return await handle(request)

    async def read(self, request: StrictRequest) -> None:
        if self.contract.body is not None:
            await request.read_body_as(self.contract.body)


def router_of(tag: str, route_class: type[StrictRoute] = StrictRoute, *, prefix: str = "") -> APIRouter:
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        route_class=route_class,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )


def _contract(route: APIRoute) -> RouteContract:
    content = {
        media_type: None
        for status, response in route.responses.items()
        if str(status).startswith("2")
        for media_type in response.get("content", {})
    }
    tag = str(route.tags[0]) if route.tags else ""
    return RouteContract(
        offers=tuple({_usual(route): None} | content),
        body=_body(route),
        query=frozenset(_parameters(route.dependant)),
        scope=scope_of(tag, reads=route.methods == {"GET"}),
        takes_scope=tag not in EVERY_KEY_OPENS,
    )


def _usual(route: APIRoute) -> str:
    """What it answers with, unless it offers something else beside it."""
    return getattr(route.response_class, "media_type", None) or JSON


def _body(route: APIRoute) -> TypeAdapter[Any] | None:
    if route.body_field is None:
        return None
    return TypeAdapter(get_type_hints(route.endpoint, include_extras=True)[route.body_field.name])


def _parameters(dependant: Dependant) -> Iterator[str]:
    """The names in the query."""
    for parameter in dependant.query_params:
        model = parameter.field_info.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            yield from (each.alias or name for name, each in model.model_fields.items())
        else:
            yield parameter.alias
    for inner in dependant.dependencies:
        yield from _parameters(inner)


def _unasked(route: APIRoute) -> Handler | None:
    """FastAPI's handler of a GET whose query may be left out, for when it is: nothing is looked for, and the endpoint
    is given what an empty one says. Without it a GET of a ticket takes 1.14 times the CPU of the process (2026-12-01).
    """
    form = signature(route.endpoint)
    query = form.parameters.get("query")
    if route.methods != {"GET"} or query is None:
        return None
    try:
        empty = TypeAdapter(query.annotation).validate_python({})
    except ValidationError:
        return None

    async def endpoint(**values: Any) -> Response:
        return await route.endpoint(**values, query=empty)

    rest = [each for name, each in form.parameters.items() if name != "query"]
    setattr(endpoint, "__signature__", form.replace(parameters=rest))  # noqa: B010 - for FastAPI, as `inspect` says
    return APIRoute(route.path, endpoint, dependencies=route.dependencies).get_route_handler()


def _require_readable_query(request: Request, contract: RouteContract) -> None:
    if not request.scope["query_string"]:
        return
    try:
        unquote_to_bytes(request.scope["query_string"]).decode()
    except UnicodeDecodeError:
        raise Invalid.at("/query", "encoding", "The query is not UTF-8.") from None
    if not contract.query and request.query_params:
        strays = [
            Fault(pointer_to("/query", name), "extra_forbidden", "This address takes no parameters.")
            for name in request.query_params
        ]
        raise Invalid("The request is not valid.", faults=strays)


def _form_of_answer(request: Request, contract: RouteContract) -> str:
    accept = ", ".join(request.headers.getlist("accept"))
    chosen = preferred(accept, contract.offers)
    if chosen is None:
        detail = f"Here you can accept {' or '.join(contract.offers)}."
        raise Refusal(ErrorCode.NOT_ACCEPTABLE, detail, headers={"Vary": "Accept"})
    return chosen
