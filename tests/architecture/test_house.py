"""The house stands as it says: one direction of imports, every room on the map, the contract as committed."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app.main import openapi

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for path in (ROOT / "app").rglob("*.py") if path.read_text().strip())

HOUSE = ROOT / "app" / "README.md"
LONGEST_FILE = 300


def test_imports_point_one_way() -> None:
    """In a process of its own: the linter's set-up of logging silences every logger there is."""
    linter = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603

    assert done.returncode == 0, done.stdout


def test_the_picture_of_the_rooms_is_the_order_that_the_linter_keeps() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = [re.findall(r"\w+", layer) for layer in contracts[0]["layers"]]
    picture = HOUSE.read_text().split("```")[1]
    drawn = [re.findall(r"\w+", line) for line in re.findall(r"^ +(\w+(?: \| \w+)*)", picture, re.MULTILINE)]

    assert drawn == layers
    assert {path.stem for path in (ROOT / "app").iterdir() if path.is_dir() and path.stem != "__pycache__"} <= {
        name for layer in layers for name in layer
    }


@pytest.mark.parametrize("page", [HOUSE, ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = re.findall(r"\]\((?!http)([^)#]+)", page.read_text())

    assert [name for name in named if not (page.parent / name).exists()] == []


def test_what_a_walk_calls_stands_in_the_file_that_it_names() -> None:
    steps = re.findall(r"\]\(([\w/]+\.py)\)[^`]{0,3}`([\w.]+)`", HOUSE.read_text())

    assert len(steps) >= len("a POST")
    for file, name in steps:
        assert name.rpartition(".")[2] in (HOUSE.parent / file).read_text(), (file, name)


def test_no_class_name_means_two_things() -> None:
    homes: dict[str, set[Path]] = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, set()).add(path)

    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_for_and_is_short(path: Path) -> None:
    source = path.read_text()

    assert ast.get_docstring(ast.parse(source))
    assert len(source.splitlines()) <= LONGEST_FILE


def test_the_committed_contract_is_the_one_that_is_served() -> None:
    committed = json.loads((ROOT / "openapi" / "openapi.json").read_text())

    assert committed == json.loads(json.dumps(openapi())), "run `make openapi`"
