"""Tokens at the door: the genuine ones open, whatever is wrong with the others they all get one answer."""

import json
import logging
from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, hmac, serialization

from app.domain.vocabulary import Role
from tests.access.oidc.loopback_provider import KEYS, METADATA
from tests.access.oidc.token_maker import Signer, ec_signer, ed_signer, encoded, rsa_key, rsa_signer
from tests.routers.oidc.conftest import AUDIENCE, NOW, SignIns

OTHER = rsa_signer("other")
STRANGER = rsa_signer("stranger")
EC = ec_signer("ec")


def mac(secret: bytes, signed: str, size: hashes.HashAlgorithm | None = None) -> str:
    code = hmac.HMAC(secret, size or hashes.SHA256())
    code.update(signed.encode())
    return f"{signed}.{encoded(code.finalize())}"


def confused(secret: bytes) -> Callable[[SignIns], str]:
    """Signed with what everybody knows of the key, as if it were a shared secret (RFC 8725 §2.1)."""

    def make(all_: SignIns) -> str:
        header = {"alg": "HS256", "typ": "at+jwt", "kid": "first"}
        return mac(secret, f"{encoded(header)}.{encoded(all_.claims())}")

    return make


def public(encoding: serialization.Encoding, form: serialization.PublicFormat) -> bytes:
    return rsa_key("first").public_key().public_bytes(encoding, form)


def headed(**header: Any) -> Callable[[SignIns], str]:
    return lambda all_: all_.signer.token(all_.claims(), **header)


def saying(**claims: Any) -> Callable[[SignIns], str]:
    return lambda all_: all_.signer.token({**all_.claims(), **claims})


def without(name: str) -> Callable[[SignIns], str]:
    return lambda all_: all_.signer.token({key: value for key, value in all_.claims().items() if key != name})


def written(claims: str) -> Callable[[SignIns], str]:
    """Claims as JSON text, in which %s is what a genuine token has between its braces."""
    return lambda all_: all_.signer.token((claims % json.dumps(all_.claims())[1:-1]).encode())


def edited(change: Callable[[str], str]) -> Callable[[SignIns], str]:
    return lambda all_: change(all_.token())


def _forged(token: str) -> str:
    header, claims, signature = token.split(".")
    opened = json.loads(urlsafe_b64decode(claims + "=="))
    return f"{header}.{encoded({**opened, 'sub': 'sub-of-the-administrator'})}.{signature}"


def _respelled(token: str) -> str:
    """The same signature, in another spelling of its last two bits."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) ^ 1]


PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
SPKI, PKCS1 = serialization.PublicFormat.SubjectPublicKeyInfo, serialization.PublicFormat.PKCS1
ALGORITHM = "its algorithm is none that we take"
MALFORMED = "it is malformed"
NOT_SIGNED = "its signature is not the provider's"
UNSIGNED: list[Any] = ["none", "None", "NONE", "nOnE", "", None, 0, ["RS256"], {}]
ATTACKS: dict[str, tuple[Callable[[SignIns], str], str]] = {
    **{
        f"unsigned: {alg}": (
            lambda all_, alg=alg: f"{encoded({'alg': alg, 'typ': 'at+jwt'})}.{encoded(all_.claims())}.",
            ALGORITHM,
        )
        for alg in UNSIGNED
    },
    "unsigned: nothing said": (lambda all_: all_.signer.raw({"typ": "at+jwt"}, all_.claims()), ALGORITHM),
    "unsigned, said to be signed": (edited(lambda token: token.rsplit(".", 1)[0] + "."), NOT_SIGNED),
    "secret: PEM": (confused(public(PEM, SPKI)), ALGORITHM),
    "secret: PEM, stripped": (confused(public(PEM, SPKI).strip()), ALGORITHM),
    "secret: PEM of PKCS #1": (confused(public(PEM, PKCS1)), ALGORITHM),
    "secret: DER": (confused(public(DER, SPKI)), ALGORITHM),
    "secret: JWK": (confused(json.dumps(rsa_signer("first").published).encode()), ALGORITHM),
    "secret: modulus": (confused(rsa_signer("first").jwk["n"].encode()), ALGORITHM),
    "secret: empty": (confused(b""), ALGORITHM),
    "signed by another": (lambda all_: STRANGER.renamed("first").token(all_.claims()), NOT_SIGNED),
    "signed by another, named": (lambda all_: STRANGER.token(all_.claims()), "no key of that name"),
    "signed by another, who comes along": (
        lambda all_: STRANGER.token(all_.claims(), kid=None, jwk=STRANGER.published),
        "any of several keys",
    ),
    "signed by another, who comes along with our name": (
        lambda all_: STRANGER.token(all_.claims(), kid="first", jwk={**STRANGER.published, "kid": "first"}),
        NOT_SIGNED,
    ),
    "keys elsewhere": (
        lambda all_: STRANGER.token(all_.claims(), kid="first", jku=f"{all_.there.issuer}/evil", x5u="https://evil/"),
        NOT_SIGNED,
    ),
    "key of another algorithm": (headed(alg="RS512"), "for another algorithm"),
    "key of another padding": (headed(alg="PS256"), "for another algorithm"),
    "key of another type": (headed(alg="ES256"), "for another algorithm"),
    "EC key as RSA": (headed(kid="ec"), "for another algorithm"),
    "no kid, several keys": (headed(kid=None), "any of several keys"),
    "kid: a path": (headed(kid="../../../../dev/null"), "no key of that name"),
    "kid: SQL": (headed(kid="x' UNION SELECT 'key"), "no key of that name"),
    "kid: long": (headed(kid="k" * 8_000), "no key of that name"),
    "kid: empty": (headed(kid=""), "no key of that name"),
    "kid: a number": (headed(kid=1), "its kid is no text"),
    "kid: a list": (headed(kid=["first"]), "its kid is no text"),
    "crit": (headed(crit=["exp"], exp=NOW), "extensions"),
    "crit: empty": (headed(crit=[]), "extensions"),
    "crit: b64": (headed(crit=["b64"], b64=False), "extensions"),
    "b64": (headed(b64=False), "extensions"),
    "typ: JWT": (headed(typ="JWT"), "its typ"),
    "typ: none": (headed(typ=None), "its typ"),
    "typ: logout": (headed(typ="logout+jwt"), "its typ"),
    "typ: DPoP": (headed(typ="dpop+jwt"), "its typ"),
    "typ: a list": (headed(typ=["at+jwt"]), "its typ"),
    "iss: another": (saying(iss="https://evil.example"), "another issuer"),
    "iss: nearly": (lambda all_: all_.token(iss=f"{all_.there.issuer}/"), "another issuer"),
    "iss: upper case": (lambda all_: all_.token(iss=all_.there.issuer.upper()), "another issuer"),
    "iss: in a list": (lambda all_: all_.token(iss=[all_.there.issuer]), "another issuer"),
    "iss: none": (without("iss"), "another issuer"),
    "aud: another": (saying(aud="portal"), "another audience"),
    "aud: nearly": (saying(aud=f"{AUDIENCE}/"), "another audience"),
    "aud: within": (saying(aud=f"x {AUDIENCE}"), "another audience"),
    "aud: others": (saying(aud=["portal", "mail"]), "another audience"),
    "aud: not only texts": (saying(aud=[AUDIENCE, 7]), "another audience"),
    "aud: an object": (saying(aud={AUDIENCE: True}), "another audience"),
    "aud: empty": (saying(aud=[]), "another audience"),
    "aud: none": (without("aud"), "another audience"),
    "exp: past": (saying(exp=NOW - 30), "has expired"),
    "exp: long past": (saying(exp=0), "has expired"),
    "exp: negative": (saying(exp=-1), "its exp is no moment"),
    "exp: text": (saying(exp=str(NOW + 60)), "its exp is no moment"),
    "exp: true": (saying(exp=True), "its exp is no moment"),
    "exp: null": (saying(exp=None), "its exp is no moment"),
    "exp: for ever": (saying(exp=10**17), "its exp is no moment"),
    "exp: a list": (saying(exp=[NOW + 60]), "its exp is no moment"),
    "exp: none": (without("exp"), "its exp is no moment"),
    "exp: NaN": (written('{%s, "nbf": NaN}'), MALFORMED),
    "exp: infinite": (written('{%s, "nbf": -Infinity}'), MALFORMED),
    "exp: beyond numbers": (written('{%s, "nbf": -1e999}'), MALFORMED),
    "exp: endless digits": (written(f'{{%s, "nbf": {"1" * 5_000}}}'), MALFORMED),
    "nbf: still to come": (saying(nbf=NOW + 31), "its nbf is still to come"),
    "nbf: text": (saying(nbf="0"), "its nbf is no moment"),
    "nbf: null": (saying(nbf=None), "its nbf is no moment"),
    "iat: still to come": (saying(iat=NOW + 31), "its iat is still to come"),
    "iat: true": (saying(iat=True), "its iat is no moment"),
    "sub: none": (without("sub"), "its sub names nobody"),
    "sub: empty": (saying(sub=""), "its sub names nobody"),
    "sub: a number": (saying(sub=7), "its sub names nobody"),
    "sub: a list": (saying(sub=["sub-of-sam"]), "its sub names nobody"),
    "sub: long": (saying(sub="s" * 256), "its sub names nobody"),
    "sub: with a line break": (saying(sub="sub-of-sam\n"), "its sub names nobody"),
    "sub: with NUL": (saying(sub="sub-of-sam\0"), "its sub names nobody"),
    "sub: half a character": (saying(sub="sub-of-sam\ud800"), "its sub names nobody"),
    "twice: alg": (
        lambda all_: all_.signer.raw(b'{"alg":"none","typ":"at+jwt","kid":"first","alg":"RS256"}', all_.claims()),
        MALFORMED,
    ),
    "twice: sub": (written('{"sub": "sub-of-the-administrator", %s}'), MALFORMED),
    "bound to a key": (saying(cnf={"jkt": "x"}), "bound to a key"),
    "an event": (saying(events={"http://schemas.openid.net/event/backchannel-logout": {}}), "tells of an event"),
    "claims: a list": (lambda all_: all_.signer.token(b"[]"), MALFORMED),
    "claims: no JSON": (lambda all_: all_.signer.token(b"sub-of-sam"), MALFORMED),
    "claims: UTF-16": (lambda all_: all_.signer.token(json.dumps(all_.claims()).encode("utf-16")), MALFORMED),
    "claims: deep": (lambda all_: all_.signer.token(b'{"sub":' + b"[" * 8_000), MALFORMED),
    "claims: nested token": (lambda all_: all_.signer.token(all_.token().encode(), cty="JWT"), MALFORMED),
    "header: a list": (lambda all_: all_.signer.raw(b'["alg"]', all_.claims()), MALFORMED),
    "forged": (edited(_forged), NOT_SIGNED),
    "cut": (edited(lambda token: f"{token.rsplit('.', 1)[0]}.{encoded(b'signed')}"), NOT_SIGNED),
    "cut in a byte": (edited(lambda token: token[:-1]), MALFORMED),
    "respelled": (edited(_respelled), MALFORMED),
    "padded": (edited(lambda token: f"{token}=="), MALFORMED),
    "not base64url": (edited(lambda token: token.replace(".", ".+/", 1)), MALFORMED),
    "with a hole": (edited(lambda token: token.replace(".", ". ", 1)), MALFORMED),
    "two parts": (edited(lambda token: f"{token.rsplit('.', 1)[0]}"), "parts"),
    "four parts": (edited(lambda token: f"{token}.x"), "4 parts"),
    "encrypted": (edited(lambda token: f"{token}.AAAA.AAAA"), "5 parts"),
    "detached": (edited(lambda token: ".".join([token.split(".")[0], "", token.split(".")[2]])), MALFORMED),
    "huge": (saying(groups=["g" * 36] * 400), "longer than"),
    "accented": (edited(lambda token: token.replace(".", ".é", 1)), MALFORMED),
}
KEY_LIKE = {"two parts", "header: a list"}
"""Looked up as a key: these do not look like tokens."""


@pytest.mark.parametrize("name", ATTACKS)
async def test_what_is_no_sound_token_of_ours_is_refused_for_its_own_reason(
    sign_ins: SignIns, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    make, reason = ATTACKS[name]
    sign_ins.there.keys = [sign_ins.signer.published, OTHER.published, EC.published]
    await sign_ins.know(Role.SUPPORT)
    token = make(sign_ins)

    with caplog.at_level(logging.WARNING, "duetime.oidc"):
        answer = await sign_ins.knock(token)

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')
    problem = answer.json()
    assert (problem["title"], problem["detail"].split()[0]) == ("Not authenticated", "This")
    if name not in KEY_LIKE:
        assert problem["detail"] == "This token is not valid."
        said = [record.getMessage() for record in caplog.records]
        assert [reason in each for each in said if "was refused" in each] == [True]
    assert token not in caplog.text
    assert set(sign_ins.there.asked) <= {METADATA, KEYS}


GENUINE: dict[str, Callable[[], Signer]] = {
    **{name: lambda name=name: rsa_signer("key", name) for name in ("RS256", "RS384", "PS256", "PS512")},
    **{name: lambda name=name: ec_signer("key", name) for name in ("ES256", "ES384", "ES512")},
    **{name: lambda name=name: ed_signer("key", name) for name in ("EdDSA", "Ed25519")},
}


@pytest.mark.parametrize("algorithm", GENUINE)
async def test_a_genuine_token_opens(sign_ins: SignIns, algorithm: str) -> None:
    sam, signer = await sign_ins.know(Role.SUPPORT), GENUINE[algorithm]()
    sign_ins.there.keys = [sign_ins.signer.published, signer.published]

    answer = await sign_ins.knock(signer.token(sign_ins.claims()), f"/v1/people/{sam.id}")

    assert answer.json()["name"] == "Sam Support"


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ({"typ": "AT+JWT"}, {}),
        ({"typ": "application/at+jwt"}, {}),
        ({"kid": None}, {}),
        ({"x5t": "AAAA", "jku": "https://evil.example/"}, {}),
        ({}, {"aud": ["portal", AUDIENCE]}),
        ({}, {"exp": NOW - 29}),
        ({}, {"exp": NOW + 0.5}),
        ({}, {"nbf": NOW + 30, "iat": NOW + 30}),
        ({}, {"iat": None, "jti": None}),
        ({}, {"groups": ["g" * 36] * 200}),
    ],
)
async def test_what_a_provider_may_write_otherwise(
    sign_ins: SignIns, header: dict[str, Any], claims: dict[str, Any]
) -> None:
    await sign_ins.know(Role.SUPPORT)

    assert (await sign_ins.knock(sign_ins.signer.token(sign_ins.claims(**claims), **header))).status_code == 200
    assert set(sign_ins.there.asked) == {METADATA, KEYS}


async def test_nothing_is_fetched_for_what_is_wrong_as_such(sign_ins: SignIns) -> None:
    await sign_ins.knock(sign_ins.token(aud="portal"))

    assert sign_ins.there.asked == []


async def test_a_provider_that_is_away_shuts_tokens_out_for_now_and_keys_not_at_all(sign_ins: SignIns) -> None:
    await sign_ins.there.stop()
    with_key = await sign_ins.api.as_(Role.SUPPORT)

    answer = await sign_ins.knock(sign_ins.token())

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "provider does not answer" in answer.json()["detail"]
    assert (await with_key.get("/v1/people")).status_code == 200


async def test_a_key_is_no_token_whatever_it_looks_like(sign_ins: SignIns) -> None:
    with_key = await sign_ins.api.as_(Role.SUPPORT)

    assert (await with_key.get("/v1/people")).status_code == 200
    assert sign_ins.there.asked == []
