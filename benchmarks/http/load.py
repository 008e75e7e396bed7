"""A load generator that costs little: N connections, each asking again as soon as it is answered.

Run as a process of its own: a `Plan` pickled on stdin, a `Measured` as JSON on stdout. It understands just enough of
HTTP/1.1 to know when an answer is over: ours and the raw server's all state their Content-Length.
"""

import asyncio
import json
import pickle
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import count, cycle
from typing import Final, cast

import uvloop

UNIQUE: Final = b"@@@@@@@@@@@@"
"""Stands in a request for what is another text each time it is sent."""


@dataclass(frozen=True)
class Plan:
    """`requests[n]` are the whole requests that connection n sends in turn."""

    port: int
    seconds: float
    requests: Sequence[Sequence[bytes]]
    most: int = 10**9
    """Requests in all; the seconds may be over before."""
    is_once: bool = False
    """No request is sent again: a connection is done when it has sent its own."""
    run: str = ""
    """Six characters that make the unique texts of this run other than those of any other."""


@dataclass
class Measured:
    seconds: float = 0.0
    sent: int = 0
    latencies: list[float] = field(default_factory=list[float])
    refused: list[str] = field(default_factory=list[str])
    """The beginnings of answers other than 2xx."""


class Client(asyncio.Protocol):
    def __init__(self, plan: Plan, number: int, measured: Measured, numbers: "count[int]") -> None:
        self._turns = iter(plan.requests[number]) if plan.is_once else cycle(plan.requests[number])
        self._run = plan.run.encode()
        self._most = plan.most
        self._measured = measured
        self._numbers = numbers
        self._answer = b""
        self._until = 0.0
        self._sent = 0.0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def start(self, until: float) -> None:
        self._until = until
        self._send(next(self._turns))

    def data_received(self, data: bytes) -> None:
        answer = self._answer + data if self._answer else data
        head = answer.find(b"\r\n\r\n")
        if head < 0 or len(answer) < head + 4 + _length(answer, head):
            self._answer = answer
            return
        self._answer = b""
        now = time.perf_counter()
        self._measured.latencies.append(now - self._sent)
        if answer[9] != ord("2"):
            self._measured.refused.append(answer[:1000].decode(errors="replace"))
        is_over = now >= self._until or self._measured.sent >= self._most or self._measured.refused
        request = None if is_over else next(self._turns, None)
        if request:
            self._send(request)
        elif not self.done.done():
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done() and self._measured.refused:
            self.done.set_result(None)
        elif not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed the connection"))

    def _send(self, request: bytes) -> None:
        unique = self._run + b"%06x" % next(self._numbers)
        self._measured.sent += 1
        self._sent = time.perf_counter()
        self._transport.write(request.replace(UNIQUE, unique))


def _length(answer: bytes, head: int) -> int:
    at = answer.lower().find(b"content-length:", 0, head)
    return int(answer[at + 15 : answer.find(b"\r", at)]) if at >= 0 else 0


async def run(plan: Plan) -> Measured:
    measured, numbers = Measured(), count()
    loop = asyncio.get_running_loop()
    clients: list[Client] = []
    for number in range(len(plan.requests)):
        client = Client(plan, number, measured, numbers)
        await loop.create_connection(lambda client=client: client, "127.0.0.1", plan.port)
        clients.append(client)
    begun = time.perf_counter()
    for client in clients:
        client.start(begun + plan.seconds)
    await asyncio.gather(*(client.done for client in clients))
    measured.seconds = time.perf_counter() - begun
    return measured


if __name__ == "__main__":
    plan = cast("Plan", pickle.load(sys.stdin.buffer))  # noqa: S301 - from the process that started this one
    json.dump(asdict(uvloop.run(run(plan))), sys.stdout)
