"""What proves a ticket's history elsewhere, against whoever owns the database: its seals, and the chain that has them.

It is as long as the chain from the first entry that tells of the ticket up to the head, so it comes in pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.audit.store import audit_chains
from app.audit.store.audit_hashing import GENESIS, digests, seals_text
from app.domain.access.audit import SEALS, AuditEntry, ChainHead
from app.tickets.recording import found
from app.tickets.store import proofs
from app.tickets.store.proofs import SealedEvent
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Reached:
    """How far a proof has come: the last entry, and the ticket's last event that it or one before it tells of."""

    position: int
    sequence: int


@dataclass(frozen=True)
class Link:
    """An entry. `seals`: those that it has, as they are hashed; None where it tells of other tickets or of none."""

    entry: AuditEntry
    told: bytes
    seals_digest: bytes
    seals: str | None
    events: Sequence[SealedEvent]
    reached: Reached


@dataclass(frozen=True)
class Proof:
    """`previous`: the hash of the entry before the first of `links`. `head`: of the chain as it is now."""

    ticket_id: UUID
    chain: UUID
    previous: bytes
    head: ChainHead
    links: Sequence[Link]


async def prove(uow: UnitOfWork, ticket_id: UUID, after: Reached | None, limit: int) -> Proof:
    """At most `limit` links, from the one after `after`. Whoever is not of the vendor is told nothing internal."""
    stored = await found(uow, ticket_id)
    chain = stored.ticket.customer_id
    if after is None:
        first = await proofs.begins_at(uow.connection, chain, ticket_id, stored.created_at)
        after = Reached(0 if first is None else first - 1, 0)
    read = await audit_chains.stretch(uow.connection, chain, max(0, after.position - 1), limit + 1)
    previous = next((each.place.hash for each in read.entries if each.place.position == after.position), GENESIS)
    entries = [each for each in read.entries if each.place.position > after.position][:limit]
    until = max((_sequence(ticket_id, each) or 0 for each in entries), default=0)
    events = await proofs.sealed_events(
        uow.connection, ticket_id, stored.number, after.sequence, until, internal=uow.actor.is_vendor
    )
    links: list[Link] = []
    for entry in entries:
        links.append(_link(ticket_id, entry, after, events))
        after = links[-1].reached
    return Proof(ticket_id, chain, previous, read.head or ChainHead(0, GENESIS), links)


def _link(ticket_id: UUID, entry: AuditEntry, after: Reached, events: Sequence[SealedEvent]) -> Link:
    told, digest = digests(entry)
    sequence = _sequence(ticket_id, entry)
    if sequence is None:
        return Link(entry, told, digest, None, (), Reached(entry.place.position, after.sequence))
    since = [each for each in events if after.sequence < each.sequence <= sequence]
    return Link(entry, told, digest, seals_text(entry.act), since, Reached(entry.place.position, sequence))


def _sequence(ticket_id: UUID, entry: AuditEntry) -> int | None:
    """Of the ticket's last event that the entry tells of."""
    seals = entry.act.details.get(SEALS)
    told = seals.get(str(ticket_id)) if isinstance(seals, dict) else None
    return None if told is None else int(told.partition(" ")[0])
