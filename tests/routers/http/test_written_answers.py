"""Words and ids in answers: written and described as pydantic does it anywhere, though it is told a shorter way."""

from typing import Any
from uuid import UUID

import pytest
from asyncpg.pgproto.pgproto import UUID as DRIVERS_UUID
from pydantic import BaseModel

from app.domain.vocabulary import ClockName, ClockState
from app.routers.http.types import Out

ID = "01900000-0001-7860-8000-000000018600"


class Usual(BaseModel):
    key: UUID
    keys: tuple[UUID, ...]
    other: UUID | None
    name: ClockName
    again: ClockName | None
    states: dict[str, ClockState]


class Written(Out):
    key: UUID
    keys: tuple[UUID, ...]
    other: UUID | None
    name: ClockName
    again: ClockName | None
    states: dict[str, ClockState]


@pytest.mark.parametrize("identifier", [UUID(ID), DRIVERS_UUID(ID)])
@pytest.mark.parametrize("absent", [True, False])
def test_an_answer_is_written_as_ever(identifier: UUID, *, absent: bool) -> None:
    members: dict[str, Any] = {
        "key": identifier,
        "keys": (identifier,),
        "other": None if absent else identifier,
        "name": ClockName.RESPONSE,
        "again": None if absent else ClockName.RESOLUTION,
        "states": {"now": ClockState.MET},
    }
    expected = Usual.model_construct(**members).model_dump_json()

    assert Written(**members).model_dump_json() == Written.holding(members).model_dump_json() == expected


def test_an_answer_is_described_as_ever() -> None:
    written, usual = (kind.model_json_schema(mode="serialization") for kind in (Written, Usual))

    assert written["properties"] == usual["properties"]
    assert written["$defs"] == usual["$defs"]


def test_what_is_no_word_is_told_of_when_it_is_written() -> None:
    members: dict[str, Any] = {"key": UUID(ID), "keys": (), "other": None, "name": 3, "again": None, "states": {}}

    with pytest.warns(UserWarning, match="Expected `str`"):
        Written.holding(members).model_dump_json()
