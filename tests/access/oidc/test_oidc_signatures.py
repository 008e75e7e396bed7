"""Which of the provider's keys are used, and for what."""

from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateNumbers,
    RSAPublicNumbers,
    rsa_crt_dmp1,
    rsa_crt_dmq1,
    rsa_crt_iqmp,
)
from cryptography.hazmat.primitives.hashes import SHA256

from app.access.oidc.signatures import KeySet, UnknownKeyError
from app.access.oidc.tokens import RefusedToken, taken_apart
from tests.access.oidc.token_maker import Json, Signer, ec_signer, ed_signer, encoded, number, rsa_signer

SIGNERS: dict[str, Callable[[], Signer]] = {
    **{name: lambda name=name: rsa_signer("rsa", name) for name in ("RS256", "RS384", "RS512", "PS256", "PS512")},
    **{name: lambda name=name: ec_signer("ec", name) for name in ("ES256", "ES384", "ES512")},
    **{name: lambda name=name: ed_signer("ed", name) for name in ("EdDSA", "Ed25519")},
}


def signed(signer: Signer, **header: Any) -> str:
    return signer.token({"sub": "sam"}, **header)


def verify(keys: KeySet, token: str) -> None:
    keys.verify(taken_apart(token))


@pytest.mark.parametrize("name", SIGNERS)
def test_what_was_signed_is_told_from_what_was_not(name: str) -> None:
    signer = SIGNERS[name]()
    token = signed(signer)
    message, _, signature = token.rpartition(".")
    raw = urlsafe_b64decode(signature + "==")
    for published in (signer.published, {"kid": signer.kid, **signer.jwk}):
        keys = KeySet.of([published])

        verify(keys, token)
        verify(keys, signed(signer, kid=None))
        for forged in (b"", b"\0", raw[:-1], raw + b"\0", raw[::-1], b"\0" * len(raw)):
            with pytest.raises(RefusedToken, match="not the provider's"):
                verify(keys, f"{message}.{encoded(forged)}")
        with pytest.raises(RefusedToken, match="not the provider's"):
            verify(keys, f"{signer.token({'sub': 'eve'}).rpartition('.')[0]}.{signature}")


@pytest.mark.parametrize(
    ("stated", "asked"), [("RS256", "RS512"), ("RS256", "PS256"), ("PS256", "RS256"), (None, "ES256"), (None, "EdDSA")]
)
def test_a_key_is_good_for_its_own_algorithm_only(stated: str | None, asked: str) -> None:
    signer = rsa_signer("rsa")
    keys = KeySet.of([{"kid": "rsa", **signer.jwk, **({"alg": stated} if stated else {})}])

    with pytest.raises(RefusedToken, match="for another algorithm"):
        verify(keys, signed(signer, alg=asked))


def test_a_curve_is_good_for_its_own_algorithm_only() -> None:
    keys = KeySet.of([{"kid": "ec", **EC}, {"kid": "ed", **ed_signer("ed").jwk}])

    for kid, asked in (("ec", "ES384"), ("ed", "Ed448"), ("ec", "EdDSA")):
        with pytest.raises(RefusedToken, match="for another algorithm"):
            verify(keys, signed(ec_signer(kid), alg=asked))


def test_an_older_name_of_an_algorithm_is_taken_for_keys_that_state_none_or_it() -> None:
    signer = ed_signer("ed", "Ed25519")
    old = {"kid": "ed", **signer.jwk, "alg": "EdDSA"}

    verify(KeySet.of([{"kid": "ed", **signer.jwk}]), signed(signer, alg="EdDSA"))
    verify(KeySet.of([old]), signed(signer, alg="EdDSA"))
    with pytest.raises(RefusedToken, match="for another algorithm"):
        verify(KeySet.of([old]), signed(signer))


def test_without_a_name_there_is_one_key_or_none() -> None:
    one, other, ed = rsa_signer("one"), rsa_signer("other"), ed_signer("ed")
    keys = KeySet.of([one.published, other.published, ed.published])

    with pytest.raises(RefusedToken, match="any of several keys"):
        verify(keys, signed(one, kid=None))
    verify(keys, signed(ed, kid=None))
    with pytest.raises(UnknownKeyError):
        verify(keys, signed(one, kid="third"))


def test_keys_of_one_name_are_each_tried() -> None:
    one, other = rsa_signer("one"), rsa_signer("other").renamed("one")
    keys = KeySet.of([one.published, other.published])

    for signer in (one, other):
        verify(keys, signed(signer))


def test_long_keys_and_names_are_taken() -> None:
    """Longer than the library takes by itself. Primes of Mersenne's, as others of that size are long in the making."""
    one, other, exponent = 2**4423 - 1, 2**3217 - 1, 65_537
    public = RSAPublicNumbers(exponent, one * other)
    secret = pow(exponent, -1, (one - 1) * (other - 1))
    parts = rsa_crt_dmp1(secret, one), rsa_crt_dmq1(secret, other), rsa_crt_iqmp(one, other)
    key = RSAPrivateNumbers(one, other, secret, *parts, public).private_key(unsafe_skip_rsa_key_validation=True)
    jwk = {"kty": "RSA", "n": number(public.n), "e": number(exponent)}
    signer = Signer("k" * 2_000, "RS256", jwk, lambda message: key.sign(message, PKCS1v15(), SHA256()))

    verify(KeySet.of([signer.published]), signed(signer))


UNREAD: list[Json] = [{"jku": 7}, {"jwk": "x"}, {"x5c": {}}, {"x5u": "mailto:x"}, {"cty": 1}, {"new": []}]


@pytest.mark.parametrize("header", UNREAD)
def test_what_is_not_looked_at_may_be_anything(header: Json) -> None:
    signer = rsa_signer("rsa")

    verify(KeySet.of([signer.published]), signed(signer, **header))


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
    "operations of secrecy": {**RSA, "use": "sig", "key_ops": ["verify", "encrypt"]},
    "a curve of nobody's": {**EC, "crv": "P-9"},
    "a curve of another type": {**EC, "kty": "OKP"},
    "a curve that is none": {**EC, "crv": ["P-256"]},
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

    assert not keys.keys[0].is_private
