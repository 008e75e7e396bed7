"""What became of a link that does not hold: edited, removed, inserted, or moved. Found by trying what would hold."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.audit.store import audit_chains
from app.audit.store.audit_hashing import link, link_before
from app.domain.access.audit import AuditEntry, ChainHead
from app.postgres.engine import Connection

BATCH: Final = 1_000
MOST_RENUMBERED: Final = 1_000
"""So many removed entries are recognised where those behind were renumbered to close the gap."""


class Harm(StrEnum):
    EDITED = "edited"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CUT_OFF = "cut off at the end"
    REWRITTEN = "rewritten"


@dataclass(frozen=True)
class Broken:
    """The first link of a chain that does not hold."""

    chain: UUID
    position: int
    harm: Harm
    words: str


@dataclass(frozen=True)
class Suspicion:
    """`entry` stands where the one at `position` should, after the one whose hash is `last`."""

    chain: UUID
    position: int
    last: bytes
    entry: AuditEntry
    following: AuditEntry | None
    head: ChainHead | None

    def broken(self, harm: Harm, words: str) -> Broken:
        return Broken(self.chain, self.position, harm, words)


def follows(last: bytes, entry: AuditEntry, *, at: int | None = None) -> bool:
    return entry.place.hash in _hashes(last, entry, at)


def _hashes(last: bytes, entry: AuditEntry, at: int | None = None) -> tuple[bytes, ...]:
    """As hashes are made now, and as they were. None: no entry of ours could hold such values."""
    try:
        return link(last, entry, at=at), link_before(last, entry, at=at)
    except (TypeError, ValueError, OverflowError, AttributeError):
        return ()


async def name_harm(connection: Connection, suspicion: Suspicion) -> Broken:
    gap = suspicion.entry.place.position != suspicion.position
    return (
        await _moved(connection, suspicion)
        or (None if gap else _edited(suspicion) or _closed_up(suspicion))
        or (_removed(suspicion) if gap else _forged(suspicion))
    )


def _edited(suspicion: Suspicion) -> Broken | None:
    """The next one was built on this one: on the hash that it has, or on the one that it should have."""
    entry, following, head = suspicion.entry, suspicion.following, suspicion.head
    should = _hashes(suspicion.last, entry)
    if following is None:
        known = None if head is None or head.position != suspicion.position else head.hash
    else:
        known = next((each for each in (entry.place.hash, *should) if follows(each, following)), None)
    if known == entry.place.hash:
        return suspicion.broken(Harm.EDITED, "what it holds is not what its hash was made of")
    if known in should:
        return suspicion.broken(Harm.EDITED, "its hash is not that of what it holds")
    return None


def _closed_up(suspicion: Suspicion) -> Broken | None:
    """Removed, and whatever was behind given the numbers that were free."""
    following, entry, head = suspicion.following, suspicion.entry, suspicion.head
    if following is None:
        ahead = 0 if head is None or head.hash != entry.place.hash else head.position - suspicion.position
        return suspicion.broken(Harm.REMOVED, f"{ahead:,} missing before the last one") if ahead > 0 else None
    for gone in range(1, MOST_RENUMBERED + 1):
        if follows(entry.place.hash, following, at=following.place.position + gone):
            return suspicion.broken(Harm.REMOVED, f"{gone:,} missing, and what came after it renumbered")
    return None


async def _moved(connection: Connection, suspicion: Suspicion) -> Broken | None:
    """The entry that belongs here stands elsewhere: something was put before it, or they changed places."""
    position, entry, last = suspicion.position, suspicion.entry, suspicion.last
    before = entry
    async for other in _behind(connection, suspicion):
        if follows(last, other, at=position):
            previous = other.place.hash if other.place.position == position + 1 else before.place.hash
            swapped = follows(previous, entry, at=other.place.position) or follows(
                other.place.hash, entry, at=position + 1
            )
            if swapped or entry.place.position != position:
                return suspicion.broken(Harm.REORDERED, f"what belongs here stands at {other.place.position}")
            return suspicion.broken(Harm.INSERTED, f"what belongs here was pushed to {other.place.position}")
        if entry.place.hash in _hashes(last, other, position):
            return suspicion.broken(Harm.REORDERED, f"what belongs here stands at {other.place.position}")
        before = other
    return None


async def _behind(connection: Connection, suspicion: Suspicion) -> AsyncGenerator[AuditEntry]:
    after = suspicion.position - 1
    while (read := await audit_chains.stretch(connection, suspicion.chain, after, BATCH)).entries:
        for each in read.entries:
            yield each
        after = read.entries[-1].place.position


def _removed(suspicion: Suspicion) -> Broken:
    last = suspicion.entry.place.position - 1
    alone = last == suspicion.position
    return suspicion.broken(Harm.REMOVED, "it is missing" if alone else f"missing are all up to {last}")


def _forged(suspicion: Suspicion) -> Broken:
    head = suspicion.head
    if head is not None and head.position < suspicion.position:
        return suspicion.broken(Harm.INSERTED, "it lies beyond the head of the chain")
    return suspicion.broken(Harm.EDITED, "neither what it holds nor what follows was made of what comes before")
