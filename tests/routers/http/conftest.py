from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from tests.routers.http import http_harness


@pytest.fixture
def app() -> FastAPI:
    return http_harness.make_app(max_body_bytes=100_000)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with http_harness.client_of(app) as client:
        yield client


@pytest.fixture
async def thing(client: httpx.AsyncClient) -> str:
    """The address of one that exists, at version 1."""
    made = await client.post("/v1/things", json=http_harness.thing_body())
    return made.headers["Location"]
