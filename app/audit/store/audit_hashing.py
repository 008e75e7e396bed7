"""The hash of an audit entry: over the one before it, its place, what it tells, and the seals that it anchors.

    hash = SHA-256(previous hash ‖ chain ‖ position ‖ SHA-256(on_behalf_of ‖ content) ‖ SHA-256(seals))

The chain has 16 bytes, the position 8 (big-endian); on_behalf_of is 0x00, or 0x01 with 16 bytes more. `content` is a
JSON array in ASCII without spaces, members of objects sorted, moments in microseconds since 1970; `seals` is the member
of that name in the details, as JSON of the same kind, or nothing. So it follows from the row alone, whatever the
settings of whoever reads it; and whoever may see the seals, but not the rest, can check it as well. PostgreSQL puts the
parts together, since only there is it known, under lock, which entry comes before; `link` does the same.

Until schema 0021 it was SHA-256(previous hash ‖ chain ‖ position ‖ on_behalf_of ‖ content): longer than any of these,
so that neither can be taken for the other.
"""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address
from typing import Final
from uuid import UUID

from app.addresses import Address
from app.clock import Instant, instant
from app.domain.access.audit import SEALS, AuditEntry, AuditRecord, Details

GENESIS: Final = bytes(32)
"""What the first entry of a chain builds on."""
FORM: Final = 2
"""Of the hash and of `content`."""
FORM_BEFORE: Final = 1

_EPOCH: Final = instant(datetime(1970, 1, 1, tzinfo=UTC))
_encode: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def content(act: AuditRecord) -> bytes:
    """All of an act but what is only known where it is appended, and but the seals."""
    return _content(act, FORM, {name: value for name, value in act.details.items() if name != SEALS})


def seals_text(act: AuditRecord) -> str:
    return _encode(act.details[SEALS]) if SEALS in act.details else ""


def digests(entry: AuditEntry) -> tuple[bytes, bytes]:
    """What the entry's hash takes of what it tells, and of its seals."""
    told = sha256(_behalf(entry) + content(entry.act)).digest()
    return told, sha256(seals_text(entry.act).encode()).digest()


def link(previous: bytes, entry: AuditEntry, *, at: int | None = None) -> bytes:
    """What the entry's hash should be; `at` another position than the one it stands at."""
    return sha256(b"".join((previous, _place(entry, at), *digests(entry)))).digest()


def link_before(previous: bytes, entry: AuditEntry, *, at: int | None = None) -> bytes:
    """As `link`, as it was done until schema 0021."""
    told = _behalf(entry) + _content(entry.act, FORM_BEFORE, entry.act.details)
    return sha256(previous + _place(entry, at) + told).digest()


def _place(entry: AuditEntry, at: int | None) -> bytes:
    position = entry.place.position if at is None else at
    return entry.place.chain.bytes + position.to_bytes(8, "big", signed=True)


def _behalf(entry: AuditEntry) -> bytes:
    return b"\0" if entry.on_behalf_of is None else b"\1" + entry.on_behalf_of.bytes


def _content(act: AuditRecord, form: int, details: Details) -> bytes:
    subject = act.subject
    values = [
        form,
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
        details,
    ]
    return _encode(values).encode()


def _microseconds(at: Instant) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _id(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _packed(address: Address | None) -> str | None:
    """Not as text: how an IPv6 address is written differs between versions of Python. A mask is none of ours."""
    if address is None:
        return None
    return address.packed.hex() if type(address) in (IPv4Address, IPv6Address) else f"{address.packed.hex()}/{address}"
