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
canonical: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
"""A payload as it is sealed."""


def seal_of(event: Mapping[Any, Any], number: str | None = None) -> bytes:
    """Of the columns of `ticket_events`; an instant in UTC, as it is written and as it is read.

    `number`: the event that a ticket begins with also seals the ticket's number, of which no event tells.
    """
    values = [event[name] for name in SEALED]
    values[-1] = canonical(values[-1])
    if number is not None:
        values.append(number)
    return sealed("\n".join(map(str, values)))


def sealed(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=SIZE).digest()
