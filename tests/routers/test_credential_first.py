"""Nobody's body is read before it is known who sends it, and nothing of it decoded that holds too much."""

import json
from typing import Any, Final

import pytest
from starlette.types import Message, Scope

from app.routers.http import strict_json
from app.routers.http.strict_json import read_json
from tests.cpu import cpu_time
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import REPORT

FLOOD: Final = b"[" + b"1," * 500_000 + b"1]"
JSON: Final = (b"content-type", b"application/json")


async def statuses(api: Api, path: str, *headers: tuple[bytes, bytes], method: str = "POST") -> list[int]:
    """Of a request whose body nobody may ask for."""
    sent: list[int] = []

    async def receive() -> Message:
        raise AssertionError("the body was read")

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            sent.append(message["status"])

    scope: Scope = {
        "type": "http",
        "scheme": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [JSON, *headers],
        "client": ("192.0.2.1", 4711),
    }
    await api.app(scope, receive, send)
    return sent


@pytest.mark.parametrize("path", ["/v1/tickets", "/v1/customers", "/v1/people"])
@pytest.mark.parametrize("authorization", [None, b"Basic dXNlcjpwYXNz", b"Bearer dt_nobodys"])
async def test_who_has_no_key_is_told_so_before_the_body_is_read(
    api: Api, path: str, authorization: bytes | None
) -> None:
    headers = () if authorization is None else ((b"authorization", authorization),)

    assert await statuses(api, path, *headers) == [401]


async def test_a_body_of_too_many_values_is_not_decoded(support: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_json, "_DECODER", None)
    with cpu_time() as taken:
        answer = await support.post("/v1/tickets", content=FLOOD, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [("", "too_many")]
    assert taken.seconds < 0.1


@pytest.mark.parametrize("character", [",", ":"])
async def test_a_text_may_have_as_many_commas_as_characters(registrant: Caller, character: str) -> None:
    body: dict[str, Any] = {**REPORT, "description": character * 20_000}

    assert read_json(json.dumps(body).encode()) == (body, [])
    assert (await registrant.post("/v1/tickets", json=body)).status_code == 201
