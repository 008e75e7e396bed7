"""What the document says of events: one form for each type, whose data is that of the fact."""

import re
from dataclasses import Field as Member
from dataclasses import fields, is_dataclass
from functools import cache
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from pydantic import MISSING, BaseModel, ConfigDict, create_model
from pydantic.alias_generators import to_camel, to_pascal
from pydantic_core import CoreSchema

from app.domain.tickets.facts import Fact
from app.routers.contract.forms import literally, one_of, union_of

FACTS: Final[tuple[type, ...]] = get_args(Fact)
_MEMBERS: Final = ConfigDict(alias_generator=to_camel)


def forms(kind: type) -> CoreSchema:
    """Of `kind`, a dataclass with a `type` and `data`: what all have in common, and for each fact its own."""
    return one_of((_form(kind, fact) for fact in FACTS), "type")


def type_of(fact: type) -> str:
    (word,) = get_args(get_type_hints(fact)["type"])
    return word


def _form(kind: type, fact: type) -> type[BaseModel]:
    hints = get_type_hints(kind, include_extras=True)
    members: dict[str, Any] = {each.name: hints[each.name] for each in fields(kind)}
    own: dict[str, Any] = {"type": literally(type_of(fact)), "data": _data(fact)}
    name = f"{to_pascal(type_of(fact))}Event"
    return create_model(name, __config__=_MEMBERS, __doc__=_said(fact), **{**members, **own})


@cache
def _data(told: type) -> type[BaseModel]:
    """Without its `type`. What is None is left out of an answer."""
    hints = get_type_hints(told, include_extras=True)
    members: dict[str, Any] = {
        each.name: _member(each, hints[each.name]) for each in fields(told) if each.name != "type"
    }
    return create_model(f"{told.__name__}Data", __config__=_MEMBERS, __doc__=_said(told), **members)


def _member(member: Member[Any], hint: Any) -> Any:
    said = tuple(each for each in get_args(hint) if each is not NoneType) if _is_union(hint) else (hint,)
    written = union_of(map(_written, said))
    left_out = member.default is None
    return (written | MISSING, MISSING) if left_out else written


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType)


def _written(hint: Any) -> Any:
    if get_origin(hint) is tuple:
        return tuple[tuple(map(_written, get_args(hint)))]
    return _data(hint) if is_dataclass(hint) else hint


def _said(told: type) -> str:
    """What Python calls None is not there in JSON."""
    return re.sub(r"\bNone\b", "absent", re.sub(r"(^|[.] )None\b", r"\1Absent", cleandoc(told.__doc__ or "")))
