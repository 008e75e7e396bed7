"""Bodies made to break the reader, and bodies made by chance."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.routers.http.strict_json import DEEPEST, MOST_VALUES, read_json
from tests.cpu import cpu_time
from tests.routers.http.http_harness import client_of, make_app, thing_body

JSON = {"Content-Type": "application/json"}

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
        with cpu_time() as taken:
            response = await client.post("/v1/things", content=body, headers=JSON)

    assert response.status_code == 400
    assert len(response.content) < 20_000
    assert taken.seconds < 1


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
