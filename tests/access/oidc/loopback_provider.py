"""A small OpenID provider on this machine, over real HTTP, that does whatever a test wants it to get wrong."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

METADATA = "/.well-known/openid-configuration"
KEYS = "/jwks"


@dataclass(frozen=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    delay: float = 0.0
    """Seconds before the body is sent."""

    @classmethod
    def of(cls, document: object, **headers: str) -> "Answer":
        return cls(json.dumps(document).encode(), headers={name.replace("_", "-"): headers[name] for name in headers})


@dataclass
class LoopbackProvider:
    """`asked` is every path in the order in which it was asked for; `instead` overrules what is there."""

    port: int = 0
    keys: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    instead: dict[str, Answer] = field(default_factory=dict[str, Answer])
    asked: list[str] = field(default_factory=list[str])
    keys_headers: dict[str, str] = field(default_factory=dict[str, str])
    _server: asyncio.Server | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def times(self, path: str = KEYS) -> int:
        return self.asked.count(path)

    async def start(self) -> None:
        """On the same port as before, if there was one."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await reader.readuntil(b"\r\n\r\n")
            path = request.split(b" ")[1].decode()
            self.asked.append(path)
            await self._send(writer, self._answer(path))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _answer(self, path: str) -> Answer:
        there = {
            METADATA: Answer.of({"issuer": self.issuer, "jwks_uri": f"{self.issuer}{KEYS}"}),
            KEYS: Answer.of({"keys": self.keys}, **self.keys_headers),
        }
        return self.instead.get(path) or there.get(path) or Answer(status=404)

    async def _send(self, writer: asyncio.StreamWriter, answer: Answer) -> None:
        head = {"Content-Length": str(len(answer.body)), "Connection": "close", **answer.headers}
        lines = [f"HTTP/1.1 {answer.status} Whatever", *(f"{name}: {value}" for name, value in head.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        await writer.drain()
        await asyncio.sleep(answer.delay)
        writer.write(answer.body)
        await writer.drain()


@asynccontextmanager
async def loopback_provider(*keys: dict[str, Any]) -> AsyncGenerator[LoopbackProvider]:
    provider = LoopbackProvider(keys=list(keys))
    await provider.start()
    try:
        yield provider
    finally:
        await provider.stop()
