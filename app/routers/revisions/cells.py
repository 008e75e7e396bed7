"""A cell of the agreement in a body: what one can be at all. Which of it belongs where, the reading of a row says."""

from typing import Annotated, Any, Final, cast

from pydantic import Field, JsonValue, PlainValidator, StringConstraints, TypeAdapter, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.domain.revisions.cell_reading import LARGEST, LONGEST_TEXT
from app.routers.http.types import line

MOST_COLUMNS: Final = 40
MOST_WORDS: Final = 50
WHOLE_SHARE: Final = 100
_TEXT: Final[TypeAdapter[str]] = TypeAdapter(Annotated[str, line(LONGEST_TEXT)])
_WORDS: Final = _TEXT.json_schema()
_NUMBER: Final = {"type": "number", "minimum": 0, "maximum": LARGEST}
_SHARE: Final = {"type": "integer", "minimum": 0, "maximum": WHOLE_SHARE}
_FIGURE: Final = {"amount": _NUMBER, "percent": _SHARE, "unit": _WORDS}
_CELL: Final[dict[str, Any]] = {
    "description": "A figure with its unit, a word, a text, several of them, yes or no, or nothing.",
    "anyOf": [
        {"type": "null"},
        {"type": "boolean"},
        _NUMBER,
        _WORDS,
        {"type": "array", "maxItems": MOST_WORDS, "items": _WORDS},
        {"type": "object", "properties": _FIGURE, "minProperties": 1, "additionalProperties": False},
    ],
}


def _cell(cell: object) -> object:
    match cell:
        case None | bool():
            return cell
        case int() | float() if 0 <= cell <= LARGEST:
            return cell
        case str():
            return _text(cell)
        case list() if len(cast("list[object]", cell)) <= MOST_WORDS:
            return [_text(each) for each in cast("list[object]", cell)]
        case dict() if cell:
            return {name: _part(name, part) for name, part in cast("dict[object, object]", cell).items()}
        case _:
            raise _refused()


def _part(name: object, part: object) -> object:
    match name, part:
        case (("amount" | "percent"), (int() | float())) if not isinstance(part, bool) and 0 <= part <= LARGEST:
            if name == "amount" or (part <= WHOLE_SHARE and int(part) == part):
                return part
        case "unit", _:
            return _text(part)
        case _:
            pass
    raise _refused()


def _text(text: object) -> str:
    try:
        return _TEXT.validate_python(text, strict=True)
    except ValidationError:
        raise _refused() from None


def _refused() -> PydanticCustomError:
    return PydanticCustomError("cell", "Write a figure, a text or a list of texts as GET /v1/sla/agreement has them.")


_NAME: Final = "^[A-Za-z][A-Za-z0-9]{0,39}$"
_ROW: Final = {
    "type": "object",
    "maxProperties": MOST_COLUMNS,
    "propertyNames": {"pattern": _NAME},
    "additionalProperties": _CELL,
}
RowIn = Annotated[
    dict[Annotated[str, StringConstraints(pattern=_NAME)], Annotated[JsonValue, PlainValidator(_cell)]],
    Field(max_length=MOST_COLUMNS),
    WithJsonSchema(_ROW),
]
