"""The link by which a new address is confirmed: which contact it is of, and a proof that we made it.

Nothing about it is stored. It holds for the address that it was sent to, as long as that is the contact's.
"""

import binascii
import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final
from uuid import UUID

from app.notifications.store.contacts import Contact

_IDS: Final = 32
_PROOF: Final = 32


def token_of(secret: bytes, contact: Contact) -> str:
    ids = contact.customer_id.bytes + contact.id.bytes
    return urlsafe_b64encode(ids + _proof(secret, contact)).decode().rstrip("=")


def named_by(token: str) -> tuple[UUID, UUID] | None:
    """The customer's id and the contact's; None for what we never made."""
    whole = _bytes_of(token)
    return None if len(whole) != _IDS + _PROOF else (UUID(bytes=whole[:16]), UUID(bytes=whole[16:_IDS]))


def holds(secret: bytes, token: str, contact: Contact) -> bool:
    return hmac.compare_digest(_bytes_of(token)[_IDS:], _proof(secret, contact))


def _proof(secret: bytes, contact: Contact) -> bytes:
    said = f"{contact.customer_id} {contact.id} {contact.address_since.isoformat()} {contact.address}"
    return hmac.new(secret, said.encode(), hashlib.sha256).digest()


def _bytes_of(token: str) -> bytes:
    try:
        return urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return b""
