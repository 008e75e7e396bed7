"""From where support managers and administrators are let in (§5.7.1), whatever they ask for, with any credential.

Not by operation: what a manager may read, every customer's tickets, is worth as much as what a manager may change; and
an operation that is added later is behind the same door.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from app.addresses import Network, is_within
from app.domain.access.caller import Caller, CredentialKind
from app.errors import Conflict, Forbidden, WeakSignIn

MANAGEMENT: Final = "5.7.1"


def require_allowed(caller: Caller, networks: Sequence[Network]) -> None:
    """`networks` empty: from everywhere."""
    if caller.actor.is_management and not _lets_in(networks, caller):
        where = f"your address, {caller.address}, is" if caller.address else "yours is not known, and so"
        raise Forbidden(
            f"Support managers and administrators come in from allow-listed networks: {where} in none of them.",
            section=MANAGEMENT,
        )


def require_sign_in(caller: Caller) -> None:
    """For what management does, where a second factor is the policy. A key shows one; a token was asked at the door."""
    credential = caller.credential
    if caller.actor.is_management and credential is not None and credential.kind is CredentialKind.API_KEY:
        raise WeakSignIn(
            "Support managers and administrators change nothing with a key here: sign in with a second factor, and come"
            " in with the token.",
            section=MANAGEMENT,
        )


def standing_warnings(caller: Caller, networks: Sequence[Network]) -> Iterator[str]:
    """What management is told for as long as it is so."""
    if caller.actor.is_management and not networks:
        yield "No network is allow-listed: support managers and administrators are let in from everywhere."


def require_stays_in(caller: Caller, networks: Sequence[Network]) -> None:
    """Conflict if a change to these networks would lock its own author out."""
    if not _lets_in(networks, caller):
        where = caller.address or "which is not known,"
        raise Conflict(f"This would lock you out: your own address, {where} would be in none of the networks.")


def _lets_in(networks: Sequence[Network], caller: Caller) -> bool:
    return not networks or is_within(networks, caller.address)
