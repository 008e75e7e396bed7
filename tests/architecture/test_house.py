"""The house stands as it says: one direction of imports, every room on the map, the contract as committed."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.main import openapi
from tests.architecture import house_map

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for path in (ROOT / "app").rglob("*.py") if path.read_text().strip())

LONGEST_FILE = 300


def test_imports_point_one_way() -> None:
    """In a process of its own: the linter's set-up of logging silences every logger there is."""
    linter = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603

    assert done.returncode == 0, done.stdout


def test_the_map_is_of_this_house() -> None:
    assert house_map.README.read_text() == house_map.text(), "run `python tests/architecture/house_map.py`"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_for_and_is_short(path: Path) -> None:
    source = path.read_text()

    assert ast.get_docstring(ast.parse(source))
    assert len(source.splitlines()) <= LONGEST_FILE


def test_the_committed_contract_is_the_one_that_is_served() -> None:
    committed = json.loads((ROOT / "openapi" / "openapi.json").read_text())

    assert committed == json.loads(json.dumps(openapi())), "run `make openapi`"
