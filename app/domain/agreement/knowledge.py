"""Where people may help themselves first (§1.2.2, Bron; §1.5): links to the sources that a level has, by product."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from app.domain.agreement.agreement import ProductRule, ServiceLevelTerms
from app.domain.agreement.terms import Source

PRODUCT = "{product}"
"""In an address: where the key of a product goes."""


@dataclass(frozen=True)
class Article:
    """Of the knowledge base: what makes a ticket clear (§2, step 3)."""

    title: str
    url: str


@dataclass(frozen=True)
class KnowledgeLink:
    product: ProductRule
    source: Source
    url: str
    section: str


def knowledge_links(
    products: Iterable[ProductRule], levels: Iterable[ServiceLevelTerms], addresses: Mapping[Source, str]
) -> Iterator[KnowledgeLink]:
    """Of each product, every source that one of the levels has and that has an address."""
    by_source = {source: terms.section.number for terms in levels for source in terms.sources}
    for product in products:
        for source in Source:
            if source in by_source and source in addresses:
                url = addresses[source].replace(PRODUCT, quote(product.key, safe=""))
                yield KnowledgeLink(product, source, url, by_source[source])
