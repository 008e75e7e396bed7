"""The whole service with something in it, every operation of its document, and the proof that nothing was changed."""

import base64
import hmac
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast
from urllib.parse import urlencode

from httpx import Response
from sqlalchemy import text

from app.main import openapi
from app.postgres.engine import transaction
from app.postgres.tables import api_keys, metadata, quota_windows
from app.postgres.tenancy import SYSTEM
from tests.domain.revisions.revised import REVISION
from tests.routers.bodies import ASKED, SOUND
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import REPORT

DOCUMENT: Final[dict[str, Any]] = openapi()
JSON: Final = {"Content-Type": "application/json"}
BODIES: Final[Mapping[str, dict[str, Any]]] = {
    **SOUND,
    "create_ticket": {"customerId": "{customerId}", **REPORT},
    "create_transition": {"decision": "start_investigation", "note": "On it."},
    "hand_over_work": {"toPersonId": "{otherId}", "reason": "She is leaving."},
    "assign_role": {"personId": "{personId}"},
    "create_person": {"name": "Nina New", "email": "nina@example.org", "roles": ["support"]},
    "change_person": {"name": "Another name"},
    "draft_revision": REVISION,
}
"""A sound body for each operation that takes one."""
OTHERWISE: Final[Mapping[str, Mapping[str, str]]] = {
    "receive_alerts": {"integrationId": "monitoringId"},
    "cast_vote": {"changeId": "riskyId", "personId": "voterId"},
    "link_change": {"changeId": "begunId"},
    "unlink_change": {"changeId": "begunId"},
}
"""By operation, whose ids its path has instead of the usual."""


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    template: str
    parameters: tuple[dict[str, Any], ...]
    schema: dict[str, Any] | None
    """Of its body; of one of several kinds, where `told_apart_by` names the member that says which."""
    told_apart_by: str | None = None

    @property
    def said_apart(self) -> dict[str, Any]:
        """What a body of this kind says that it is."""
        if self.schema is None or self.told_apart_by is None:
            return {}
        return {self.told_apart_by: self.schema["properties"][self.told_apart_by]["const"]}

    @property
    def is_signed(self) -> bool:
        """By an integration, which comes in with nothing else."""
        return self.name in ("receive_webhook", "receive_alerts")

    @property
    def is_by_link(self) -> bool:
        """Open to whoever has its address, with what a calendar program takes and keeps."""
        return self.name == "fetch_calendar"

    @property
    def is_open(self) -> bool:
        """To anybody."""
        return self.name in ("report_vulnerability", "ask_for_account")

    def takes(self, place: str, name: str) -> bool:
        return any((each["in"], each["name"]) == (place, name) for each in self.parameters)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """What a reference, a nullable schema or the first of several is about."""
    if "$ref" in schema:
        return resolved(_named(schema))
    if "oneOf" in schema:
        return resolved(schema["oneOf"][0])
    choices = [each for each in schema.get("anyOf", ()) if each != {"type": "null"} and "properties" not in each]
    return resolved(choices[0]) if choices else schema


def _named(schema: dict[str, Any]) -> dict[str, Any]:
    """What a reference leads to."""
    if "$ref" not in schema:
        return schema
    return _named(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])


def _form(schema: dict[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Of a body that has several forms, the one that is tried here."""
    return next(form for form in _forms(schema) if _fits(form, body))


def _forms(schema: dict[str, Any]) -> list[dict[str, Any]]:
    named = _named(schema)
    return [resolved(each) for each in named.get("oneOf", [named])]


def _fits(form: dict[str, Any], body: Mapping[str, Any]) -> bool:
    members = form["properties"]
    return set(form.get("required", ())) <= body.keys() <= members.keys() and all(
        members[name].get("const", value) == value for name, value in body.items()
    )


def _operations() -> Iterator[Operation]:
    for template, methods in DOCUMENT["paths"].items():
        for method, described in methods.items():
            content = _content(described)
            schema = _form(content["schema"], BODIES[described["operationId"]]) if content else None
            parameters = tuple(described["parameters"])
            apart = _named(content["schema"]).get("discriminator", {}).get("propertyName") if content else None
            yield Operation(described["operationId"], method.upper(), template, parameters, schema, apart)


def _content(described: dict[str, Any]) -> dict[str, Any]:
    return described.get("requestBody", {}).get("content", {}).get("application/json", {})


def _body(operation: Operation) -> dict[str, Any]:
    return _content(DOCUMENT["paths"][operation.template][operation.method.lower()])["schema"]


OPERATIONS: Final = tuple(_operations())
WITH_BODY: Final = tuple(each for each in OPERATIONS if each.schema is not None)
EVERY_FORM: Final = tuple(
    replace(operation, schema=form)
    for operation in WITH_BODY
    for form in (_forms(_body(operation)) if operation.told_apart_by else [operation.schema])
    if form is not None and form["properties"].keys() != {operation.told_apart_by}
)
"""Of the body of each, also those that `BODIES` has none of; but for those that say only which they are."""

_TABLES: Final = [table.name for table in metadata.sorted_tables if table not in (api_keys, quota_windows)]
_CONTENTS: Final = " UNION ALL ".join(
    [
        *(
            f"SELECT '{name}', count(*), md5(string_agg(row::text, '|' ORDER BY row::text)) FROM {name} AS row"  # noqa: S608 - our own tables
            for name in _TABLES
        ),
        "SELECT 'api_keys', count(*), '' FROM api_keys",  # their last use is noted
    ]
)


@dataclass(frozen=True)
class World:
    api: Api
    admin: Caller
    ids: Mapping[str, str]
    """By the name of the path parameter."""
    webhook_secret: str
    monitoring_secret: str

    def path(self, operation: Operation, **instead: str) -> str:
        of_it = {name: self.ids[other] for name, other in OTHERWISE.get(operation.name, {}).items()}
        return "/v1" + operation.template.format(**{**self.ids, **of_it, **instead})

    def asked(self, operation: Operation, *, without: str = "", **further: str) -> str:
        """Its address with a query: what it takes to be answered, `without` one of them, and what is said here."""
        asked = ASKED.get(operation.name, {})
        needed = {name: value.format(**self.ids) for name, value in asked.items() if name != without}
        return f"{self.path(operation)}?{urlencode({**needed, **further})}"

    def body(self, operation: Operation) -> dict[str, Any]:
        return {
            name: value.format(**self.ids)
            if isinstance(value, str)
            else [each.format(**self.ids) if isinstance(each, str) else each for each in cast("list[object]", value)]
            if isinstance(value, list)
            else value
            for name, value in BODIES[operation.name].items()
        }

    def sound(self, operation: Operation) -> bytes:
        return b"" if operation.schema is None else json.dumps(self.body(operation)).encode()

    async def send(
        self,
        operation: Operation,
        content: bytes | None = None,
        *,
        path: str | None = None,
        method: str | None = None,
        caller: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """As the document wants it, but for what is said here."""
        body = self.sound(operation) if content is None else content
        usual = JSON if operation.schema is not None else {}
        demanded = {"If-Match": "*"} if operation.takes("header", "If-Match") else {}
        signed = self.signed(body) if operation.is_signed else {}
        return await (caller or self.admin).request(
            method or operation.method,
            path or self.path(operation),
            content=body,
            headers={**usual, **demanded, **signed, **(headers or {})},
        )

    def signed(self, body: bytes) -> dict[str, str]:
        """By hand: the library signs text only, and not every body is text."""
        name, seconds = f"msg-{time.monotonic_ns()}", str(int(self.api.clock.now.timestamp()))
        key = base64.b64decode(self.webhook_secret.removeprefix("whsec_"))
        signature = hmac.digest(key, f"{name}.{seconds}.".encode() + body, "sha256")
        return {
            "webhook-id": name,
            "webhook-timestamp": seconds,
            "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
            "Authorization": f"Bearer {self.monitoring_secret}",
        }

    async def contents(self) -> list[tuple[str, int, str | None]]:
        """Every row of every table, as a digest."""
        async with transaction(self.api.engine, SYSTEM) as connection:
            rows = await connection.execute(text(_CONTENTS))
            return sorted((name, count, digest) for name, count, digest in rows)
