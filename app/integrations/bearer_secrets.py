"""Whether a message is genuine of a system that cannot sign: it sends the secret itself, as its bearer token."""

import hmac
from dataclasses import dataclass

from app.clock import Instant
from app.domain.access.caller import CredentialKind
from app.signing import written


@dataclass(frozen=True)
class BearerSecret:
    """`token` as it came, one byte a character; empty: none did."""

    token: str

    @property
    def kind(self) -> CredentialKind:
        return CredentialKind.INTEGRATION_SECRET

    def holds(self, secret: bytes, now: Instant) -> bool:
        """At any time. Compares in constant time."""
        del now
        return hmac.compare_digest(self.token.encode("latin-1", "replace"), written(secret).encode())

    def flaw(self, now: Instant) -> str:
        del now
        return "wrong_secret" if self.token else "no_secret"
