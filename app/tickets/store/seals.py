"""The seals of tickets' events: as `app/audit/sealing.py` has it, with the ticket's number in the first one.

Until schema 0021 a seal was a BLAKE2b of 16 bytes over its event alone. The SHA-256 of all of those, end to end, stands
for them together: the next seal is over that.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b, sha256
from typing import Any, Final

from app.audit import sealing

ALONE_SIZE: Final = 16
SEALED: Final = sealing.sealed_columns("ticket")


def text_of(event: Mapping[Any, Any], number: str | None = None) -> str:
    """`number`: the event that a ticket begins with also seals the ticket's number, of which no event tells."""
    return sealing.text_of(event, SEALED, number)


def sealed_alone(text: str) -> bytes:
    """As it was done before seals were a chain."""
    return blake2b(text.encode(), digest_size=ALONE_SIZE).digest()


def holds(seal: bytes, previous: bytes, text: str) -> bool:
    """Whether the seal is that of this text, where `previous` seals what came before."""
    return seal == (sealed_alone(text) if len(seal) == ALONE_SIZE else sealing.sealed(previous, text))


def so_far(seals: Iterable[bytes]) -> Iterator[bytes]:
    """What seals the history up to each event, from the seals of its events as they are stored."""
    alone = sha256()
    for seal in seals:
        alone.update(seal)
        yield alone.digest() if len(seal) == ALONE_SIZE else seal
