"""One HTTP connection: uvicorn's, which waits for ever, given the patience of somebody who has others to serve.

Who sends a request too slowly, sends more head than any request has, or doesn't read its answer, is let go. What is no
HTTP is told so as everything else is: by a problem (RFC 9457).
"""

import asyncio
from dataclasses import dataclass
from typing import Any, Final, cast

import uuid_utils
from httptools import HttpRequestParser
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from app.errors import ErrorCode, ServiceError, Unavailable
from app.routers.http.envelope import CommonHeaders, request_id, seal
from app.routers.http.problems import Refusal, problem_response

LONGEST_HEAD: Final = 131_072
"""Bytes without any progress. Far above what a request may have: up to there it is told what was too long."""

_UNREADABLE: Final = Refusal(ErrorCode.INVALID, "This cannot be read as HTTP/1.1.")
_TOO_SLOW: Final = Refusal(ErrorCode.REQUEST_TIMEOUT, "The request did not arrive in time.")
_HEAD_TOO_LARGE: Final = Refusal(ErrorCode.HEADERS_TOO_LARGE, "The head of this request does not end.")
_NO_HOST: Final = Refusal(ErrorCode.INVALID, "A request of HTTP/1.1 names one Host (RFC 9112 §3.2).")
_FULL: Final = Unavailable("There are too many connections. Try again.", retry_after=2)


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
    look: float = 1.0
    connections: int = 800
    """At once; those beyond are told to come back, and those beyond twice as many are not even told."""


def connections(version: str, patience: Patience) -> type["HttpConnection"]:
    """`version` is the API's: `CommonHeaders` does not see what is refused here."""
    return type("PatientConnection", (HttpConnection,), {"version": version, "patience": patience})


class HttpConnection(HttpToolsProtocol):
    version: str
    patience: Patience

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._look: asyncio.TimerHandle | None = None
        self._in_body = False
        self._heard = False
        self._is_last = False
        self._answering: RequestResponseCycle | None = None
        self._received = 0
        self._without_progress = 0
        self._since = self._stalled = self.loop.time()

    def shutdown(self) -> None:
        """What was sent before we are told to stop is answered: it may be here and not read yet, or on its way."""
        self._is_last = True
        if self._has_answered():
            self.loop.call_later(self.patience.silent, self._leave_if_silent)
        else:
            super().shutdown()
        self.loop.call_later(self.patience.unfinished, self._stop_waiting)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        if len(self.connections) > 2 * self.patience.connections:
            transport.abort()
            return
        if len(self.connections) > self.patience.connections:
            self.app = CommonHeaders(_full, self.version)
        self._begin()
        self._look_again()

    def connection_lost(self, exc: Exception | None) -> None:
        """Uvicorn tells the request that came last; where several were sent at once, an earlier one is answered."""
        if self._look is not None:
            self._look.cancel()
        self._tell_of_loss()
        super().connection_lost(exc)

    def _tell_of_loss(self) -> None:
        if self._answering is not None and not self._answering.response_complete:
            self._answering.disconnected = True
            self._answering.message_event.set()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def data_received(self, data: bytes) -> None:
        self._heard = True
        self._received += len(data)
        self._without_progress += len(data)
        super().data_received(data)
        if self._without_progress > LONGEST_HEAD and not self.transport.is_closing():
            self._refuse(_HEAD_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Trailers are no headers (RFC 9110 §6.5.1): nobody has looked at them on the way here."""
        if not self._in_body:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts != 1 and cast("HttpRequestParser", self.parser).get_http_version() == "1.1":
            self.app = CommonHeaders(_hostless, self.version)
        super().on_headers_complete()
        if self._is_last:
            self.cycle.keep_alive = False
        self._begin()
        self._in_body = True

    def on_body(self, body: bytes) -> None:
        self._without_progress = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._without_progress = 0
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._heard = False
        self._begin()

    def pause_writing(self) -> None:
        self._stalled = self.loop.time()
        super().pause_writing()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words
        self._refuse(_UNREADABLE)

    def _unsupported_upgrade_warning(self) -> None:
        """Whoever asks for another protocol is answered in this one; that is nothing to warn of."""

    def _begin(self) -> None:
        self._since = self.loop.time()
        self._received = 0

    def _look_again(self) -> None:
        self._look = self.loop.call_later(self.patience.look, self._look_after)

    def _look_after(self) -> None:
        self._look_again()
        if self._is_not_reading():
            self._tell_of_loss()
            self.transport.abort()
        elif self.transport.is_closing():
            return
        elif self._is_ours_to_answer() or self._keeps_coming():
            self._begin()
        elif self._is_late():
            self._refuse(_TOO_SLOW)

    def _has_answered(self) -> bool:
        """Everything that came in whole, so far."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return cycle is None or cycle.response_complete

    def _is_ours_to_answer(self) -> bool:
        """The request is here, or waits for us to take more of it in."""
        return not self._has_answered() and (not self._in_body or self.flow.read_paused)

    def _keeps_coming(self) -> bool:
        wanted = self._in_body and not self.cycle.response_complete
        return (
            wanted and self._has_taken(self.patience.body) and self._received >= self.patience.body * self.patience.rate
        )

    def _is_late(self) -> bool:
        if not self._in_body:
            return self._has_taken(self.patience.head)
        return self._has_taken(self.patience.refused_body if self.cycle.response_complete else self.patience.body)

    def _has_taken(self, seconds: float) -> bool:
        return self.loop.time() - self._since > seconds

    def _is_not_reading(self) -> bool:
        if self.transport.is_closing():
            return self._has_taken(self.patience.reader)
        return self.flow.write_paused and self.loop.time() - self._stalled > self.patience.reader

    def _leave_if_silent(self) -> None:
        if not self._heard and self._has_answered() and not self.transport.is_closing():
            self.transport.close()

    def _stop_waiting(self) -> None:
        if (self._in_body or self._has_answered()) and not self.transport.is_closing():
            self._refuse(_TOO_SLOW)

    def _refuse(self, refusal: ServiceError) -> None:
        """Said where no answer is under way: in the middle of one it would be taken for a part of it."""
        if self._is_ours_to_answer():
            self.cycle.keep_alive = False
            self.flow.pause_reading()
            return
        if self._heard and not (self._in_body and self.cycle.response_started):
            self.transport.write(_spelled(refusal, self.version))
        self.transport.close()


def _spelled(refusal: ServiceError, version: str) -> bytes:
    name = str(uuid_utils.uuid7())
    answer = problem_response(refusal, name)
    seal(answer.headers, version, name)
    answer.headers["Connection"] = "close"
    lines = [b"%s: %s\r\n" % header for header in answer.raw_headers]
    return b"".join([STATUS_LINE[answer.status_code], *lines, b"\r\n", bytes(answer.body)])


async def _hostless(scope: Scope, receive: Receive, send: Send) -> None:
    answer = problem_response(_NO_HOST, request_id(scope))
    answer.headers["Connection"] = "close"
    await answer(scope, receive, send)


async def _full(scope: Scope, receive: Receive, send: Send) -> None:
    answer = problem_response(_FULL, request_id(scope))
    answer.headers["Connection"] = "close"
    await answer(scope, receive, send)
