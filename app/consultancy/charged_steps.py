"""Steps 5, 9 and 11 of §2, which rest on the customer's ledger: decided with it, and taken as every other decision.

A transition that has to do with the ledger is done with locks, the ticket's first and then the ledger's.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final

from uuid_utils.compat import uuid7

from app.accounts import customers
from app.consultancy import escalations, ledgers
from app.consultancy.participants import participant
from app.domain.consultancy import steps
from app.domain.consultancy.amounts import SECONDS_AN_HOUR
from app.domain.consultancy.approving import charged_ticket
from app.domain.vocabulary import Decision, Role
from app.errors import StartOver
from app.tickets.store.ticket_mapping import StoredTicket
from app.tickets.transitions import Decided, RequestedDecision
from app.unit_of_work import UnitOfWork

Settle = Callable[[UnitOfWork, StoredTicket, RequestedDecision, Decided], Awaitable[Decided]]

DELIVERED: Final = "Delivered (step 9)."
"""What hours were for, where nobody says more than that."""


async def settled(uow: UnitOfWork, stored: StoredTicket, asked: RequestedDecision, decided: Decided) -> Decided:
    """What is decided on a locked ticket, with the ledger. Raises Conflict (§1.1, §1.2.2, §2) where that does not allow
    it.
    """
    settle = _BY_LEDGER.get(decided.fact.decision)
    return decided if settle is None else await settle(uow, stored, asked, decided)


async def _agree(uow: UnitOfWork, stored: StoredTicket, asked: RequestedDecision, decided: Decided) -> Decided:
    _require_locks(uow)
    customer_id, outputs = stored.ticket.customer_id, decided.fact.outputs
    agreement = uow.book.agreement_of(stored.ticket, uow.now)
    escalated_at = await escalations.first_declared(uow, stored.ticket.id)
    ledger, by = await ledgers.held(uow, customer_id), await participant(uow, customer_id)
    agreed = steps.agree(
        *(ledger.state, charged_ticket(stored.ticket, agreement, escalated_at), by, decided.occurred_at, agreement),
        approval_id=uuid7(),
        approved_hours=asked.approved_hours,
        agreement_reference=outputs.agreement_reference,
        approved_by=ledgers.approver(outputs.approved_by),
    )
    if (approval := agreed.recorded) is not None:
        section = agreement.charging_section.number
        await ledgers.require_approver(uow, customer_id, approval.approved_by_id, section)
        await ledgers.record(uow, ledger, approval, at=decided.occurred_at)
    known = replace(
        outputs,
        approved_hours=agreed.approved_seconds / SECONDS_AN_HOUR or None,
        agreement_reference=agreed.agreement_reference,
    )
    return replace(decided, fact=replace(decided.fact, outputs=known))


async def _deliver(uow: UnitOfWork, stored: StoredTicket, asked: RequestedDecision, decided: Decided) -> Decided:
    _require_locks(uow)
    if asked.hours is None:
        raise ValueError("a delivery has been decided without its hours")
    agreement, customer_id = uow.book.agreement_of(stored.ticket, uow.now), stored.ticket.customer_id
    ledger = await ledgers.held(uow, customer_id)
    written = steps.deliver(
        *(ledger.state, charged_ticket(stored.ticket, agreement), decided.occurred_at, agreement),
        entry_id=uuid7(),
        hours=asked.hours,
        description=asked.note or DELIVERED,
        consultant_id=stored.holders.named(Role.CONSULTANT) or uow.actor.id,
    )
    if written is not None:
        await ledgers.record(uow, ledger, written, at=decided.occurred_at)
    return decided


async def _plan(uow: UnitOfWork, stored: StoredTicket, _: RequestedDecision, decided: Decided) -> Decided:
    """By the level of today: booking is a new act (§1.2.2)."""
    session_on = decided.fact.outputs.session_on
    if session_on is None:
        raise ValueError("a session has been decided without its day")
    customer = await customers.find(uow, stored.ticket.customer_id)
    agreed, today = customer.agreed_at(uow.now), uow.book.in_force(uow.now)
    agreement = uow.book.agreement_of(stored.ticket, uow.now)
    steps.require_session(
        *(await ledgers.current(uow, customer.id), charged_ticket(stored.ticket, agreement), decided.fact.decision),
        *(session_on, decided.occurred_at, agreement),
        calendar=await uow.book.current(uow.connection, today, agreed.service_level),
        lead=agreed.booking_lead(today),
    )
    return decided


def _require_locks(uow: UnitOfWork) -> None:
    """Raises StartOver where the ticket is not locked yet: its lock comes before the ledger's."""
    if not uow.locks:
        raise StartOver


_BY_LEDGER: Final[Mapping[Decision, Settle]] = {
    Decision.AGREE: _agree,
    Decision.CONSULTANCY_DELIVERED: _deliver,
    Decision.CONSULTANCY: _plan,
    Decision.SUPPORT: _plan,
}
