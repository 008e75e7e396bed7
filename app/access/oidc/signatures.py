"""The provider's public keys, and whether one of them signed something. The only module that knows the JOSE library.

A key is good for the algorithm that it names, else for those of its type. None of them takes a shared secret, so no
token can have a public key used as one (RFC 8725 §2.1).
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from app.access.oidc.compact import base64url

_RSA: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_BY_CURVE: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("EC", "P-256"): ("ES256",),
    ("EC", "P-384"): ("ES384",),
    ("EC", "P-521"): ("ES512",),
    ("OKP", "Ed25519"): ("Ed25519", "EdDSA"),  # RFC 9864, and the name from before it
    ("OKP", "Ed448"): ("Ed448", "EdDSA"),
}
ALGORITHMS: Final = frozenset(_RSA).union(*_BY_CURVE.values())
MOST_KEYS: Final = 100
_MODULUS_BITS: Final = range(2048, 8193)
_PUBLIC_MEMBERS: Final = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x")}
_LOG: Final = logging.getLogger("duetime.oidc")


class UnknownKeyError(Exception):
    """The provider has published no such key, as far as we know."""


class UnusableKeyError(Exception):
    """There is a key, but not one to verify this with."""


@dataclass(frozen=True)
class SigningKey:
    kid: str | None
    algorithms: tuple[str, ...]
    key: Key

    def verifies(self, algorithm: str, message: bytes, signature: bytes) -> bool:
        name = cast("str", self.key["crv"]) if algorithm == "EdDSA" else algorithm
        return JWSRegistry.algorithms[name].verify(message, signature, self.key)


@dataclass(frozen=True)
class KeySet:
    keys: tuple[SigningKey, ...]

    @classmethod
    def of(cls, published: Iterable[object]) -> "KeySet":
        """Of a JWK Set's `keys` (RFC 7517 §5): what cannot be used to verify signatures is passed over."""
        return cls(tuple(key for each in list(published)[:MOST_KEYS] if (key := _key(each)) is not None))

    def verifies(self, kid: str | None, algorithm: str, message: bytes, signature: bytes) -> bool:
        """UnknownKeyError where asking the provider again may help, UnusableKeyError where it won't."""
        return any(key.verifies(algorithm, message, signature) for key in self._candidates(kid, algorithm))

    def _candidates(self, kid: str | None, algorithm: str) -> Sequence[SigningKey]:
        named = [key for key in self.keys if kid is None or key.kid == kid]
        if not named:
            raise UnknownKeyError
        fitting = [key for key in named if algorithm in key.algorithms]
        if not fitting:
            raise UnusableKeyError("that key is for another algorithm")
        if kid is None and len(fitting) > 1:
            raise UnusableKeyError("without a kid it could be any of several keys")
        return fitting


def _key(published: object) -> SigningKey | None:
    try:
        return _usable(published)
    except (UnusableKeyError, JoseError, ValueError) as error:
        _LOG.info("a key of the provider is passed over: %s", error)
        return None


def _usable(published: object) -> SigningKey:
    if not isinstance(published, dict):
        raise UnusableKeyError("it is no object")
    jwk = cast("Mapping[str, Any]", published)
    operations = jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        raise UnusableKeyError("it is not for signatures")
    algorithms = _algorithms(jwk)
    named = jwk.get("alg")
    if named is not None and named not in algorithms:
        raise UnusableKeyError("its algorithm is not one for its type")
    kid = jwk.get("kid")
    if kid is not None and not isinstance(kid, str):
        raise UnusableKeyError("its kid is no text")
    return SigningKey(kid, algorithms if named is None else (named,), _imported(jwk))


def _algorithms(jwk: Mapping[str, Any]) -> tuple[str, ...]:
    if jwk.get("kty") == "RSA":
        return _RSA
    algorithms = _BY_CURVE.get((str(jwk.get("kty")), str(jwk.get("crv"))))
    if algorithms is None:
        raise UnusableKeyError("its type is unknown, or none that has a public half")
    return algorithms


def _imported(jwk: Mapping[str, Any]) -> Key:
    """From its public members alone."""
    kind = cast("str", jwk["kty"])
    members = {name: jwk.get(name) for name in _PUBLIC_MEMBERS[kind]}
    if not all(isinstance(each, str) for each in members.values()):
        raise UnusableKeyError("it is incomplete")
    public = cast("dict[str, Any]", {"kty": kind, **members})
    match kind:
        case "RSA":
            if int.from_bytes(base64url(public["n"])).bit_length() not in _MODULUS_BITS:
                raise UnusableKeyError("an RSA key has 2048 to 8192 bits here")
            return RSAKey.import_key(public)
        case "EC":
            return ECKey.import_key(public)
        case _:
            return OKPKey.import_key(public)
