"""What a connection may do to the server, over real sockets: be slow, endless, unreadable, or one too many."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import replace
from time import monotonic
from typing import Final

import pytest
import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from app.cli.http_connection import LONGEST_HEAD, Patience
from app.cli.serving import configured

IMPATIENT: Final = Patience(
    head=0.3, body=0.3, rate=1_000, reader=0.3, refused_body=0.3, unfinished=0.3, connections=20
)
POST: Final = b"POST / HTTP/1.1\r\nHost: test\r\n"
SIZED: Final = POST + b"Content-Length: 20\r\n\r\n"
CHUNKED: Final = POST + b"Transfer-Encoding: chunked\r\n\r\n"
GET: Final = b"GET / HTTP/1.1\r\nHost: test\r\n\r\n"
MUCH: Final = b"a" * 50_000_000


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Tells what came; refuses `/early` unread, sends more than anybody buffers from `/much`, thinks at `/slow` and,
    before it reads the body, at `/late`; answers at `/stubborn` though nobody is there.
    """
    request = Request(scope, receive)
    answer: Response
    try:
        match request.url.path:
            case "/early":
                answer = PlainTextResponse("no", 413)
            case "/much":
                answer = PlainTextResponse(MUCH)
            case "/slow":
                await asyncio.sleep(1)
                answer = PlainTextResponse("done")
            case "/late":
                await asyncio.sleep(0.6)
                answer = JSONResponse({"body": len(await request.body())})
            case "/stubborn":
                answer = PlainTextResponse(await body_or_nothing(request))
            case _:
                answer = JSONResponse({"body": len(await request.body()), "headers": dict(request.headers)})
    except ClientDisconnect:
        return
    await answer(scope, receive, send)


async def body_or_nothing(request: Request) -> bytes:
    try:
        return await request.body()
    except ClientDisconnect:
        return b"nothing"


@asynccontextmanager
async def serving(patience: Patience) -> AsyncGenerator[tuple[uvicorn.Server, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = configured(app, patience)
        config.lifespan = "off"
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        await until(lambda: server.started)
        try:
            yield server, listening.getsockname()[1]
        finally:
            server.should_exit = True
            await running


@pytest.fixture
async def port() -> AsyncGenerator[int]:
    async with serving(IMPATIENT) as (_, port):
        yield port


async def exchange(port: int, *parts: bytes, every: float = 0.0, end: bytes = b"") -> bytes:
    """What comes back until the server hangs up, or `end` was seen; `every`: seconds between the parts."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sending = asyncio.create_task(_send(writer, parts, every))
    received = b""
    async with asyncio.timeout(10):
        with suppress(ConnectionError):
            while not (end and end in received) and (more := await reader.read(65_536)):
                received += more
    sending.cancel()
    with suppress(asyncio.CancelledError):
        await sending
    writer.transport.abort()
    return received


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not so():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.02)


async def _send(writer: asyncio.StreamWriter, parts: Sequence[bytes], every: float) -> None:
    with suppress(ConnectionError):
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(every)


def assert_problem(received: bytes, status: int) -> None:
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), received[:200]
    for line in (b"content-type: application/problem+json", b"connection: close", b"x-content-type-options: nosniff"):
        assert line in head
    assert b"api-version: " in head
    problem = json.loads(body)
    assert problem["status"] == status
    assert problem["requestId"] in head.decode()


async def test_a_silent_socket_is_closed_without_a_word(port: int) -> None:
    assert await exchange(port) == b""


TRICKLED: Final[dict[str, list[bytes]]] = {
    "line": [bytes([each]) for each in b"GET /" + b"a" * 200],
    "headers": [b"GET / HTTP/1.1\r\n", *[b"X-A: b\r\n"] * 100],
    "line ends": [b"\r\n", b"GET /", *[b"a"] * 100],
    "body": [SIZED, *[b"a"] * 19],
    "half a body": [SIZED + b"a" * 10],
    "chunks": [CHUNKED, *[b"1\r\na\r\n"] * 100],
    "never a body": [SIZED],
    "expecting to be asked": [POST + b"Expect: 100-continue\r\nContent-Length: 20\r\n\r\n"],
}


@pytest.mark.parametrize("parts", TRICKLED.values(), ids=TRICKLED)
async def test_what_is_sent_too_slowly_is_refused(port: int, parts: list[bytes]) -> None:
    started = monotonic()
    received = await exchange(port, *parts, every=0.04)

    assert_problem(received.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n"), 408)
    assert monotonic() - started < 3


async def test_empty_lines_do_not_keep_a_connection(port: int) -> None:
    assert (await exchange(port, *[b"\r\n"] * 200, every=0.04))[:12] in {b"", b"HTTP/1.1 408"}


async def test_a_body_that_keeps_coming_may_take_its_time(port: int) -> None:
    parts = [POST + b"Content-Length: 4000\r\n\r\n", *[b"a" * 100] * 40]

    assert b'"body":4000' in await exchange(port, *parts, every=0.02, end=b"}}")


async def test_an_app_that_takes_its_time_is_not_the_senders_fault(port: int) -> None:
    received = await exchange(port, b"GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert received.endswith(b"done")


async def test_an_app_that_reads_late_is_not_the_senders_fault(port: int) -> None:
    """The rest is sent after `body` seconds are over, but none of them was spent waiting for it."""
    parts = [b"POST /late HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab", b"cd"]

    assert b'{"body":4}' in await exchange(port, *parts, every=0.5, end=b"}")


async def test_an_app_that_answers_a_request_that_never_came_is_not_heard(port: int) -> None:
    head = b"POST /stubborn HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\na"

    assert_problem(await exchange(port, head), 408)


async def test_what_is_sent_after_an_early_answer_is_not_taken_for_a_request(port: int) -> None:
    parts = [b"POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n", GET, GET[:10] + GET]
    received = await exchange(port, *parts, every=0.05, end=b"}}")

    assert received.startswith(b"HTTP/1.1 413")
    assert received.count(b"HTTP/1.1 200 OK") == 1


async def test_who_goes_on_sending_after_the_answer_is_cut_off(port: int) -> None:
    parts = [b"POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n", *[b"a" * 1_000] * 1_000]
    started = monotonic()
    received = await exchange(port, *parts, every=0.01)

    assert received.count(b"HTTP/1.1") == 1
    assert monotonic() - started < 3


async def test_who_does_not_read_the_answer_is_cut_off() -> None:
    async with serving(IMPATIENT) as (server, port):
        _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1_000)
        writer.write(b"GET /much HTTP/1.1\r\nHost: a\r\n\r\n")
        await asyncio.sleep(0.2)
        assert len(server.server_state.connections) == 1
        await until(lambda: not server.server_state.connections)
        writer.transport.abort()


ENDLESS: Final[dict[str, list[bytes]]] = {
    "line": [b"GET /", *[b"a" * 10_000] * 20],
    "headers": [b"GET / HTTP/1.1\r\n", *[b"X-A: " + b"b" * 10_000 + b"\r\n"] * 20],
    "chunk extension": [CHUNKED + b"1;", *[b"b" * 10_000] * 20],
    "trailer": [CHUNKED + b"1\r\na\r\n0\r\nX-A: ", *[b"b" * 10_000] * 20],
}


@pytest.mark.parametrize("parts", ENDLESS.values(), ids=ENDLESS)
async def test_a_head_without_end_is_refused(port: int, parts: list[bytes]) -> None:
    received = await exchange(port, *parts, b"c" * LONGEST_HEAD)

    assert received[:12] in {b"HTTP/1.1 431", b"HTTP/1.1 400"}
    assert b"application/problem+json" in received


UNREADABLE: Final = [
    b"\x00\x01\x02\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\nHost: a\n\nX",
    POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
    CHUNKED + b"zz\r\n",
]


@pytest.mark.parametrize("sent", UNREADABLE, ids=range(len(UNREADABLE)))
async def test_what_is_no_http_is_a_problem_too(port: int, sent: bytes) -> None:
    assert_problem(await exchange(port, sent), 400)


async def test_rubbish_behind_a_request_does_not_take_its_answer_away(port: int) -> None:
    received = await exchange(port, b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n", b"\x00rubbish", every=0.1)

    assert received.count(b"HTTP/1.1") == 1
    assert received.endswith(b"done")


async def test_a_trailer_is_no_header(port: int) -> None:
    forged = b"1\r\na\r\n0\r\nX-Forwarded-For: 203.0.113.9\r\nAuthorization: Bearer b\r\n\r\n"
    received = await exchange(port, CHUNKED + forged, end=b"}}")

    assert b'"body":1' in received
    assert b"203.0.113.9" not in received
    assert b"authorization" not in received


async def test_requests_on_one_connection_are_each_given_their_time(port: int) -> None:
    parts = [GET, GET, GET + GET, GET, GET[:-2] + b"Connection: close\r\n\r\n"]

    assert (await exchange(port, *parts, every=0.2)).count(b"HTTP/1.1 200 OK") == 6


@pytest.mark.parametrize("protocol", [b"websocket", b"h2c"])
async def test_asking_for_another_protocol_is_asking_over_http(
    port: int, protocol: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    upgrade = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: %s\r\n\r\n" % protocol

    assert (await exchange(port, upgrade, end=b"}}")).startswith(b"HTTP/1.1 200 OK")
    assert not caplog.records


async def test_one_connection_too_many_is_told_to_come_back() -> None:
    patience = replace(IMPATIENT, head=5.0, connections=2)
    async with serving(patience) as (server, port):
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        await until(lambda: len(server.server_state.connections) == 2)
        refused = await exchange(port, GET)
        assert_problem(refused, 503)
        assert b"retry-after: " in refused
        for _, writer in held:
            writer.close()
        await until(lambda: not server.server_state.connections)
        assert (await exchange(port, GET, end=b"}}")).startswith(b"HTTP/1.1 200 OK")


async def test_far_too_many_connections_are_not_even_told() -> None:
    patience = replace(IMPATIENT, head=5.0, connections=2)
    async with serving(patience) as (server, port):
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(4)]
        await until(lambda: len(server.server_state.connections) == 4)
        assert await exchange(port, GET) == b""
        for _, writer in held:
            writer.close()


@pytest.mark.parametrize("part", [SIZED + b"a", CHUNKED + b"5\r\na", SIZED])
async def test_half_a_body_does_not_hold_up_the_end(part: bytes) -> None:
    started = monotonic()
    async with serving(replace(IMPATIENT, body=60.0)) as (server, port):
        half = asyncio.create_task(exchange(port, part))
        await until(lambda: bool(server.server_state.tasks))
    assert_problem(await half, 408)
    assert monotonic() - started < 4


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET / HTTP/1.1\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nhost: a\r\nHOST: a\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nX-Forwarded-Host: a\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n", b"200"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n", b"200"),
        (b"GET / HTTP/1.0\r\n", b"200"),
    ],
)
async def test_a_request_of_http_1_1_names_one_host(port: int, head: bytes, status: bytes) -> None:
    answer = await exchange(port, head + b"\r\n")

    assert answer.split(b" ", 2)[1] == status
    if status == b"400":
        assert b"application/problem+json" in answer
        assert b"Host" in answer.rpartition(b"\r\n\r\n")[2]


async def test_who_asks_for_much_and_reads_nothing_leaves_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    """Several at once on each connection: the one that is being answered is not the one that came last."""
    much = b"GET /much HTTP/1.1\r\nHost: test\r\n\r\n"
    async with serving(IMPATIENT) as (server, port):
        with ExitStack() as callers:
            for _ in range(8):
                callers.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(much * 3)
            await until(lambda: bool(server.server_state.connections))
            await until(lambda: not server.server_state.connections)
            await until(lambda: not server.server_state.tasks)
    assert not caplog.records
