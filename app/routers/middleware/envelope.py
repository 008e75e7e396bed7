"""What every request passes and every response carries, errors too. Pure ASGI: nothing is buffered or copied."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import uuid_utils
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import ErrorCode, Fault, Invalid, NotFound, ServiceError
from app.routers.http.problems import NOTHING_HERE, Refusal, problem_response

LONGEST_ADDRESS: Final = 8_192
LONGEST_HEADERS: Final = 32_768
_OWN_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f]")
"""A route would match a path that ends with a line break."""
_HIDDEN_SLASH: Final = re.compile(b"%2f", re.IGNORECASE)
"""Read as a slash by routes but not by whoever guards the paths before us."""
_BYTES: Final = re.compile(r"[0-9]{1,18}")
_ONCE: Final = (b"authorization", b"content-length", b"content-type", b"host", b"idempotency-key")

SECURITY_HEADERS: Final = {  # the list of the NLGov API Design Rules, /transport/security-headers
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_FOUND: Final = ("route", "root_path", "app_root_path")
"""Where a request was led, which is told on the way back."""
_SECURITY: Final = [(header.lower().encode(), value.encode()) for header, value in SECURITY_HEADERS.items()]
_HSTS: Final = "max-age=31536000; includeSubDomains"


def styled_by(style_sheet: str) -> str:
    """The policy of what has one style sheet in it: as everywhere, but for that."""
    digest = b64encode(hashlib.sha256(style_sheet.encode()).digest()).decode()
    return f"{SECURITY_HEADERS['Content-Security-Policy']}; style-src 'sha256-{digest}'"


def request_id(scope: Scope) -> str:
    return scope["state"]["request_id"]


def tell(scope: Scope, headers: Mapping[str, str]) -> None:
    """To be said by whatever answers this request."""
    scope["state"].setdefault("told", {}).update(headers)


def tell_nothing(scope: Scope) -> None:
    """Of what was to be said until now."""
    scope["state"].pop("told", None)


@dataclass(frozen=True)
class CommonHeaders:
    """Names the request, and adds the version and the security headers to whatever answers it."""

    app: ASGIApp
    version: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        name = given if _OWN_ID.fullmatch(given) else str(uuid_utils.uuid7())
        scope.setdefault("state", {})["request_id"] = name

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._seal(MutableHeaders(scope=message), scope)
            await send(message)

        await self.app(scope, receive, sealed)

    def _seal(self, headers: MutableHeaders, scope: Scope) -> None:
        seal(headers, self.version, request_id(scope))
        headers.update(scope["state"].get("told", {}))
        if scope["scheme"] == "https":
            headers["Strict-Transport-Security"] = _HSTS


def seal(headers: MutableHeaders, version: str, name: str) -> None:
    """`name` is the request's. What an answer says of its own security stays."""
    headers.append("API-Version", version)
    headers.append("X-Request-Id", name)
    said = {header for header, _ in headers.raw}
    headers.raw.extend(each for each in _SECURITY if each[0] not in said)


@dataclass(frozen=True)
class Limits:
    """Turns away what is too long or contradicts itself, before anything reads it."""

    app: ASGIApp
    max_body_bytes: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif refusal := _refused(scope) or self._refused_length(scope):
            await problem_response(refusal, request_id(scope))(scope, receive, send)
        else:
            await self.app(scope, self._counted(receive), send)

    def _refused_length(self, scope: Scope) -> ServiceError | None:
        stated = Headers(scope=scope).get("content-length", "0")
        if not _BYTES.fullmatch(stated):
            return Invalid.at("/header/Content-Length", "int_parsing", "Write a number of bytes.")
        return self._too_large() if int(stated) > self.max_body_bytes else None

    def _counted(self, receive: Receive) -> Receive:
        """What is sent in chunks, or is longer than stated, is counted as it comes."""
        total = 0

        async def counted() -> Message:
            nonlocal total
            message = await receive()
            total += len(message.get("body", b""))
            if total > self.max_body_bytes:
                raise self._too_large()
            return message

        return counted

    def _too_large(self) -> Refusal:
        return Refusal(ErrorCode.TOO_LARGE, f"A body has at most {self.max_body_bytes} bytes.")


def _refused(scope: Scope) -> ServiceError | None:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_ADDRESS:
        return Refusal(ErrorCode.ADDRESS_TOO_LONG, f"An address has at most {LONGEST_ADDRESS} characters.")
    if sum(len(name) + len(value) for name, value in headers) > LONGEST_HEADERS:
        return Refusal(ErrorCode.HEADERS_TOO_LARGE, f"Headers have at most {LONGEST_HEADERS} characters in all.")
    if _CONTROL.search(scope["path"]) or _HIDDEN_SLASH.search(scope.get("raw_path") or b""):
        return NotFound(NOTHING_HERE)
    return _contradicting([name for name, _ in headers])


def _contradicting(names: Sequence[bytes]) -> ServiceError | None:
    """ASGI has names in lower case."""
    faults = [
        Fault(f"/header/{name.decode().title()}", "repeated", "Send this header once.")
        for name in _ONCE
        if names.count(name) > 1
    ]
    return Invalid("The request is not valid.", faults=faults) if faults else None


@dataclass(frozen=True)
class HeadAsGet:
    """HEAD wherever there is GET: the same answer and headers, no body (RFC 9110 §9.3.2)."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def bodiless(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        scope["state"]["bodiless"] = True  # an answer that would go on for ever ends at once
        asked = {**scope, "method": "GET"}
        try:
            await self.app(asked, receive, bodiless)
        finally:
            scope.update({name: asked[name] for name in _FOUND if name in asked})
