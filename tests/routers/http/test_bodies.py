"""What may be in a JSON body, and how all that is wrong with one is told at once."""

import json
import time
from typing import Any

import httpx
import pytest
from http_demo import client_of, make_app, thing_body
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.routers.http.faults import refusal_of
from app.routers.http.strict_json import DEEPEST, MOST_VALUES, read_json

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
    assert _faults(response) == faults


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
    ({"hours": 1.0}, {("/hours", "int_type")}),
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
    assert _faults(response) == faults


async def test_faults_of_the_body_and_of_headers_come_together(client: httpx.AsyncClient) -> None:
    headers = {**JSON, "Idempotency-Key": "two words"}
    response = await client.post("/v1/things", content=b'{"title":"\\u0000"}', headers=headers)

    assert _faults(response) == {("/title", "unstorable"), ("/header/Idempotency-Key", "idempotency_key")}


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
        {"title": "\u202eright to left"},
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
    assert (_faults(response) if faults else set()) == faults
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
    assert _faults(response) == faults


BOMBS = [
    b"[" * 1_000_000,
    b'{"a":' * 200_000,
    b"{" + b",".join(b'"k%d":1' % number for number in range(90_000)) + b"}",
    b"{" + b",".join([b'"k":1'] * 160_000) + b"}",
    b'{"labels":[' + b",".join([b"NaN"] * 200_000) + b"]}",
    b'{"tags":[' + b",".join([b"1"] * 9_000) + b"]}",
    b'{"hours":' + b"9" * 1_000_000 + b"}",
    b'{"' + b"k" * 1_000_000 + b'":1}',
    b'{"title":"' + b"\\u0000" * 160_000 + b'"}',
]


@pytest.mark.parametrize("body", BOMBS)
async def test_a_bomb_is_refused_quickly_and_shortly(body: bytes) -> None:
    async with client_of(make_app(max_body_bytes=len(body))) as client:
        started = time.process_time()
        response = await client.post("/v1/things", content=body, headers=JSON)
        spent = time.process_time() - started

    assert response.status_code == 400
    assert len(response.content) < 20_000
    assert spent < 1


@given(st.integers(MOST_VALUES - 3, MOST_VALUES + 3), st.booleans())
def test_values_are_counted_exactly(number: int, nested: bool) -> None:  # noqa: FBT001
    body = json.dumps([[0] * (number - 1)] if nested else [0] * number)

    assert [fault.code for fault in read_json(body.encode())[1]] == (["too_many"] if number > MOST_VALUES else [])


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(JSON_VALUES, st.booleans())
def test_sound_json_is_read_as_it_is(value: Any, ascii_only: bool) -> None:  # noqa: FBT001
    assert read_json(json.dumps(value, ensure_ascii=ascii_only).encode()) == (value, [])


@given(st.integers(0, 2 * DEEPEST))
def test_depth_is_counted_exactly(depth: int) -> None:
    _, faults = read_json(b"[" * depth + b"1" + b"]" * depth)

    assert [fault.code for fault in faults] == (["too_deep"] if depth > DEEPEST else [])


FRAGMENTS = st.sampled_from([
    b'"title":', b'"hours":', b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\ud800", b"\\u0000", b"NaN", b"1e400",
    b"-", b"9" * 30, b'"\\', b"\xff", b"\xed\xa0\x80", b"null", b"true", b'"red"', b'"colour":', b'"a"',
])  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.lists(FRAGMENTS, max_size=25).map(b"".join))
async def test_no_bytes_break_the_service(client: httpx.AsyncClient, body: bytes) -> None:
    response = await client.post("/v1/things", content=body, headers=JSON)

    assert response.status_code in (201, 400)
    response.json()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(st.text(max_size=30))
async def test_no_text_breaks_the_service(client: httpx.AsyncClient, text: str) -> None:
    response = await client.post("/v1/things", content=json.dumps(thing_body(title=text)), headers=JSON)

    assert response.status_code in (201, 400)


def _faults(response: httpx.Response) -> set[tuple[str, str]]:
    return {(fault["pointer"], fault["code"]) for fault in response.json()["errors"]}
