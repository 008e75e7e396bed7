"""A JSON Web Token taken apart (RFC 7515 §3.1, RFC 7519 §3), strictly: one spelling of everything, nothing repeated."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from joserfc.util import urlsafe_b64decode

from app.access.oidc.signed_in import PARTS

LONGEST: Final = 16_384
"""Characters of a token. One that lists 200 groups has some 11,000."""
ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"),
    *("Ed25519", "Ed448", "EdDSA"),  # RFC 9864, and the name of both from before it
)
"""None takes a shared secret, so no token can have a public key used as one (RFC 8725 §2.1)."""
_MOST_DIGITS: Final = 18

Members = Mapping[str, Any]


class RefusedToken(Exception):  # noqa: N818 - named as its family in app.errors
    """Why, for our own log: whoever sent it is told only that it is not valid."""


@dataclass(frozen=True)
class Token:
    """Nothing of it is to be believed before the signature of `text` is verified."""

    text: str
    algorithm: str
    kid: str | None
    type: object
    claims: Members


def taken_apart(text: str) -> Token:
    """Raises RefusedToken when it is malformed, or its header asks for what we do not take."""
    if len(text) > LONGEST:
        raise RefusedToken(f"it is longer than {LONGEST} characters")
    parts = text.split(".")
    if len(parts) != PARTS:
        raise RefusedToken(f"it has {len(parts)} parts: it is no signed token")
    try:
        header, claims, _signature = (urlsafe_b64decode(part.encode()) for part in parts)
        return _headed(text, _json_object(header), _json_object(claims))
    except (ValueError, RecursionError):
        raise RefusedToken("it is malformed") from None


def _headed(text: str, header: Members, claims: Members) -> Token:
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS:
        raise RefusedToken("its algorithm is none that we take")
    if "crit" in header or "b64" in header:  # RFC 7797 is for anything but tokens
        raise RefusedToken("it demands extensions that we do not know")
    if kid is not None and not isinstance(kid, str):
        raise RefusedToken("its kid is no text")
    return Token(text, algorithm, kid, header.get("typ"), claims)


def _json_object(text: bytes) -> Members:
    """Raises ValueError when a name comes twice (RFC 7515 §4, RFC 7519 §4), or a number is none or endless."""
    found = json.loads(
        text.decode(), object_pairs_hook=_once_each, parse_int=_integer, parse_float=_number, parse_constant=_number
    )
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004 - for the caller it is one fault among others
    return cast("Members", found)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name comes twice")
    return members


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError("too many digits")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits} is no number of JSON")
    return number
