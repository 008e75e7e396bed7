"""Parameters are found as FastAPI finds them: the same routes, asked the same, by its own solving and by ours."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import binding_demo as demo
import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from httpx import ASGITransport, AsyncClient
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Message, Receive, Scope, Send

from app.routers.http.binding import NO_BODY, Binding


class Bound(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Any]:
        binding = Binding(self)

        async def handle(request: Request) -> Response:
            content = await request.body()
            if not content:
                return await binding.call(request, NO_BODY)
            is_json = "json" in request.headers.get("content-type", "")
            return await binding.call(request, json.loads(content) if is_json else content)

        return handle


def declared(route_class: type[APIRoute]) -> FastAPI:
    app = FastAPI()
    router = APIRouter(route_class=route_class)
    router.get("/nothing", dependencies=[Depends(demo.page), Depends(HTTPBearer(auto_error=False))])(demo.nothing)
    router.post("/everywhere/{thing}")(demo.everywhere)
    router.get("/filtered")(demo.filtered)
    router.post("/optional", dependencies=[demo.SIGNED])(demo.optional)
    router.post("/embedded")(demo.embedded)
    router.post("/defaults")(demo.defaults)
    router.get("/failing")(demo.failing)
    app.include_router(router)
    app.add_exception_handler(RequestValidationError, told)
    app.add_exception_handler(ZeroDivisionError, told)
    return app


async def told(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        return JSONResponse(repr(error), 500)
    faults = [{name: repr(fault[name]) for name in ("type", "loc", "msg", "input")} for fault in error.errors()]
    request.app.state.called.append(f"refused {error.body!r}")
    return JSONResponse(faults, 422)


GOOD: Final = {"title": "A chair", "count": 3}
BAD: Final = {"title": "A", "count": "many", "colour": "red"}
SEVERAL: Final = [("X-Tag", "a"), ("X-Tag", "b"), ("Accept-Language", "en")]
SENT: Final[list[tuple[str, str, dict[str, Any]]]] = [
    ("GET", "/nothing", {}),
    ("GET", "/nothing?page=2", {"headers": {"Authorization": "Bearer x"}}),
    ("GET", "/nothing?page=two", {}),
    ("POST", "/everywhere/7?q=a&page=3&version=4&flags=1&flags=off", {"json": GOOD, "headers": SEVERAL}),
    ("POST", "/everywhere/7?q=a", {"json": GOOD}),
    ("POST", "/everywhere/700?flags=maybe&flags=1", {"json": BAD}),
    ("POST", "/everywhere/x?q=a&q=b", {"json": [GOOD]}),
    ("POST", "/everywhere/7?q=a", {}),
    ("POST", "/everywhere/7?q=a", {"content": b"null", "headers": {"Content-Type": "application/json"}}),
    ("POST", "/everywhere/7?q=a", {"content": b"{}", "headers": {"Content-Type": "text/plain"}}),
    ("POST", "/everywhere/7?q=a", {"content": json.dumps(GOOD).encode()}),
    ("POST", "/everywhere/7?version=x", {"json": GOOD}),
    ("POST", "/everywhere/7?q=a", {"json": GOOD, "headers": {"Accept-Language": "Frisian"}}),
    ("GET", "/filtered", {"headers": {"X-Signature": "1"}}),
    ("GET", "/filtered?limit=9&colour=red&colour=blue", {"headers": {"X-Signature": "1"}}),
    ("GET", "/filtered?limit=10&size=3", {"headers": {"X-Signature": "one"}}),
    ("GET", "/filtered?limit=10", {}),
    ("POST", "/optional", {"headers": {"X-Signature": "1"}}),
    ("POST", "/optional", {"json": BAD}),
    ("POST", "/optional", {"content": b"null", "headers": {"Content-Type": "application/json", "X-Signature": "1"}}),
    ("POST", "/embedded", {"json": {"body": GOOD}}),
    ("POST", "/embedded", {"json": GOOD}),
    ("POST", "/embedded", {}),
    ("POST", "/defaults", {}),
    ("POST", "/defaults", {"json": [GOOD, BAD]}),
    ("GET", "/failing?version=2", {}),
]  # fmt: skip


async def exchanged(app: FastAPI, method: str, path: str, sending: dict[str, Any]) -> tuple[int, Any, demo.Called]:
    """The answer, and what was called for it in which order. It is sent when everything that was opened is closed."""
    calls: demo.Called = []
    app.state.called = calls

    async def listening(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            calls.append(message["type"])
            await send(message)

        await app(scope, receive, sent)

    transport = ASGITransport(listening, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        response = await client.request(method, path, **sending)
    return response.status_code, response.json(), calls


def once_each(content: Any) -> Any:
    """FastAPI tells what is wrong with what several share for each of them."""
    return [each for place, each in enumerate(content) if each not in content[:place]]


@pytest.mark.parametrize(("method", "path", "sending"), SENT)
async def test_what_is_found_and_what_is_wrong_is_what_fastapi_says(
    method: str, path: str, sending: dict[str, Any]
) -> None:
    status, content, calls = await exchanged(declared(APIRoute), method, path, sending)

    told = once_each(content) if status == 422 else content
    assert await exchanged(declared(Bound), method, path, sending) == (status, told, calls)


async def test_every_kind_of_outcome_is_in_the_table() -> None:
    outcomes = [(await exchanged(declared(Bound), *each))[0] for each in SENT]

    assert {status: outcomes.count(status) > 5 for status in (200, 422)} == {200: True, 422: True}
    assert 500 in outcomes


async def test_what_was_opened_sees_the_answer_before_it_is_sent() -> None:
    async def watching(request: Request, calls: demo.CalledDep) -> AsyncIterator[None]:
        yield
        calls.append(request.state.answer.body.decode())

    app = FastAPI()
    router = APIRouter(route_class=Bound, dependencies=[Depends(watching, scope="function")])
    router.get("/nothing")(demo.nothing)
    app.include_router(router)

    _, _, calls = await exchanged(app, "GET", "/nothing", {})
    assert calls == ["{}", "http.response.start", "http.response.body"]


@pytest.mark.parametrize("endpoint", demo.BEYOND)
def test_what_is_not_known_here_is_refused_when_it_is_declared(endpoint: Callable[..., Any]) -> None:
    router = APIRouter(route_class=Bound)

    with pytest.raises(TypeError, match="not known here"):
        router.post("/")(endpoint)
