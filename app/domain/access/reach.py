"""How far a key reaches, and that none reaches further than the one that it was made with."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from app.addresses import Network, is_covered
from app.clock import Instant
from app.domain.access.scopes import ApiScope
from app.errors import Forbidden, Invalid

LONGEST_FOR_MANAGEMENT: Final = timedelta(days=90)
MOST_FOR_MANAGEMENT: Final = 25
"""Keys of one person that are valid at once."""


@dataclass(frozen=True, kw_only=True)
class KeyGrant:
    """What is None is without limit: all that its person may, from everywhere, for ever."""

    scopes: frozenset[ApiScope] | None = None
    networks: tuple[Network, ...] | None = None
    expires_at: Instant | None = None


ALL: Final = KeyGrant()


def within(asked: KeyGrant, held: KeyGrant) -> KeyGrant:
    """What is asked for; where nothing is asked, as far as what is held. Forbidden if that is further than it."""
    granted = KeyGrant(
        scopes=held.scopes if asked.scopes is None else asked.scopes,
        networks=held.networks if asked.networks is None else asked.networks,
        expires_at=held.expires_at if asked.expires_at is None else asked.expires_at,
    )
    require_within(granted, held)
    return granted


def require_within(asked: KeyGrant, held: KeyGrant) -> None:
    if excesses := list(_excesses(asked, held)):
        raise Forbidden(f"No key gives another that reaches further than itself: {', '.join(excesses)}.")


def require_unlimited(held: KeyGrant) -> None:
    """Whoever says as whom somebody signs in opens all that this person may, from everywhere."""
    if held.scopes is not None or held.networks is not None:
        raise Forbidden("A key or token that is limited to scopes or networks cannot say as whom somebody signs in.")


def require_nothing_kept_back(held: KeyGrant, *, expires_by_rule: bool, of: str = "An integration") -> None:
    """An integration's secret takes tickets in for ever, from everywhere: so no limited key gives one. Nor the secret
    of what else is opened from everywhere, which `of` names.

    `expires_by_rule`: of somebody all of whose keys expire (§5.7.1), when it does so limits nothing.
    """
    limited = held.scopes is not None or held.networks is not None
    if limited or (held.expires_at is not None and not expires_by_rule):
        raise Forbidden(
            f"{of} reaches further than a key that is limited to scopes, networks or a time: such a key cannot make"
            " one, change it, or replace its secret."
        )


def for_management(asked: KeyGrant, now: Instant) -> KeyGrant:
    """§5.7.1: no key of a support manager or an administrator stays valid for long."""
    latest = Instant(now + LONGEST_FOR_MANAGEMENT)
    if asked.expires_at is None:
        return replace(asked, expires_at=latest)
    if asked.expires_at > latest:
        limit = f"A key of a support manager or an administrator expires within {LONGEST_FOR_MANAGEMENT.days} days."
        raise Invalid.at("/expiresAt", "too_late", limit, section="5.7.1")
    return asked


def _excesses(asked: KeyGrant, held: KeyGrant) -> Iterator[str]:
    if held.scopes is not None and (asked.scopes is None or not asked.scopes <= held.scopes):
        yield f"its scopes are {' '.join(sorted(held.scopes))}"
    if held.networks is not None and not _are_covered(held.networks, asked.networks):
        yield f"its networks are {', '.join(map(str, held.networks))}"
    if held.expires_at is not None and (asked.expires_at is None or asked.expires_at > held.expires_at):
        yield "it expires before that"


def _are_covered(held: tuple[Network, ...], asked: tuple[Network, ...] | None) -> bool:
    return asked is not None and all(is_covered(held, each) for each in asked)
