"""Bodies that are wrong in every way there is, at every operation that takes one: all faults at once, nothing done."""

import json
from collections.abc import Mapping
from typing import Any, Final

import pytest
from httpx import Response

from tests.routers.hostile.test_every_operation import by_name, problem_of
from tests.routers.hostile.world import DOCUMENT, EVERY_FORM, WITH_BODY, Operation, World, resolved

DEEP: Final = b'{"a":' * 40 + b"1" + b"}" * 40
NOT_JSON: Final[list[tuple[bytes, str]]] = [
    (b"", "missing or json"),
    (b"{", "json"),
    (b"{'a': 1}", "json"),
    (b'{"a": 1,}', "json"),
    (b"{} {}", "json"),
    (b"\x00", "json"),
    (b"\xff\xfe{}", "encoding"),
    (b'{"a": "\xed\xa0\x80"}', "encoding"),
    (b"\xef\xbb\xbf{}", "json"),
    ("{}".encode("utf-16-be"), "json"),
    (b"NaN", "number"),
    (b"1e400", "number"),
    (b"9" * 5_000, "number"),
    (b"[" * 50_000, "too_deep"),
    (DEEP, "too_deep"),
    (b"[" + b"0," * 10_000 + b"0]", "too_many"),
    (b'{"a": 1, "a": 1}', "repeated"),
    (b'{"\\ud800": 1}', "unstorable"),
    (b"null", "model_attributes_type or model_type"),
    (b"true", "model_attributes_type or model_type"),
    (b'"{}"', "model_attributes_type or model_type"),
    (b"[{}]", "model_attributes_type or model_type"),
]
UNREADABLE: Final = ["NaN", "Infinity", "-Infinity", "1e400", "-1E+999", "9" * 19, "9" * 5_000, "-9223372036854775809",
                     '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udfff\\ud83d"']  # fmt: skip
"""JSON, as far as the grammar goes; what is in it can neither be reckoned with nor stored."""

HOSTILE: Final[dict[str, list[str]]] = {
    "date-time": [
        '"2026-11-23T10:00:00"', '"9999-12-31T23:59:59Z"', '"0001-01-01T00:00:00+14:00"', "1732372800", "1732372800.5",
        '"1732372800"', '"2026-11-23"', '"2026-11-23T10:00:00-00:00"', '"2026-02-30T10:00:00Z"', '"now"', "true", "{}",
        '"2026-11-23 10:00:00Z"', '"2026-11-23t10:00:00z"', '"2026-11-23T23:59:60Z"', '"1999-12-31T23:59:59Z"', '""',
        '"２０26-11-23T10:00:00Z"',
    ],
    "date": [
        '"9999-12-31"', '"0001-01-01"', '"2026-02-30"', '"2026-11-23T00:00:00Z"', '"20261123"', "20261123", "0", '""',
        '"2026-W48-1"', '"1999-12-31"', '"２０26-11-23"', "false", "[]",
    ],
    "uuid": [
        '"42"', "42", '""', '"{01a20937-dadc-702f-8ea6-f7e8ffa63881}"', '"01a20937dadc702f8ea6f7e8ffa63881"', "true",
        '"urn:uuid:01a20937-dadc-702f-8ea6-f7e8ffa63881"', '"../../etc/passwd"', "[]", "{}",
    ],
    "enum": ['"nope"', '""', '" "', "1", "true", "[]", "{}", '"U1"'],
    "string": [
        "7", "1.5", "true", "[]", '["a"]', "{}", '""', '" \\t "', '"\\u001b[31m"', '"\\u0085"', '"\\u3000\\u00a0"',
        f'"{"é" * 20_001}"',
    ],
    "number": ['"8"', "true", "0", "-1", "-0", "1e308", "10001", "9223372036854775807", '"８"', '""', "[]", "{}"],
    "integer": ['"8"', "true", "1.5", "-1", "9223372036854775807", '"８"', '""', "[]", "{}", "null"],
    "signed": ['"8"', "true", "1.5", "9223372036854775807", '"８"', '""', "[]", "{}", "null"],
    "boolean": ["1", "0", '"true"', '""', "[]", "{}"],
    "array": ['"support"', "{}", "1", "true", '[["a"]]', "[null]", "[{}]", "[" + "0," * 20 + "0]"],
    "object": ['"x"', "[]", "7", "true"],
}  # fmt: skip
HOSTILE["optional integer"] = [each for each in HOSTILE["integer"] if each != "null"]
ROUNDS: Final = max(map(len, HOSTILE.values()))


def kind(schema: dict[str, Any]) -> str:
    if schema.get("const") is True:
        return "boolean"
    if "enum" in schema or "const" in schema:
        return "enum"
    if schema.get("minimum", 0) < 0:
        return "signed"
    return schema.get("format", schema["type"])


def kinds(operation: Operation) -> dict[str, str]:
    assert operation.schema is not None
    several = operation.schema["properties"].items()
    return {name: _kind_of(part) for name, part in several if name != operation.told_apart_by}


def _kind_of(part: dict[str, Any]) -> str:
    found, is_optional = kind(resolved(part)), {"type": "null"} in part.get("anyOf", ())
    return "optional integer" if is_optional and found == "integer" else found


def by_form(operation: Operation) -> str:
    return "-".join([operation.name, *operation.said_apart.values()])


def written(operation: Operation, members: Mapping[str, str]) -> bytes:
    """As JSON; where a body may be one of several kinds, it is of the one that it should be."""
    kept = {name: json.dumps(word) for name, word in operation.said_apart.items()}
    return ("{" + ",".join(f'"{name}":{value}' for name, value in {**kept, **members}.items()) + "}").encode()


def pointers(response: Response) -> set[str]:
    return {fault["pointer"] for fault in problem_of(response, 400)["errors"]}


def members(pointed_at: set[str]) -> set[str]:
    return {pointer.split("/")[1] for pointer in pointed_at if pointer}


@pytest.mark.parametrize("operation", WITH_BODY, ids=by_name)
async def test_what_is_not_sound_json_is_not_read(world: World, operation: Operation) -> None:
    before = await world.contents()
    for content, code in NOT_JSON:
        if operation.name == "receive_webhook" and code == "encoding":
            continue  # what is no text has no signature, says the library that signs
        problem = problem_of(await world.send(operation, content), 400)
        assert problem["errors"][0]["code"] in code, content[:40]
    assert await world.contents() == before


@pytest.mark.parametrize("operation", [each for each in EVERY_FORM if kinds(each)], ids=by_form)
async def test_no_member_takes_what_cannot_be_stored(world: World, operation: Operation) -> None:
    before = await world.contents()
    for value in UNREADABLE:
        content = written(operation, dict.fromkeys(kinds(operation), value))
        assert members(pointers(await world.send(operation, content))) == set(kinds(operation)), value[:40]
    assert await world.contents() == before


@pytest.mark.parametrize("operation", [each for each in EVERY_FORM if kinds(each)], ids=by_form)
async def test_each_member_that_is_wrong_is_pointed_at(world: World, operation: Operation) -> None:
    before = await world.contents()
    for number in range(ROUNDS):
        wrong = {name: HOSTILE[each][number % len(HOSTILE[each])] for name, each in kinds(operation).items()}
        content = written(operation, wrong)
        assert members(pointers(await world.send(operation, content))) == set(wrong), content[:400]
    assert await world.contents() == before


@pytest.mark.parametrize("operation", [each for each in WITH_BODY if each.name != "receive_alerts"], ids=by_name)
async def test_what_is_not_asked_for_is_refused(world: World, operation: Operation) -> None:
    """Also what the answer has: nobody sets a due time, an owner or a right by sending it along.

    What an Alertmanager sends is its own, and its next version may say more: nothing else of it is read.
    """
    sound, before = world.body(operation), await world.contents()
    more: dict[str, Any] = {
        "id": world.ids["ticketId"],
        "administrator": True,
        "dueAt": None,
        "__proto__": {},
        "a/b~c": 1,
        "": 1,
    }
    unknown = {name: value for name, value in more.items() if name not in kinds(operation)}
    answer = await world.send(operation, json.dumps({**sound, **unknown}).encode())

    escaped = {name.replace("~", "~0").replace("/", "~1") for name in unknown}
    assert pointers(answer) >= {f"/{name}" for name in escaped}
    assert await world.contents() == before


@pytest.mark.parametrize("operation", WITH_BODY, ids=by_name)
async def test_a_name_comes_once(world: World, operation: Operation) -> None:
    before = await world.contents()
    for name, value in world.body(operation).items():
        pair = f'"{name}":{json.dumps(value)}'
        content = "{" + ",".join(
            [*(f'"{other}":{json.dumps(each)}' for other, each in world.body(operation).items()), pair]
        )
        assert pointers(await world.send(operation, f"{content}}}".encode())) == {f"/{name}"}
    assert await world.contents() == before


@pytest.mark.parametrize("operation", WITH_BODY, ids=by_name)
async def test_what_is_required_is_asked_for(world: World, operation: Operation) -> None:
    assert operation.schema is not None
    required = set(operation.schema.get("required", ())) - {operation.told_apart_by}
    if required:
        assert pointers(await world.send(operation, written(operation, {}))) >= {f"/{name}" for name in required}


async def test_what_was_sent_is_not_told_back(world: World) -> None:
    secret = "hunter2"  # not even where it is wrong
    for operation in EVERY_FORM:
        content = json.dumps(operation.said_apart | {name: {secret: [secret]} for name in kinds(operation)}).encode()
        assert secret not in (await world.send(operation, content)).text.replace(f"/{secret}", "")


def test_every_kind_of_member_is_tried() -> None:
    tried = {each for operation in EVERY_FORM for each in kinds(operation).values()}

    assert tried == set(HOSTILE)
    assert len(DOCUMENT["paths"]) > 30
