"""One HTTP connection: uvicorn's, which waits for ever, given the patience of somebody who has others to serve.

Who sends a request too slowly, sends more head than any request has, or doesn't read its answer, is let go. What is no
HTTP is told so as everything else is: by a problem (RFC 9457).
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any, Final, cast
from weakref import WeakSet

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.cli.exchange import TOO_SLOW, Exchange, refusing, spelled
from app.errors import ErrorCode, ServiceError, Unavailable
from app.routers.feed.event_stream import CLOSING
from app.routers.http.problems import Refusal

LONGEST_HEAD: Final = 131_072
"""Bytes without any progress. Far above what a request may have: up to there it is told what was too long."""

_UNREADABLE: Final = Refusal(ErrorCode.INVALID, "This cannot be read as HTTP/1.1.")
_HEAD_TOO_LARGE: Final = Refusal(ErrorCode.HEADERS_TOO_LARGE, "The head of this request does not end.")
_NO_HOST: Final = Refusal(ErrorCode.INVALID, "A request of HTTP/1.1 names one Host (RFC 9112 §3.2).")
_FULL: Final = Unavailable("There are too many connections. Try again.", retry_after=2)
_LOG: Final = logging.getLogger("duetime.connection")
_LOG.setLevel(logging.ERROR)
"""That somebody speaks no HTTP, or would rather speak another protocol, is nothing to warn of."""


@dataclass(frozen=True)
class Patience:
    """In seconds, and bytes per second."""

    head: float = 10.0
    """From the first byte to the end of the headers; also for the first byte of all."""
    body: float = 10.0
    """A body may take that long in any case, and longer while it comes at `rate`."""
    rate: float = 1_024.0
    reader: float = 20.0
    """For an answer to be read, once no more of it fits into the buffers."""
    refused_body: float = 5.0
    """For what is still sent after the answer was given."""
    unfinished: float = 3.0
    """For the rest of a request, once we are told to stop."""
    silent: float = 0.5
    """For a request that may be on its way, once we are told to stop."""
    connections: int = 800
    """At once; those beyond are told to come back, and those beyond twice as many are not even told."""


def connections(version: str, patience: Patience) -> type["HttpConnection"]:
    """Those of one server."""
    members = {"version": version, "patience": patience, "closing": asyncio.Event()}
    return type("PatientConnection", (HttpConnection,), members)


class HttpConnection(HttpToolsProtocol):
    version: str
    patience: Patience
    closing: asyncio.Event
    """Whether the server was told to stop."""
    _is_last = False
    _is_heard = False
    """Since the last answer."""
    _is_unread = False
    """Some of the body that the last answer did not wait for."""
    _under_way = 0
    _without_progress = 0
    _exchange: Exchange | None = None
    _refusal: ServiceError | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self.logger = _LOG
        self._served, self.app = cast("ASGIApp", self.app), cast("Any", self._serve)
        self._cycles = WeakSet[Any]()
        self._giving_up = self._cutting_off = self.loop.call_later(self.patience.head, self._give_up)
        if len(self.connections) > self.patience.connections:
            self._served = refusing(_FULL, self.version)
        if len(self.connections) > 2 * self.patience.connections:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Uvicorn tells the request that came last; where several were sent at once, an earlier one is answered."""
        self._giving_up.cancel()
        self._cutting_off.cancel()
        for cycle in self._cycles:
            cycle.disconnected = True
            cycle.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not (self._is_heard or self._is_unread or self._under_way):
            self._give_up_after(self.patience.head)
        self._is_heard = True
        self._without_progress += len(data)
        super().data_received(data)
        if self._without_progress > LONGEST_HEAD:
            self._refuse(_HEAD_TOO_LARGE)

    def on_headers_complete(self) -> None:
        """What comes by the name of headers from here on are trailers (RFC 9110 §6.5.1): nobody has looked at them."""
        super().on_headers_complete()
        self.headers = []
        self._cycles.add(self.cycle)
        self.cycle.keep_alive &= not self._is_last
        self._giving_up.cancel()
        self._under_way += 1
        self._is_unread = False
        self._without_progress = 0

    def on_body(self, body: bytes) -> None:
        self._without_progress = 0
        super().on_body(body)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._cutting_off = self.loop.call_later(self.patience.reader, self.transport.abort)

    def resume_writing(self) -> None:
        self._cutting_off.cancel()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words
        self._refuse(_UNREADABLE)

    def shutdown(self) -> None:
        """What was sent before we are told to stop is answered: it may be here and not read yet, or on its way."""
        self._is_last = True
        self.closing.set()
        if self._under_way:
            super().shutdown()
        else:
            self.loop.call_later(self.patience.silent, self._leave_if_silent)
        self.loop.call_later(self.patience.unfinished, self._refuse, TOO_SLOW)

    def _leave_if_silent(self) -> None:
        if not (self._is_heard or self._under_way):
            self.transport.close()

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        bounds = {"seconds": self.patience.body, "size": self.patience.body * self.patience.rate}
        self._exchange = exchange = Exchange(scope, receive, send, **bounds)
        if self._refusal is not None:
            exchange.refuse(self._refusal)
        names_one_host = sum(name == b"host" for name, _ in scope["headers"]) == 1 or scope["http_version"] != "1.1"
        app = self._served if names_one_host else refusing(_NO_HOST, self.version)
        scope["extensions"] = {CLOSING: self.closing}
        try:
            await app(scope, exchange.receive, exchange.send)
            if exchange.refusal is not None and not exchange.is_started:
                await refusing(exchange.refusal, self.version)(scope, receive, send)
        finally:
            self._under_way -= 1
            self._is_heard, self._is_unread = False, exchange.is_unread
            if not self._under_way and self in self.connections:
                self._give_up_after(self.patience.refused_body if self._is_unread else self.patience.reader)

    def _give_up_after(self, seconds: float) -> None:
        self._giving_up.cancel()
        self._giving_up = self.loop.call_later(seconds, self._give_up)

    def _give_up(self) -> None:
        if self.transport.is_closing() or self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self._refuse(TOO_SLOW)

    def _refuse(self, refusal: ServiceError) -> None:
        """Said where no answer is under way: in the middle of one it would be taken for a part of it."""
        if self.transport.is_closing():
            return
        if self._under_way:
            self._refusal = refusal
            self.cycle.keep_alive = False
            self.flow.pause_reading()
            if self._exchange is not None:
                self._exchange.refuse(refusal)
            return
        if self._is_heard and not self._is_unread:
            self.transport.write(spelled(refusal, self.version))
        self.transport.close()
