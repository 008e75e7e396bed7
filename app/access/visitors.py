"""Who came in with a key before, as the database knew them then: each process remembers those that it has seen.

What is remembered only saves reading it again. Whether it still holds, PostgreSQL says with the first thing that it is
asked (see `postgres/tenancy.py`, `Pass`), so a key that is revoked opens nothing from that moment on, in any process.
What depends on the moment or the address is looked at every time; whatever stands in the way sends the caller the long
way.
"""

from dataclasses import dataclass
from typing import Final

from app.access.identity import let_in
from app.access.store.api_keys import KeyHolder, use_is_noted
from app.addresses import Address
from app.clock import Instant
from app.domain.access.caller import Caller
from app.errors import ServiceError
from app.postgres.tenancy import Pass
from app.recent import Recent

MOST_REMEMBERED: Final = 10_000


@dataclass(frozen=True)
class Visitor:
    """Who seems to be calling, and what PostgreSQL is to hold that against."""

    caller: Caller
    presented: Pass


class Visitors:
    def __init__(self) -> None:
        self._holders = Recent[bytes, KeyHolder](MOST_REMEMBERED)

    def recognised(self, credential: bytes, now: Instant, address: Address | None) -> Visitor | None:
        """`credential` is the key's digest. None: to be let in the long way."""
        holder = self._holders.get(credential)
        if holder is None or not holder.key.is_valid(now) or not use_is_noted(holder.key, now):
            return None
        try:
            return Visitor(let_in(holder, address), Pass(credential, holder.mark))
        except ServiceError:
            return None

    def remember(self, credential: bytes, holder: KeyHolder) -> None:
        self._holders.keep(credential, holder)

    def forget(self, credential: bytes) -> None:
        self._holders.forget(credential)
