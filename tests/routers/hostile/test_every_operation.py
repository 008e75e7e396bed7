"""What holds for each operation of the document, whatever it is for."""

from typing import Any, Final

import pytest
from httpx import Response

from tests.routers.hostile.world import DOCUMENT, OPERATIONS, WITH_BODY, Operation, World

METHODS: Final = ("GET", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "GETT")
PATHS: Final = list({each.template: each for each in OPERATIONS}.values())
GETS: Final = [each for each in OPERATIONS if each.method == "GET"]
SECURITY: Final = {
    "API-Version": DOCUMENT["info"]["version"],
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}


def by_name(operation: Operation) -> str:
    return operation.name


def problem_of(response: Response, status: int) -> dict[str, Any]:
    """Every refusal looks the same."""
    assert (response.status_code, response.headers.get("Content-Type")) == (status, "application/problem+json")
    assert {name: response.headers.get(name) for name in SECURITY} == SECURITY
    problem = response.json()
    assert problem["status"] == status
    assert problem["requestId"] == response.headers["X-Request-Id"]
    assert problem["title"]
    assert problem["detail"]
    return problem


@pytest.mark.parametrize(
    "operation", [each for each in OPERATIONS if not (each.is_by_link or each.is_open)], ids=by_name
)
@pytest.mark.parametrize("content", [None, b"{"], ids=["sound", "unsound"])
async def test_nobody_gets_in_without_a_key(world: World, operation: Operation, content: bytes | None) -> None:
    """Not even to be told what is wrong with the body."""
    unsigned = {"webhook-signature": "v1,AAAA", "Authorization": "Bearer whsec_AAAA"} if operation.is_signed else {}
    before = await world.contents()
    sent = content if operation.schema else None
    answer = await world.send(operation, sent, caller=world.api.anonymous(), headers=unsigned)

    problem_of(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert await world.contents() == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=by_name)
async def test_a_trailing_slash_is_another_address(world: World, operation: Operation) -> None:
    problem_of(await world.send(operation, path=world.path(operation) + "/"), 404)


@pytest.mark.parametrize("operation", OPERATIONS, ids=by_name)
async def test_what_cannot_be_answered_is_not_done(world: World, operation: Operation) -> None:
    before = await world.contents()
    answer = await world.send(operation, headers={"Accept": "image/png;q=0.9, application/x-tar"})

    form = "text/calendar" if operation.is_by_link else "application/json"
    assert form in problem_of(answer, 406)["detail"]
    assert await world.contents() == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=by_name)
async def test_a_parameter_that_is_not_there_is_pointed_at(world: World, operation: Operation) -> None:
    before = await world.contents()
    answer = await world.send(operation, path=world.path(operation) + "?verbose=true&q%00=1")

    pointers = [fault["pointer"] for fault in problem_of(answer, 400)["errors"]]
    assert "/query/verbose" in pointers
    assert "\0" not in "".join(pointers)
    assert await world.contents() == before


UNREADABLE: Final[list[dict[str, str]]] = [
    {"Content-Type": ""},
    {"Content-Type": "text/plain"},
    {"Content-Type": "application/x-www-form-urlencoded"},
    {"Content-Type": "multipart/form-data; boundary=x"},
    {"Content-Type": "application/xml"},
    {"Content-Type": "application/merge-patch+json"},
    {"Content-Type": "application/json; charset=utf-16"},
    {"Content-Type": "application/json; charset=latin-1"},
    {"Content-Encoding": "gzip"},
    {"Content-Encoding": "identity, br"},
]


@pytest.mark.parametrize("operation", WITH_BODY, ids=by_name)
async def test_only_plain_json_is_read(world: World, operation: Operation) -> None:
    before = await world.contents()
    for headers in UNREADABLE:
        answer = await world.send(operation, headers=headers)
        problem_of(answer, 415)
        assert answer.headers["Accept"] == "application/json"
    assert await world.contents() == before


@pytest.mark.parametrize("operation", WITH_BODY, ids=by_name)
async def test_a_body_without_a_type_is_not_read(world: World, operation: Operation) -> None:
    signed = world.signed(b"{}") if operation.is_signed else {}
    request = world.admin.build_request(
        operation.method, world.path(operation), content=b"{}", headers=signed | {"If-Match": "*"}
    )
    assert "content-type" not in request.headers

    problem_of(await world.admin.send(request), 415)


@pytest.mark.parametrize("operation", PATHS, ids=lambda operation: operation.template)
async def test_each_path_lists_its_methods(world: World, operation: Operation) -> None:
    known = {name.upper() for name in DOCUMENT["paths"][operation.template]}
    allowed = known | {"HEAD"} if "GET" in known else known
    before = await world.contents()
    for method in METHODS:
        if method not in known:
            answer = await world.send(operation, method=method, content=b"")
            problem_of(answer, 405)
            assert answer.headers["Allow"].split(", ") == sorted(allowed)
    if "HEAD" not in allowed:
        assert (await world.send(operation, method="HEAD", content=b"")).status_code == 405
    assert await world.contents() == before


@pytest.mark.parametrize("operation", GETS, ids=by_name)
async def test_head_is_get_without_its_body(world: World, operation: Operation) -> None:
    path, same = world.asked(operation), {"X-Request-Id": "the-same-for-both"}
    await world.send(operation, path=path, headers=same)  # whoever looks at a ticket is on record, once in a while
    got = await world.send(operation, path=path, headers=same)
    asked = await world.send(operation, path=path, headers=same, method="HEAD")

    assert (got.status_code, asked.status_code) == (200, 200)
    assert dict(asked.headers) == dict(got.headers)
    assert asked.content == b""
    kept = {"Cache-Control": "private, no-cache"} if operation.is_by_link else {}
    assert {name: asked.headers[name] for name in SECURITY} == {**SECURITY, **kept}


PUBLIC: Final = ["/v1/openapi.json", "/v1/docs", "/v1/problems/invalid", "/health/live", "/health/ready", "/metrics"]


@pytest.mark.parametrize("path", PUBLIC)
async def test_what_is_open_to_everybody(world: World, path: str) -> None:
    anybody = world.api.anonymous()
    named = {"X-Request-Id": "the-same-for-both"}
    got, asked = await anybody.get(path, headers=named), await anybody.head(path, headers=named)

    assert {name: got.headers[name] for name in SECURITY} == SECURITY
    assert (got.status_code, asked.status_code, asked.content) == (200, 200, b"")
    ended = await anybody.get(f"{path}/")
    if path == "/v1/docs":
        assert (ended.status_code, ended.headers["Location"]) == (307, path)
    else:
        problem_of(ended, 404)
    assert (await anybody.post(path)).headers["Allow"] == "GET, HEAD"
