"""Answers are dataclasses: written and described as pydantic does it of its own models, and not validated."""

from typing import Annotated, Any, get_args
from uuid import UUID

import pytest
from asyncpg.pgproto.pgproto import UUID as DRIVERS_UUID
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

from app.domain.vocabulary import ClockName, ClockState
from app.main import RESOURCES
from app.routers.http.replies import reply
from app.routers.http.types import IN_DIGITS, TRUE_OR_FALSE, WHOLE, In, Out, QueryIn

ID = "01900000-0001-7860-8000-000000018600"


class Usual(BaseModel):
    """An answer."""

    model_config = ConfigDict(alias_generator=to_camel, serialize_by_alias=True)

    key: UUID
    keys: tuple[UUID, ...]
    other_key: Annotated[UUID | None, Field(description="Another one.")]
    name: ClockName
    again: ClockName | None
    states: dict[str, ClockState]


class Written(Out):
    """An answer."""

    key: UUID
    keys: tuple[UUID, ...]
    other_key: Annotated[UUID | None, Field(description="Another one.")]
    name: ClockName
    again: ClockName | None
    states: dict[str, ClockState]


@pytest.mark.parametrize("identifier", [UUID(ID), DRIVERS_UUID(ID)])
@pytest.mark.parametrize("absent", [True, False])
def test_an_answer_is_written_as_ever(identifier: UUID, *, absent: bool) -> None:
    members: dict[str, Any] = {
        "key": identifier,
        "keys": (identifier,),
        "other_key": None if absent else identifier,
        "name": ClockName.RESPONSE,
        "again": None if absent else ClockName.RESOLUTION,
        "states": {"now": ClockState.MET},
    }
    expected = Usual.model_construct(**members).model_dump_json()

    assert bytes(reply(Written(**members)).body).decode() == expected


def test_an_answer_is_described_as_ever() -> None:
    written = TypeAdapter(Written).json_schema(mode="serialization")
    usual = Usual.model_json_schema(mode="serialization")

    assert written == {**usual, "title": "Written"}


def test_what_is_no_word_is_told_of_when_it_is_written() -> None:
    members: dict[str, Any] = {"key": UUID(ID), "keys": (), "other_key": None, "name": 3, "again": None, "states": {}}

    with pytest.warns(UserWarning, match="Expected `str`"):
        reply(Written(**members))


def every(kind: type[BaseModel]) -> set[type[BaseModel]]:
    return {kind}.union(*map(every, kind.__subclasses__()))


def _parts(annotation: Any) -> set[Any]:
    return {annotation}.union(*map(_parts, get_args(annotation))) if get_args(annotation) else {annotation}


@pytest.mark.parametrize(("kind", "spelling"), [(In, WHOLE), (QueryIn, IN_DIGITS)])
def test_every_integer_that_is_taken_says_how_it_may_be_spelled(kind: type[BaseModel], spelling: object) -> None:
    """In a body 8.0 is one, in a query neither 1_0 nor １０; and a query says nothing by yes or 1."""
    assert RESOURCES
    loose = [
        f"{each.__name__}.{name}"
        for each in every(kind)
        if each.__module__.startswith("app.")
        for name, field in each.model_fields.items()
        if (int in (parts := _parts(field.annotation)) and spelling not in (*field.metadata, *parts))
        or (kind is QueryIn and bool in parts and TRUE_OR_FALSE not in (*field.metadata, *parts))
    ]

    assert loose == []
