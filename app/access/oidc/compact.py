"""A JSON Web Token taken apart (RFC 7515 §3.1, RFC 7519 §3), strictly: one spelling of everything, nothing repeated."""

import json
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn, cast

LONGEST: Final = 16_384
"""Characters of a token. One that lists 200 groups has some 11,000."""
_PARTS: Final = 3
_MOST_DIGITS: Final = 18

Members = Mapping[str, Any]


class RefusedToken(Exception):  # noqa: N818 - named as its family in app.errors
    """Why, for our own log: whoever sent it is told only that it is not valid."""


@dataclass(frozen=True)
class Token:
    """Nothing of it is to be believed before `signature` is verified over `signed`."""

    header: Members
    claims: Members
    signed: bytes
    signature: bytes


def looks_like_token(text: str) -> bool:
    """Base64url of `{"`, and parts: no key of ours looks like that."""
    return text.startswith("ey") and text.count(".") >= _PARTS - 1


def taken_apart(text: str) -> Token:
    if len(text) > LONGEST:
        raise RefusedToken(f"it is longer than {LONGEST} characters")
    parts = text.split(".")
    if len(parts) != _PARTS:
        raise RefusedToken(f"it has {len(parts)} parts: it is no signed token")
    header, claims, signature = parts
    try:
        return Token(
            json_object(base64url(header)),
            json_object(base64url(claims)),
            f"{header}.{claims}".encode(),
            base64url(signature),
        )
    except (ValueError, RecursionError):
        raise RefusedToken("it is malformed") from None


def base64url(text: str) -> bytes:
    """RFC 7515 §2. ValueError for any other spelling of the same bytes."""
    decoded = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if urlsafe_b64encode(decoded).rstrip(b"=").decode() != text:
        raise ValueError("not base64url")
    return decoded


def json_object(text: bytes) -> Members:
    """ValueError where a name comes twice (RFC 7515 §4, RFC 7519 §4), or a number is none."""
    found = json.loads(
        text.decode(), object_pairs_hook=_once_each, parse_int=_integer, parse_float=_number, parse_constant=_no_number
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
        raise ValueError("too large a number")
    return number


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
