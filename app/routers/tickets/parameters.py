"""Parameters that several routes share."""

import re
from typing import Annotated, Final
from uuid import UUID

from fastapi import Path
from pydantic import Field, PlainValidator
from pydantic.json_schema import WithJsonSchema

from app.routers.http.types import IN_DIGITS, Id, identifier
from app.tickets.store.ticket_numbers import NUMBER

_ID_OR_NUMBER: Final = WithJsonSchema(
    {"anyOf": [{"type": "string", "format": "uuid"}, {"type": "string", "pattern": f"^{NUMBER}$"}]}
)
"""Two forms, so that a typed client takes the id that it was given as well as a text."""


def _named(text: object) -> UUID | str:
    return text if isinstance(text, str) and re.fullmatch(NUMBER, text) else identifier(text)


TicketId = Annotated[
    UUID,
    PlainValidator(identifier),
    _ID_OR_NUMBER,
    Path(alias="ticketId", description="The ticket's id, or its number, such as `T-2026-000123`."),
]
"""The id: a number has become one by then, see `routers/request/numbered.py`."""
TicketNamed = Annotated[UUID | str, PlainValidator(_named), _ID_OR_NUMBER]
"""Where it stands elsewhere than in the path: the id, or the number, which `ticket_numbers.id_of` knows the id of."""
RequestId = Annotated[Id, Path(alias="requestId")]
StepNumber = Annotated[int, Field(ge=1, le=13), IN_DIGITS, Path()]
