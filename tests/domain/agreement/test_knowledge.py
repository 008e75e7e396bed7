"""Where people help themselves first (§1.5): the sources that their level has (§1.2.2), by product."""

from dataclasses import replace

from app.domain.agreement.knowledge import knowledge_links
from app.domain.agreement.terms import Source
from app.domain.vocabulary import ServiceLevel
from app.sla.agreement import AGREEMENT

LEVEL = AGREEMENT.levels[ServiceLevel.STANDARD]
IDU = AGREEMENT.products_by_name["idu"]
ADDRESSES = {Source.KNOWLEDGE_BASE: "https://kb.example/{product}", Source.DOCUMENTATION: "https://docs.example"}


def test_each_product_has_a_link_to_each_source() -> None:
    links = list(knowledge_links([IDU], [LEVEL], ADDRESSES))
    assert [(each.source, each.url, each.section) for each in links] == [
        (Source.KNOWLEDGE_BASE, "https://kb.example/idu", "1.2.2"),
        (Source.DOCUMENTATION, "https://docs.example", "1.2.2"),
    ]


def test_a_source_without_an_address_and_one_that_the_level_lacks_are_left_out() -> None:
    assert list(knowledge_links([IDU], [LEVEL], {})) == []
    lacking = replace(LEVEL, sources=frozenset({Source.DOCUMENTATION}))
    assert [each.source for each in knowledge_links([IDU], [lacking], ADDRESSES)] == [Source.DOCUMENTATION]
