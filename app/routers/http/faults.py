"""What pydantic found wrong, as faults that say where and what to do, and never quote what was sent."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeVar, cast, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core.core_schema import ErrorType

from app.errors import Fault, Invalid, NotFound, ServiceError
from app.routers.http.hints import hint
from app.routers.http.problems import MOST_FAULTS, NOTHING_HERE
from app.routers.http.strict_json import pointer_to, read_json

Body = TypeVar("Body")

_DETAILS: Final[Mapping[str, str]] = {
    "missing": "This is required.",
    "extra_forbidden": "There is no such member or parameter here.",
    "enum": "Write one of {expected}.",
    "literal_error": "Write one of {expected}.",
    "string_type": "Write a string.",
    "string_too_short": "Write at least {min_length} character(s).",
    "string_too_long": "Write at most {max_length} characters.",
    "string_pattern_mismatch": "The text is blank, or has characters that do not belong in it.",
    "int_type": "Write a whole number.",
    "int_parsing": "Write a whole number in the digits 0 to 9.",
    "int_from_float": "Write a whole number.",
    "float_type": "Write a number.",
    "bool_type": "Write true or false.",
    "bool_parsing": "Write true or false.",
    "greater_than": "Write a number above {gt}.",
    "greater_than_equal": "Write a number from {ge} on.",
    "less_than": "Write a number below {lt}.",
    "less_than_equal": "Write a number up to {le}.",
    "list_type": "Write an array.",
    "tuple_type": "Write an array.",
    "set_type": "Write an array.",
    "too_short": "Give at least {min_length}.",
    "too_long": "Give at most {max_length}.",
    "dict_type": "Write an object.",
    "model_attributes_type": "Write an object.",
    "union_tag_not_found": "This is required.",
    "union_tag_invalid": "Write one of {expected_tags}.",
}
_CODES: Final = {"model_type": "model_attributes_type"}
"""By which clients know it: the same, as pydantic calls it where it has no JSON before it."""
_STRAY: Final = "extra_forbidden"
_ABSENT: Final = ("missing", "union_tag_not_found")
_PYDANTICS_OWN: Final = frozenset(get_args(ErrorType))


def refusal_of(
    errors: Iterable[Mapping[str, Any]], body: object, found: Sequence[Fault] = (), known: Collection[str] = ()
) -> ServiceError:
    """The refusal for these errors of FastAPI, with the faults `found` in the body before it was validated.

    `known` are the names that there are, where one is not.

    A path that cannot be read names nothing, so it is answered like a missing object.
    """
    listed = list(errors)
    if any(error["loc"][0] == "path" for error in listed):
        return NotFound(NOTHING_HERE)
    if found:
        listed = [error for error in listed if error["loc"][0] != "body"]
    faults = [_with_hint(_fault(error, body), error, known) for error in listed[:MOST_FAULTS]]
    return Invalid("The request is not valid.", faults=list(dict.fromkeys([*found, *_mendable(faults)])))


def _mendable(faults: Sequence[Fault]) -> Iterator[Fault]:
    """An array whose items are wrong is too short for pydantic, which counts those that are right: the items say it."""
    for fault in faults:
        within = f"{fault.pointer}/"
        if fault.code != "too_short" or not any(other.pointer.startswith(within) for other in faults):
            yield fault


def read_as(kind: TypeAdapter[Body], body: bytes) -> tuple[Body, object]:
    """A body as `kind`, and as JSON says it. Raises Invalid, which says all that is wrong."""
    document, found = read_json(body)
    if found:
        raise Invalid("The request is not valid.", faults=found)
    try:
        return kind.validate_json(body), document
    except ValidationError as error:
        errors = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors(include_url=False)]
        strays = any(error["type"] == _STRAY for error in errors)
        raise refusal_of(errors, document, known=_members_of(kind) if strays else ()) from None


def _with_hint(fault: Fault, error: Mapping[str, Any], known: Collection[str]) -> Fault:
    said = hint(str(error["loc"][-1]), known) if error["type"] == _STRAY else ""
    return Fault(fault.pointer, fault.code, f"{fault.detail} {said}") if said else fault


@cache
def _members_of(kind: TypeAdapter[Any]) -> frozenset[str]:
    """Of whatever is in such a body."""
    return frozenset(_members(kind.json_schema()))


def _members(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        document = cast("dict[str, Any]", schema)
        yield from document.get("properties", ())
        for part in document.values():
            yield from _members(part)
    elif isinstance(schema, list):
        for part in cast("list[Any]", schema):
            yield from _members(part)


def _fault(error: Mapping[str, Any], body: object) -> Fault:
    code: str = _CODES.get(error["type"]) or error["type"]
    if code == "dict_type" and error["loc"] == ("body",):  # one of several kinds, and no object at all
        code = "model_attributes_type"
    if error["loc"][0] == "body":
        return Fault(_body_pointer(error, body), code, _detail(code, error))
    pointer = ""
    for part in error["loc"]:
        pointer = pointer_to(pointer, part)
    if isinstance(error.get("input"), list) and error["loc"][0] == "query" and error["type"] != "extra_forbidden":
        return Fault(pointer, "repeated", "Give this parameter once.")
    return Fault(pointer, code, _detail(code, error))


def _detail(code: str, error: Mapping[str, Any]) -> str:
    if code in _DETAILS:
        return _DETAILS[code].format_map(error.get("ctx", {}))
    if code in _PYDANTICS_OWN:
        return "The value is not valid here."
    return cast("str", error["msg"])


def _steps(error: Mapping[str, Any]) -> Sequence[str | int]:
    """A wrong tag is told of the union; what is to be mended is the member that holds the tag."""
    tag = str(error["ctx"]["discriminator"]).strip("'") if error["type"].startswith("union_tag_") else None
    return [*error["loc"][1:], *([] if tag is None else [tag])]


def _body_pointer(error: Mapping[str, Any], body: object) -> str:
    """Pydantic's location without the names of union members, which are no part of the document."""
    pointer, node = "", body
    steps = _steps(error)
    for position, step in enumerate(steps):
        if isinstance(node, list) and isinstance(step, int):
            pointer, node = pointer_to(pointer, step), cast("list[Any]", node)[step]
        elif isinstance(node, dict) and step in node:
            pointer, node = pointer_to(pointer, step), cast("dict[Any, Any]", node)[step]
        elif error["type"] in _ABSENT and position == len(steps) - 1:
            pointer = pointer_to(pointer, step)
    return pointer
