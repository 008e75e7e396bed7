"""A real receiver of events on this machine, whose answers a test decides."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

TAKEN: Final = "204 No Content"
HANGS: Final = "hangs"
CUT: Final = "cut"
WANTED: Final = "200 OK\r\nWebHook-Allowed-Origin: support.example\r\nContent-Length: 0"


@dataclass(frozen=True)
class Received:
    method: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class Sink:
    """`answer`: the head of the answer to each request, HANGS, or CUT; what follows an empty line is its body."""

    answer: Callable[[Received], str] = lambda _: TAKEN
    received: list[Received] = field(default_factory=list[Received])
    came: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/events"

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.received]

    def says(self, *answers: str) -> None:
        """These in turn, and then that it takes them."""
        left = iter(answers)
        self.answer = lambda _: next(left, TAKEN)

    async def until(self, wanted: Callable[[Received], bool]) -> None:
        """Until such a request has come."""
        while not any(map(wanted, self.received)):
            self.came.clear()
            await self.came.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                request = await _read(reader)
                self.received.append(request)
                self.came.set()
                answer = self.answer(request)
                if answer == HANGS:
                    await self.go_on.wait()
                    answer = TAKEN
                if answer == CUT:
                    break
                head, _, body = answer.partition("\r\n\r\n")
                writer.write(f"HTTP/1.1 {head}\r\n\r\n{body}".encode())
                await writer.drain()
        writer.close()


async def _read(reader: asyncio.StreamReader) -> Received:
    if (first := await reader.readexactly(1)) == b"\x16":  # TLS, of which it knows nothing
        raise ConnectionError
    head = (first + await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in head[1:] if line)}
    return Received(head[0].split()[0], headers, await reader.readexactly(int(headers.get("content-length", 0))))


@asynccontextmanager
async def sink() -> AsyncGenerator[Sink]:
    made = Sink()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        made.go_on.set()
        server.close()
        await server.wait_closed()
