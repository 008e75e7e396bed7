"""Signing in at a certified provider, by authorization code with PKCE, and coming in with what it gives.

A place where a test may be skipped: node is no part of this project, and npm needs the network the first time.
"""

import hashlib
import secrets
from collections.abc import AsyncGenerator, Generator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import APIRouter
from httpx import AsyncClient

from app.access.oidc.door import TokenDoor
from app.access.oidc.provider import Provider
from app.access.oidc.trust import Trust
from app.clock import system_clock
from app.domain.vocabulary import Role
from app.postgres.engine import AsyncEngine
from app.settings import Settings
from tests.access.oidc.loopback_provider import LoopbackProvider
from tests.access.oidc.token_maker import encoded, rsa_signer
from tests.routers.conftest import api_over
from tests.routers.oidc.conftest import AUDIENCE, SignIns
from tests.routers.oidc.node_provider import NotHereError, node_provider

CALLBACK = "https://portal.example/callback"

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def issuer() -> Generator[str]:
    try:
        with node_provider() as issuer:
            yield issuer
    except NotHereError as missing:
        pytest.skip(f"Signing in at a real provider was NOT tested: {missing}.")


@pytest.fixture
async def sign_ins(
    issuer: str, engine: AsyncEngine, resources: Sequence[APIRouter], http_client: AsyncClient, told: dict[str, Any]
) -> AsyncGenerator[SignIns]:
    """As the others', at the real provider, whose time is the real one."""
    trust = Trust.of(Settings(oidc_issuer=issuer, oidc_audience=AUDIENCE, **told))
    assert trust is not None
    async with api_over(engine, resources, TokenDoor(trust, Provider(issuer, http_client))) as api:
        api.clock.now = system_clock()
        there = LoopbackProvider(port=urlsplit(issuer).port or 0)
        yield SignIns(api, there, rsa_signer("not the provider's"))


@dataclass(frozen=True)
class Granted:
    access_token: str
    id_token: str


async def sign_in(issuer: str, account: str, **how: str) -> Granted:
    """`how`: `amr` and `acr`, as the provider shall say."""
    verifier = secrets.token_urlsafe(32)
    asked = {
        "client_id": "portal",
        "response_type": "code",
        "scope": "openid email",
        "redirect_uri": CALLBACK,
        "resource": AUDIENCE,
        "code_challenge": encoded(hashlib.sha256(verifier.encode()).digest()),
        "code_challenge_method": "S256",
    }
    async with AsyncClient(base_url=issuer) as browser:
        answer = await browser.get("/auth", params=asked)
        while not (to := answer.headers["Location"]).startswith(CALLBACK):
            answer = await browser.get(to, params={"account": account, **how} if "/sign-in/" in to else None)
        code = parse_qs(urlsplit(to).query)["code"][0]
        form = {
            "grant_type": "authorization_code",
            "client_id": "portal",
            "redirect_uri": CALLBACK,
            "code": code,
            "code_verifier": verifier,
        }
        granted = (await browser.post("/token", data=form)).json()
    return Granted(granted["access_token"], granted["id_token"])


async def test_support_comes_in_with_a_password(sign_ins: SignIns, issuer: str) -> None:
    sam = await sign_ins.know(Role.SUPPORT, subject="sam")
    granted = await sign_in(issuer, "sam", amr="pwd")

    assert (await sign_ins.knock(granted.access_token, f"/v1/people/{sam.id}")).json()["name"] == sam.name
    assert (await sign_ins.knock(granted.id_token)).status_code == 401
    assert (await sign_ins.knock((await sign_in(issuer, "eve", amr="pwd")).access_token)).status_code == 403


@pytest.mark.parametrize("told", [{"oidc_mfa_acr": "gold"}])
async def test_a_manager_comes_in_with_a_second_factor(sign_ins: SignIns, issuer: str) -> None:
    await sign_ins.know(Role.SUPPORT_MANAGER, subject="mia")

    one_factor = await sign_ins.knock((await sign_in(issuer, "mia", amr="pwd")).access_token)
    assert one_factor.status_code == 403
    assert 'acr_values="gold"' in one_factor.headers["WWW-Authenticate"]
    for how in ({"amr": "pwd otp"}, {"amr": "mfa"}, {"amr": "pwd", "acr": "gold"}):
        assert (await sign_ins.knock((await sign_in(issuer, "mia", **how)).access_token)).status_code == 200


@pytest.mark.parametrize("told", [{"oidc_tokens": "jwt"}])
async def test_a_program_comes_in_as_what_it_is_known_as(sign_ins: SignIns, issuer: str) -> None:
    async with AsyncClient(base_url=issuer, auth=("robot", "a%20secret%20of%20the%20robot")) as robot:
        granted = await robot.post("/token", data={"grant_type": "client_credentials"})
    token = granted.json()["access_token"]

    assert (await sign_ins.knock(token)).status_code == 403
    await sign_ins.know(Role.SUPPORT, subject="robot")
    assert (await sign_ins.knock(token)).status_code == 200
