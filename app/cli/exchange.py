"""One request and its answer, as ASGI has them: a body that comes too slowly is not waited for, but refused."""

import asyncio
from http import HTTPStatus
from typing import Final

import uuid_utils
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import ErrorCode, ServiceError
from app.routers.http.problems import Refusal, problem_response
from app.routers.middleware.envelope import CommonHeaders, request_id, seal

TOO_SLOW: Final = Refusal(ErrorCode.REQUEST_TIMEOUT, "The request did not arrive in time.")


class Exchange:
    """Waits for `seconds` in all for each `size` bytes of a body. Time that the app takes is not the sender's.

    An app that is told of a disconnect has had its say: whoever served it answers with `refusal` instead.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send, *, seconds: float, size: float) -> None:
        self._receive = receive
        self._send = send
        self._seconds = seconds
        self._size = size
        self._left = seconds if _has_body(scope) else None
        self._taken = 0
        self._waiting: asyncio.Timeout | None = None
        self._refusal: ServiceError = TOO_SLOW
        self.refusal: ServiceError | None = None
        self.is_started = False

    @property
    def is_unread(self) -> bool:
        """Whether some of the body is still to come, or to be taken in."""
        return self._left is not None

    def refuse(self, refusal: ServiceError) -> None:
        """No more of the body is waited for. Who has all of it answers as if nothing had happened."""
        if self._left is None:
            return
        self._left, self._refusal = 0, refusal
        if self._waiting is not None and not self._waiting.expired():
            self._waiting.reschedule(0)

    async def receive(self) -> Message:
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self._left) as self._waiting:
                message = await self._receive()
        except TimeoutError:
            self.refusal = self._refusal
            return {"type": "http.disconnect"}
        finally:
            self._waiting = None
        self._count(message, asyncio.get_running_loop().time() - began)
        return message

    def _count(self, message: Message, seconds: float) -> None:
        self._taken += len(message.get("body", b""))
        if not message.get("more_body", False):
            self._left = None
        elif self._taken >= self._size:
            self._left, self._taken = self._seconds, 0
        elif self._left is not None:
            self._left = max(0.0, self._left - seconds)

    async def send(self, message: Message) -> None:
        if self.refusal is None:
            self.is_started = True
            await self._send(message)


def refusing(refusal: ServiceError, version: str) -> ASGIApp:
    """Answers so, and hangs up. `version` is the API's: its own `CommonHeaders` does not see what is refused here."""

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        answer = problem_response(refusal, request_id(scope))
        answer.headers["Connection"] = "close"
        await answer(scope, receive, send)

    return CommonHeaders(refuse, version)


def spelled(refusal: ServiceError, version: str) -> bytes:
    """The same for what is no request (yet)."""
    name = str(uuid_utils.uuid7())
    answer = problem_response(refusal, name)
    seal(answer.headers, version, name)
    answer.headers["Connection"] = "close"
    first = f"HTTP/1.1 {answer.status_code} {HTTPStatus(answer.status_code).phrase}\r\n".encode()
    return b"".join([first, *(b"%s: %s\r\n" % header for header in answer.raw_headers), b"\r\n", bytes(answer.body)])


def _has_body(scope: Scope) -> bool:
    """RFC 9112 §6."""
    stated = dict(scope["headers"])
    return b"transfer-encoding" in stated or stated.get(b"content-length", b"0") != b"0"
