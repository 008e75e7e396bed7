"""Holds every entry of the audit trail against the one before, and names the first link of each chain that is broken.

Runs beside live traffic, a bounded stretch at a time.
"""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from app.audit.store import audit_chains
from app.audit.store.audit_hashing import GENESIS
from app.domain.access.audit import AuditEntry, ChainHead
from app.postgres.engine import AsyncEngine, Connection, transaction
from app.postgres.tenancy import SYSTEM
from app.verification.broken_links import Broken, Harm, Suspicion, follows, name_harm

BATCH: Final = 1_000


@dataclass(frozen=True)
class KeptHeads:
    """Heads that were written down elsewhere: by chain and position, or the bare hashes, of whichever entry."""

    placed: Mapping[UUID, Mapping[int, bytes]] = field(default_factory=dict[UUID, dict[int, bytes]])
    hashes: frozenset[bytes] = frozenset()


@dataclass(frozen=True)
class VerifiedChain:
    """So many more entries; `broken` ends its chain. `found` are those of the kept hashes that were among them."""

    chain: UUID
    entries: int
    broken: Broken | None = None
    found: frozenset[bytes] = frozenset()


async def lengths(engine: AsyncEngine, chain: UUID | None) -> Mapping[UUID, int]:
    async with transaction(engine, SYSTEM) as connection:
        return await audit_chains.lengths(connection, chain)


async def verify(
    engine: AsyncEngine, chain: UUID, kept: KeptHeads | None = None, batch: int = BATCH
) -> AsyncGenerator[VerifiedChain]:
    """One chain from its first entry on, up to the first broken link."""
    kept = kept or KeptHeads()
    wanted = kept.placed.get(chain, {})
    position, last = 0, GENESIS
    while True:
        async with transaction(engine, SYSTEM) as connection:
            read = await audit_chains.stretch(connection, chain, position, batch)
            walk = _Walk(chain, position, last, wanted)
            broken = await walk.along(connection, read)
        if broken is None and len(read.entries) < batch:
            broken = _at_the_end(walk, read.head)
        found = kept.hashes & {entry.place.hash for entry in read.entries}
        yield VerifiedChain(chain, walk.position - position, broken, found)
        if broken is not None or len(read.entries) < batch:
            return
        position, last = walk.position, walk.last


@dataclass
class _Walk:
    """`last` is the hash of the entry at `position`, the latest one that holds."""

    chain: UUID
    position: int
    last: bytes
    wanted: Mapping[int, bytes]

    async def along(self, connection: Connection, read: audit_chains.ChainPage) -> Broken | None:
        for index, entry in enumerate(read.entries):
            expected = self.position + 1
            if entry.place.position != expected or not follows(self.last, entry):
                following = await self._following(connection, read, index)
                suspicion = Suspicion(self.chain, expected, self.last, entry, following, read.head)
                return await name_harm(connection, suspicion)
            if self.wanted.get(expected, entry.place.hash) != entry.place.hash:
                return Broken(self.chain, expected, Harm.REWRITTEN, "it is not the entry whose hash was kept elsewhere")
            self.position, self.last = expected, entry.place.hash
        return None

    async def _following(self, connection: Connection, read: audit_chains.ChainPage, index: int) -> AuditEntry | None:
        if index + 1 < len(read.entries):
            return read.entries[index + 1]
        more = await audit_chains.stretch(connection, self.chain, read.entries[index].place.position, 1)
        return more.entries[0] if more.entries else None


def _at_the_end(walk: _Walk, head: ChainHead | None) -> Broken | None:
    """When every entry that is there holds: are they all there?"""
    position, beyond = walk.position, walk.position + 1
    if head is None and not position:
        return Broken(walk.chain, beyond, Harm.CUT_OFF, "there is not one entry, and no head")
    if head is None:
        return Broken(walk.chain, beyond, Harm.CUT_OFF, "the head of the chain is missing")
    if head.position > position:
        return Broken(walk.chain, beyond, Harm.CUT_OFF, f"the head is at {head.position}")
    if head.position < position:
        return Broken(walk.chain, head.position + 1, Harm.INSERTED, f"the head is at {head.position}")
    if head.hash != walk.last:
        return Broken(walk.chain, position, Harm.EDITED, "the head has another hash")
    known = max(walk.wanted, default=0)
    if known > position:
        return Broken(walk.chain, beyond, Harm.CUT_OFF, f"the head was at {known} when it was kept elsewhere")
    return None
