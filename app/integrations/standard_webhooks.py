"""Whether a message is genuine (Standard Webhooks 1.0.0).

Of the library for it only the signing is used. Its `verify` goes by the machine's clock, takes fractions of a second,
and lets half a dozen kinds of exception escape on hostile input.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from app.clock import Instant, instant
from app.domain.access.caller import CredentialKind
from app.signing import signature

TOLERANCE: Final = timedelta(seconds=300)
LONGEST_ID: Final = 255
_SECONDS: Final = re.compile(r"[1-9][0-9]{0,10}")


@dataclass(frozen=True)
class Signed:
    """A message as it came: three headers, one byte a character, and the very bytes of the body."""

    id: str
    timestamp: str
    signatures: str
    body: bytes

    @property
    def kind(self) -> CredentialKind:
        return CredentialKind.WEBHOOK_SIGNATURE

    def holds(self, secret: bytes, now: Instant) -> bool:
        return is_genuine(self, secret, now)

    def flaw(self, now: Instant) -> str:
        return flaw(self, now)


def flaw(signed: Signed, now: Instant) -> str:
    """Why a message is not genuine, in a word: what can be told of it without its secret, or else its signature."""
    if not (signed.id and signed.timestamp and signed.signatures):
        return "unsigned"
    if len(signed.id) > LONGEST_ID or not _SECONDS.fullmatch(signed.timestamp):
        return "malformed"
    return "bad_signature" if abs(now.timestamp() - int(signed.timestamp)) <= TOLERANCE.total_seconds() else "stale"


def is_genuine(signed: Signed, secret: bytes, now: Instant) -> bool:
    """False for everything that is not: nothing that was sent raises. Compares in constant time.

    One signature that holds is enough, whatever stands beside it: an old secret's, or `v1a`, by a private key.
    """
    if not 1 <= len(signed.id) <= LONGEST_ID or not _SECONDS.fullmatch(signed.timestamp):
        return False
    try:
        sent_at = instant(datetime.fromtimestamp(int(signed.timestamp), UTC))
        expected = signature(secret, signed.id, sent_at, signed.body.decode()).encode()
    except Exception:  # noqa: BLE001 - whatever it was that could not be signed, nobody signed it
        return False
    given = [each.encode("latin-1", "replace") for each in signed.signatures.split(" ")]
    matching = [hmac.compare_digest(each, expected) for each in given]
    return abs(now - sent_at) <= TOLERANCE and any(matching)
