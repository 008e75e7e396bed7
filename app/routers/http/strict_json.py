"""JSON as RFC 8259 writes it and RFC 7493 (I-JSON) narrows it: UTF-8, no repeated names, nothing unstorable."""

import json
import math
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, cast

from app.errors import Fault
from app.routers.http.problems import MOST_FAULTS

DEEPEST: Final = 32
MOST_VALUES: Final = 10_000
"""Of members and items in all: each can be a fault, and telling faults takes longer than reading them."""
_MOST_SEPARATORS: Final = 60_000
"""Of commas and colons, be they in a text: counted before anything is decoded, which takes 50 times as long."""
_LONGEST_NAME: Final = 100
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_INT64: Final = range(-(2**63), 2**63)
_INT64_DIGITS: Final = len(str(-(2**63)))


class _Repeating(dict[str, Any]):
    """An object in which a name came twice."""

    repeated: tuple[str, ...] = ()


def read_json(body: bytes) -> tuple[object, list[Fault]]:
    """The document and everything wrong with it. With any fault, the document is not to be used."""
    if body.count(b",") + body.count(b":") > _MOST_SEPARATORS:
        return None, [_too_many("")]
    try:
        document = _DECODER.decode(body.decode())
    except UnicodeDecodeError:
        return None, [Fault("", "encoding", "The body is not UTF-8.")]
    except json.JSONDecodeError as error:
        return None, [Fault("", "json", f"The body is not JSON, from line {error.lineno} column {error.colno} on.")]
    except RecursionError:
        return None, [_too_deep("")]
    return document, list(islice(_unsound(document), MOST_FAULTS))


def pointer_to(parent: str, name: str | int) -> str:
    """RFC 6901. Names that cannot be shown are cut, since a pointer is answered to whoever sent them."""
    shown = _UNSTORABLE.sub("\ufffd", str(name)[:_LONGEST_NAME])
    return f"{parent}/{shown.replace('~', '~0').replace('/', '~1')}"


def _integer(digits: str) -> int | float:
    """What cannot fit is not even read: that takes quadratic time."""
    return int(digits) if len(digits) <= _INT64_DIGITS else math.inf


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    seen: set[str] = set()
    marked = _Repeating(members)
    marked.repeated = tuple({name for name, _ in pairs if name in seen or seen.add(name)})
    return marked


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_members, parse_int=_integer)
"""Made once: that takes longer than reading a short body."""


def _unsound(document: object) -> Iterator[Fault]:
    waiting: list[tuple[object, str, int]] = [(document, "", 0)]
    room = MOST_VALUES
    while waiting:
        value, pointer, depth = waiting.pop()
        if not isinstance(value, dict | list):
            yield from _unsound_leaf(value, pointer)
            continue
        container = cast("dict[str, Any] | list[Any]", value)
        room -= len(container)
        if depth == DEEPEST:
            yield _too_deep(pointer)
        elif room < 0:
            yield _too_many(pointer)
            return
        elif isinstance(container, dict):
            yield from _unsound_names(container, pointer)
            waiting.extend((part, pointer_to(pointer, name), depth + 1) for name, part in container.items())
        else:
            waiting.extend((part, f"{pointer}/{index}", depth + 1) for index, part in enumerate(container))


def _unsound_names(members: dict[str, Any], pointer: str) -> Iterator[Fault]:
    if isinstance(members, _Repeating):
        for name in members.repeated:
            yield Fault(pointer_to(pointer, name), "repeated", "This name stands here more than once.")
    for name in members:
        if _UNSTORABLE.search(name):
            yield Fault(pointer, "unstorable", "A name here has a NUL character or half a surrogate pair.")


def _unsound_leaf(value: object, pointer: str) -> Iterator[Fault]:
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            yield Fault(pointer, "unstorable", "The text has a NUL character or half a surrogate pair.")
    elif isinstance(value, float):
        if not math.isfinite(value):
            yield Fault(pointer, "number", "The number is too large, or is none.")
    elif isinstance(value, int) and value not in _INT64:
        yield Fault(pointer, "number", "The number does not fit in 64 bits.")


def _too_many(pointer: str) -> Fault:
    return Fault(pointer, "too_many", f"The body holds more than {MOST_VALUES} values.")


def _too_deep(pointer: str) -> Fault:
    return Fault(pointer, "too_deep", f"The body is nested more than {DEEPEST} levels deep.")
