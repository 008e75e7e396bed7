import json
import logging
import re

import httpx
import pytest
from fastapi import FastAPI

from app.errors import ErrorCode, Fault, Invalid
from app.routers.http.problems import PROBLEM_TYPES, problem_response, slug
from tests.routers.http.http_harness import exchange

MISSING = "/v1/things/01a20937-dadc-702f-8ea6-f7e8ffa63881"
JSON = {"Content-Type": "application/json"}
PROVOKED: list[tuple[ErrorCode, str, str, dict[str, object]]] = [
    (ErrorCode.INVALID, "GET", "/v1/things?limit=0", {}),
    (ErrorCode.UNAUTHENTICATED, "GET", "/v1/breaking/now/unauthenticated", {}),
    (ErrorCode.FORBIDDEN, "GET", "/v1/breaking/now/forbidden", {}),
    (ErrorCode.NOT_FOUND, "GET", MISSING, {}),
    (ErrorCode.NOT_FOUND, "GET", "/no/such/path", {}),
    (ErrorCode.METHOD_NOT_ALLOWED, "DELETE", MISSING, {}),
    (ErrorCode.NOT_ACCEPTABLE, "GET", "/v1/things", {"headers": {"Accept": "image/png"}}),
    (ErrorCode.CONFLICT, "GET", "/v1/breaking/now/conflict", {}),
    (ErrorCode.TOO_LARGE, "POST", "/v1/things", {"content": b"x" * 100_001, "headers": JSON}),
    (ErrorCode.ADDRESS_TOO_LONG, "GET", f"/v1/things?cursor={'x' * 9_000}", {}),
    (ErrorCode.UNSUPPORTED_MEDIA_TYPE, "POST", "/v1/things", {"content": b"{}"}),
    (ErrorCode.HEADERS_TOO_LARGE, "GET", "/v1/things", {"headers": {"X-Padding": "x" * 33_000}}),
    (ErrorCode.INTERNAL, "GET", "/v1/breaking/now/bug", {}),
    (ErrorCode.UNAVAILABLE, "GET", "/v1/breaking/now/unavailable", {}),
]


@pytest.mark.parametrize(("code", "method", "path", "request_parts"), PROVOKED)
async def test_every_error_is_a_problem(
    client: httpx.AsyncClient, code: ErrorCode, method: str, path: str, request_parts: dict[str, object]
) -> None:
    response = await client.request(method, path, **request_parts)  # pyright: ignore[reportArgumentType]

    problem = response.json()
    assert response.status_code == problem["status"] == PROBLEM_TYPES[code].status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert problem["type"] == f"/v1/problems/{slug(code)}"
    assert problem["title"] == PROBLEM_TYPES[code].title
    assert problem["detail"]
    assert problem["requestId"] == response.headers["X-Request-Id"]
    assert response.headers["API-Version"] == "0.1.1"


@pytest.mark.parametrize("code", ErrorCode)
async def test_the_type_of_every_problem_is_a_page(client: httpx.AsyncClient, code: ErrorCode) -> None:
    page = await client.get(f"/v1/problems/{slug(code)}")

    assert page.status_code == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert f"{PROBLEM_TYPES[code].status} {PROBLEM_TYPES[code].title}" in page.text


async def test_a_clause_that_refuses_is_named(client: httpx.AsyncClient) -> None:
    problem = (await client.get("/v1/breaking/now/conflict")).json()

    assert (problem["detail"], problem["section"]) == ("It is closed.", "3.1.2")


@pytest.mark.parametrize(
    "path",
    [
        MISSING.upper().replace("/V1/THINGS", "/v1/things"),
        "/v1/things/42",
        "/v1/things/%00",
        "/v1/things%0A",
        "/health/live%0A",
        "/v1/things%7F",
        "/v1/things/%ff",
        "/v1/things/%F0%9F%98%80",
        "/v1/things/",
        "/v1/things//",
        "/v1/problems/no-such",
        "/v1/docs/secrets.txt",
        "/v1/breaking/now/not-found",
    ],
)
async def test_nothing_tells_why_something_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    missing, other = await client.get(MISSING), await client.get(path)

    assert other.status_code == 404
    assert _without_request_id(other) == _without_request_id(missing)
    assert set(other.headers) == set(missing.headers)


def _without_request_id(response: httpx.Response) -> str:
    return re.sub('"requestId":"[^"]+"', "", response.text)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/things", "GET, HEAD, POST"),
        (MISSING, "GET, HEAD, PATCH"),
        ("/v1/breaking/raw", "POST"),
        ("/v1/openapi.json", "GET, HEAD"),
        ("/health/live", "GET, HEAD"),
    ],
)
async def test_allow_names_the_methods_of_all_routes_of_a_path(
    client: httpx.AsyncClient, path: str, allowed: str
) -> None:
    response = await client.request("DELETE", path)

    assert (response.status_code, response.headers["Allow"]) == (405, allowed)


@pytest.mark.parametrize(
    ("failure", "status", "retry_after"),
    [
        ("conflict", 409, None),
        ("unavailable", 503, "7"),
        ("refused-below", 503, "2"),
        ("too-slow", 503, "2"),
        ("missing-file", 500, None),
        ("refused-elsewhere", 500, None),
        ("too-slow-elsewhere", 500, None),
        ("bug", 500, None),
    ],
)
@pytest.mark.parametrize("moment", ["now", "commit"])
async def test_what_fails_at_commit_is_answered_like_what_fails_before(
    client: httpx.AsyncClient, moment: str, failure: str, status: int, retry_after: str | None
) -> None:
    response = await client.get(f"/v1/breaking/{moment}/{failure}")

    assert response.status_code == response.json()["status"] == status
    assert response.headers.get("Retry-After") == retry_after
    assert "committed" not in response.text


async def test_a_bug_is_logged_with_its_request_and_tells_nothing(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "duetime.http"):
        response = await client.get("/v1/breaking/now/bug")

    assert "secret" not in response.text
    assert response.json()["requestId"] in caplog.text
    assert "the secret is 1234" in caplog.text


@pytest.mark.parametrize("authorization", ["", "Basic YTpi", "Bearer", "Bearer ", "a-key"])
async def test_an_unauthenticated_caller_learns_how_to_authenticate(
    client: httpx.AsyncClient, authorization: str
) -> None:
    response = await client.post("/v1/things", json={}, headers={"Authorization": authorization})

    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_who_calls_is_settled_before_what_is_wrong_with_the_body(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/v1/things", content=b"{not json", headers={"Authorization": "", "Content-Type": "application/json"}
    )

    assert response.status_code == 401


async def test_an_answer_that_breaks_halfway_is_broken_off(app: FastAPI) -> None:
    with pytest.raises(RuntimeError, match="and no end"):
        await exchange(app, "GET", "/v1/breaking/halfway", {"type": "http.request"})


async def test_a_caller_that_leaves_is_no_failure(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "duetime.http"):
        sent = await exchange(app, "POST", "/v1/things", {"type": "http.disconnect"})

    assert sent == []
    assert [record.levelname for record in caplog.records] == ["INFO"]


def test_a_problem_lists_a_hundred_faults_at_most() -> None:
    faults = [Fault(f"/{number}", "code", "detail") for number in range(150)]
    response = problem_response(Invalid("Much is wrong.", faults=faults), "the-request")

    assert [fault["pointer"] for fault in json.loads(bytes(response.body))["errors"]] == [f"/{n}" for n in range(100)]
