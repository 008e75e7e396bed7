"""The least that takes an event: reads a request, answers 204, counts. Prints its port, then what it took on EOF."""

import asyncio
import sys
from typing import cast

import uvloop

_TAKEN = b"HTTP/1.1 204 No Content\r\n\r\n"
_LENGTH = b"content-length:"


class Receiver(asyncio.Protocol):
    taken = 0

    def __init__(self) -> None:
        self._came = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._came += data
        while (end := self._came.find(b"\r\n\r\n")) >= 0:
            head = self._came[:end].lower()
            at = head.find(_LENGTH)
            length = int(head[at + len(_LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._came) < end + 4 + length:
                return
            self._came = self._came[end + 4 + length :]
            Receiver.taken += 1
            self._transport.write(_TAKEN)


async def serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Receiver, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    print(Receiver.taken, flush=True)
    server.close()


if __name__ == "__main__":
    uvloop.run(serve())
