"""Sound bodies with something changed at random: taken or refused, never broken, and a refusal leaves nothing."""

import json
from collections.abc import Iterator
from typing import Any, Final, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.routers.hostile.test_every_operation import SECURITY
from tests.routers.hostile.world import WITH_BODY, Operation, World

TRIED: Final = [
    *("create_ticket", "create_transition", "create_customer", "create_person"),
    *("receive_webhook", "receive_alerts"),
]
OPERATIONS: Final = [each for each in WITH_BODY if each.name in TRIED]
ODD: Final[st.SearchStrategy[Any]] = st.sampled_from(
    [
        "", " ", "\0", "\ud800", "\udfff", "\uffff", "\u202e", "'", "%00", "../..", "=1+1", "\x1b[2J", "9" * 400, "NaN",
        "é" * 300, "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-03-29T02:30:00+01:00", "2100-12-31T23:59:59Z",
        1e308, -0.0, 2**63, -(2**63) - 1, 10**400, float("nan"), float("inf"), None, True, [], {}, [[]], {"": {}},
    ]
)  # fmt: skip
VALUES: Final[st.SearchStrategy[Any]] = st.recursive(
    ODD | st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    steps = cast("dict[str, Any]", node).items() if isinstance(node, dict) else ()
    for name, part in steps if not isinstance(node, list) else enumerate(cast("list[Any]", node)):
        yield from places(part, (*path, name))


def changed(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copy: Any = node.copy()
    copy[path[0]] = changed(node[path[0]], path[1:], value)
    return copy


@st.composite
def mutated(draw: st.DrawFn, body: Any) -> bytes:
    for _ in range(draw(st.integers(1, 3))):
        body = changed(body, draw(st.sampled_from(list(places(body)))), draw(VALUES))
    written = json.dumps(body, ensure_ascii=draw(st.booleans())).encode(errors="surrogatepass")
    if not draw(st.integers(0, 3)):
        start = draw(st.integers(0, len(written)))
        end = draw(st.integers(start, len(written)))
        written = written[:start] + draw(st.binary(max_size=4)) + written[end:]
    return written


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_no_change_of_a_body_breaks_anything(world: World, operation: Operation, data: st.DataObject) -> None:
    before = await world.contents()
    answer = await world.send(operation, data.draw(mutated(world.body(operation))))

    assert answer.status_code in {200, 201, 400, 401, 403, 404, 409, 413}
    assert answer.headers["API-Version"] == SECURITY["API-Version"]
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code
        assert await world.contents() == before
