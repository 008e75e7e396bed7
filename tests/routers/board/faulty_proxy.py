"""A proxy between a browser and the service that does what proxies do to those who only try it when all is well."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import httpx
import uvicorn
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

Json = dict[str, Any]
BOARD, STREAM = "/v1/board-data", "/v1/events"


@dataclass
class FaultyProxy:
    """`fault` answers instead of the service, where it answers; `told` changes what the service says of the board.

    `flood`: what each stream says before it goes on with what the service says.
    """

    service: str
    address: str = ""
    fault: Callable[[str], Response | None] = lambda _: None
    told: Callable[[Json], Json] = lambda board: board
    flood: bytes = b""
    paths: list[str] = field(default_factory=list[str])
    streams: int = 0
    most_streams: int = 0
    _open: dict[asyncio.Event, asyncio.AbstractEventLoop] = field(
        default_factory=dict[asyncio.Event, asyncio.AbstractEventLoop]
    )

    def drop_streams(self) -> None:
        """From another thread."""
        for dropped, loop in [*self._open.items()]:
            loop.call_soon_threadsafe(dropped.set)

    def asked(self, path: str) -> int:
        return self.paths.count(path)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        path = request.url.path
        self.paths.append(path)
        answer = self.fault(path) or await self.passed_on(request)
        try:
            await answer(scope, receive, send)
        finally:
            if isinstance(answer, StreamingResponse):
                self.streams -= 1

    async def passed_on(self, request: Request) -> Response:
        names = ("authorization", "accept", "accept-language")
        headers = {name: request.headers[name] for name in names if name in request.headers}
        address = f"{self.service}{request.url.path}?{request.url.query}"
        client = httpx.AsyncClient(timeout=120, headers={"Accept-Encoding": "identity"})
        try:
            asked = client.build_request("GET", address, headers=headers)
            answer = await client.send(asked, stream=True)
        except httpx.HTTPError:
            await client.aclose()
            return Response("<h1>Bad gateway</h1>", 502, media_type="text/html")
        kept = {name: value for name, value in answer.headers.items() if name not in _HOPS}
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            self.streams += 1
            self.most_streams = max(self.streams, self.most_streams)
            return StreamingResponse(self._stream(client, answer), answer.status_code, kept)
        content = await answer.aread()
        await client.aclose()
        if request.url.path == BOARD and answer.status_code == 200:
            content = json.dumps(self.told(json.loads(content))).encode()
        return Response(content, answer.status_code, kept)

    async def _stream(self, client: httpx.AsyncClient, answer: httpx.Response) -> AsyncGenerator[bytes]:
        dropped = asyncio.Event()
        self._open[dropped] = asyncio.get_running_loop()
        dropping = asyncio.create_task(dropped.wait())
        parts = answer.aiter_raw()
        try:
            for _ in range(100 if self.flood else 0):
                yield self.flood
                await asyncio.sleep(0.05)
            while True:
                coming = asyncio.ensure_future(anext(parts))
                await asyncio.wait({coming, dropping}, return_when=asyncio.FIRST_COMPLETED)
                if dropping.done():
                    coming.cancel()
                    return
                yield coming.result()
        except (httpx.HTTPError, StopAsyncIteration):
            return
        finally:
            del self._open[dropped]
            dropping.cancel()
            await client.aclose()


_HOPS = {"content-length", "transfer-encoding", "connection", "date", "server"}


@asynccontextmanager
async def proxied(service: str) -> AsyncGenerator[FaultyProxy]:
    proxy = FaultyProxy(service)
    server = uvicorn.Server(uvicorn.Config(proxy, log_level="critical", lifespan="off", timeout_graceful_shutdown=1))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        proxy.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            yield proxy
        finally:
            server.should_exit = True
            await asyncio.to_thread(thread.join)
