"""Who is responsible, accountable, consulted and informed on a ticket, by role and by name (§2.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.accounts import people
from app.accounts.people import Named
from app.clock import Instant
from app.domain.tickets.facts import RoleAssigned, StepOverridden
from app.domain.tickets.raci import Row, fault_of, row_of
from app.domain.vocabulary import VENDOR_ROLES, Role, TicketStatus
from app.errors import Conflict, Forbidden, Invalid
from app.tickets.occurrences import moment_with_reason
from app.tickets.recording import found, record
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Holders:
    """Who holds a role: the one person assigned to it, or everyone who has it. `lapsed`: is named, and no longer
    qualifies.
    """

    assigned: bool
    people: tuple[Named, ...]
    lapsed: Named | None = None


@dataclass(frozen=True)
class Responsibilities:
    """`rows` are the 13 steps in order; `current` is the ticket's own as it stands now, None when closed."""

    stored: StoredTicket
    rows: tuple[Row, ...]
    current: Row | None
    holders: Mapping[Role, Holders]


async def responsibilities(work: UnitOfWork, ticket_id: UUID) -> Responsibilities:
    return await of(work, await found(work, ticket_id))


async def of(work: UnitOfWork, stored: StoredTicket) -> Responsibilities:
    ticket = stored.ticket
    agreement = work.book.agreement_of(ticket, work.now)
    rows = tuple(row_of(agreement, step.number, ticket.overrides) for step in agreement.steps)
    current = None if ticket.status is TicketStatus.CLOSED else ticket.row(agreement)
    return Responsibilities(stored, rows, current, await _holders(work, stored))


async def _holders(work: UnitOfWork, stored: StoredTicket) -> dict[Role, Holders]:
    ticket, holders = stored.ticket, stored.holders
    pools = await people.with_roles(work, ticket.customer_id, [role for role in Role if holders.named(role) is None])
    names = await people.names(work, list(ticket.assignments.values()))
    named = {role: Named(each, names.get(each, "")) for role, each in ticket.assignments.items()}
    held = {role: Holders(True, (each,)) for role, each in named.items() if role not in holders.lapsed}
    fallen = {role: Holders(False, tuple(pool), named.get(role)) for role, pool in pools.items()}
    return {**fallen, **held}


async def assign(work: UnitOfWork, stored: StoredTicket, role: Role, person_id: UUID | None) -> StoredTicket:
    """Names the person who holds a role on a locked ticket; None gives it back to everyone who has the role."""
    _may_assign(work, stored, role)
    if person_id is not None:
        await _require_eligible(work, stored, role, person_id)
    if stored.ticket.assignments.get(role) == person_id:
        return stored
    return await record(work, stored, RoleAssigned(role=role, person_id=person_id), reason=f"{role} assigned")


async def override(
    work: UnitOfWork,
    stored: StoredTicket,
    step: int,
    row: Row | None,
    *,
    reason: str | None = None,
    occurred_at: Instant | None = None,
) -> StoredTicket:
    """Delegates a step on a locked ticket; None gives the matrix back. Recorded late, it takes a reason."""
    section = _section(work, stored)
    if not (work.actor.administrator or Role.SUPPORT_MANAGER in work.actor.roles):
        raise Forbidden("A step is delegated by the accountable support manager.", section=section)
    if row is not None and (fault := fault_of(row)) is not None:
        raise Invalid.at("", "raci", f"Of a step, {fault}.", section=section)
    at = moment_with_reason(work, stored, occurred_at, reason)
    if stored.ticket.overrides.get(step) == row:
        return stored
    fact = StepOverridden(step=step, raci=None if row is None else dict(row), reason=reason)
    return await record(work, stored, fact, reason=f"step {step} delegated", occurred_at=at)


def _may_assign(work: UnitOfWork, stored: StoredTicket, role: Role) -> None:
    """Vendor staff hand out the vendor's roles; the customer's role either side."""
    if work.actor.administrator or work.actor.roles & {Role.SUPPORT, Role.SUPPORT_MANAGER}:
        return
    if role is Role.CUSTOMER and work.actor.is_customer_of(stored.ticket.customer_id):
        return
    who = "support or a support manager" if role in VENDOR_ROLES else "the customer, support or a support manager"
    raise Forbidden(f"The {role} of a ticket is assigned by {who}.", section=_section(work, stored))


async def _require_eligible(work: UnitOfWork, stored: StoredTicket, role: Role, person_id: UUID) -> None:
    pool = await people.with_roles(work, stored.ticket.customer_id, [role])
    if person_id not in {named.id for named in pool[role]}:
        whose = "of this customer" if role is Role.CUSTOMER else "of the vendor"
        raise Conflict(
            f"Only an active person {whose} with the role {role} can hold it.", section=_section(work, stored)
        )


def _section(work: UnitOfWork, stored: StoredTicket) -> str:
    return work.book.agreement_of(stored.ticket, work.now).raci_section.number
