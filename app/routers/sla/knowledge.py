"""What people may read before they report anything (§1.2.2, Bron)."""

from collections.abc import Mapping
from typing import Annotated, Final, Self

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.accounts import customers
from app.domain.agreement.agreement import Agreement, ProductRule, ServiceLevelTerms
from app.domain.agreement.coverage import product_named
from app.domain.agreement.knowledge import KnowledgeLink, knowledge_links
from app.domain.agreement.terms import Source
from app.errors import Invalid
from app.routers.http.documented import lists
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection
from app.routers.http.runtime import runtime_of
from app.routers.http.tables import Column
from app.routers.http.types import Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router
from app.routers.tickets.classification_schemas import Product
from app.settings import Settings
from app.unit_of_work import UnitOfWork

router = api_router("SLA", prefix="/knowledge")


class KnowledgeQuery(PageQuery):
    product: Annotated[Product | None, Field(description="Of this one alone, by key or name in any spelling.")] = None


class KnowledgeLinkOut(Out):
    """Where to read about a product."""

    product: Annotated[str, Field(description="Its key.")]
    name: Annotated[str, Field(description="Of the product.")]
    source: Source
    url: str
    section: str

    @classmethod
    def of(cls, link: KnowledgeLink) -> Self:
        product = link.product
        return cls(product=product.key, name=product.name, source=link.source, url=link.url, section=link.section)


_COLUMNS: Final[tuple[Column[KnowledgeLinkOut], ...]] = (
    Column("product", lambda link: link.product),
    Column("source", lambda link: link.source),
    Column("url", lambda link: link.url, gives_way=True),
)


@router.get("", summary="List links to knowledge and documentation", responses=lists(KnowledgeLinkOut))
async def list_knowledge(request: Request, query: Annotated[KnowledgeQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """By product, of the sources that the caller's level has (section 1.2.2). Empty where the service knows of no
    address of them.
    """
    asked, agreement = window(request, query), uow.book.in_force(uow.now)
    known = _addresses(runtime_of(request).settings)
    found = knowledge_links(_products(query, agreement), await _levels(uow, agreement), known)
    links = [*enumerate(map(KnowledgeLinkOut.of, found), start=1)]
    page = asked.page(links[asked.after_number :][: asked.fetch], lambda each: (each[0],))
    return collection(request, KnowledgeLinkOut, (link for _, link in page.rows), page.next_cursor, _COLUMNS)


def _addresses(settings: Settings) -> Mapping[Source, str]:
    known = {Source.KNOWLEDGE_BASE: settings.knowledge_base_url, Source.DOCUMENTATION: settings.documentation_url}
    return {source: url for source, url in known.items() if url is not None}


def _products(query: KnowledgeQuery, agreement: Agreement) -> tuple[ProductRule, ...]:
    if query.product is None:
        return agreement.products
    named = product_named(query.product, agreement)
    if named is None:
        section = agreement.products[0].section.number
        raise Invalid.at("/query/product", "unknown", "The agreement has no such product.", section=section)
    return (named,)


async def _levels(uow: UnitOfWork, agreement: Agreement) -> tuple[ServiceLevelTerms, ...]:
    """The customer's; all of them for the vendor."""
    if uow.actor.customer_id is None:
        return (*agreement.levels.values(),)
    level = (await customers.find(uow, uow.actor.customer_id)).agreed_at(uow.now).service_level
    return (agreement.levels[level],)
