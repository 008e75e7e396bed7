"""A body that is parsed as one, and in the document is one of several forms, each complete.

So every fault is named by one parser, and a client's types know what goes together.
"""

from collections.abc import Iterable
from inspect import cleandoc
from typing import Annotated, Any, ClassVar, Literal, cast

from pydantic import Field, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from app.routers.http.types import In


def one_of(kinds: Iterable[Any], told_apart_by: str | None = None) -> CoreSchema:
    """For the handler of a `__get_pydantic_json_schema__`."""
    union = cast("Any", Annotated)[union_of(kinds), Field(discriminator=told_apart_by)]
    return TypeAdapter[Any](union).core_schema


def union_of(kinds: Iterable[Any]) -> Any:
    first, *others = kinds
    for each in others:
        first |= each
    return first


def literally(*values: str) -> Any:
    """`Literal` of values that are known at run time only."""
    return cast("Any", Literal)[values]


class FormsIn(In):
    """`TOLD_APART_BY` is a member that each form has with a value of its own, if there is one."""

    TOLD_APART_BY: ClassVar[str | None] = None

    @classmethod
    def forms(cls) -> tuple[type[In], ...]:
        """In the document's order; no value fits two of them."""
        raise TypeError(f"{cls.__name__} says no forms")

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        del schema
        told = handler(one_of(cls.forms(), cls.TOLD_APART_BY))
        exclusive = {"oneOf": told.pop("anyOf")} if "anyOf" in told else {}
        return {**exclusive, **told, "description": cleandoc(cls.__doc__ or "")}
