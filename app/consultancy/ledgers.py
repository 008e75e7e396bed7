"""Customers' ledgers (§1.1): one a customer, whose row is locked before anything is decided on it.

Locks are taken in the order ticket, ledger: so who comes with a ticket that is to be changed has locked it by then.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field, TypeAdapter
from uuid_utils.compat import uuid7

from app.access.store import people
from app.accounts import customers
from app.audit.sealing import FIRST
from app.clock import Instant
from app.consultancy.participants import participant
from app.consultancy.store import ledgers as stored_ledgers
from app.domain.access.permissions import Operation, require
from app.domain.actor import Actor
from app.domain.consultancy.balance import LedgerBalance, balance_at, tells_at
from app.domain.consultancy.cards import approve_overrun, buy_day_card
from app.domain.consultancy.ledger import DayCard, Ledger, advance, replay_ledger
from app.domain.consultancy.ledger_facts import LedgerEvent, LedgerFact, OverrunApproved
from app.errors import Invalid, NotFound
from app.postgres.tables import ledger_events, ledgers
from app.sla.agreement import AGREEMENT
from app.sla.document import VENDOR
from app.streams import subjects
from app.streams.subjects import StoredSubject, SubjectKind
from app.unit_of_work import UnitOfWork

StoredLedger = StoredSubject[Ledger]

WARNED_WHEN_USED: Final = AGREEMENT.terms.consultancy.warned_when_used

LEDGERS: Final = SubjectKind[LedgerFact, Ledger](
    stream=ledger_events,
    subjects=ledgers,
    facts=TypeAdapter(Annotated[LedgerFact, Field(discriminator="type")]),
    states=TypeAdapter(Ledger),
    begin=lambda _, customer_id, event: advance(Ledger(customer_id=customer_id), event),
    advance=advance,
    columns=lambda ledger: {"tell_at": tells_at(ledger, VENDOR.zone, WARNED_WHEN_USED)},
    missing="There is no such ledger.",
)

_AN_ID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True)
class LedgerView:
    """`events` oldest first, as far as they were asked for; `balance` of all of them."""

    customer_id: UUID
    events: Sequence[LedgerEvent]
    balance: LedgerBalance


@dataclass(frozen=True, kw_only=True)
class NewDayCard:
    """What is None is as the agreement is read."""

    days: Decimal
    bought_on: date
    reference: str
    hours_a_day: Decimal | None = None
    valid_until_on: date | None = None
    accounting_unit_seconds: int | None = None


@dataclass(frozen=True, kw_only=True)
class NewOverrun:
    seconds: int
    reason: str
    until_on: date | None = None
    agreement_reference: str | None = None
    approved_by: UUID | str | None = None


async def require_reader(uow: UnitOfWork, customer_id: UUID) -> None:
    """Of the customer its registrants, of the vendor whoever works on tickets. Raises NotFound, Forbidden."""
    await customers.find(uow, customer_id)
    by = await participant(uow, customer_id)
    require(uow.actor, Operation.READ_LEDGER, registrant=by.is_registrant)


async def current(uow: UnitOfWork, customer_id: UUID) -> Ledger:
    """As it stands, and not locked."""
    [*found] = await subjects.find_many(uow.connection, LEDGERS, [customer_id])
    return found[0].state if found else Ledger(customer_id=customer_id)


async def read(uow: UnitOfWork, customer_id: UUID, at: Instant | None, *, after: int, limit: int) -> LedgerView:
    """As it stood at that moment, by what had been recorded; as it will stand, if nothing more happens. `after`: the
    number of an event.
    """
    await require_reader(uow, customer_id)
    events = await subjects.history_page(uow.connection, LEDGERS, customer_id, at, after=after, limit=limit)
    return LedgerView(customer_id, events, balance_at(await _as_of(uow, customer_id, at), at or uow.now, VENDOR.zone))


async def _as_of(uow: UnitOfWork, customer_id: UUID, at: Instant | None) -> Ledger:
    """Only what it was before now has to be added up."""
    if at is None or at >= uow.now:
        return await current(uow, customer_id)
    return replay_ledger(customer_id, await subjects.history(uow.connection, LEDGERS, customer_id, at))


async def day_cards(uow: UnitOfWork, customer_id: UUID) -> Sequence[DayCard]:
    """In the order in which they are drawn from."""
    await require_reader(uow, customer_id)
    return (await current(uow, customer_id)).in_turn


async def held(uow: UnitOfWork, customer_id: UUID) -> StoredLedger:
    """Locked until the transaction ends. One that nobody needed so far is made, and then a fact has to follow."""
    try:
        return await subjects.found(uow, LEDGERS, customer_id, lock=True)
    except NotFound:
        await stored_ledgers.make(uow.connection, _unwritten(uow, customer_id))
        return await subjects.found(uow, LEDGERS, customer_id, lock=True)


def _unwritten(uow: UnitOfWork, customer_id: UUID) -> dict[str, Any]:
    state = Ledger(customer_id=customer_id)
    return {
        **LEDGERS.columns(state),
        "customer_id": customer_id,
        "id": customer_id,
        "state": LEDGERS.states.dump_python(state, mode="json"),
        "event_count": 0,
        "seal": FIRST,
        "version": 0,
        "created_at": uow.now,
        "updated_at": uow.now,
    }


async def record(
    uow: UnitOfWork, stored: StoredLedger, fact: LedgerFact, *, at: Instant | None = None, actor: Actor | None = None
) -> StoredLedger:
    facts: Sequence[LedgerFact] = [fact]
    return await subjects.record(uow, LEDGERS, stored, facts, at=at, actor=actor)


def approver(given: str | None) -> UUID | str | None:
    """Who approved: a person, by id, or somebody by name."""
    return UUID(given) if given is not None and _AN_ID.fullmatch(given) else given


async def require_approver(uow: UnitOfWork, customer_id: UUID, approved_by: UUID | str | None, section: str) -> None:
    """Raises Invalid for an id that is nobody's of this customer."""
    if not isinstance(approved_by, UUID):
        return
    if approved_by not in await people.of_customer(uow.connection, customer_id, [approved_by]):
        detail = "Nobody of this customer has this id; somebody else is given by name."
        raise Invalid.at("/approvedBy", "unknown", detail, section=section)


async def buy_card(uow: UnitOfWork, customer_id: UUID, new: NewDayCard) -> tuple[StoredLedger, DayCard]:
    """By a support manager."""
    await customers.find(uow, customer_id)
    by, stored, card_id = await participant(uow, customer_id), await held(uow, customer_id), uuid7()
    fact = buy_day_card(
        *(stored.state, by, uow.now, uow.book.in_force(uow.now)),
        card_id=card_id,
        days=new.days,
        bought_on=new.bought_on,
        reference=new.reference,
        hours_a_day=new.hours_a_day,
        valid_until_on=new.valid_until_on,
        accounting_unit_seconds=new.accounting_unit_seconds,
    )
    stored = await record(uow, stored, fact)
    return stored, stored.state.cards[card_id]


async def approve_overdraft(
    uow: UnitOfWork, customer_id: UUID, new: NewOverrun
) -> tuple[StoredLedger, OverrunApproved]:
    """By a registrant, or by a support manager from what was signed."""
    await customers.find(uow, customer_id)
    by, agreement = await participant(uow, customer_id), uow.book.in_force(uow.now)
    fact = approve_overrun(
        *(by, uow.now, agreement),
        overrun_id=uuid7(),
        seconds=new.seconds,
        reason=new.reason,
        until_on=new.until_on,
        agreement_reference=new.agreement_reference,
        approved_by=new.approved_by,
    )
    await require_approver(uow, customer_id, fact.approved_by_id, agreement.charging_section.number)
    return await record(uow, await held(uow, customer_id), fact), fact
