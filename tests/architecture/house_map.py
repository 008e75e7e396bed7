"""Writes `app/README.md`, the map of the house, from what each module says of itself: run it after adding a module."""

import ast
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).parents[2] / "app"
README = APP / "README.md"

INTRODUCTION = """\
# The map
Start reading at [`sla/`](sla): the agreement, in the document's own order.
Then [`domain/`](domain): what follows from it.

Imports point one way, and `lint-imports` says so:

```
cli > main > routers, workers > services > db > sla > domain > business_time > errors, clock, settings > addresses
```

`business_time`, `domain` and `sla` are pure: values in, values out, no I/O, no clock, no framework. The way of one
request is in the [README](../README.md#the-path-of-one-request) of the project. A line here is the first of the
module's own docstring.
"""

ROOMS = {
    "": "At the top",
    "business_time": "opening hours as arithmetic; knows nothing of tickets",
    "domain": "what a ticket is, who may act, its clocks; takes an agreement, never imports one",
    "sla": "the agreement as data, every row with its section; no logic",
    "db": "the only code that speaks SQL",
    "services": "one function per use case: load, decide, store",
    "routers": "HTTP: parse, one call, serialise",
    "workers": "what happens without a request",
    "cli": "the `duetime` command",
}


def text() -> str:
    return "\n".join([INTRODUCTION, *(part for room in ROOMS for part in _room(room))])


def _room(name: str) -> Iterator[str]:
    folder = APP / name
    yield f"## {f'`{name}/`: {ROOMS[name]}' if name else ROOMS[name]}\n\n{_table(folder)}"
    if name:
        for inner in sorted(path for path in folder.rglob("*") if path.is_dir() and any(path.glob("*.py"))):
            yield f"### `{inner.relative_to(APP)}/`\n\n{_table(inner)}"


def _table(folder: Path) -> str:
    rows = [
        f"| `{_name(path)}` | {_summary(path)} |" for path in sorted(folder.glob("*.py")) if path.read_text().strip()
    ]
    return "\n".join(["| module | what it is for |", "|---|---|", *rows, ""])


def _name(path: Path) -> str:
    return f"{path.parent.name}/" if path.stem == "__init__" else path.name


def _summary(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text())) or ""
    return " ".join(docstring.split("\n\n")[0].split())


if __name__ == "__main__":
    README.write_text(text())
