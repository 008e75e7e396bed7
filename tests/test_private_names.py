"""What is used of frameworks beyond what they document: all of it stands here, so that an upgrade breaks here first."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.postgres.tables import people

APP: Final = Path(__file__).parents[1] / "app"
PRIVATE: Final = {"_generate_cache_key": "app/postgres/compiling.py"}
"""Names that begin with an underscore, and where each is used."""
OF_PYTHON: Final = re.compile(r"_|__(?!pydantic)\w+__|_exit|_replace")


def _used(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and not (isinstance(node.value, ast.Name) and node.value.id in OURS):
            yield node.attr
        elif isinstance(node, ast.Call):
            yield from (str(each.value) for each in node.args if isinstance(each, ast.Constant))


OURS: Final = {"self", "cls"}


def _defined() -> set[str]:
    """What the app names so itself."""
    trees = [ast.parse(path.read_text()) for path in APP.rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    members = {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
    return (functions | stored | members) - PRIVATE.keys()


def test_nothing_else_is_used_that_is_private_to_others() -> None:
    defined = _defined()
    used = {
        name: str(path.relative_to(APP.parent))
        for path in APP.rglob("*.py")
        for name in _used(ast.parse(path.read_text()))
        if name.startswith("_") and name not in defined and not OF_PYTHON.fullmatch(name)
    }
    assert used == PRIVATE


def test_sqlalchemy_tells_the_shape_of_a_statement_and_compiles_it_by_position() -> None:
    dialect = PGDialect_asyncpg()
    one, other = (select(people.c.name).where(people.c.name == name) for name in ("a", "b"))
    shape: Any = one._generate_cache_key()  # pyright: ignore[reportPrivateUsage]
    again: Any = other._generate_cache_key()  # pyright: ignore[reportPrivateUsage]
    assert shape.key == again.key
    made: Any = one.compile(dialect=dialect, cache_key=shape)
    [name] = made.positiontup
    assert made.binds[name].value == "a"
    assert made.construct_params({}, extracted_parameters=again.bindparams) == {name: "b"}
    assert not made.post_compile_params
    expanding: Any = select(people.c.id).where(people.c.name.in_(["a"])).compile(dialect=dialect)
    assert expanding.post_compile_params
    assert not delete(people).compile(dialect=dialect).effective_returning  # pyright: ignore[reportAttributeAccessIssue]
    assert (delete(people).is_dml, text("SELECT 1").is_dml) == (True, False)
    given = bindparam("given", type_=people.c.name.type)
    assert (given.required, given.key) == (True, "given")
    assert callable(given.type.dialect_impl(dialect).bind_processor)


@pytest.mark.parametrize("name", ["__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__"])
def test_a_model_of_pydantics_holds_no_more_than_its_members_and_these(name: str) -> None:
    class Model(BaseModel):
        member: int

    assert hasattr(Model(member=1), name)
    assert Model(member=1).__pydantic_serializer__.to_json(Model(member=1)) == b'{"member":1}'
    assert vars(BaseModel)["__init__"].__pydantic_base_init__ is True


def test_fastapi_makes_a_route_of_an_endpoint_with_its_handler_last() -> None:
    """So `dependant` is known when the handler is made."""
    seen: list[object] = []

    class Route(APIRoute):
        def get_route_handler(self) -> Any:
            seen.append(self.dependant.call)
            return super().get_route_handler()

    async def endpoint() -> None: ...

    Route("/", endpoint, dependencies=[])
    assert seen == [endpoint]


def test_uvicorn_answers_a_connection_by_these() -> None:
    """Beside the methods of asyncio's protocols; those of httptools are `on_…`."""
    for name in ("on_headers_complete", "on_body", "send_400_response", "shutdown"):
        assert callable(getattr(HttpToolsProtocol, name))
    of_connection, of_request = (
        vars(each)["__init__"].__code__.co_names for each in (HttpToolsProtocol, RequestResponseCycle)
    )
    assert {"app", "connections", "cycle", "flow", "headers", "logger", "loop", "transport"} <= {*of_connection}
    assert {"disconnected", "keep_alive", "message_event"} <= {*of_request}
