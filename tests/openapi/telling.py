"""How the story is told: done by the service, with the first body and the first answer of each kind kept."""

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, cast

from httpx import AsyncClient, Response

from app.main import openapi
from app.routers.middleware.envelope import SECURITY_HEADERS
from tests.routers.callers import Api

Json = Any
Examples = dict[str, dict[str, Json]]
"""By operation: `request`, and each answer as `201 application/json`. `problems` has them by code."""

UNSAID: Final = {"content-length", "content-type", "vary", *map(str.lower, SECURITY_HEADERS)}
"""What OpenAPI says otherwise, or what is none of the client's business but the browser's."""
_DOCUMENT: Final = openapi()
_OPERATIONS: Final = {
    operation["operationId"]: (method.upper(), path)
    for path, methods in _DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
_FORMS: Final = ("application/json", "text/csv", "text/plain", "image/svg+xml", "text/calendar")
_LONG: Final = 15
_SHOWN: Final = 3
_LINES: Final = 8


@dataclass
class Story:
    api: Api
    told: Examples = field(default_factory=dict[str, dict[str, Json]])
    problems: dict[str, Json] = field(default_factory=dict[str, Json])

    async def tell(
        self,
        operation: str,
        caller: AsyncClient,
        body: Json = None,
        at: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        refused: bool = False,
    ) -> Json:
        """Does it, a minute after the last thing, and keeps the first body and the first answer of each kind."""
        self.api.clock.advance(timedelta(minutes=1))
        method, path = _OPERATIONS[operation]
        demanded = {"If-Match": "*"} if method in ("PATCH", "PUT", "DELETE") else {}
        response = await caller.request(
            method, f"/v1{path.format(**(at or {}))}", json=body, params=query, headers={**demanded, **(headers or {})}
        )
        assert response.is_error is refused, response.text
        kept = self.told.setdefault(operation, {})
        if body is not None:
            kept.setdefault("request", body)
        self._keep(operation, response)
        return response.json() if response.content and _media_type(response) == "application/json" else None

    async def deliver(self, integration_id: str, secret: str, report: Json) -> None:
        """As Standard Webhooks says."""
        now = self.api.clock.now
        message = {"type": "ticket.create", "timestamp": f"{now:%FT%TZ}", "data": report}
        content, name, seconds = json.dumps(message).encode(), "msg_2f9c", str(int(now.timestamp()))
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signature = base64.b64encode(hmac.digest(key, f"{name}.{seconds}.".encode() + content, "sha256")).decode()
        signed = {"webhook-id": name, "webhook-timestamp": seconds, "webhook-signature": f"v1,{signature}"}
        headers = {**signed, "Content-Type": "application/json"}
        self.told["receive_webhook"] = {"request": message}
        for _ in range(2):
            path = f"/v1/webhooks/{integration_id}"
            self._keep("receive_webhook", await self.api.anonymous().post(path, content=content, headers=headers))

    async def notify(self, integration_id: str, secret: str, notification: Json) -> None:
        """As an Alertmanager does."""
        self.told["receive_alerts"] = {"request": notification}
        for _ in range(2):
            path = f"/v1/webhooks/{integration_id}/alertmanager"
            headers = {"Authorization": f"Bearer {secret}"}
            self._keep("receive_alerts", await self.api.anonymous().post(path, json=notification, headers=headers))

    async def send(self, method: str, caller: AsyncClient, path: str, **body: Any) -> None:
        """What no operation is."""
        self._keep("", await caller.request(method, path, **body))

    async def show(
        self,
        operation: str,
        caller: AsyncClient,
        forms: str,
        at: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, str] | None = None,
    ) -> Json:
        """In each of these forms too: c for CSV, t for text, s for a picture, i for a calendar."""
        for letter, form in zip("ctsi", _FORMS[1:], strict=True):
            if letter in forms:
                await self.tell(operation, caller, at=at, query=query, headers={"Accept": form})
        return await self.tell(operation, caller, at=at, query=query)

    def _keep(self, operation: str, response: Response) -> None:
        if operation:
            more = undocumented(operation, response)
            assert not more, f"{operation} answers {response.status_code} with {more}, which the document doesn't have"
        form = _media_type(response)
        if form == "application/problem+json":
            problem = response.json()
            self.problems.setdefault(problem["type"].rpartition("/")[2], problem)
        elif response.content:
            written = response.json() if form == "application/json" else response.text
            self.told[operation].setdefault(f"{response.status_code} {form}", _short(written))


def undocumented(operation: str, response: Response) -> set[str]:
    """What it says in headers that the document doesn't have: clients don't look for it, and pages may not."""
    method, path = _OPERATIONS[operation]
    found = _DOCUMENT["paths"][path][method.lower()]["responses"][str(response.status_code)]
    if "$ref" in found:
        found = _DOCUMENT["components"]["responses"][found["$ref"].rpartition("/")[2]]
    return {*response.headers} - {name.lower() for name in found["headers"]} - UNSAID


def _media_type(response: Response) -> str:
    return response.headers.get("Content-Type", "").split(";")[0]


def _short(node: Json) -> Json:
    """An example is there to be read: of long lists the beginning is enough.

    Without clocks that never started: a rule of the NLGov linter breaks at a member `…get…` that is null. And without
    schemas: it takes those for the document's own, and an `example` beside one for an example of it.
    """
    match node:
        case {"items": [{"schema": _, "example": _}, *_]}:
            return {"items": []}
        case {"clocks": [{"state": "not_started"}, *_]}:
            return _short(cast("dict[str, Json]", node) | {"clocks": []})
        case dict():
            return {name: _short(part) for name, part in cast("dict[str, Json]", node).items()}
        case list():
            parts = cast("list[Json]", node)
            return [_short(part) for part in (parts[:_SHOWN] if len(parts) > _LONG else parts)]
        case str() if node.count("\n") > _LONG and not node.startswith(("<", "BEGIN:")):
            return "".join(node.splitlines(keepends=True)[:_LINES])
        case _:
            return node
