"""The same promises over a real socket: what the server makes of odd bytes before our code sees them."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from fastapi import FastAPI

from tests.routers.http.http_harness import thing_body

BODY = json.dumps(thing_body()).encode()
POST = b"POST /v1/things HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer k\r\nContent-Type: application/json\r\n"
CLOSE = b"Connection: close\r\n"


@pytest.fixture(params=["h11", "httptools"])
async def port(app: FastAPI, request: pytest.FixtureRequest) -> AsyncIterator[int]:
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=request.param, ws="none", log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    yield listening.getsockname()[1]
    server.should_exit = True
    await serving
    listening.close()


async def _exchange(port: int, sent: bytes) -> tuple[int, dict[str, str], bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    async with asyncio.timeout(5):
        answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, body


def _chunked(*chunks: bytes) -> bytes:
    framed = [b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in (*chunks, b"")]
    return b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(framed)


def _sized(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        (_sized(BODY), 201),
        (_chunked(BODY[:10], BODY[10:]), 201),
        (_sized(b" " * 100_001), 413),
        (b"Content-Length: 999999999\r\n\r\n", 413),
        (_chunked(*[b" " * 1_000] * 101), 413),
        (_chunked(b"{"), 400),
        (b"\r\n", 400),
    ],
)
async def test_a_body_is_measured_as_it_comes(port: int, rest: bytes, status: int) -> None:
    found, headers, body = await _exchange(port, POST + CLOSE + rest)

    assert found == status
    assert headers["api-version"] == "0.1.1"
    if status != 201:
        assert headers["content-type"] == "application/problem+json"
        assert json.loads(body)["status"] == status


async def test_a_length_that_lies_short_cuts_the_body_off(port: int) -> None:
    lying = POST + CLOSE + b"Content-Length: 10\r\n\r\n" + BODY
    status, headers, body = await _exchange(port, lying)

    assert (status, headers["content-type"]) == (400, "application/problem+json")
    assert json.loads(body.partition(b"HTTP/1.1")[0])["errors"][0]["code"] == "json"


async def test_a_caller_that_leaves_in_the_middle_changes_nothing(port: int, app: FastAPI) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(POST + b"Content-Length: %d\r\n\r\n%s" % (len(BODY) + 1, BODY))
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    status, _, _ = await _exchange(port, b"GET /health/live HTTP/1.1\r\nHost: test\r\n" + CLOSE + b"\r\n")

    assert status == 200
    assert app.state.shop.things == {}


@pytest.mark.parametrize("path", [b"/v1/things", b"/v1/nothing", b"/v1/breaking/now/bug"])
async def test_head_has_the_length_and_no_body(port: int, path: bytes) -> None:
    _, got, sent = await _exchange(port, b"GET %s HTTP/1.1\r\nHost: test\r\n%s\r\n" % (path, CLOSE))
    _, asked, body = await _exchange(port, b"HEAD %s HTTP/1.1\r\nHost: test\r\n%s\r\n" % (path, CLOSE))

    assert (asked["content-length"], body) == (got["content-length"], b"") == (str(len(sent)), b"")


@pytest.mark.parametrize(
    "path", [b"/v1/things/%ff", b"/v1/things/%00", b"/v1/things/%", b"/v1/things/..%2f..", b"/v1//things"]
)
async def test_an_odd_path_is_not_found(port: int, path: bytes) -> None:
    status, headers, _ = await _exchange(port, b"GET %s HTTP/1.1\r\nHost: test\r\n%s\r\n" % (path, CLOSE))

    assert (status, headers["content-type"]) == (404, "application/problem+json")


async def test_two_requests_share_a_connection(port: int) -> None:
    first = POST + _sized(b"{}")
    _, _, rest = await _exchange(port, first + POST + CLOSE + _sized(BODY))

    assert b"HTTP/1.1 201 Created" in rest
