"""What is asked of the database, and how it answers: which tables it reads from end to end, and how many pages."""

import json
import re
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final, NamedTuple, cast

from app.postgres.connection import Connection, How

BIG: Final = {"tickets", "clocks", "ticket_events"}
SETTLING: Final = 6
"""Executions after which PostgreSQL has decided whether one plan does for all values (PREPARE, "Notes")."""
OTHERWISE: Final = (
    {"enable_bitmapscan": "off"},
    {"enable_sort": "off"},
    {"enable_seqscan": "off"},
    {"enable_hashjoin": "off", "enable_mergejoin": "off"},
)
"""Ways of making it look for another plan."""


class Asked(NamedTuple):
    text: str
    values: tuple[Any, ...]
    anew: bool

    @property
    def is_of_big_tables(self) -> bool:
        return self.text.startswith(("SELECT", "WITH")) and not BIG.isdisjoint(re.findall(r"\w+", self.text))


@contextmanager
def listening() -> Generator[list[Asked]]:
    asked: list[Asked] = []
    tell = Connection.tell

    async def noted(self: Connection, how: How, text: str, *values: object, anew: bool = False) -> Any:
        asked.append(Asked(text, values, anew))
        return await tell(self, how, text, *values, anew=anew)

    vars_of: Any = Connection
    vars_of.tell = noted
    try:
        yield asked
    finally:
        vars_of.tell = tell


async def big_scans(connection: Connection, asked: Asked) -> set[str]:
    plan = await connection.driver.fetchval(f"EXPLAIN (FORMAT JSON) {asked.text}", *asked.values)
    return set(_scanned(json.loads(plan) if isinstance(plan, str) else plan))


async def settled(connection: Connection, asked: Asked) -> int:
    """Pages read by the plan that a connection comes to."""
    return await _pages(connection, asked, SETTLING)


async def at_best(connection: Connection, asked: Asked) -> int:
    """Pages read by the best plan for these values that PostgreSQL can be brought to."""
    found = [await _pages(connection, asked, 0)]
    for options in OTHERWISE:
        for name, value in options.items():
            await connection.driver.execute(f"SET {name} = {value}")
        found.append(await _pages(connection, asked, 0))
        for name in options:
            await connection.driver.execute(f"RESET {name}")
    return min(found)


async def _pages(connection: Connection, asked: Asked, before: int) -> int:
    driver, values = connection.driver, ", ".join(map(_written, asked.values))
    call = f"asked({values})" if values else "asked"
    await driver.execute(f"PREPARE asked AS {asked.text}")
    for _ in range(0 if asked.anew else before):
        await driver.execute(f"EXPLAIN EXECUTE {call}")
    plan = await driver.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE {call}")
    await driver.execute("DEALLOCATE asked")
    top = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    return top["Shared Hit Blocks"] + top["Shared Read Blocks"]


def _written(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case bool() | int():
            return str(value).lower()
        case bytes():
            return f"'\\x{value.hex()}'"
        case datetime() | date():
            return f"'{value.isoformat()}'"
        case list() | tuple():
            return f"'{_in_braces(cast('Iterable[object]', value))}'"
        case _:
            return "'{}'".format(str(value).replace("'", "''"))


def _in_braces(several: Iterable[object]) -> str:
    return "{{{}}}".format(",".join(f'"{each}"' for each in several))


def _scanned(node: Any) -> Iterator[str]:
    match node:
        case {"Node Type": "Seq Scan", "Relation Name": table} if table in BIG:
            yield str(table)
        case _:
            pass
    for part in _parts(node):
        yield from _scanned(part)


def _parts(node: Any) -> Iterable[Any]:
    if isinstance(node, dict):
        return cast("dict[str, Any]", node).values()
    return cast("list[Any]", node) if isinstance(node, list) else ()
