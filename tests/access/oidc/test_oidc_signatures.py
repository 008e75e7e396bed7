"""Which of the provider's keys are used, and for what."""

from collections.abc import Callable
from typing import Any

import pytest

from app.access.oidc.signatures import KeySet, UnknownKeyError, UnusableKeyError
from tests.access.oidc.token_maker import Json, Signer, ec_signer, ed_signer, encoded, number, rsa_signer

MESSAGE = b"signed"
SIGNERS: dict[str, Callable[[], Signer]] = {
    **{name: lambda name=name: rsa_signer("rsa", name) for name in ("RS256", "RS384", "RS512", "PS256", "PS512")},
    **{name: lambda name=name: ec_signer("ec", name) for name in ("ES256", "ES384", "ES512")},
    **{name: lambda name=name: ed_signer("ed", name) for name in ("EdDSA", "Ed25519")},
}


@pytest.mark.parametrize("name", SIGNERS)
def test_what_was_signed_is_told_from_what_was_not(name: str) -> None:
    signer = SIGNERS[name]()
    signature = signer.sign(MESSAGE)
    for published in (signer.published, {"kid": signer.kid, **signer.jwk}):
        keys = KeySet.of([published])

        assert keys.verifies(signer.kid, name, MESSAGE, signature)
        assert keys.verifies(None, name, MESSAGE, signature)
        assert not keys.verifies(signer.kid, name, b"forged", signature)
        for forged in (b"", b"\0", signature[:-1], signature + b"\0", signature[::-1], b"\0" * len(signature)):
            assert not keys.verifies(signer.kid, name, MESSAGE, forged)


@pytest.mark.parametrize(
    ("stated", "asked"),
    [("RS256", "RS512"), ("RS256", "PS256"), ("PS256", "RS256"), (None, "ES256"), (None, "EdDSA"), (None, "HS256")],
)
def test_a_key_is_good_for_its_own_algorithm_only(stated: str | None, asked: str) -> None:
    signer = rsa_signer("rsa")
    keys = KeySet.of([{"kid": "rsa", **signer.jwk, **({"alg": stated} if stated else {})}])

    with pytest.raises(UnusableKeyError):
        keys.verifies("rsa", asked, MESSAGE, b"")


def test_without_a_name_there_is_one_key_or_none() -> None:
    one, other, ed = rsa_signer("one"), rsa_signer("other"), ed_signer("ed")
    keys = KeySet.of([one.published, other.published, ed.published])

    with pytest.raises(UnusableKeyError):
        keys.verifies(None, "RS256", MESSAGE, one.sign(MESSAGE))
    assert keys.verifies(None, "EdDSA", MESSAGE, ed.sign(MESSAGE))
    with pytest.raises(UnknownKeyError):
        keys.verifies("third", "RS256", MESSAGE, one.sign(MESSAGE))


RSA = rsa_signer("rsa").jwk
EC = ec_signer("ec").jwk
UNUSABLE: dict[str, Json | Any] = {
    "a shared secret": {"kty": "oct", "k": encoded(b"x" * 32)},
    "a shared secret's algorithm": {**RSA, "alg": "HS256"},
    "no algorithm": {**RSA, "alg": "none"},
    "another type's algorithm": {**RSA, "alg": "ES256"},
    "an algorithm that is no text": {**RSA, "alg": ["RS256"]},
    "for secrecy": {**RSA, "use": "enc"},
    "not for verifying": {**RSA, "key_ops": ["sign"]},
    "operations that are none": {**RSA, "key_ops": 7},
    "too short": rsa_signer("short", bits=1024).jwk,
    "too long": {**RSA, "n": number(2**8193 + 1)},
    "a curve without name": {**EC, "crv": None},
    "a curve that we do not take": {**EC, "crv": "secp256k1"},
    "not on the curve": {**EC, "y": EC["x"]},
    "for agreeing on keys": {"kty": "OKP", "crv": "X25519", "x": encoded(b"\x01" * 32)},
    "incomplete": {"kty": "RSA", "n": RSA["n"]},
    "no numbers": {"kty": "RSA", "n": 3, "e": 65537},
    "even exponent": {**RSA, "e": number(2)},
    "malformed": {**RSA, "n": "!" * 342},
    "no type": {"kid": "x"},
    "type that is none": {**RSA, "kty": ["RSA"]},
    "a name that is none": {**RSA, "kid": 7},
    "no object": "RSA",
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_is_no_public_key_for_signatures_is_passed_over(name: str) -> None:
    sound = ed_signer("sound")

    assert [key.kid for key in KeySet.of([UNUSABLE[name], sound.published]).keys] == ["sound"]


def test_a_private_key_that_is_published_by_mistake_stays_unread() -> None:
    keys = KeySet.of([{**RSA, "kid": "rsa", "d": "AQAB", "x5c": ["nonsense"]}])

    assert not keys.keys[0].key.is_private
