"""What a token says: for us, from whom we trust, now, and of whom (RFC 9068 §4, RFC 8725)."""

import re
from collections.abc import Sequence
from typing import Any, Final, cast

from joserfc.errors import ClaimError
from joserfc.jwt import JWTClaimsRegistry

from app.access.oidc.signed_in import SignedIn
from app.access.oidc.tokens import Members, RefusedToken, Token
from app.access.oidc.trust import Trust
from app.clock import Instant

LEEWAY_SECONDS: Final = 30
"""By how much the provider's clock and ours may differ."""
_LATEST: Final = 4_133_980_800
"""1 January 2101: whoever writes a later moment means for ever."""
_MOMENTS: Final = ("exp", "nbf", "iat")
_FAULTS: Final = {
    "iss": "another issuer made it",
    "aud": "it is for another audience",
    "exp": "it has expired",
    "nbf": "its nbf is still to come",
    "iat": "its iat is still to come",
}
_SUBJECT: Final = re.compile(r"[!-~](?:[ -~]{0,253}[!-~])?")
"""As long as OpenID Connect Core §2 allows a `sub` to be, on one line. Every claim that may say who somebody is."""

_MARKS_OF_ID_TOKENS: Final = ("nonce", "at_hash", "c_hash", "s_hash")
_KINDS_OF_ACCESS_TOKENS: Final = {"typ": "Bearer", "token_use": "access"}
"""As Keycloak and Cognito say in the token what it is."""


def signed_in(token: Token, trust: Trust, now: Instant) -> SignedIn:
    """Whom it names, if it is signed. Raises RefusedToken when it says something that we do not take."""
    claims = token.claims
    _require_type(token.type, trust)
    _require_valid(claims, trust, int(now.timestamp()))
    _require_access(claims, trust)
    methods = claims.get("amr")
    return SignedIn(
        trust=trust,
        id=_text(claims.get("jti")) or "",
        issuer=trust.issuer,
        subject=_subject(claims, trust.person_claim),
        methods=methods.split() if isinstance(methods, str) else _texts(methods) or (),
        context=_text(claims.get("acr")),
        scopes=_scopes(claims),
    )


def _require_type(stated: object, trust: Trust) -> None:
    """RFC 9068 §4: `at+jwt`, in any case and with or without `application/`."""
    kind = stated.lower().removeprefix("application/") if isinstance(stated, str) else stated
    accepted = ("at+jwt",) if trust.tokens == "at+jwt" else ("at+jwt", "jwt", None)
    if kind not in accepted:
        raise RefusedToken("its typ is not that of an access token")


def _require_valid(claims: Members, trust: Trust, now: int) -> None:
    """RFC 7519 §4.1; `exp` has to be there."""
    for name in _MOMENTS:
        if not _is_moment(claims.get(name, None if name == "exp" else 0)):
            raise RefusedToken(f"its {name} is no moment")
    registry = JWTClaimsRegistry(
        now,
        LEEWAY_SECONDS,
        iss={"essential": True, "value": trust.issuer},
        aud={"essential": True, "value": trust.audience},
    )
    try:
        registry.validate({name: claims[name] for name in _FAULTS if name in claims})
    except ClaimError as error:
        first, _, _ = error.claim.partition(",")
        raise RefusedToken(_FAULTS[first]) from None


def _is_moment(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _LATEST


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
    stated = _texts(claims.get(name, ""))
    if stated is None:
        raise RefusedToken(f"its {name} cannot be read")
    return frozenset(" ".join(stated).split())


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> Sequence[str] | None:
    """Of a text, or a list of nothing but texts."""
    parts = cast("list[Any]", value if isinstance(value, list) else [value])
    return parts if all(isinstance(part, str) for part in parts) else None
