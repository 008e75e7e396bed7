from collections.abc import AsyncIterator

import http_demo
import httpx
import pytest
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings


@pytest.fixture
def app() -> FastAPI:
    app = create_app(Settings(max_body_bytes=100_000), resources=http_demo.RESOURCES, failures=http_demo.failures)
    app.state.shop = http_demo.Shop()
    return app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Nothing may get past the guard: what does, fails the test."""
    headers = {"Authorization": "Bearer a-key"}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
        yield client


@pytest.fixture
async def thing(client: httpx.AsyncClient) -> str:
    """The address of one that exists, at version 1."""
    made = await client.post("/v1/things", json=http_demo.thing_body())
    return made.headers["Location"]
