"""The real service behind the real server: what is on the wire before any of our code sees it."""

import asyncio
import gzip
import json
import socket
from collections.abc import AsyncGenerator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import pytest
import uvicorn

from app.cli.serving import configured
from tests.routers.hostile.world import OPERATIONS, World

LIMIT: Final = 1_048_576
TICKETS: Final = next(each for each in OPERATIONS if each.name == "create_ticket")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Wire:
    port: int
    key: str

    async def send(self, *parts: bytes, line: bytes = b"POST /v1/tickets") -> Answer:
        """One request on a connection of its own; `parts` are headers and body, line ends and all."""
        head = (
            line
            + b" HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAuthorization: Bearer "
            + self.key.encode()
            + b"\r\n"
        )
        return answers(await self.exchange(head, *parts))[0]

    async def exchange(self, *parts: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        received = asyncio.create_task(all_of(reader))
        with suppress(ConnectionError):  # refused before all was sent
            for part in parts:
                writer.write(part)
                await writer.drain()
        async with asyncio.timeout(10):
            answer = await received
        writer.close()
        return answer

    async def leave(self, *parts: bytes) -> None:
        """Sends, and is gone before anything is answered."""
        _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for part in parts:
            writer.write(part)
        await writer.drain()
        writer.transport.abort()


async def all_of(reader: asyncio.StreamReader) -> bytes:
    """Up to the end, or to where the server would hear no more."""
    received = b""
    with suppress(ConnectionError):
        while more := await reader.read(65_536):
            received += more
    return received


def answers(received: bytes) -> list[Answer]:
    head, _, rest = received.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = int(headers.get("content-length", len(rest)))
    answer = Answer(int(status.split()[1]), headers, rest[:length])
    return [answer, *(answers(rest[length:]) if rest[length:].startswith(b"HTTP/1.1") else [])]


@pytest.fixture(scope="module")
async def wire(world: World) -> AsyncGenerator[Wire]:
    """As `duetime serve` sets the server up."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = configured(world.api.app)
    config.lifespan = "off"
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    yield Wire(listening.getsockname()[1], world.admin.key)
    server.should_exit = True
    await serving
    listening.close()


TYPE: Final = b"Content-Type: application/json\r\n"


def sized(body: bytes, stated: int | None = None) -> bytes:
    return TYPE + b"Content-Length: %d\r\n\r\n%s" % (len(body) if stated is None else stated, body)


def chunked(chunks: Iterable[bytes]) -> list[bytes]:
    framed = [b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks]
    return [TYPE + b"Transfer-Encoding: chunked\r\n\r\n", *framed, b"0\r\n\r\n"]


def problem(answer: Answer, status: int) -> None:
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json"), answer.body[:300]
    assert answer.headers["api-version"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert json.loads(answer.body)["status"] == status


BLANK: Final = b" " * 65_536
TOO_LARGE: Final[dict[str, list[bytes]]] = {
    "sent": [sized(b" " * (LIMIT + 1))],
    "only stated": [sized(b"{}", 10_000_000_000)],
    "chunked": chunked([BLANK] * 17),
    "one endless chunk": [TYPE + b"Transfer-Encoding: chunked\r\n\r\nffffffff\r\n", *[BLANK] * 17],
}


@pytest.mark.parametrize("parts", TOO_LARGE.values(), ids=TOO_LARGE)
async def test_a_body_that_is_too_large_is_refused_however_it_comes(
    world: World, wire: Wire, parts: list[bytes]
) -> None:
    before = await world.contents()

    problem(await wire.send(*parts), 413)
    assert await world.contents() == before


async def test_the_largest_body_that_is_read_is_judged_by_what_it_says(world: World, wire: Wire) -> None:
    problem(await wire.send(sized(b"{" + b" " * (LIMIT - 2) + b"}")), 400)
    problem(await wire.send(*chunked([b"{", *[BLANK] * 15, b"}"])), 400)


async def test_a_packed_body_is_not_unpacked(world: World, wire: Wire) -> None:
    bomb = gzip.compress(b" " * 10_000_000 + world.sound(TICKETS))

    problem(await wire.send(b"Content-Encoding: gzip\r\n", sized(bomb)), 415)


LINES: Final[list[tuple[bytes, int]]] = [
    (b"GET /v1/tickets/%00", 404),
    (b"GET /v1/tickets/%0d%0aSet-Cookie:%20a=b", 404),
    (b"GET /v1/tickets/../../etc/passwd", 404),
    (b"GET /v1/./tickets", 404),
    (b"GET /v1/x/../tickets", 404),
    (b"GET /v1%2Ftickets", 404),
    (b"GET /v1/tickets/%ff%fe", 404),
    (b"GET /v1/tickets/%", 404),
    (b"GET /v1/tickets?limit=1_0", 400),
    (b"GET /v1/tickets?limit=%EF%BC%91%EF%BC%90", 400),
    (b"GET /v1/tickets?q=%00", 400),
    (b"GET /v1/tickets?q=%ff", 400),
    (b"GET /v1/tickets?cursor=" + b"a" * 9_000, 414),
    (b"GET /" + b"a" * 60_000, 414),
    (b"DELETE /v1/tickets", 405),
    (b"OPTIONS /v1/tickets", 405),
    (b"TRACE /v1/tickets", 405),
    (b"PROPFIND /v1/tickets", 405),
]


@pytest.mark.parametrize(("line", "status"), LINES, ids=lambda each: str(each)[:40])
async def test_an_odd_address_is_refused(wire: Wire, line: bytes, status: int) -> None:
    answer = await wire.send(b"\r\n", line=line)

    problem(answer, status)
    assert "set-cookie" not in answer.headers


HEADERS: Final[list[tuple[bytes, int]]] = [
    (b"".join(b"X-%d: %s\r\n" % (number, b"a" * 1_000) for number in range(40)), 431),
    (b"Authorization: Bearer another\r\n", 400),
    (b"Content-Type: text/plain\r\n", 400),
    (b"Idempotency-Key: a\r\nIdempotency-Key: b\r\n", 400),
    (b"Idempotency-Key: \xff\r\n", 400),
    (b"Accept: \xff/\xff\r\n", 406),
    (b"Accept: application/json;q=0\r\n", 406),
    (b"If-Match: \xff\r\nAccept: image/png\r\n", 406),
]


@pytest.mark.parametrize(("headers", "status"), HEADERS, ids=lambda each: str(each)[:40])
async def test_odd_headers_are_refused(world: World, wire: Wire, headers: bytes, status: int) -> None:
    before = await world.contents()

    problem(await wire.send(headers, sized(world.sound(TICKETS))), status)
    assert await world.contents() == before


UNREADABLE: Final = [
    b"POST /v1/tickets HTTP/9.9\r\nHost: a\r\n\r\n",
    b"\x00\x01\x02\r\n\r\n",
    b"GET /v1/tickets HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
    b"POST /v1/tickets HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /v1/tickets HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
    b"POST /v1/tickets HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n{}",
    b"POST /v1/tickets HTTP/1.1\r\nHost: a\r\nContent-Length: 1_0\r\n\r\n{}",
]


@pytest.mark.parametrize("sent", UNREADABLE, ids=range(len(UNREADABLE)))
async def test_what_is_no_request_is_refused_by_the_server(world: World, wire: Wire, sent: bytes) -> None:
    before = await world.contents()
    found = answers(await wire.exchange(sent))

    assert len(found) == 1
    problem(found[0], 400)
    assert await world.contents() == before


async def test_a_chunk_that_is_none_is_refused_by_the_server(world: World, wire: Wire) -> None:
    before = await world.contents()
    head = b"POST /v1/tickets HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer %s\r\n" % wire.key.encode()
    (found,) = answers(await wire.exchange(head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"))

    problem(found, 400)
    assert await world.contents() == before


async def test_a_caller_that_leaves_in_the_middle_of_its_body_has_done_nothing(world: World, wire: Wire) -> None:
    before, body = await world.contents(), world.sound(TICKETS)
    head = b"POST /v1/tickets HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer %s\r\n" % wire.key.encode()
    for stated in (len(body) + 1, LIMIT):
        await wire.leave(head, sized(body, stated))
    await wire.leave(head, *chunked([body])[:-1])

    assert (await wire.send(b"\r\n", line=b"GET /health/live")).status == 200
    assert await world.contents() == before
