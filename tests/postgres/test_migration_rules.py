"""What a migration may do to a table that can be large while others read and write it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

VERSIONS: Final = sorted((Path(__file__).parents[2] / "migrations" / "versions").glob("*.py"))
LARGE: Final = {
    "tickets",
    "clocks",
    "clock_pauses",
    "ticket_events",
    "ticket_assignments",
    "audit_entries",
    "idempotency_keys",
    "webhook_messages",
    "feed",
}
INDEXING: Final = {"create_index", "drop_index"}


def calls(source: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in INDEXING:
            yield node


def table_of(call: ast.Call) -> str | None:
    named = {word.arg: word.value for word in call.keywords}
    place = call.args[1] if len(call.args) > 1 else named.get("table_name")
    return place.value if isinstance(place, ast.Constant) and isinstance(place.value, str) else None


def made_in(source: str) -> set[str]:
    """Tables that the same migration makes: nobody reads or writes them yet."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "create_table"
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_an_index_of_a_large_table_comes_and_goes_concurrently(path: Path) -> None:
    """A plain CREATE INDEX locks out every writer for as long as it takes to read the table."""
    source = path.read_text()
    blocking = [
        f"line {call.lineno}: {table}"
        for call in calls(source)
        if (table := table_of(call)) in LARGE - made_in(source)
        and "postgresql_concurrently" not in {word.arg for word in call.keywords}
    ]

    assert blocking == []


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_an_index_of_a_large_table_is_not_made_by_bare_sql(path: Path) -> None:
    text = " ".join(path.read_text().split()).upper()

    for table in LARGE:
        assert f"INDEX ON {table.upper()}" not in text.replace(" IF NOT EXISTS", "")
        assert f" ON {table.upper()} USING" not in text or "CONCURRENTLY" in text
