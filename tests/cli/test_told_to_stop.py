"""Told to stop, the service answers whatever was sent to it before: whoever had connected is never reset."""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from time import monotonic

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from app.cli.http_connection import Patience
from app.cli.serving import Service, configured

PATIENCE = replace(Patience(), unfinished=1.0, silent=0.3)
GET = b"GET / HTTP/1.1\r\nHost: test\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\n"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    try:
        await Request(scope, receive).body()
    except ClientDisconnect:
        return
    await asyncio.sleep(0.01)
    await PlainTextResponse("done")(scope, receive, send)


async def _waiting(stop: asyncio.Event) -> None:
    await stop.wait()


@asynccontextmanager
async def serving() -> AsyncGenerator[tuple[Service, socket.socket, int]]:
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        config = configured(app, PATIENCE)
        config.lifespan = "off"
        service = Service(config, [_waiting], "")
        running = asyncio.create_task(service.serve(sockets=[listening]))
        async with asyncio.timeout(5):
            while not service.started:  # noqa: ASYNC110 - uvicorn has no event for it
                await asyncio.sleep(0.01)
        yield service, listening, listening.getsockname()[1]
        if listening.fileno() < 0:  # stopped already
            running.cancel()
        service.should_exit = True
        with suppress(asyncio.CancelledError):
            await running


def read(connection: socket.socket) -> bytes:
    received = b""
    with connection:
        try:
            while more := connection.recv(4096):
                received += more
        except ConnectionResetError:
            return b"reset"
    return received


def connected(port: int, *sent: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=5)
    for each in sent:
        connection.sendall(each)
    return connection


async def test_who_waits_to_be_accepted_is_answered() -> None:
    async with serving() as (service, listening, port):
        waiting = [connected(port, GET) for _ in range(60)]  # the loop has had no turn to accept them
        await service.shutdown([listening])
        answers = await asyncio.gather(*(asyncio.to_thread(read, each) for each in waiting))
        assert {answer[:15] for answer in answers} == {b"HTTP/1.1 200 OK"}
        assert all(answer.endswith(b"done") for answer in answers)


async def test_whoever_comes_later_is_not_let_in() -> None:
    async with serving() as (service, listening, port):
        stopping = asyncio.create_task(service.shutdown([listening]))
        await asyncio.sleep(0.05)
        with pytest.raises(OSError, match=r"refused|timed out"):
            await asyncio.to_thread(socket.create_connection, ("127.0.0.1", port), 0.1)
        await stopping


async def test_a_request_on_its_way_is_answered_and_a_silent_caller_is_left() -> None:
    async with serving() as (service, listening, port):
        kept, fresh, silent = connected(port, GET), connected(port), connected(port)
        half, head = connected(port, POST + b"a"), connected(port, GET[:20])
        await asyncio.sleep(0.1)
        first = await asyncio.to_thread(kept.recv, 4096)
        began = monotonic()
        stopping = asyncio.create_task(service.shutdown([listening]))
        await asyncio.sleep(0.3)  # within LETTING_IN_SECONDS and `silent`
        for each in (kept, fresh):
            each.sendall(GET)
        await asyncio.sleep(0.3)
        half.sendall(b"b")
        head.sendall(GET[20:])
        answers = await asyncio.gather(*(asyncio.to_thread(read, each) for each in (kept, fresh, half, head)))
        assert {answer[:15] for answer in (first, *answers)} == {b"HTTP/1.1 200 OK"}
        assert all(b"connection: close" in answer.lower() for answer in answers)
        assert await asyncio.to_thread(read, silent) == b""
        await stopping
        assert monotonic() - began < 2


async def test_what_is_never_sent_in_full_is_told_so() -> None:
    async with serving() as (service, listening, port):
        callers = [connected(port, POST), connected(port, GET[:20])]
        await asyncio.sleep(0.1)
        await service.shutdown([listening])
        answers = await asyncio.gather(*(asyncio.to_thread(read, each) for each in callers))
        assert [answer.split(b"\r\n")[0] for answer in answers] == [b"HTTP/1.1 408 Request Timeout"] * 2


def one_after_the_other(port: int, outcomes: "Counter[str]") -> None:
    """Each with a connection of its own, until nobody lets in any more."""
    while True:
        try:
            connection = socket.create_connection(("127.0.0.1", port), timeout=0.5)
        except OSError:
            outcomes["not let in"] += 1
            return
        try:
            connection.sendall(GET)
            outcomes[read_one(connection)] += 1
        except OSError as error:
            outcomes[type(error).__name__] += 1
        finally:
            connection.close()


def read_one(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"done"):
        more = connection.recv(4096)
        if not more:
            return "cut off"
        answer += more
    return "answered"


async def test_many_who_come_and_go_are_all_answered() -> None:
    outcomes: Counter[str] = Counter()
    async with serving() as (service, _, port):
        callers = [asyncio.to_thread(one_after_the_other, port, outcomes) for _ in range(4)]
        coming = asyncio.gather(*callers)
        await asyncio.sleep(0.7)
        service.should_exit = True
        await coming
    assert outcomes["answered"] > 20
    assert outcomes["not let in"] == 4
    assert set(outcomes) == {"answered", "not let in"}
