"""Paths, queries and headers that are wrong in every way there is."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

import pytest

from tests.routers.hostile.test_every_operation import by_name, problem_of
from tests.routers.hostile.world import OPERATIONS, Operation, World

WITH_PATH: Final = [each for each in OPERATIONS if any(parameter["in"] == "path" for parameter in each.parameters)]
WITH_QUERY: Final = [each for each in OPERATIONS if any(parameter["in"] == "query" for parameter in each.parameters)]
LISTS: Final = [each for each in OPERATIONS if each.takes("query", "cursor")]
WITH_KEY: Final = [each for each in OPERATIONS if each.takes("header", "Idempotency-Key")]

NOBODY: Final = "00000000-0000-0000-0000-000000000000"
"""Who is taken off the registrants without ado: there is nothing to do."""
SEGMENTS: Final = [
    "42", "0", "-1", "14", "1_0", "%EF%BC%94", "4.0", "4e0", "%2B4", "%204", "null", "undefined", "true", "NaN", "*",
    NOBODY, "%7B01a20937-dadc-702f-8ea6-f7e8ffa63881%7D", "2026-02-30", "9999-12-31", "0001-01-01", "20270104", "%00",
    "a%00b", "%0A", "%FF", "%ED%A0%80", "%C0%AF", "%", "%2e%2e", "..%2F..%2Fetc%2Fpasswd", "..%5C..%5C", "%252e%252e",
    "'%20OR%201=1--", "${jndi:ldap:x}", "%E2%80%AE", "a" * 4_000, "Response", "SUPPORT",
]  # fmt: skip


@pytest.mark.parametrize("operation", WITH_PATH, ids=by_name)
async def test_a_path_that_names_nothing_is_not_found(world: World, operation: Operation) -> None:
    before = await world.contents()
    names = [parameter["name"] for parameter in operation.parameters if parameter["in"] == "path"]
    for name in names:
        for segment in SEGMENTS:
            if operation.is_signed or (operation.name, segment) == ("remove_registrant", NOBODY):
                continue
            answer = await world.send(operation, path=world.path(operation, **{name: segment}))
            assert problem_of(answer, 404)["detail"].startswith("There is nothing at this address"), segment
    assert await world.contents() == before


@pytest.mark.parametrize("segment", SEGMENTS)
@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.is_signed], ids=by_name)
async def test_a_message_for_no_integration_comes_from_nobody(world: World, operation: Operation, segment: str) -> None:
    answer = await world.send(operation, path=world.path(operation, integrationId=segment))

    assert answer.status_code in {401, 404}


@pytest.mark.parametrize(
    "path",
    [
        "/v1//", "/v1//tickets", "//v1/tickets", "/V1/tickets", "/v1/Tickets",
        "/v1/tickets;jsessionid=1", "/v1/tickets.json", "/v1/tickets%2F", "/v1%2Ftickets", "/v1/tickets%3Fq=1",
        "/v1/docs/../../../app/main.py", "/v1/docs/..%2F..%2Fmain.py", "/v1/docs/%2Fetc%2Fpasswd",
        "/v1/problems/invalid%0A", "/v2/tickets", "/admin", "/.env", "/.git/config", "/docs/", "/v1/redoc",
    ],
)  # fmt: skip
async def test_no_other_address_leads_in(world: World, path: str) -> None:
    problem_of(await world.admin.get(path), 404)


HOSTILE: Final[dict[str, list[str]]] = {
    "integer": [
        "", "0", "-1", "201", "2101", "1_0", "１０", "٣", "+1", "%201", "1.0", "1e1", "0x1", "true", "NaN", "null",
        "9" * 5_000,
    ],
    "date-time": [
        "", "now", "2026-11-23", "2026-11-23T10:00:00", "2026-11-23T10:00:00 01:00", "1732372800", "NaN",
        "9999-12-31T23:59:59Z", "0001-01-01T00:00:00%2B14:00", "2026-11-23T10:00:00-00:00", "２０26-11-23T10:00:00Z",
    ],
    "date": [
        "", "today", "2026-11-23T10:00:00Z", "20261123", "2026-02-30", "1732372800", "1999-12-31", "２０26-11-23",
    ],
    "uuid": [
        "", "42", "null", "%7B01a20937-dadc-702f-8ea6-f7e8ffa63881%7D", "01a20937dadc702f8ea6f7e8ffa63881", "%00",
    ],
    "enum": [
        "", "nope", "1", "true", "HIGH", "%00", "high,low",
    ],
    "boolean": [
        "", "1", "0", "yes", "True", "FALSE", "null", "%00", "ｔrue", "true,false",
    ],
    "string": [
        "", "%20", "%00", "%0A", "a%00b", "%1B[31m", "%C2%85", "é" * 201,
    ],
    "cursor": [
        "", "x", "AAAA", "%00", "null", "é", "eyJhIjoxfQ", "A" * 1_999, "A" * 2_001, "../../x", "MA==",
    ],
}  # fmt: skip


def kind(parameter: dict[str, Any]) -> str:
    schema = parameter["schema"]
    if parameter["name"] == "cursor":
        return "cursor"
    return "enum" if "$ref" in schema else schema.get("format", schema["type"])


def hostile_queries(operation: Operation) -> Iterator[tuple[str, str]]:
    for parameter in operation.parameters:
        if parameter["in"] == "query":
            for value in HOSTILE[kind(parameter)]:
                yield parameter["name"], value if "%" in value else quote(value, safe="")


@pytest.mark.parametrize("operation", WITH_QUERY, ids=by_name)
async def test_a_parameter_that_is_wrong_is_pointed_at(world: World, operation: Operation) -> None:
    for name, value in hostile_queries(operation):
        answer = await world.send(
            operation, path=f"{world.asked(operation, without=name)}&{name}={value}".replace("?&", "?")
        )
        faults = problem_of(answer, 400)["errors"]
        assert f"/query/{name}" in {fault["pointer"] for fault in faults}, (name, value[:40])


@pytest.mark.parametrize("operation", WITH_QUERY, ids=by_name)
async def test_a_query_is_text_and_each_parameter_comes_once(world: World, operation: Operation) -> None:
    name = next(each["name"] for each in operation.parameters if each["in"] == "query")
    for query in (
        f"{name}=%FF",
        f"{name}=%ED%A0%80",
        f"{name}=1&{name}=1",
        f"{name}[]=1",
        f"{name}[$ne]=1",
        "&".join(["a=1"] * 900),
    ):
        problem_of(await world.send(operation, path=f"{world.path(operation)}?{query}"), 400)
    problem_of(await world.send(operation, path=f"{world.path(operation)}?{name}={'a' * 9_000}"), 414)


def _altered(cursor: str, place: int) -> str:
    return cursor[:place] + ("B" if cursor[place] == "A" else "A") + cursor[place + 1 :]


@pytest.mark.parametrize("operation", LISTS, ids=by_name)
async def test_a_cursor_leads_on_in_its_own_list_only(world: World, operation: Operation) -> None:
    others = [each for each in LISTS if each is not operation]
    foreign = [(await world.send(each, path=world.asked(each, limit="1"))).json()["nextCursor"] for each in others]
    own = (await world.send(operation, path=world.asked(operation, limit="1"))).json()["nextCursor"]
    given = [cursor for cursor in foreign if cursor]
    assert len(given) > 5

    for cursor in (*given, *([_altered(own, 0), _altered(own, len(own) - 2), own[:-1]] if own else [])):
        answer = await world.send(operation, path=world.asked(operation, cursor=cursor))
        assert [fault["code"] for fault in problem_of(answer, 400)["errors"]] == ["cursor"]
    if own:
        assert (await world.send(operation, path=world.asked(operation, cursor=own))).status_code == 200


@pytest.mark.parametrize("operation", WITH_KEY, ids=by_name)
async def test_a_key_of_a_request_is_short_visible_text(world: World, operation: Operation) -> None:
    before = await world.contents()
    for key in ("", " ", "two words", '"', '"a', "a" * 256, "tab\there", "ÿ", "\x7f"):
        answer = await world.send(operation, headers={"Idempotency-Key": key.encode("latin-1")})  # type: ignore[dict-item]
        assert [fault["pointer"] for fault in problem_of(answer, 400)["errors"]] == ["/header/Idempotency-Key"], key
    assert await world.contents() == before


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.takes("header", "If-Match")], ids=by_name)
async def test_a_version_is_quoted_and_the_present_one(world: World, operation: Operation) -> None:
    before = await world.contents()
    for tag, status in (
        ("v1", 400),
        ('"v1', 400),
        ("", 400),
        ("*, *", 400),
        ("'v1'", 400),
        ('"v9999"', 412),
        ('W/"v1"', 412),
    ):
        problem_of(await world.send(operation, headers={"If-Match": tag}), status)
    assert await world.contents() == before


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.takes("header", "If-Match")], ids=by_name)
async def test_a_change_says_what_it_changes(world: World, operation: Operation) -> None:
    demanded = next(each["required"] for each in operation.parameters if each["name"] == "If-Match")
    before = await world.contents()
    headers = {"Authorization": f"Bearer {world.admin.key}", "Content-Type": "application/json"}
    if demanded:
        answer = await world.api.anonymous().request(
            operation.method, world.path(operation), content=world.sound(operation), headers=headers
        )
        problem_of(answer, 428)
    assert await world.contents() == before
