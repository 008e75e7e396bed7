"""What a token says, once its signature holds: for us, from whom we trust, now, and of whom (RFC 9068 §4, RFC 8725)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from app.access.oidc.compact import Members, RefusedToken
from app.access.oidc.trust import Trust
from app.clock import Instant

LEEWAY_SECONDS: Final = 30
"""By how much the provider's clock and ours may differ."""
_LATEST: Final = 4_133_980_800
"""1 January 2101: whoever writes a later moment means for ever."""
_SUBJECT: Final = re.compile(r"[!-~](?:[ -~]{0,253}[!-~])?")
"""As long as OpenID Connect Core §2 allows a `sub` to be, on one line. Every claim that may say who somebody is."""

_MARKS_OF_ID_TOKENS: Final = ("nonce", "at_hash", "c_hash", "s_hash")
_KINDS_OF_ACCESS_TOKENS: Final = {"typ": "Bearer", "token_use": "access"}
"""As Keycloak and Cognito say in the token what it is."""


@dataclass(frozen=True)
class SignedIn:
    """Who came in, how they had signed in (RFC 8176), and what they let their program do (RFC 9068 §2.2.3).

    `id` is the token's own, if it has one.
    """

    trust: Trust
    id: str
    issuer: str
    subject: str
    methods: Sequence[str]
    context: str | None
    scopes: frozenset[str]


def signed_in(claims: Members, trust: Trust, now: Instant) -> SignedIn:
    _require_ours(claims, trust)
    _require_current(claims, now.timestamp())
    _require_access(claims, trust)
    return SignedIn(
        trust=trust,
        id=_text(claims.get("jti")) or "",
        issuer=trust.issuer,
        subject=_subject(claims, trust.person_claim),
        methods=_words(claims.get("amr")),
        context=_text(claims.get("acr")),
        scopes=_scopes(claims),
    )


def _require_ours(claims: Members, trust: Trust) -> None:
    if claims.get("iss") != trust.issuer:
        raise RefusedToken("another issuer made it")
    audience = claims.get("aud")
    named = [audience] if isinstance(audience, str) else _strings(audience)
    if trust.audience not in named:
        raise RefusedToken("it is for another audience")


def _require_current(claims: Members, now: float) -> None:
    if now >= _moment(claims, "exp", required=True) + LEEWAY_SECONDS:
        raise RefusedToken("it has expired")
    for name in ("nbf", "iat"):
        if _moment(claims, name) > now + LEEWAY_SECONDS:
            raise RefusedToken(f"its {name} is still to come")


def _moment(claims: Members, name: str, *, required: bool = False) -> float:
    """A NumericDate (RFC 7519 §2). One that may be left out and is: the beginning of time."""
    value = claims.get(name)
    if name not in claims and not required:
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _LATEST:
        raise RefusedToken(f"its {name} is no moment")
    return value


def _require_access(claims: Members, trust: Trust) -> None:
    """Only where its header doesn't say so: a token that proves to a program who signed in is no key to an API."""
    if "events" in claims:
        raise RefusedToken("it tells of an event, and lets nobody in")
    if "cnf" in claims:
        raise RefusedToken("it is bound to a key, and came without proof of it")
    if trust.tokens == "id_token":
        return
    if any(name in claims for name in _MARKS_OF_ID_TOKENS):
        raise RefusedToken("it is an ID token")
    if any(claims.get(name, expected) != expected for name, expected in _KINDS_OF_ACCESS_TOKENS.items()):
        raise RefusedToken("it says itself that it is no access token")


def _subject(claims: Members, name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not _SUBJECT.fullmatch(value):
        raise RefusedToken(f"its {name} names nobody")
    if name == "email" and claims.get("email_verified") is not True:
        raise RefusedToken("its email is not verified")
    return value


def _scopes(claims: Members) -> frozenset[str]:
    """None where the token has no such claim. What cannot be read as scopes might have limited it: it opens nothing."""
    name = "scope" if "scope" in claims else "scp"
    value = claims.get(name, "")
    words = [value] if isinstance(value, str) else _strings(value)
    if not words and value != []:
        raise RefusedToken(f"its {name} cannot be read")
    return frozenset(word for each in words for word in each.split())


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _words(value: object) -> Sequence[str]:
    return value.split() if isinstance(value, str) else _strings(value)


def _strings(value: object) -> Sequence[str]:
    """Of a list of nothing but texts."""
    if not isinstance(value, list):
        return ()
    parts = cast("list[Any]", value)
    return parts if all(isinstance(part, str) for part in parts) else ()
