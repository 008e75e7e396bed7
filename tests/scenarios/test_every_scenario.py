"""Every scenario of the document has a test that bears its number, and the page says which."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.scenarios import scenario_page
from tests.scenarios.scenario_page import FOLDER, NUMBERED, PAGE, collected, page, scenarios


@pytest.fixture(scope="module")
def ids() -> Sequence[str]:
    return [each for each in collected() if Path(__file__).name not in each]


def test_each_has_its_test(ids: Sequence[str]) -> None:
    numbers = [number for rows in scenarios().values() for number in rows]

    assert numbers == list(range(1, 59))
    assert sorted(scenario_page.tests_by_number(ids)) == numbers
    assert [each for each in ids if each.startswith(FOLDER) and not NUMBERED.search(each)] == []


def test_the_page_is_current(ids: Sequence[str]) -> None:
    current = PAGE.read_text(encoding="utf-8")

    assert page(ids) == current, "make it again: .venv/bin/python tests/scenarios/scenario_page.py"
