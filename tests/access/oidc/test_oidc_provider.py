"""The provider's keys: fetched once, kept on an outage, asked for again in moderation, and never from anywhere else."""

import asyncio
import gzip
import json
import logging
from collections.abc import Callable

import pytest

from app.access.oidc import fetching
from app.access.oidc.fetching import LARGEST_BYTES
from app.access.oidc.provider import KEPT_SECONDS, LOOK_AGAIN_SECONDS, RETRY_SECONDS, Provider
from app.access.oidc.signatures import KeySet
from app.errors import Unavailable
from tests.access.oidc.conftest import Ticks
from tests.access.oidc.loopback_provider import KEYS, METADATA, Answer, LoopbackProvider
from tests.access.oidc.token_maker import Signer

FRESH_SECONDS = 900


def kids(keys: KeySet) -> list[str | None]:
    return [key.kid for key in keys.keys]


async def test_everybody_who_waits_shares_one_answer(provider: Provider, there: LoopbackProvider) -> None:
    answers = await asyncio.gather(*(provider.keys() for _ in range(20)))

    assert {tuple(kids(answer)) for answer in answers} == {("first",)}
    assert there.asked == [METADATA, KEYS]


async def test_whoever_stops_waiting_does_not_stop_the_others(provider: Provider, there: LoopbackProvider) -> None:
    there.instead[METADATA] = Answer(
        json.dumps({"issuer": there.issuer, "jwks_uri": f"{there.issuer}{KEYS}"}).encode(), delay=0.1
    )
    waiting = [asyncio.create_task(provider.keys()) for _ in range(2)]
    await asyncio.sleep(0.02)
    waiting[0].cancel()

    assert kids(await waiting[1]) == ["first"]


@pytest.mark.parametrize(
    ("stated", "fresh"),
    [
        (None, FRESH_SECONDS),
        ("public, max-age=1200", 1200),
        ("max-age=0, must-revalidate", 60),
        ("no-store", FRESH_SECONDS),
        ("max-age=99999999", 3600),
        ("max-age=nonsense", FRESH_SECONDS),
    ],
)
async def test_keys_are_kept_as_long_as_they_are_said_to_be_fresh_within_reason(
    provider: Provider, there: LoopbackProvider, ticks: Ticks, stated: str | None, fresh: int
) -> None:
    there.keys_headers = {"Cache-Control": stated} if stated else {}
    await provider.keys()

    ticks.now += fresh - 1
    await provider.keys()
    assert there.times() == 1
    ticks.now += 1
    await provider.keys()
    assert there.times() == 2


async def test_a_key_that_is_withdrawn_is_gone_once_its_time_is_up(
    provider: Provider, there: LoopbackProvider, ticks: Ticks, second: Signer
) -> None:
    assert kids(await provider.keys()) == ["first"]
    there.keys = [second.published]
    ticks.now += FRESH_SECONDS

    assert kids(await provider.keys()) == ["second"]


async def test_a_key_that_is_new_is_found_at_once(
    provider: Provider, there: LoopbackProvider, first: Signer, second: Signer
) -> None:
    seen = await provider.keys()
    there.keys = [first.published, second.published]

    found = await asyncio.gather(*(provider.keys_beyond(seen) for _ in range(10)))
    assert {tuple(kids(keys)) for keys in found} == {("first", "second")}
    assert there.times() == 2


async def test_made_up_keys_do_not_make_us_hammer_the_provider(
    provider: Provider, there: LoopbackProvider, ticks: Ticks
) -> None:
    for _ in range(50):
        await provider.keys_beyond(await provider.keys())
    assert there.times() == 2

    ticks.now += LOOK_AGAIN_SECONDS
    await provider.keys_beyond(await provider.keys())
    assert there.times() == 3


async def test_without_keys_nothing_can_be_told_until_the_provider_is_there(
    provider: Provider, there: LoopbackProvider, ticks: Ticks, caplog: pytest.LogCaptureFixture
) -> None:
    await there.stop()
    for _ in range(3):
        with pytest.raises(Unavailable, match="does not answer") as refused:
            await provider.keys()
        assert refused.value.retry_after == RETRY_SECONDS
    await there.start()
    with pytest.raises(Unavailable):
        await provider.keys()
    assert there.asked == []

    ticks.now += RETRY_SECONDS
    assert kids(await provider.keys()) == ["first"]
    assert [record.getMessage() for record in caplog.records if "known again" in record.getMessage()]
    assert len([record for record in caplog.records if "cannot be reached" in record.getMessage()]) == 1


async def test_known_keys_outlive_an_outage_for_a_day(
    provider: Provider, there: LoopbackProvider, ticks: Ticks
) -> None:
    await provider.keys()
    await there.stop()

    for seconds in (FRESH_SECONDS, KEPT_SECONDS - FRESH_SECONDS - 1):
        ticks.now += seconds
        assert kids(await provider.keys()) == ["first"]
    ticks.now += 1
    with pytest.raises(Unavailable):
        await provider.keys()


async def test_who_has_keys_does_not_wait_for_the_end_of_an_outage(
    provider: Provider, there: LoopbackProvider, ticks: Ticks
) -> None:
    await provider.keys()
    there.instead[METADATA] = Answer(status=500)
    ticks.now += FRESH_SECONDS
    await provider.keys()

    there.instead[METADATA] = Answer(b"late", delay=0.3)
    ticks.now += RETRY_SECONDS
    async with asyncio.timeout(0.2):
        assert kids(await provider.keys()) == ["first"]
        await asyncio.sleep(0.05)
    assert there.times(METADATA) == 3
    await asyncio.sleep(0.3)


async def test_while_the_provider_is_away_nobody_can_say_that_it_has_no_such_key(
    provider: Provider, there: LoopbackProvider, ticks: Ticks
) -> None:
    seen = await provider.keys()
    await there.stop()

    for _ in range(3):
        with pytest.raises(Unavailable):
            await provider.keys_beyond(seen)
    assert kids(await provider.keys()) == ["first"]
    await there.start()
    ticks.now += LOOK_AGAIN_SECONDS
    assert kids(await provider.keys_beyond(seen)) == ["first"]


ELSEWHERE = "http://127.0.0.1:1/"
WRONG: dict[str, tuple[str, Callable[[LoopbackProvider], Answer], str]] = {
    "another issuer": (
        METADATA,
        lambda there: Answer.of({"issuer": f"{there.issuer}/", "jwks_uri": f"{there.issuer}{KEYS}"}),
        "calls itself",
    ),
    "no issuer": (METADATA, lambda there: Answer.of({"jwks_uri": f"{there.issuer}{KEYS}"}), "calls itself None"),
    "no address of keys": (METADATA, lambda there: Answer.of({"issuer": there.issuer}), "where its keys are"),
    "keys in the clear": (
        METADATA,
        lambda there: Answer.of({"issuer": there.issuer, "jwks_uri": "http://keys.example/"}),
        "neither https nor on this machine",
    ),
    "keys in a file": (
        METADATA,
        lambda there: Answer.of({"issuer": there.issuer, "jwks_uri": "file:///etc/passwd"}),
        "neither https nor on this machine",
    ),
    "an address that is none": (
        METADATA,
        lambda there: Answer.of({"issuer": there.issuer, "jwks_uri": "https://[oops"}),
        "neither https nor on this machine",
    ),
    "metadata moved": (METADATA, lambda _: Answer(status=302, headers={"Location": ELSEWHERE}), "redirect"),
    "keys moved": (KEYS, lambda _: Answer(status=307, headers={"Location": ELSEWHERE}), "redirect"),
    "not found": (METADATA, lambda _: Answer(status=404), "answers 404"),
    "no JSON": (METADATA, lambda _: Answer(b"<html>"), "no JSON"),
    "no text": (METADATA, lambda _: Answer(b"\xff\xfe{}"), "no JSON"),
    "no object": (METADATA, lambda _: Answer.of([]), "no JSON object"),
    "deep": (METADATA, lambda _: Answer(b"[" * 100_000), "no JSON"),
    "huge": (KEYS, lambda _: Answer(b" " * (LARGEST_BYTES + 1)), "more than"),
    "a bomb": (
        KEYS,
        lambda _: Answer(gzip.compress(b" " * 10_000_000), headers={"Content-Encoding": "gzip"}),
        "coding",
    ),
    "no HTTP": (METADATA, lambda _: Answer(headers={"": ""}), "cannot be reached"),
    "no keys at all": (KEYS, lambda _: Answer.of({}), "no JWK Set"),
    "no list of keys": (KEYS, lambda _: Answer.of({"keys": {"kty": "RSA"}}), "no JWK Set"),
    "no key that verifies": (KEYS, lambda _: Answer.of({"keys": [{"kty": "oct", "k": "AAAA"}, 7]}), "publishes no key"),
    "late": (METADATA, lambda _: Answer(b"{}", delay=1), "did not answer within"),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_the_provider_gets_wrong_is_logged_and_believed_in_no_part(
    there: LoopbackProvider,
    provider: Provider,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    wrong: str,
) -> None:
    path, answer, said = WRONG[wrong]
    there.instead[path] = answer(there)
    monkeypatch.setattr(fetching, "TIMEOUT_SECONDS", 0.2)

    with caplog.at_level(logging.WARNING), pytest.raises(Unavailable) as refused:
        await provider.keys()

    assert said in caplog.text
    assert said not in refused.value.detail


@pytest.mark.parametrize(
    ("url", "guarded"),
    [
        ("https://login.example/realms/x", True),
        ("http://127.0.0.1:8080", True),
        ("http://[::1]:8080/", True),
        ("http://localhost", True),
        ("http://login.example", False),
        ("http://127.0.0.1.example", False),
        ("http://localhost.example", False),
        ("http://10.0.0.1", False),
        ("ftp://127.0.0.1", False),
        ("https://", False),
        ("", False),
    ],
)
def test_nobody_on_the_way_can_change_what_is_said(url: str, *, guarded: bool) -> None:
    assert fetching.is_guarded(url) is guarded
