"""A seal on each event, over the one before: the last one of a subject seals its whole history.

    seal = SHA-256(seal of the event before ‖ text of the event)

Before the first one are 32 zero bytes. The text is that of the columns, a line each, the payload as JSON; an instant in
UTC. The last seal of what a transaction adds to a subject goes into the audit trail (see `store/anchoring.py`), which
is what holds against somebody who seals anew what they forged.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from app.audit.store.anchoring import anchor
from app.domain.access.audit import SealedHistory
from app.postgres.connection import Connection

FIRST: Final = bytes(32)
"""What the first seal is over, beside its event."""
_COLUMNS: Final = (
    *("sequence", "customer_id", "type", "occurred_at", "recorded_at"),
    *("actor_id", "actor_kind", "internal", "payload"),
)
canonical: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
"""A payload as it is sealed."""


def sealed_columns(subject: str) -> Sequence[str]:
    """Of a stream, by the word for its subject."""
    return (f"{subject}_id", *_COLUMNS)


def keep(connection: Connection, last: Mapping[UUID, SealedHistory]) -> None:
    """For the audit trail, which has it before the transaction commits."""
    connection.seals.update(last)
    connection.anchor = anchor


def text_of(event: Mapping[Any, Any], columns: Sequence[str], beside: str | None = None) -> str:
    """Of the columns of a stream; an instant in UTC, as it is written and as it is read. `beside`: a further line."""
    values = [event[name] for name in columns]
    values[-1] = canonical(values[-1])
    if beside is not None:
        values.append(beside)
    return "\n".join(map(str, values))


def sealed(previous: bytes, text: str) -> bytes:
    return sha256(previous + text.encode()).digest()
