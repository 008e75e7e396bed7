"""From where support managers and administrators are let in (§5.7.1), whatever they ask for, with any credential.

Not by operation: what a manager may read, every customer's tickets, is worth as much as what a manager may change; and
an operation that is added later is behind the same door.
"""

from collections.abc import Sequence

from app.addresses import Network, is_within
from app.domain.access.caller import Caller
from app.errors import Conflict, Forbidden


def require_allowed(caller: Caller, networks: Sequence[Network]) -> None:
    """`networks` empty: from everywhere."""
    if caller.actor.is_management and not _lets_in(networks, caller):
        where = f"your address, {caller.address}, is" if caller.address else "yours is not known, and so"
        raise Forbidden(
            f"Support managers and administrators come in from allow-listed networks: {where} in none of them.",
            section="5.7.1",
        )


def require_stays_in(caller: Caller, networks: Sequence[Network]) -> None:
    """Conflict if a change to these networks would lock its own author out."""
    if not _lets_in(networks, caller):
        where = caller.address or "which is not known,"
        raise Conflict(f"This would lock you out: your own address, {where} would be in none of the networks.")


def _lets_in(networks: Sequence[Network], caller: Caller) -> bool:
    return not networks or is_within(networks, caller.address)
