"""How a revision of the agreement is named in a path."""

import re
from typing import Annotated, Final
from uuid import UUID

from fastapi import Path
from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.routers.http.types import UUID_PATTERN, Id, identifier

_NUMBER: Final = "[1-9][0-9]{0,3}"
_NAMED: Final = f"^(?:{_NUMBER}|{UUID_PATTERN})$"


def _named(text: object) -> int | UUID:
    if not isinstance(text, str) or not re.fullmatch(_NAMED, text, re.ASCII):
        raise PydanticCustomError("revision", "A revision is named by its number, or its id.")
    return int(text) if re.fullmatch(_NUMBER, text) else identifier(text)


RevisionName = Annotated[
    int | UUID,
    PlainValidator(_named),
    WithJsonSchema({"type": "string", "pattern": _NAMED}),
    Path(alias="revision", description="Its number, or its id."),
]
ObjectionId = Annotated[Id, Path(alias="objectionId")]
