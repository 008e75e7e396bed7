import ast
from pathlib import Path

import pytest

import app.sla
from app.sla.document import SECTIONS, TITLE, VALID_FROM, VENDOR, s
from tests.sla.dutch_text import TEXT, contents

SLA = Path(app.sla.__file__).parent
TABLES = [path for path in SLA.glob("*.py") if path.name != "document.py"]


def test_the_sections_are_the_table_of_contents_in_its_order() -> None:
    numbered = [section.number for section in SECTIONS.values() if section.number[0].isdigit()]

    assert numbered == [number for number, _ in contents() if number]
    assert [section.original.casefold() for section in SECTIONS.values()] == [
        heading.casefold() for _, heading in contents()
    ]


def test_a_part_without_a_number_goes_by_its_first_word() -> None:
    unnumbered = [section for section in SECTIONS.values() if not section.number[0].isdigit()]

    assert [section.number for section in unnumbered] == [section.original.split()[0] for section in unnumbered]
    assert len(unnumbered) == 4


def test_every_heading_is_there_in_english_too() -> None:
    assert all(section.heading for section in SECTIONS.values())


@pytest.mark.parametrize("number", ["1.2.4", "6", "", "1.2.3 ", "wijzigingen"])
def test_a_wrong_number_is_no_section(number: str) -> None:
    with pytest.raises(KeyError):
        s(number)


def test_title_and_date_are_those_on_the_cover() -> None:
    assert TITLE in TEXT
    assert f"GELDIG VANAF {VALID_FROM:%d/%m/%Y}" in TEXT


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_a_table_holds_no_logic(path: Path) -> None:
    logic = (ast.FunctionDef, ast.ClassDef, ast.If, ast.For, ast.While, ast.Lambda, ast.IfExp)

    assert [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, logic)] == []


def test_the_vendor_is_named_in_one_place() -> None:
    names = (VENDOR.name, VENDOR.short_name, VENDOR.email, VENDOR.service_management_system, VENDOR.hosting_provider)
    naming = {
        path.relative_to(SLA.parent).as_posix()
        for path in SLA.parent.rglob("*.py")
        if any(name in path.read_text() for name in names)
    }

    assert naming == {"sla/document.py"}
