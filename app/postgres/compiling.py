"""Statements of SQLAlchemy Core as PostgreSQL's text and asyncpg's arguments.

Building and compiling a statement costs several times what the driver and PostgreSQL do. So a `Statement` is compiled
once, at its first use, and whatever else is executed by the shape that it has: this is what SQLAlchemy's engine does,
without the engine.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

from pydantic_core import to_json
from sqlalchemy import BindParameter, Column, ColumnElement, Executable, bindparam
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql import ClauseElement

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]

SHAPES_KEPT: Final = 500
_GROUP: Final = "__"
"""Between the name of a group of values and the name of the value."""


def json_text(value: Any) -> str:
    return to_json(value).decode()


_DIALECT: Final = PGDialect_asyncpg(json_serializer=json_text)


class Slot(NamedTuple):
    """Of a parameter: the group and the name that its value is given by, and how the driver wants it.

    `group` None: `name` is the value, the same every time.
    """

    group: str | None
    name: Any
    convert: Convert | None


@dataclass(frozen=True)
class Compiled:
    """`changes`: a statement that changes rows and returns none, but how many it was."""

    text: str
    slots: Sequence[Slot]
    changes: bool = False

    def arguments(self, given: Values, groups: Mapping[str, Values]) -> list[Any]:
        arguments: list[Any] = []
        for group, name, convert in self.slots:
            value = name if group is None else (groups[group] if group else given)[name]
            arguments.append(value if convert is None else convert(value))
        return arguments


def bind(name: str, column: ColumnElement[Any]) -> BindParameter[Any]:
    """A value of the kind that `column` holds, to be given by `name`."""
    return bindparam(name, type_=column.type)


def row(group: str, columns: "Iterable[Column[Any]]") -> dict[str, BindParameter[Any]]:
    """A row's values, to be given together as `group`."""
    return {column.name: bind(f"{group}{_GROUP}{column.name}", column) for column in columns}


def compiled(statement: ClauseElement) -> Compiled:
    """With parameters that are given by name, or by group: `given` for `bind`, `row`."""
    made: Any = statement.compile(dialect=_DIALECT)
    return Compiled(made.string, [_slot(made.binds[name]) for name in made.positiontup or ()])


def spelled(statement: Executable, given: Values) -> tuple[Compiled, list[Any]]:
    """A statement that is built anew each time, and the arguments for its parameters: compiled once for its shape."""
    shape: Any = getattr(statement, "_generate_cache_key")()  # noqa: B009 - SQLAlchemy's: see tests/test_private_names.py
    if shape is None or (known := _by_shape(_Shape(shape, statement))).is_expanding:
        return _anew(statement, given)
    values = known.made.construct_params(dict(given), extracted_parameters=shape.bindparams)
    arguments = [
        values[name] if convert is None else convert(values[name])
        for name, convert in zip(known.names, known.converts, strict=True)
    ]
    return known.compiled, arguments


@dataclass(frozen=True)
class _Known:
    """A shape. `is_expanding`: it has a list in it, with as many parameters as there are items."""

    made: Any
    compiled: Compiled
    names: Sequence[str]
    converts: Sequence[Convert | None]
    is_expanding: bool


class _Shape:
    """A cache's key that holds a statement of this shape, equal to any other of it."""

    def __init__(self, key: Any, statement: Executable) -> None:
        self.key = key
        self.statement = statement

    def __hash__(self) -> int:
        return hash(self.key.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shape) and self.key.key == other.key.key


@lru_cache(maxsize=SHAPES_KEPT)
def _by_shape(shape: _Shape) -> _Known:
    statement: Any = shape.statement
    made: Any = statement.compile(dialect=_DIALECT, cache_key=shape.key)
    names = tuple(made.positiontup or ())
    changes = shape.statement.is_dml and not made.effective_returning
    text = Compiled(made.string, (), changes)
    return _Known(made, text, names, [_convert(made.binds[name]) for name in names], bool(made.post_compile_params))


def _anew(statement: Any, given: Values) -> tuple[Compiled, list[Any]]:
    made: Any = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    values = made.construct_params(dict(given))
    changes = statement.is_dml and not made.effective_returning
    arguments: list[Any] = []
    for name in made.positiontup or ():
        parameter = made.binds.get(name)
        convert = None if parameter is None else _convert(parameter)
        arguments.append(values[name] if convert is None else convert(values[name]))
    return Compiled(made.string, (), changes), arguments


def _convert(parameter: BindParameter[Any]) -> Convert | None:
    return parameter.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)


def _slot(parameter: BindParameter[Any]) -> Slot:
    convert = _convert(parameter)
    if parameter.required:
        group, _, name = parameter.key.rpartition(_GROUP)
        return Slot(group, name, convert)
    return Slot(None, parameter.value if convert is None else convert(parameter.value), None)
