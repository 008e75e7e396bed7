"""Tokens by hand, signed with nothing but `cryptography`: their maker does not also decide what is accepted."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

Json = dict[str, Any]


def encoded(value: bytes | object) -> str:
    """Base64url without padding, of bytes or of a value as JSON."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def number(value: int, length: int | None = None) -> str:
    return encoded(value.to_bytes(length or (value.bit_length() + 7) // 8))


@dataclass(frozen=True)
class Signer:
    """A private key with the algorithm that it is used for."""

    kid: str
    algorithm: str
    jwk: Json
    sign: Callable[[bytes], bytes]

    @property
    def published(self) -> Json:
        return {"kid": self.kid, "use": "sig", "alg": self.algorithm, **self.jwk}

    def renamed(self, kid: str) -> "Signer":
        return replace(self, kid=kid)

    def token(self, claims: Mapping[str, Any] | bytes, **header: Any) -> str:
        """A member of the header given as None is left out."""
        members = {"alg": self.algorithm, "typ": "at+jwt", "kid": self.kid, **header}
        return self.raw({name: value for name, value in members.items() if value is not None}, claims)

    def raw(self, header: Mapping[str, Any] | bytes, claims: Mapping[str, Any] | bytes) -> str:
        signed = f"{encoded(header)}.{encoded(claims)}"
        return f"{signed}.{encoded(self.sign(signed.encode()))}"


@cache
def rsa_key(name: str = "", bits: int = 2048) -> rsa.RSAPrivateKey:
    """Another key for another name."""
    return rsa.generate_private_key(65_537, bits)


def rsa_signer(kid: str, algorithm: str = "RS256", *, bits: int = 2048) -> Signer:
    key = rsa_key(kid, bits)
    public = key.public_key().public_numbers()
    size = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}[algorithm[2:]]
    pad = padding.PSS(padding.MGF1(size), size.digest_size) if algorithm.startswith("PS") else padding.PKCS1v15()
    jwk = {"kty": "RSA", "n": number(public.n), "e": number(public.e)}
    return Signer(kid, algorithm, jwk, lambda message: key.sign(message, pad, size))


def ec_signer(kid: str, algorithm: str = "ES256") -> Signer:
    curve, name, size = {
        "ES256": (ec.SECP256R1(), "P-256", hashes.SHA256()),
        "ES384": (ec.SECP384R1(), "P-384", hashes.SHA384()),
        "ES512": (ec.SECP521R1(), "P-521", hashes.SHA512()),
    }[algorithm]
    key = ec.generate_private_key(curve)
    public, length = key.public_key().public_numbers(), (curve.key_size + 7) // 8
    jwk = {"kty": "EC", "crv": name, "x": number(public.x, length), "y": number(public.y, length)}

    def sign(message: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(message, ec.ECDSA(size)))
        return r.to_bytes(length) + s.to_bytes(length)

    return Signer(kid, algorithm, jwk, sign)


def ed_signer(kid: str, algorithm: str = "EdDSA") -> Signer:
    key = ed25519.Ed25519PrivateKey.generate()
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": encoded(key.public_key().public_bytes_raw())}
    return Signer(kid, algorithm, jwk, key.sign)
