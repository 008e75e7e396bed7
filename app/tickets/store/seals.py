"""A seal on each event, over the one before: the last one of a ticket seals its whole history.

    seal = SHA-256(seal of the event before ‖ text of the event)

Before the first one are 32 zero bytes. The text is that of the columns, a line each, the payload as JSON; an instant in
UTC. The last seal of what a transaction adds to a ticket goes into the audit trail (see `anchoring`), which is what
holds against somebody who seals anew what they forged.

Until schema 0021 a seal was a BLAKE2b of 16 bytes over its event alone. The SHA-256 of all of those, end to end, stands
for them together: the next seal is over that.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b, sha256
from typing import Any, Final
from uuid import UUID

from app.audit.store.anchoring import anchor
from app.domain.access.audit import SealedHistory
from app.postgres.connection import Connection

FIRST: Final = bytes(32)
"""What the first seal is over, beside its event."""
ALONE_SIZE: Final = 16
SEALED: Final = (
    *("ticket_id", "sequence", "customer_id", "type", "occurred_at", "recorded_at"),
    *("actor_id", "actor_kind", "internal", "payload"),
)
canonical: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
"""A payload as it is sealed."""


def keep(connection: Connection, last: Mapping[UUID, SealedHistory]) -> None:
    """For the audit trail, which has it before the transaction commits."""
    connection.seals.update(last)
    connection.anchor = anchor


def text_of(event: Mapping[Any, Any], number: str | None = None) -> str:
    """Of the columns of `ticket_events`; an instant in UTC, as it is written and as it is read.

    `number`: the event that a ticket begins with also seals the ticket's number, of which no event tells.
    """
    values = [event[name] for name in SEALED]
    values[-1] = canonical(values[-1])
    if number is not None:
        values.append(number)
    return "\n".join(map(str, values))


def sealed(previous: bytes, text: str) -> bytes:
    return sha256(previous + text.encode()).digest()


def sealed_alone(text: str) -> bytes:
    """As it was done before seals were a chain."""
    return blake2b(text.encode(), digest_size=ALONE_SIZE).digest()


def holds(seal: bytes, previous: bytes, text: str) -> bool:
    """Whether the seal is that of this text, where `previous` seals what came before."""
    return seal == (sealed_alone(text) if len(seal) == ALONE_SIZE else sealed(previous, text))


def so_far(seals: Iterable[bytes]) -> Iterator[bytes]:
    """What seals the history up to each event, from the seals of its events as they are stored."""
    alone = sha256()
    for seal in seals:
        alone.update(seal)
        yield alone.digest() if len(seal) == ALONE_SIZE else seal
