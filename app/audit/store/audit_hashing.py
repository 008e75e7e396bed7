"""The hash of an audit entry: over the one before it, its place, and every column of its row.

    hash = SHA-256(previous hash ‖ chain ‖ position ‖ on_behalf_of ‖ content)

The chain has 16 bytes, the position 8 (big-endian); on_behalf_of is 0x00, or 0x01 with 16 bytes more. `content` is a
JSON array in ASCII without spaces, members of objects sorted, moments in microseconds since 1970. So it follows from
the row alone, whatever the settings of whoever reads it. PostgreSQL puts the parts together, since only there is it
known, under lock, which entry comes before; `link` does the same.
"""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address
from typing import Final
from uuid import UUID

from app.addresses import Address
from app.clock import Instant, instant
from app.domain.access.audit import AuditEntry, AuditRecord

GENESIS: Final = bytes(32)
"""What the first entry of a chain builds on."""
FORM: Final = 1
"""Of `content`. Another form would be another number, and both would be known here."""

_EPOCH: Final = instant(datetime(1970, 1, 1, tzinfo=UTC))
_encode: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def content(act: AuditRecord) -> bytes:
    """All of an act but what is only known where it is appended."""
    subject = act.subject
    values = [
        FORM,
        _microseconds(act.recorded_at),
        act.actor_kind,
        _id(act.actor_id),
        act.credential_kind,
        act.credential_id,
        act.operation,
        None if subject is None else subject.type,
        None if subject is None else subject.id,
        _packed(act.address),
        act.request_id,
        act.outcome,
        act.status,
        act.details,
    ]
    return _encode(values).encode()


def link(previous: bytes, entry: AuditEntry, *, at: int | None = None) -> bytes:
    """What the entry's hash should be; `at` another position than the one it stands at."""
    position = entry.place.position if at is None else at
    behalf = b"\0" if entry.on_behalf_of is None else b"\1" + entry.on_behalf_of.bytes
    place = entry.place.chain.bytes + position.to_bytes(8, "big", signed=True)
    return sha256(previous + place + behalf + content(entry.act)).digest()


def _microseconds(at: Instant) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _id(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _packed(address: Address | None) -> str | None:
    """Not as text: how an IPv6 address is written differs between versions of Python. A mask is none of ours."""
    if address is None:
        return None
    return address.packed.hex() if type(address) in (IPv4Address, IPv6Address) else f"{address.packed.hex()}/{address}"
