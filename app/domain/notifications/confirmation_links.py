"""The link by which a new address is confirmed: which contact or person it is of, and a proof that we made it.

Nothing about it is stored. It holds for the address that it was sent to, as long as that is theirs.
"""

import binascii
import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.clock import Instant

SECRET: Final = "contact confirmation"  # noqa: S105 - the name of one
_IDS: Final = 32
_PROOF: Final = 32


@dataclass(frozen=True, kw_only=True)
class AskedAddress:
    """Of the contact or person `id` of this customer; of the vendor's people it is the nil UUID."""

    customer_id: UUID
    id: UUID
    address: str
    since: Instant


def token_of(secret: bytes, asked: AskedAddress) -> str:
    ids = asked.customer_id.bytes + asked.id.bytes
    return urlsafe_b64encode(ids + _proof(secret, asked)).decode().rstrip("=")


def named_by(token: str) -> tuple[UUID, UUID] | None:
    """The customer's id, and the contact's or person's; None for what we never made."""
    whole = _bytes_of(token)
    return None if len(whole) != _IDS + _PROOF else (UUID(bytes=whole[:16]), UUID(bytes=whole[16:_IDS]))


def holds(secret: bytes, token: str, asked: AskedAddress) -> bool:
    return hmac.compare_digest(_bytes_of(token)[_IDS:], _proof(secret, asked))


def _proof(secret: bytes, asked: AskedAddress) -> bytes:
    said = f"{asked.customer_id} {asked.id} {asked.since.isoformat()} {asked.address}"
    return hmac.new(secret, said.encode(), hashlib.sha256).digest()


def _bytes_of(token: str) -> bytes:
    try:
        return urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return b""
