"""Readers of the feed: of its pages, and of a stream, frame by frame."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Message, Scope

from app.routers.feed.event_stream import CLOSING
from app.workers.feeding import sequence
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import REPORT

STREAM = "text/event-stream"


@dataclass
class Frame:
    """`id` None: it has none."""

    event: str
    data: dict[str, Any]
    id: str | None


@dataclass
class Desk:
    """The vendor's administrator, and a registrant of each of two customers."""

    api: Api
    admin: Caller
    dairy: Caller
    bakery: Caller

    async def ticket(self, by: Caller | None = None, title: str = "It stops") -> str:
        answer = await (by or self.dairy).post("/v1/tickets", json={**REPORT, "title": title})
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    async def comment(self, ticket_id: str, *, internal: bool = False) -> None:
        body = {"text": "Noted.", "internal": internal}
        answer = await self.admin.post(f"/v1/tickets/{ticket_id}/comments", json=body)
        assert answer.status_code == 201, answer.text

    async def sequence(self) -> int:
        return await sequence(self.api.engine, self.api.clock)

    async def read(self, by: Caller | None = None, **query: Any) -> dict[str, Any]:
        answer = await (by or self.admin).get("/v1/events", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def types(self, by: Caller | None = None, **query: Any) -> list[str]:
        page = await self.read(by, **query)
        return [each["type"].removeprefix("nl.duetime.ticket.") for each in page["items"]]


@dataclass
class StreamReader:
    """Of an answer that goes on. `paused`: it takes nothing more until it is set again."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict[str, str])
    ended: bool = False
    taking: asyncio.Event = field(default_factory=asyncio.Event)
    _chunks: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue[bytes])
    _rest: bytes = b""

    async def take(self, message: Message) -> None:
        await self.taking.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.ended = not message.get("more_body", False)
            await self._chunks.put(message.get("body", b""))

    async def next(self, *, beats: bool = False) -> Frame:
        """The next one, within five seconds; `beats`: those count, too."""
        async with asyncio.timeout(8):
            while True:
                while b"\n\n" not in self._rest:
                    self._rest += await self._chunks.get()
                block, _, self._rest = self._rest.partition(b"\n\n")
                frame = _frame(block.decode())
                if frame is not None and (beats or frame.event != "beat"):
                    return frame

    async def events(self, number: int) -> list[str]:
        """Kinds of so many."""
        return [(await self.next()).event.removeprefix("nl.duetime.ticket.") for _ in range(number)]

    def everything(self) -> bytes:
        """What came and has not been read."""
        while not self._chunks.empty():
            self._rest += self._chunks.get_nowait()
        return self._rest


def _frame(block: str) -> Frame | None:
    said = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
    return Frame(said["event"], json.loads(said["data"]), said.get("id")) if "data" in said else None


@asynccontextmanager
async def streaming(
    caller: Caller, query: str = "", method: str = "GET", closing: asyncio.Event | None = None, **headers: str
) -> AsyncGenerator[StreamReader]:
    """As a server asks the app, for httpx would wait for the end of it. `closing`: as ours says that it stops."""
    reader, leaving = StreamReader(), asyncio.Event()
    reader.taking.set()
    sent = {"host": "duetime.test", "accept": STREAM, "authorization": f"Bearer {caller.key}", **headers}
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": "/v1/events",
        "raw_path": b"/v1/events",
        "query_string": query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in sent.items()],
        "client": ("127.0.0.1", 4711),
        "server": ("duetime.test", 80),
        "state": {},
        **({"extensions": {CLOSING: closing}} if closing else {}),
    }
    asked = asyncio.Queue[Message]()
    asked.put_nowait({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Message:
        if not asked.empty():
            return asked.get_nowait()
        await leaving.wait()
        return {"type": "http.disconnect"}

    transport: Any = vars(caller)["_transport"]
    answering = asyncio.create_task(transport.app(scope, receive, reader.take))
    try:
        yield reader
    finally:
        leaving.set()
        reader.taking.set()
        async with asyncio.timeout(5):
            await answering
