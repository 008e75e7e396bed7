"""A seal on each event: one that was edited behind our back is found out, whether or not anything follows from it.

It holds against a hand in the table and a disk that rots, not against somebody who seals anew what they forged.
"""

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final

SIZE: Final = 16
SEALED: Final = (
    *("ticket_id", "sequence", "customer_id", "type", "occurred_at", "recorded_at"),
    *("actor_id", "actor_kind", "internal", "payload"),
)
_encode: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def seal_of(event: Mapping[Any, Any]) -> bytes:
    """Of the columns of `ticket_events`; an instant in UTC, as it is written and as it is read."""
    values = [event[name] for name in SEALED]
    values[-1] = _encode(values[-1])
    return blake2b("\n".join(map(str, values)).encode(), digest_size=SIZE).digest()
