"""What is told of a ledger without anybody doing anything: a card has ended, or is nearly used up. Once a card."""

from collections.abc import Collection, Sequence
from uuid import UUID

from app.audit import auditing
from app.clock import Instant
from app.consultancy import ledgers
from app.consultancy.ledgers import WARNED_WHEN_USED
from app.consultancy.store import ledgers as stored_ledgers
from app.domain.actor import SYSTEM
from app.domain.consultancy.balance import ends_at, to_tell
from app.domain.consultancy.ledger import Ledger
from app.domain.consultancy.ledger_facts import CardExpired, LedgerDerivedFact
from app.postgres.connection import Connection
from app.sla.document import VENDOR
from app.unit_of_work import UnitOfWork


async def waiting(connection: Connection, now: Instant, limit: int, but_for: Collection[UUID]) -> Sequence[UUID]:
    """Customers, other than these, of whose ledger something is to be told by now."""
    return await stored_ledgers.waiting(connection, now, limit, but_for)


async def tell(uow: UnitOfWork, customer_id: UUID) -> int:
    """All that is to be told of this ledger, whose row it locks; how much that was."""
    stored, told = await ledgers.held(uow, customer_id), 0
    for fact in [*to_tell(stored.state, uow.now, VENDOR.zone, WARNED_WHEN_USED)]:
        stored = await ledgers.record(uow, stored, fact, at=_moment(stored.state, fact), actor=SYSTEM)
        told += 1
    await auditing.record_system(uow.connection, uow.now, "tell_of_day_cards", facts=told)
    return told


def _moment(ledger: Ledger, fact: LedgerDerivedFact) -> Instant | None:
    """A card ended when it did, however late we are."""
    return ends_at(ledger.cards[fact.card_id], VENDOR.zone) if isinstance(fact, CardExpired) else None
