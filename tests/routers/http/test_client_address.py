"""Where a request comes from, whatever it says of itself."""

import pytest
from pydantic import ValidationError
from starlette.types import Scope

from app.addresses import Network, network
from app.routers.http.client_address import address_in
from app.settings import Settings

CLIENT, FORGED, PROXY, SECOND_PROXY, PROXY_6 = "203.0.113.9", "198.51.100.66", "10.0.0.1", "10.0.0.2", "fd00::1"
TRUSTED: tuple[Network, ...] = (network("10.0.0.0/24"), network("fd00::/64"))


def seen_from(peer: str | None, *forwarded: str, trusted: tuple[Network, ...] = TRUSTED) -> str | None:
    headers = [(b"x-forwarded-for", line.encode("latin-1")) for line in forwarded]
    scope: Scope = {"type": "http", "headers": headers, "client": peer and (peer, 4711)}
    found = address_in(scope, trusted)
    return found and str(found)


@pytest.mark.parametrize(
    "forged",
    [
        (),
        (FORGED,),
        (f"{FORGED}, {PROXY}",),
        (FORGED, PROXY),
        (PROXY,),
        ("127.0.0.1",),
        ("",),
        ("unknown",),
        (f"for={FORGED}",),
        (f"::ffff:{FORGED}",),
        (", ".join([FORGED] * 1_000),),
    ],
)
def test_a_forged_header_changes_nothing(forged: tuple[str, ...]) -> None:
    assert seen_from(CLIENT, *forged) == CLIENT
    assert seen_from("127.0.0.1", *forged) == "127.0.0.1"
    assert seen_from(CLIENT, *forged, trusted=()) == CLIENT
    for proxy in (PROXY, f"::ffff:{PROXY}", PROXY_6):
        assert seen_from(proxy, *forged, CLIENT) == CLIENT
        assert seen_from(proxy, ", ".join([*forged, CLIENT])) == CLIENT
        assert seen_from(proxy, *forged, f"{CLIENT}, {SECOND_PROXY}") == CLIENT


@pytest.mark.parametrize(
    ("hop", "client"),
    [
        (CLIENT, CLIENT),
        (f"{CLIENT}:4711", CLIENT),
        (f"[{CLIENT}]:4711", CLIENT),
        (f"\t {CLIENT} ", CLIENT),
        (f"::ffff:{CLIENT}", CLIENT),
        (f"[::ffff:{CLIENT}]:4711", CLIENT),
        ("2001:db8::9", "2001:db8::9"),
        ("[2001:db8::9]", "2001:db8::9"),
        ("[2001:DB8:0::9]:4711", "2001:db8::9"),
    ],
)
def test_a_proxy_may_spell_the_client_as_it_likes(hop: str, client: str) -> None:
    assert seen_from(PROXY, hop) == client


@pytest.mark.parametrize(
    "hop",
    [
        "",
        "unknown",
        "_hidden",
        "unix:",
        "localhost",
        "203.0.113.9:http",
        "[2001:db8::9]x",
        "[2001:db8::9",
        "é",
        "Ù£.1.1.1",
    ],
)
def test_what_a_proxy_says_that_is_no_address_leaves_the_client_unknown(hop: str) -> None:
    """And never the proxy's own, nor what stands to the left of it, which is anybody's."""
    assert seen_from(PROXY, f"{FORGED}, {hop}") is None
    assert seen_from(PROXY, FORGED, hop) is None


def test_a_proxy_may_be_the_client_itself() -> None:
    assert seen_from(PROXY) == PROXY
    assert seen_from(PROXY, SECOND_PROXY) == SECOND_PROXY
    assert seen_from(PROXY, f"{SECOND_PROXY}, 10.0.0.3") == SECOND_PROXY


@pytest.mark.parametrize("peer", [None, "testclient", ""])
def test_a_peer_without_an_address_is_unknown_and_not_believed(peer: str | None) -> None:
    assert seen_from(peer, CLIENT) is None


def test_proxies_are_named_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUETIME_TRUSTED_PROXIES", " 10.0.0.0/24, fd00::/64,192.0.2.7")
    assert Settings().trusted_proxies == (*TRUSTED, network("192.0.2.7"))
    monkeypatch.setenv("DUETIME_TRUSTED_PROXIES", "")
    assert Settings().trusted_proxies == ()


@pytest.mark.parametrize("written", ["10.0.0.1/8", "proxy.internal", "*", "0.0.0.0/0", "::/0", "::ffff:0:0/96"])
def test_proxies_that_cannot_be_meant_stop_the_start(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("DUETIME_TRUSTED_PROXIES", written)
    with pytest.raises(ValidationError, match="trusted_proxies"):
        Settings()
