"""What every request passes and every response carries."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from app.routers.contract.docs_assets import STYLE
from tests.routers.http.http_harness import exchange, thing_body

ANSWERS = [
    ("GET", "/v1/things", 200),
    ("POST", "/v1/things", 415),
    ("GET", "/v1/things?limit=0", 400),
    ("GET", "/v1/things/", 404),
    ("PUT", "/v1/things", 405),
    ("GET", "/v1/breaking/now/bug", 500),
    ("GET", "/v1/breaking/now/unavailable", 503),
    ("GET", f"/v1/things?cursor={'x' * 9_000}", 414),
    ("GET", "/v1/openapi.json", 200),
    ("GET", "/v1/docs", 200),
    ("GET", "/v1/problems/stale", 200),
    ("GET", "/health/live", 200),
    ("GET", "/metrics", 200),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
async def test_every_answer_carries_the_headers_of_the_design_rules(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    response = await client.request(method, path, content=b"x" if method == "POST" else b"")

    assert response.status_code == status
    assert response.headers["API-Version"] == "0.1.1"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in response.headers
    assert UUID(response.headers["X-Request-Id"]).version == 7
    assert ("Access-Control-Allow-Origin" in response.headers) == (path == "/v1/openapi.json")


async def test_hsts_is_sent_behind_tls(app: FastAPI) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://test") as client:
        response = await client.get("/v1/things")

    assert response.headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("0a1b2c3d", True),
        ("trace-2026.11.23_x", True),
        ("short", False),
        ("x" * 65, False),
        ("with spaces in it", False),
        ("quote\"and'more", False),
        ("", False),
    ],
)
async def test_a_request_keeps_a_sane_name(client: httpx.AsyncClient, sent: str, kept: bool) -> None:  # noqa: FBT001
    response = await client.get("/v1/things/42", headers={"X-Request-Id": sent})

    assert (response.headers["X-Request-Id"] == sent) is kept
    assert response.json()["requestId"] == response.headers["X-Request-Id"]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/things",
        "/v1/things?limit=0",
        "/v1/things/42",
        "/v1/breaking/raw",
        "/v1/breaking/now/bug",
        f"/v1/things?cursor={'x' * 9_000}",
        "/v1/openapi.json",
        "/v1/docs",
        f"/v1/docs/{STYLE}",
        "/health/live",
    ],
)
async def test_head_is_get_without_its_body(client: httpx.AsyncClient, path: str) -> None:
    named = {"X-Request-Id": "the-same-for-both", "Accept-Encoding": "identity"}
    got, asked = await client.get(path, headers=named), await client.head(path, headers=named)

    assert (asked.status_code, dict(asked.headers)) == (got.status_code, dict(got.headers))
    assert asked.content == b""
    assert int(asked.headers["Content-Length"]) == len(got.content)


async def test_head_sends_no_body_even_to_a_server_that_would_pass_it_on(app: FastAPI) -> None:
    messages = await exchange(app, "HEAD", "/health/live", {"type": "http.request", "body": b""})

    assert [message.get("body", b"") for message in messages] == [b"", b""]


async def test_head_of_what_is_known_is_304(client: httpx.AsyncClient, thing: str) -> None:
    assert (await client.head(thing, headers={"If-None-Match": '"v1"'})).status_code == 304


async def _chunks(count: int, size: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * size


@pytest.mark.parametrize(
    ("content", "stated", "status"),
    [
        (b" " * 100_000, None, 400),
        (b" " * 100_001, None, 413),
        (_chunks(100, 1_000), None, 400),
        (_chunks(101, 1_000), None, 413),
        (_chunks(101, 1_000), "10", 413),
        (b"{}", "100001", 413),
        (b"{}", "9" * 30, 400),
        (b"{}", "-1", 400),
        (b"{}", "ten", 400),
        (b"{}", "١٢", 400),
    ],
)
async def test_a_body_has_a_limit_however_it_comes(
    client: httpx.AsyncClient, content: Any, stated: str | None, status: int
) -> None:
    headers = [(b"Content-Type", b"application/json")]
    if stated is not None:
        headers.append((b"Content-Length", stated.encode()))
    response = await client.post("/v1/things", content=content, headers=headers)

    assert response.status_code == response.json()["status"] == status
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/v1/things", "/v1/breaking/raw"])
async def test_the_limit_holds_wherever_a_body_is_read(client: httpx.AsyncClient, path: str) -> None:
    response = await client.post(path, content=_chunks(200, 1_000), headers={"Content-Type": "application/json"})

    assert response.status_code == 413


@pytest.mark.parametrize("name", ["Authorization", "Content-Type", "Idempotency-Key", "Host"])
async def test_a_header_that_has_one_value_comes_once(client: httpx.AsyncClient, name: str) -> None:
    request = client.build_request("POST", "/v1/things", json=thing_body())
    request.headers = httpx.Headers([*request.headers.raw, (name.encode(), b"a"), (name.encode(), b"b")])
    response = await client.send(request)

    assert response.status_code == 400
    assert [fault["pointer"] for fault in response.json()["errors"]] == [f"/header/{name}"]


async def test_other_headers_may_come_twice(client: httpx.AsyncClient, thing: str) -> None:
    response = await client.get(thing, headers=[("Accept", "text/html"), ("Accept", "application/json")])

    assert response.status_code == 200


async def test_what_is_no_http_passes_by(app: FastAPI) -> None:
    async with app.router.lifespan_context(app):
        pass
    messages: list[Any] = []

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        messages.append(message)

    scope: dict[str, Any] = {
        "type": "websocket",
        "path": "/v1/things",
        "headers": [],
        "query_string": b"",
        "subprotocols": [],
    }
    await app(scope, receive, send)

    assert [message["type"] for message in messages] == ["websocket.close"]
