"""How a request is read before FastAPI validates it: strict JSON, an answerable Accept, no stray query."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from email.message import Message
from functools import lru_cache
from typing import Any, Final, cast
from urllib.parse import unquote_to_bytes

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from app.domain.scopes import ApiScope, scope_of
from app.errors import ErrorCode, Fault, Invalid, StartOver
from app.routers.http.binding import NO_BODY, Binding
from app.routers.http.faults import refusal_of
from app.routers.http.negotiation import JSON, preferred
from app.routers.http.problems import Refusal
from app.routers.http.strict_json import pointer_to, read_json

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class _OnceEach(QueryParams):
    """A parameter that comes twice where it may come once is a list, which no validator takes for its value."""

    def get(self, key: Any, default: Any = None) -> Any:
        values = self.getlist(key)
        return values if len(values) > 1 else super().get(key, default)


class StrictRequest(Request):
    """With any fault in the body it stays the bare bytes, which no model accepts. So the refusal comes when the caller
    is known, together with all other faults.
    """

    document: object = None
    faults: tuple[Fault, ...] = ()
    content: object = NO_BODY
    """What models are to validate."""

    async def read_document(self) -> None:
        body = await self.body()
        if not body and "content-type" not in self.headers:
            return
        require_json(self)
        if body:
            self.document, faults = read_json(body)
            self.faults = tuple(faults)
            self.content = body if faults else self.document

    @property
    def query_params(self) -> QueryParams:
        return _OnceEach(self.scope["query_string"])


@dataclass(frozen=True)
class Contract:
    """What a route takes and offers, read off its declaration."""

    offers: tuple[str, ...]
    takes_body: bool
    takes_query: bool
    scope: ApiScope | None


class StrictRoute(APIRoute):
    """What is taken for granted of a caller may not hold (StartOver): then the same is done once more, the long way."""

    def get_route_handler(self) -> Handler:
        binding = Binding(self)
        contract = _contract(self)

        async def strict(request: Request) -> Response:
            sound = StrictRequest(request.scope, request.receive)
            _require_readable_query(sound, contract)
            sound.state.media_type = _form_of_answer(sound, contract)
            sound.state.scope = contract.scope
            sound.state.starts_over = False
            if contract.takes_body:
                await sound.read_document()
            try:
                try:
                    return await binding.call(sound, sound.content)
                except StartOver:
                    sound.state.starts_over = True
                    return await binding.call(sound, sound.content)
            except RequestValidationError as error:
                raise refusal_of(error.errors(), error.body, sound.faults) from None

        return strict


def api_router(tag: str, *, prefix: str = "") -> APIRouter:
    """The router of one resource, such as `api_router("Tickets", prefix="/tickets")`."""
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        route_class=StrictRoute,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )


def _contract(route: APIRoute) -> Contract:
    content = {
        media_type: None
        for status, response in route.responses.items()
        if str(status).startswith("2")
        for media_type in response.get("content", {})
    }
    return Contract(
        offers=tuple({JSON: None} | content),
        takes_body=route.body_field is not None,
        takes_query=_takes_query(route.dependant),
        scope=scope_of(str(route.tags[0]) if route.tags else "", reads=route.methods == {"GET"}),
    )


def _takes_query(dependant: Dependant) -> bool:
    return bool(dependant.query_params) or any(_takes_query(inner) for inner in dependant.dependencies)


def _require_readable_query(request: Request, contract: Contract) -> None:
    if not request.scope["query_string"]:
        return
    try:
        unquote_to_bytes(request.scope["query_string"]).decode()
    except UnicodeDecodeError:
        raise Invalid.at("/query", "encoding", "The query is not UTF-8.") from None
    if not contract.takes_query and request.query_params:
        strays = [
            Fault(pointer_to("/query", name), "extra_forbidden", "This address takes no parameters.")
            for name in request.query_params
        ]
        raise Invalid("The request is not valid.", faults=strays)


def _form_of_answer(request: Request, contract: Contract) -> str:
    accept = ", ".join(request.headers.getlist("accept"))
    chosen = preferred(accept, contract.offers)
    if chosen is None:
        detail = f"Here you can accept {' or '.join(contract.offers)}."
        raise Refusal(ErrorCode.NOT_ACCEPTABLE, detail, headers={"Vary": "Accept"})
    return chosen


_ENCODINGS: Final = ("utf-8", "utf8")


def require_json(request: Request) -> None:
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if not _is_json(request.headers.get("content-type")) or encoding != "identity":
        raise Refusal(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE, f"Send {JSON} in UTF-8, not compressed.", headers={"Accept": JSON}
        )


@lru_cache(maxsize=256)
def _is_json(content_type: str | None) -> bool:
    if content_type is None:
        return False
    header = Message()
    header["content-type"] = content_type
    charset = cast("str", header.get_param("charset", "utf-8"))
    return header.get_content_type() == JSON and str(charset).lower() in _ENCODINGS
