"""Pages on other origins: which may call, what they may send and read, and how often they have to ask."""

from collections.abc import AsyncGenerator
from typing import Final

import httpx
import pytest

from app.main import create_app, openapi
from app.settings import Settings

PAGE = "https://desk.example"
ASKING = {"Origin": PAGE, "Access-Control-Request-Method": "POST"}


def client_of(origins: tuple[str, ...] | None) -> httpx.AsyncClient:
    app = create_app(Settings(database_url="postgresql://nowhere/x", cors_origins=origins))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api.example")


@pytest.fixture
async def client() -> AsyncGenerator[httpx.AsyncClient]:
    async with client_of((PAGE, "localhost")) as client:
        yield client


async def test_a_page_may_read_what_an_answer_says_beside_its_body(client: httpx.AsyncClient) -> None:
    for path, status in (("/health/live", 200), ("/v1/nothing", 404), ("/v1/tickets", 401)):
        answer = await client.get(path, headers={"Origin": PAGE})

        assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (status, PAGE)
        assert "Origin" in answer.headers["Vary"]
        readable = set(answer.headers["Access-Control-Expose-Headers"].split(", "))
        assert readable >= {"ETag", "Link", "Location", "Retry-After", "X-Request-Id", "RateLimit", "RateLimit-Policy"}
        assert readable >= {"Idempotency-Replayed", "API-Version", "Content-Language"}
        assert "Access-Control-Allow-Credentials" not in answer.headers


DOCUMENT: Final = openapi()
OPERATIONS: Final = [operation for path in DOCUMENT["paths"].values() for operation in path.values()]
OF_MACHINES: Final = {"webhook-id", "webhook-timestamp", "webhook-signature"}
"""Of messages that are signed: the secret that signs them has no place in a page."""


def read_by_operations() -> set[str]:
    """Each header that any of them reads, be it as a credential."""
    parameters = [each for operation in OPERATIONS for each in operation.get("parameters", [])]
    schemes = DOCUMENT["components"]["securitySchemes"].values()
    named = {each["name"] for each in (*parameters, *schemes) if each.get("in") == "header"}
    return {name.lower() for name in named} | {"authorization"}


async def test_a_page_may_send_every_header_that_any_operation_reads(client: httpx.AsyncClient) -> None:
    sent = read_by_operations()
    assert {"last-event-id", "accept-language", "idempotency-key"} < sent
    for name in sorted(sent):
        asked = {**ASKING, "Access-Control-Request-Headers": f"content-type, {name}"}
        answer = await client.options("/v1/tickets", headers=asked)
        assert answer.status_code == (400 if name in OF_MACHINES else 200), name


async def test_a_page_may_read_every_header_that_any_operation_answers(client: httpx.AsyncClient) -> None:
    """That they say no other, the examples' story asserts of each answer."""
    answers = [*DOCUMENT["components"]["responses"].values()]
    answers += [each for operation in OPERATIONS for each in operation["responses"].values()]
    said = {name for answer in answers for name in answer.get("headers", {})}
    assert {"Content-Disposition", "Link", "Accept"} < said

    answer = await client.get("/health/live", headers={"Origin": PAGE})

    assert said <= set(answer.headers["Access-Control-Expose-Headers"].split(", "))


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "PUT", "DELETE"])
async def test_what_a_page_is_going_to_send_is_answered_once_for_two_hours(
    client: httpx.AsyncClient, method: str
) -> None:
    sent = "authorization, content-type, idempotency-key, if-match, if-none-match, x-request-id"
    asked = {**ASKING, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": sent}

    answer = await client.options("/v1/tickets", headers=asked)

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == PAGE
    assert answer.headers["Access-Control-Max-Age"] == "7200"
    assert "X-Request-Id" in answer.headers


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [
        (PAGE, True),
        ("http://localhost:5173", True),
        ("http://127.0.0.1", True),
        ("https://[::1]:8443", True),
        ("http://desk.example", False),
        ("https://desk.example.org", False),
        ("http://localhost.example", False),
        ("http://localhost:80@desk.example", False),
        ("null", False),
    ],
)
async def test_an_origin_is_let_in_as_a_whole(client: httpx.AsyncClient, origin: str, welcome: object) -> None:
    answer = await client.get("/health/live", headers={"Origin": origin})
    asked = await client.options("/v1/tickets", headers={**ASKING, "Origin": origin})

    allowed = [each.headers.get("Access-Control-Allow-Origin") for each in (answer, asked)]
    assert allowed == ([origin] * 2 if welcome else [None] * 2)


@pytest.mark.parametrize("origins", [None, ()])
async def test_by_default_no_other_page_may(origins: tuple[str, ...] | None) -> None:
    async with client_of(origins) as client:
        answer = await client.get("/health/live", headers={"Origin": PAGE})
        asked = await client.options("/v1/tickets", headers=ASKING)

    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert asked.status_code == 405


@pytest.mark.parametrize("text", ["desk.example", "https://desk.example/", "https://desk.example/app", "*", "null"])
def test_what_is_no_origin_is_told(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("DUETIME_CORS_ORIGINS", f"https://a.example, {text}")
    with pytest.raises(ValueError, match="an origin is written as browsers send it"):
        Settings()


def test_origins_are_written_with_commas_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUETIME_CORS_ORIGINS", "https://a.example, http://b.example:8080,localhost")
    assert Settings().cors_origins == ("https://a.example", "http://b.example:8080", "localhost")
