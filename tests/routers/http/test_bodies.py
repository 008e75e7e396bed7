"""What may be in a JSON body, and how all that is wrong with one is told at once."""

import json
from typing import Any

import httpx
import pytest

from app.routers.http.faults import refusal_of
from tests.routers.http.http_harness import faults_of, thing_body

JSON = {"Content-Type": "application/json"}
DEEP = b'{"labels":' + b"[" * 40 + b"]" * 40 + b"}"
BOTTOMLESS = b"[" * 50_000

BAD_BODIES: list[tuple[bytes, set[tuple[str, str]]]] = [
    (b"", {("", "missing")}),
    (b"{", {("", "json")}),
    (b"{'title': 1}", {("", "json")}),
    (b'{"title":"a\nb"}', {("", "json")}),
    (b'{"hours":01}', {("", "json")}),
    (b"\xff{}", {("", "encoding")}),
    (b"\xef\xbb\xbf{}", {("", "json")}),
    ('{"title":"é"}'.encode("latin-1"), {("", "encoding")}),
    ("{}".encode("utf-16"), {("", "encoding")}),
    ("{}".encode("utf-16-le"), {("", "json")}),
    (b"null", {("", "model_attributes_type")}),
    (b'"text"', {("", "model_attributes_type")}),
    (b"[]", {("", "model_attributes_type")}),
    (b"NaN", {("", "number")}),
    (b'{"hours":NaN}', {("/hours", "number")}),
    (b'{"hours":-Infinity}', {("/hours", "number")}),
    (b'{"hours":1e400}', {("/hours", "number")}),
    (b'{"hours":9223372036854775808}', {("/hours", "number")}),
    (b'{"hours":-9223372036854775809}', {("/hours", "number")}),
    (b'{"hours":' + b"9" * 5_000 + b"}", {("/hours", "number")}),
    (b'{"title":"a\\u0000b"}', {("/title", "unstorable")}),
    (b'{"title":"\\ud800"}', {("/title", "unstorable")}),
    (b'{"labels":{"a/b~c":"\\udfff"}}', {("/labels/a~1b~0c", "unstorable")}),
    (b'{"labels":{"\\u0000":"x"}}', {("/labels", "unstorable")}),
    (b'{"labels":{"\\ud800":"x"}}', {("/labels", "unstorable")}),
    (b'{"title":"a","title":"b"}', {("/title", "repeated")}),
    (b'{"labels":{"a":1,"b":2,"a":3},"title":"x\\u0000"}', {("/labels/a", "repeated"), ("/title", "unstorable")}),
    (DEEP, {("/labels" + "/0" * 31, "too_deep")}),
    (BOTTOMLESS, {("", "too_deep")}),
]


@pytest.mark.parametrize(("body", "faults"), BAD_BODIES)
async def test_a_body_that_is_not_sound_json_is_refused(
    client: httpx.AsyncClient, body: bytes, faults: set[tuple[str, str]]
) -> None:
    response = await client.post("/v1/things", content=body, headers=JSON)

    assert response.status_code == 400
    assert faults_of(response) == faults


@pytest.mark.parametrize(
    "member",
    [
        b'"labels":{"a":"\\ud800"}',
        b'"labels":{"a":"\\u0000"}',
        b'"labels":{"\\u0000":"a"}',
        b'"labels":{"a":"1","a":"1"}',
        b'"hours":3',
    ],
)
async def test_a_body_that_is_right_but_for_its_json_is_refused(client: httpx.AsyncClient, member: bytes) -> None:
    body = json.dumps(thing_body()).encode().replace(b"}", b", " + member + b"}")
    response = await client.post("/v1/things", content=body, headers=JSON)

    assert response.status_code == 400
    assert (await client.get("/v1/things")).json()["items"] == []


BAD_MEMBERS: list[tuple[dict[str, Any], set[tuple[str, str]]]] = [
    ({"hours": "3"}, {("/hours", "int_type")}),
    ({"hours": 1.5}, {("/hours", "int_type")}),
    ({"hours": True}, {("/hours", "int_type")}),
    ({"hours": -1}, {("/hours", "greater_than_equal")}),
    ({"isUrgent": 1}, {("/isUrgent", "bool_type")}),
    ({"isUrgent": "true"}, {("/isUrgent", "bool_type")}),
    ({"title": 7}, {("/title", "string_type")}),
    ({"title": ""}, {("/title", "string_too_short")}),
    ({"title": "  "}, {("/title", "string_pattern_mismatch")}),
    ({"title": "two\nlines"}, {("/title", "string_pattern_mismatch")}),
    ({"title": "\x1b[31mred"}, {("/title", "string_pattern_mismatch")}),
    ({"title": "\x9bc1"}, {("/title", "string_pattern_mismatch")}),
    ({"title": "é" * 201}, {("/title", "string_too_long")}),
    ({"note": "a\x0bb"}, {("/note", "string_pattern_mismatch")}),
    ({"colour": "green"}, {("/colour", "enum")}),
    ({"colour": None}, {("/colour", "enum")}),
    ({"tags": "red"}, {("/tags", "tuple_type")}),
    ({"tags": ["red", 1, "x"]}, {("/tags/1", "enum"), ("/tags/2", "enum")}),
    ({"ownerEmail": "a@"}, {("/ownerEmail", "string_pattern_mismatch")}),
    ({"ownerEmail": "a b@c.nl"}, {("/ownerEmail", "string_pattern_mismatch")}),
    ({"ownerEmail": "a@c.nl\n"}, {("/ownerEmail", "string_pattern_mismatch")}),
    ({"ownerId": "42"}, {("/ownerId", "uuid")}),
    ({"ownerId": "{01a20937-dadc-702f-8ea6-f7e8ffa63881}"}, {("/ownerId", "uuid")}),
    ({"ownerId": 7}, {("/ownerId", "uuid")}),
    ({"parentId": "42"}, {("/parentId", "uuid_parsing")}),
    ({"labels": {"a": 1}}, {("/labels/a", "string_type")}),
    ({"title_": "x"}, {("/title_", "extra_forbidden")}),
    ({"made_at": "2026-11-23T14:26:00Z"}, {("/made_at", "extra_forbidden")}),
    (
        {"title": "", "hours": "3", "colour": "green", "priority": "high"},
        {
            ("/title", "string_too_short"),
            ("/hours", "int_type"),
            ("/colour", "enum"),
            ("/priority", "extra_forbidden"),
        },
    ),
]


@pytest.mark.parametrize(("changes", "faults"), BAD_MEMBERS)
async def test_all_that_is_wrong_is_told_at_once(
    client: httpx.AsyncClient, changes: dict[str, Any], faults: set[tuple[str, str]]
) -> None:
    response = await client.post("/v1/things", json=thing_body(**changes))

    assert response.status_code == 400
    assert faults_of(response) == faults


async def test_a_whole_number_may_be_written_with_a_point(client: httpx.AsyncClient) -> None:
    """JSON has one kind of number, and to JSON Schema this one is an integer."""
    response = await client.post("/v1/things", json=thing_body(hours=8.0))

    assert response.status_code == 201
    assert response.json()["hours"] == 8


async def test_faults_of_the_body_and_of_headers_come_together(client: httpx.AsyncClient) -> None:
    headers = {**JSON, "Idempotency-Key": "two words"}
    response = await client.post("/v1/things", content=b'{"title":"\\u0000"}', headers=headers)

    assert faults_of(response) == {("/title", "unstorable"), ("/header/Idempotency-Key", "idempotency_key")}


async def test_words_of_pydantic_that_quote_the_input_are_not_used(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/things", json=thing_body(parentId="zebra"))

    assert [fault["detail"] for fault in response.json()["errors"]] == ["The value is not valid here."]


@pytest.mark.parametrize("name", ["title", "colour", "hours", "madeAt", "dueOn", "ownerId", "ownerEmail", "isUrgent"])
async def test_what_was_sent_is_not_echoed(client: httpx.AsyncClient, name: str) -> None:
    secret = "hunter2\thunter2"
    posted = await client.post("/v1/things", json=thing_body(**{name: secret}))
    asked = await client.get(
        "/v1/things", params={"limit": secret, "colour": secret, "before": secret, "cursor": secret}
    )

    assert (posted.status_code, asked.status_code) == (400, 400)
    assert "hunter2" not in posted.text + asked.text


@pytest.mark.parametrize(
    ("location", "pointer"),
    [
        (("body", "labels", "a", "[key]"), "/labels/a"),
        (("body", "labels", "str"), "/labels"),
        (("body", "tags", 0, "int"), "/tags/0"),
    ],
)
def test_a_pointer_names_only_what_is_in_the_document(location: tuple[str | int, ...], pointer: str) -> None:
    error = {"loc": location, "type": "string_type", "msg": ""}
    refusal = refusal_of([error], {"labels": {"a": 1}, "tags": [1]})

    assert [fault.pointer for fault in refusal.faults] == [pointer]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Ünïcode ☃ 漢字 \U0001f600"},
        {"title": "\u200fright to left, \u0634"},
        {"note": "lines\r\nand\ttabs"},
        {"hours": 0},
        {"ownerId": "01A20937-DADC-702F-8EA6-F7E8FFA63881", "ownerEmail": "o'neil+tag@sub.example.nl"},
        {"isUrgent": False, "tags": ["red", "blue"], "labels": {"": "empty name"}},
        {"madeAt": None, "note": None},
    ],
)
async def test_what_is_right_is_taken_as_it_was_sent(client: httpx.AsyncClient, changes: dict[str, Any]) -> None:
    body = thing_body(**changes)
    response = await client.post("/v1/things", json=body)

    assert response.status_code == 201
    assert response.json()["title"] == body["title"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "application/json"}, 201),
        ({"Content-Type": "Application/JSON; charset=UTF-8"}, 201),
        ({}, 415),
        ({"Content-Type": ""}, 415),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/json; charset=utf-16"}, 415),
        ({"Content-Type": "application/merge-patch+json"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415),
    ],
)
async def test_only_plain_json_is_read(client: httpx.AsyncClient, headers: dict[str, str], status: int) -> None:
    response = await client.post("/v1/things", content=json.dumps(thing_body()), headers=headers)

    assert response.status_code == status


DECISIONS: list[tuple[object, set[tuple[str, str]]]] = [
    ({"decision": "agree", "hours": 3}, set()),
    ({"decision": "agree"}, {("/hours", "missing")}),
    ({"decision": "agree", "hours": "3", "reason": "x"}, {("/hours", "int_type"), ("/reason", "extra_forbidden")}),
    ({"decision": "agree", "hours": 3, "dates": ["2026-11-23", "soon"]}, {("/dates/1", "date")}),
    ({"decision": "decline", "reason": ""}, {("/reason", "string_too_short")}),
    ({"decision": "hunter2"}, {("/decision", "union_tag_invalid")}),
    ({"decision": 7}, {("/decision", "union_tag_invalid")}),
    ({"hours": 3}, {("/decision", "union_tag_not_found")}),
    ([], {("", "model_attributes_type")}),
]


@pytest.mark.parametrize(("body", "faults"), DECISIONS)
async def test_faults_in_one_of_several_forms_point_into_the_document(
    client: httpx.AsyncClient, body: object, faults: set[tuple[str, str]]
) -> None:
    response = await client.post("/v1/breaking/decisions", json=body)

    assert response.status_code == (400 if faults else 200)
    assert (faults_of(response) if faults else set()) == faults
    assert "hunter2" not in response.text


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        (b'{"kind":"a","kind":"b"}', {("/kind", "repeated")}),
        (b'{"kin":"a"}', {("/kind", "missing"), ("/kin", "extra_forbidden")}),
        (b"\x00", {("", "json")}),
    ],
)
async def test_a_raw_body_is_read_as_strictly(
    client: httpx.AsyncClient, body: bytes, faults: set[tuple[str, str]]
) -> None:
    response = await client.post("/v1/breaking/raw", content=body)

    assert response.status_code == 400
    assert faults_of(response) == faults
