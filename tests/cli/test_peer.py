"""That the server tells the app the socket's own peer."""

import asyncio
import socket

import httpx
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from app.cli.serving import configured


async def peer(scope: Scope, receive: Receive, send: Send) -> None:
    client = Request(scope).client
    await PlainTextResponse(f"{client and client.host} {scope['scheme']}")(scope, receive, send)


async def test_no_header_changes_whom_the_server_sees() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = configured(peer)
        config.lifespan = "off"
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}") as client:
            forged = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "X-Forwarded-Proto": "https"}
            answer = await client.get("/", headers={**forged, "Forwarded": "for=203.0.113.9"})
        server.should_exit = True
        await running

    assert answer.text == "127.0.0.1 http"
