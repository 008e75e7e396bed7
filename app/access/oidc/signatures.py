"""The provider's public keys, and whether one of them signed a token: joserfc, told what it may take."""

import logging
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import Key, RSAKey, import_key
from joserfc.jws import JWSRegistry, deserialize_compact
from joserfc.registry import HeaderParameter

from app.access.oidc.tokens import ALGORITHMS, LONGEST, RefusedToken, Token

MOST_KEYS: Final = 100
_LONGEST_MODULUS: Final = 8192
_CURVES: Final = ("P-256", "P-384", "P-521", "Ed25519", "Ed448")
_MEMBERS: Final = ("kty", "kid", "use", "key_ops", "alg", "crv", "n", "e", "x", "y")
"""What is read of a JWK: its public half."""
_LOG: Final = logging.getLogger("duetime.oidc")


class _Registry(JWSRegistry):
    """Of a header only `alg` is looked at: `jwk`, `jku`, `x5u` and `x5c` may be anything."""

    default_header_registry = {"alg": HeaderParameter("Algorithm", "str", required=True)}  # noqa: RUF012 - as joserfc's
    max_header_length = max_signature_length = LONGEST


_REGISTRY: Final = _Registry(algorithms=ALGORITHMS, strict_check_header=False)


class UnknownKeyError(RefusedToken):
    """The provider has published no such key, as far as we know: asking it again may help."""


@dataclass(frozen=True)
class KeySet:
    keys: tuple[Key, ...]

    @classmethod
    def of(cls, published: Iterable[object]) -> "KeySet":
        """Of a JWK Set's `keys` (RFC 7517 §5): what cannot be used to verify signatures is passed over."""
        return cls(tuple(key for each in list(published)[:MOST_KEYS] if (key := _key(each)) is not None))

    def verify(self, token: Token) -> None:
        """Raises UnknownKeyError when no key has its kid, RefusedToken when none that it may mean has signed it."""
        named = [key for key in self.keys if token.kid is None or key.kid == token.kid]
        if not named:
            raise UnknownKeyError("the provider has no key of that name")
        fitting = [key for key in named if JWSRegistry.filter_algorithms(key, [token.algorithm])]
        if not fitting:
            raise RefusedToken("that key is for another algorithm")
        if token.kid is None and len(fitting) > 1:
            raise RefusedToken("without a kid it could be any of several keys")
        if not any(_has_signed(key, token) for key in fitting):
            raise RefusedToken("its signature is not the provider's")


def _has_signed(key: Key, token: Token) -> bool:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "EdDSA is deprecated", SecurityWarning)  # providers from before RFC 9864
        try:
            deserialize_compact(token.text, key, registry=_REGISTRY)
        except JoseError:
            return False
    return True


def _key(published: object) -> Key | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SecurityWarning)  # of RSA below 2048 bits
            return _usable(published)
    except (JoseError, SecurityWarning, LookupError, TypeError, ValueError) as error:
        _LOG.info("a key of the provider is passed over: %s", error)
        return None


def _usable(published: object) -> Key:
    """Raises what joserfc and Python do when it is no public key for signatures."""
    if not isinstance(published, dict):
        raise TypeError("it is no object")
    jwk = cast("Mapping[str, Any]", published)
    if jwk.get("crv", _CURVES[0]) not in _CURVES:
        raise ValueError("its curve is none for signatures")
    key = import_key({name: jwk[name] for name in _MEMBERS if jwk.get(name) is not None})
    key.check_key_op("verify")
    if isinstance(key, RSAKey) and key.public_key.key_size > _LONGEST_MODULUS:
        raise ValueError(f"it has more than {_LONGEST_MODULUS} bits")
    if not JWSRegistry.filter_algorithms(key, [*ALGORITHMS]):
        raise ValueError("it is for nothing that we take")
    return key
