"""The app, as far as it is about people, with a provider on this machine where they sign in."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from fastapi import APIRouter
from httpx import AsyncClient, Response

from app.access.oidc.door import TokenDoor
from app.access.oidc.provider import Provider
from app.access.oidc.trust import Trust
from app.access.store import people
from app.access.store.people import Identity, Person
from app.domain.vocabulary import Role
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.routers.accounts import people as people_routes
from app.settings import Settings
from tests.access.oidc.loopback_provider import LoopbackProvider, loopback_provider
from tests.access.oidc.token_maker import Signer, rsa_signer
from tests.organisations import MONDAY, make_person
from tests.routers.callers import Api
from tests.routers.conftest import api_over

AUDIENCE = "https://support.example/v1"
NOW = int(MONDAY.timestamp())


@dataclass
class SignIns:
    """Those who sign in at the provider, and come in with what it gives them."""

    api: Api
    there: LoopbackProvider
    signer: Signer

    def claims(self, subject: str = "sub-of-sam", **more: Any) -> dict[str, Any]:
        """More of None: without it."""
        usual = {
            "iss": self.there.issuer,
            "aud": AUDIENCE,
            "sub": subject,
            "client_id": "portal",
            "iat": NOW - 60,
            "exp": NOW + 240,
            "jti": "token-1",
        }
        return {name: value for name, value in {**usual, **more}.items() if value is not None}

    def token(self, subject: str = "sub-of-sam", **more: Any) -> str:
        return self.signer.token(self.claims(subject, **more))

    async def knock(self, token: str, path: str = "/v1/people") -> Response:
        return await self.api.anonymous().get(path, headers=[(b"Authorization", f"Bearer {token}".encode())])

    async def know(self, *roles: Role, subject: str = "sub-of-sam", name: str = "Sam Support", **more: Any) -> Person:
        """Somebody here who signs in as that."""
        async with transaction(self.api.engine, SYSTEM) as connection:
            person = replace(
                await make_person(connection, name, *roles, **more), identity=Identity(self.there.issuer, subject)
            )
            await people.save(connection, person)
        return person


@pytest.fixture
def resources() -> Sequence[APIRouter]:
    return (people_routes.router,)


@pytest.fixture
def signer() -> Signer:
    return rsa_signer("first")


@pytest.fixture
def told() -> dict[str, Any]:
    """Settings beside issuer and audience; a module may give its own."""
    return {}


@pytest.fixture
async def sign_ins(
    engine: AsyncEngine,
    resources: Sequence[APIRouter],
    http_client: AsyncClient,
    signer: Signer,
    told: dict[str, Any],
) -> AsyncGenerator[SignIns]:
    async with loopback_provider(signer.published) as there:
        trust = Trust.of(Settings(oidc_issuer=there.issuer, oidc_audience=AUDIENCE, **told))
        assert trust is not None
        tokens = TokenDoor(trust, Provider(there.issuer, http_client))
        async with api_over(engine, resources, tokens) as api:
            yield SignIns(api, there, signer)
