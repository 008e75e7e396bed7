"""How the tests reach the demo service."""

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.types import Message, Scope

from app.main import create_app
from app.settings import Settings
from tests.routers.http import http_demo


def make_app(max_body_bytes: int) -> FastAPI:
    app = create_app(Settings(max_body_bytes=max_body_bytes), resources=http_demo.RESOURCES)
    app.state.shop = http_demo.Shop()
    return app


def client_of(app: FastAPI) -> httpx.AsyncClient:
    """Nothing may get past the guard: what does, is raised here."""
    headers = {"Authorization": "Bearer a-key"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", headers=headers)


async def exchange(app: FastAPI, method: str, path: str, *received: Message) -> list[Message]:
    """What the app sends when it is called as a server calls it."""
    waiting = list(received)
    sent: list[Message] = []

    async def receive() -> Message:
        return waiting.pop(0) if waiting else await asyncio.Future()

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "scheme": "http", "method": method, "path": path, "query_string": b""}
    await app({**scope, "headers": [(b"content-type", b"application/json")]}, receive, send)
    return sent


def thing_body(**changes: Any) -> dict[str, Any]:
    return {"title": "A chair", "colour": "red", "hours": 3, **changes}


def faults_of(response: httpx.Response) -> set[tuple[str, str]]:
    return {(fault["pointer"], fault["code"]) for fault in response.json()["errors"]}
