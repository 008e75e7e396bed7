"""What the service opens at start for those who come in with tokens."""

import asyncio
from collections.abc import Callable

import pytest

from app.access.oidc.door import token_door
from app.errors import BadCredential
from app.settings import Settings
from tests.access.oidc.loopback_provider import KEYS, METADATA, LoopbackProvider
from tests.access.oidc.token_maker import Signer
from tests.organisations import MONDAY

PATIENCE_SECONDS = 5
AUDIENCE = "https://support.example/v1"


async def until(happened: Callable[[], bool]) -> None:
    for _ in range(PATIENCE_SECONDS * 100):
        if happened():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it never happened")


async def test_without_a_provider_there_is_no_door_for_tokens() -> None:
    async with token_door(Settings()) as door:
        assert door is None


async def test_the_keys_are_there_before_the_first_caller(there: LoopbackProvider, first: Signer) -> None:
    async with token_door(Settings(oidc_issuer=there.issuer, oidc_audience=AUDIENCE)) as door:
        assert door is not None
        await until(lambda: there.asked == [METADATA, KEYS])
        now = int(MONDAY.timestamp())
        claims = {"iss": there.issuer, "aud": AUDIENCE, "sub": "sam", "exp": now + 60, "jti": "7", "scope": "a b"}
        signed_in = await door.signed_in(first.token(claims), MONDAY)

    assert (signed_in.subject, signed_in.id, signed_in.scopes) == ("sam", "7", {"a", "b"})
    assert there.asked == [METADATA, KEYS]


async def test_a_provider_that_is_away_at_start_stops_nothing(
    there: LoopbackProvider, caplog: pytest.LogCaptureFixture
) -> None:
    await there.stop()
    async with token_door(Settings(oidc_issuer=there.issuer, oidc_audience=AUDIENCE)) as door:
        assert door is not None
        await until(lambda: "cannot be reached" in caplog.text)
        with pytest.raises(BadCredential):
            await door.signed_in("ey.x.y", MONDAY)
