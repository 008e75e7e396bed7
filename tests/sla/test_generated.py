from pathlib import Path

import pytest

from tests.sla.generated import PAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_generated_page_is_current(page: Path) -> None:
    """A difference in agreement.md is a difference in what is promised: read it as one."""
    current = page.read_text(encoding="utf-8")

    assert PAGES[page]() == current, "make it again: .venv/bin/python tests/sla/generated.py"
