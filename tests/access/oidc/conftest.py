"""A provider over real HTTP, our view of it, and a clock for how long that holds."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import pytest
from httpx import AsyncClient

from app.access.oidc.provider import Provider
from tests.access.oidc.loopback_provider import LoopbackProvider, loopback_provider
from tests.access.oidc.token_maker import Signer, rsa_signer


@dataclass
class Ticks:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def first() -> Signer:
    return rsa_signer("first")


@pytest.fixture
def second() -> Signer:
    return rsa_signer("second")


@pytest.fixture
async def there(first: Signer) -> AsyncGenerator[LoopbackProvider]:
    """The provider itself."""
    async with loopback_provider(first.published) as there:
        yield there


@pytest.fixture
async def provider(there: LoopbackProvider, ticks: Ticks, http_client: AsyncClient) -> Provider:
    """What we know of it."""
    return Provider(there.issuer, http_client, ticks)
