"""Whether a token is genuine: signed by the provider, for us, for now. Whose it is, the database says."""

from typing import Final

from app.access.oidc.claims import SignedIn, signed_in
from app.access.oidc.compact import Members, RefusedToken, Token, taken_apart
from app.access.oidc.provider import Provider
from app.access.oidc.signatures import ALGORITHMS, KeySet, UnknownKeyError, UnusableKeyError
from app.access.oidc.trust import Trust
from app.clock import Instant

_UNSIGNED_PAYLOAD: Final = "b64"
"""RFC 7797: needs `crit`, and is for anything but tokens."""


async def verified(text: str, trust: Trust, provider: Provider, now: Instant) -> SignedIn:
    """RefusedToken says why; Unavailable: it cannot be told now.

    Nothing is fetched for a token that is wrong as such, and no address that a token names ever is.
    """
    token = taken_apart(text)
    algorithm, kid = _described(token.header, trust)
    claimed = signed_in(token.claims, trust, now)
    if not await _is_signed(token, kid, algorithm, provider):
        raise RefusedToken("its signature is not the provider's")
    return claimed


def _described(header: Members, trust: Trust) -> tuple[str, str | None]:
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise RefusedToken("its algorithm is none that we take")
    if "crit" in header or _UNSIGNED_PAYLOAD in header:
        raise RefusedToken("it demands extensions that we do not know")
    if kid is not None and not isinstance(kid, str):
        raise RefusedToken("its kid is no text")
    _require_type(header, trust)
    return algorithm, kid


def _require_type(header: Members, trust: Trust) -> None:
    """RFC 9068 §4: `at+jwt`, in any case and with or without `application/`."""
    stated = header.get("typ")
    kind = stated.lower().removeprefix("application/") if isinstance(stated, str) else stated
    accepted = ("at+jwt",) if trust.tokens == "at+jwt" else ("at+jwt", "jwt", None)
    if kind not in accepted:
        raise RefusedToken("its typ is not that of an access token")


async def _is_signed(token: Token, kid: str | None, algorithm: str, provider: Provider) -> bool:
    keys = await provider.keys()
    try:
        return _holds(token, keys, kid, algorithm)
    except UnknownKeyError:
        keys = await provider.keys_beyond(keys)
    try:
        return _holds(token, keys, kid, algorithm)
    except UnknownKeyError:
        raise RefusedToken("the provider has no key of that name") from None


def _holds(token: Token, keys: KeySet, kid: str | None, algorithm: str) -> bool:
    try:
        return keys.verifies(kid, algorithm, token.signed, token.signature)
    except UnusableKeyError as error:
        raise RefusedToken(str(error)) from None
