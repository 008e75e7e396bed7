"""Both ways: every row stands in a section of the document, every section has rows or says why not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import cast

from app.domain.agreement.clause_rows import rows_of
from app.domain.agreement.clauses import clauses
from app.domain.agreement.measures import Section
from app.sla.agreement import AGREEMENT
from app.sla.document import SECTIONS, WITHOUT_ROWS

COMMENTARY = "readings"


def cited(value: object) -> Iterator[Section]:
    """Every section that a value of the agreement holds, however deep."""
    if isinstance(value, Section):
        yield value
    for part in parts(value):
        yield from cited(part)


def parts(value: object) -> Iterable[object]:
    if is_dataclass(value):
        return [getattr(value, each.name) for each in fields(value)]
    if isinstance(value, Mapping):
        return cast("Mapping[object, object]", value).values()
    if isinstance(value, tuple | frozenset):
        return cast("Iterable[object]", value)
    return ()


def test_every_row_cites_a_section_of_the_document() -> None:
    assert {section.number for section in cited(AGREEMENT)} <= set(SECTIONS)
    assert all(SECTIONS[row.section.number] == row.section for row in rows_of(AGREEMENT))


def test_every_section_has_a_row_or_says_why_not() -> None:
    with_rows = {row.section.number for row in rows_of(AGREEMENT) if row.table != COMMENTARY}

    assert with_rows | set(WITHOUT_ROWS) == set(SECTIONS)
    assert with_rows & set(WITHOUT_ROWS) == set()
    assert all(WITHOUT_ROWS.values())


def test_every_row_is_shown_once() -> None:
    shown = [row for clause in clauses(AGREEMENT) for table in clause.tables for row in table.rows]

    assert len(shown) == len(list(rows_of(AGREEMENT)))


def test_no_place_is_read_twice() -> None:
    readings = [(reading.section, reading.unclear) for reading in AGREEMENT.terms.readings]

    assert len(readings) == len(set(readings))


def test_readings_stand_in_the_order_of_the_document() -> None:
    order = list(SECTIONS)
    places = [order.index(reading.section.number) for reading in AGREEMENT.terms.readings]

    assert places == sorted(places)


def test_a_product_is_found_under_one_name_only() -> None:
    names = [
        name
        for product in AGREEMENT.products
        for name in {each.casefold() for each in (product.key, product.name, *product.aliases)}
    ]

    assert len(names) == len(set(names))
