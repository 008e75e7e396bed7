"""Which test proves which scenario. To make the page: `.venv/bin/python tests/scenarios/scenario_page.py`."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = "tests/scenarios"
ELSEWHERE = ("tests/domain/test_stopped_clocks.py",)
"""Where tests stand that belong to rules of the domain, and tell scenarios among others."""
DOCUMENT = ROOT / FOLDER / "scenarios.md"
PAGE = ROOT / "docs/scenarios.md"
NUMBERED = re.compile(r"scenario_(\d+)_")

HEAD = """# The worked scenarios, each with its test

Made by `.venv/bin/python tests/scenarios/scenario_page.py`; a test says when it is out of date, or when a scenario
has no test. Amsterdam local time unless marked Z. STD = 10:00–16:00, EXT = 08:00–17:00, business days only. To run
one: `pytest tests -k scenario_27_`. Those that concern tickets go over HTTP to the database, those that concern one
clock ask the agreement's calendars, or tell a ticket by its facts.
"""


def scenarios() -> Mapping[str, Mapping[int, str]]:
    """The document's, by heading and number."""
    chapters = re.split(r"^## ", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found: dict[str, Mapping[int, str]] = {}
    for chapter in chapters:
        heading, text = chapter.split("\n", 1)
        items = re.split(r"(?:^|(?<=\.)\s)(\d+)\. ", text.strip(), flags=re.MULTILINE)[1:]
        texts = [" ".join(each.split()) for each in items[1::2]]
        found[heading] = dict(zip(map(int, items[::2]), texts, strict=True))
    return found


class _Collector:
    def __init__(self) -> None:
        self.ids: list[str] = []

    def pytest_collection_modifyitems(self, items: Sequence[pytest.Item]) -> None:
        self.ids = [item.nodeid for item in items]


def collected() -> Sequence[str]:
    """The ids of all tests here and ELSEWHERE, as pytest says them."""
    collector = _Collector()
    places = [str(ROOT / place) for place in (FOLDER, *ELSEWHERE)]
    pytest.main(["--collect-only", "-p", "no:randomly", "-p", "no:cacheprovider", *places], [collector])
    return collector.ids


def tests_by_number(ids: Sequence[str]) -> Mapping[int, Sequence[str]]:
    """Without the parameters of those whose own name bears the number."""
    found: dict[int, dict[str, None]] = {}
    for each in ids:
        name, _, _ = each.partition("[")
        if numbered := NUMBERED.search(each):
            found.setdefault(int(numbered[1]), {})[name if NUMBERED.search(name) else each] = None
    return {number: sorted(tests) for number, tests in found.items()}


def page(ids: Sequence[str]) -> str:
    proofs = tests_by_number(ids)
    return HEAD + "".join(_chapter(heading, rows, proofs) for heading, rows in scenarios().items())


def _chapter(heading: str, rows: Mapping[int, str], proofs: Mapping[int, Sequence[str]]) -> str:
    lines = [f"| {number} | {text} | {_cell(proofs.get(number, ()))} |\n" for number, text in rows.items()]
    return f"\n## {heading}\n\n| | scenario | test |\n| --- | --- | --- |\n{''.join(lines)}"


def _cell(tests: Sequence[str]) -> str:
    return "<br>".join(f"`{each.removeprefix(f'{FOLDER}/')}`" for each in tests)


if __name__ == "__main__":
    PAGE.write_text(page(collected()), encoding="utf-8")
