"""The pages that are made from the agreement. To make them again: `.venv/bin/python tests/sla/generated.py`."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from app.domain.agreement.clauses import as_markdown
from app.sla.agreement import AGREEMENT
from app.sla.document import SECTIONS, WITHOUT_ROWS

ROOT = Path(__file__).parents[2]
ROW = re.compile(r'\bs\("([^"]+)"\)')
MENTION = re.compile(r"§(\d+(?:\.\d+)*|[A-Z][a-z]+)")

NOT_THE_ROWS = {"agreement", "readings"}
SHAPES = {"agreement", "facts", "maintenance_facts", "outage_facts", "service_terms", "terms", "vocabulary"}
"""Modules that gather or give form; they decide nothing about a clause."""

TRACE_HEAD = """# From clause to code to test

Made by `.venv/bin/python tests/sla/generated.py`; a test says when it is out of date. A section stands in a row as
`s("1.2.3")` and in a docstring of code or test as §1.2.3. The parts before chapter 1 have no number: their first word
stands for it. All rows together are `tests/sla/agreement.md`.

| § | clause | rows in `app/sla` | rules in `app/domain` | tests |
| --- | --- | --- | --- | --- |
"""


def agreement() -> str:
    return as_markdown(AGREEMENT)


def trace() -> str:
    rows = _citing(ROW, modules("app/sla", NOT_THE_ROWS))
    rules = _citing(MENTION, modules("app/domain", SHAPES))
    tests = _citing(MENTION, modules("tests/sla", glob="test_*.py") + modules("tests/domain", glob="test_*.py"))
    lines = [
        (
            number,
            section.heading,
            rows.get(number) or WITHOUT_ROWS[number],
            rules.get(number, ""),
            tests.get(number, ""),
        )
        for number, section in SECTIONS.items()
    ]
    return TRACE_HEAD + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def modules(folder: str, but: Collection[str] = (), glob: str = "*.py") -> list[Path]:
    return [path for path in sorted((ROOT / folder).rglob(glob)) if path.stem not in but]


def _citing(pattern: re.Pattern[str], paths: Iterable[Path]) -> Mapping[str, str]:
    """The modules that name a section, by section."""
    cited: dict[str, list[str]] = {}
    for path in paths:
        for number in dict.fromkeys(pattern.findall(path.read_text(encoding="utf-8"))):
            cited.setdefault(number, []).append(path.stem)
    return {number: ", ".join(names) for number, names in cited.items()}


PAGES: Mapping[Path, Callable[[], str]] = {
    ROOT / "tests/sla/agreement.md": agreement,
    ROOT / "docs/sla-trace.md": trace,
}

if __name__ == "__main__":
    for page, content in PAGES.items():
        page.write_text(content(), encoding="utf-8")
