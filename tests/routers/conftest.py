"""The whole app over a database that forgets, and people who call it.

`extended` and `standard` are customers; `registrant` and `colleague` are two people of the extended one, `stranger`
is a registrant of the standard one. Anybody else: `await api.as_(person)`.
"""

from collections.abc import AsyncGenerator, Sequence

import pytest
from fastapi import APIRouter

from app.access.oidc.door import TokenDoor
from app.agreements.book import Agreements
from app.domain.vocabulary import Role, ServiceLevel
from app.main import RESOURCES, create_app
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.routers.request.backend import attach
from app.settings import Settings
from app.sla.agreement import REVISIONS
from tests.organisations import Organisation, make_organisation
from tests.routers.callers import Api, Caller, ClockOfTest


@pytest.fixture
def resources() -> Sequence[APIRouter]:
    """A module may give routers of its own."""
    return RESOURCES


@pytest.fixture
async def api(engine: AsyncEngine, resources: Sequence[APIRouter]) -> AsyncGenerator[Api]:
    async with api_over(engine, resources) as api:
        yield api


@pytest.fixture
async def concurrent_api(fresh_engine: AsyncEngine, resources: Sequence[APIRouter]) -> AsyncGenerator[Api]:
    """Over a database of its own, where requests run side by side and commits are real."""
    async with api_over(fresh_engine, resources) as api:
        yield api


def api_over(engine: AsyncEngine, resources: Sequence[APIRouter], tokens: TokenDoor | None = None) -> Api:
    clock = ClockOfTest()
    app = create_app(
        Settings(
            public_url="https://support.example",
            knowledge_base_url="https://kb.example/?about={product}",
            documentation_url="https://docs.example/{product}",
        ),
        clock=clock,
        resources=resources,
    )
    attach(app, engine, Agreements(REVISIONS), tokens=tokens)
    return Api(app, engine, clock)


@pytest.fixture
async def extended(api: Api) -> Organisation:
    async with transaction(api.engine, SYSTEM) as connection:
        return await make_organisation(
            connection, "Extended Dairy", ServiceLevel.EXTENDED, "Rosa Registrant", "Rik Registrant"
        )


@pytest.fixture
async def standard(api: Api) -> Organisation:
    async with transaction(api.engine, SYSTEM) as connection:
        return await make_organisation(connection, "Standard Bakery", ServiceLevel.STANDARD, "Sam Stranger")


@pytest.fixture
async def admin(api: Api) -> Caller:
    return await api.as_administrator()


@pytest.fixture
async def support(api: Api) -> Caller:
    return await api.as_(Role.SUPPORT)


@pytest.fixture
async def consultant(api: Api) -> Caller:
    return await api.as_(Role.CONSULTANT)


@pytest.fixture
async def manager(api: Api) -> Caller:
    return await api.as_(Role.SUPPORT_MANAGER)


@pytest.fixture
async def registrant(api: Api, extended: Organisation) -> Caller:
    return await api.as_(extended.registrants[0])


@pytest.fixture
async def colleague(api: Api, extended: Organisation) -> Caller:
    return await api.as_colleague(extended)


@pytest.fixture
async def stranger(api: Api, standard: Organisation) -> Caller:
    return await api.as_(standard.registrants[0])


@pytest.fixture
def callers(
    admin: Caller,
    manager: Caller,
    support: Caller,
    consultant: Caller,
    registrant: Caller,
    colleague: Caller,
    stranger: Caller,
) -> dict[str, Caller]:
    """All of them, for tables of who may do what."""
    return {
        "admin": admin,
        "manager": manager,
        "support": support,
        "consultant": consultant,
        "registrant": registrant,
        "colleague": colleague,
        "stranger": stranger,
    }
