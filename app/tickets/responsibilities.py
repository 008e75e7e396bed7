"""Who is responsible, accountable, consulted and informed on a ticket, by role and by name (§2.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.access.store.people import Person
from app.accounts import people
from app.accounts.people import Named
from app.clock import Instant
from app.domain.actor import SYSTEM
from app.domain.tickets.facts import RoleAssigned, StepOverridden
from app.domain.tickets.raci import Row, fault_of, row_of
from app.domain.vocabulary import VENDOR_ROLES, Role, TicketStatus
from app.errors import Conflict, Forbidden, Invalid
from app.tickets.recording import found, moment_with_reason, record
from app.tickets.store import holders
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


async def responsibilities(uow: UnitOfWork, ticket_id: UUID) -> Responsibilities:
    return await of(uow, await found(uow, ticket_id))


async def of(uow: UnitOfWork, stored: StoredTicket) -> Responsibilities:
    ticket = stored.ticket
    agreement = uow.book.agreement_of(ticket, uow.now)
    rows = tuple(row_of(agreement, step.number, ticket.overrides) for step in agreement.steps)
    current = None if ticket.status is TicketStatus.CLOSED else ticket.row(agreement)
    return Responsibilities(stored, rows, current, await _holders(uow, stored))


async def _holders(uow: UnitOfWork, stored: StoredTicket) -> dict[Role, Holders]:
    ticket, holders = stored.ticket, stored.holders
    pools = await people.with_roles(uow, ticket.customer_id, [role for role in Role if holders.named(role) is None])
    names = await people.names(uow, list(ticket.assignments.values()))
    named = {role: Named(each, names.get(each, "")) for role, each in ticket.assignments.items()}
    held = {role: Holders(True, (each,)) for role, each in named.items() if role not in holders.lapsed}
    fallen = {role: Holders(False, tuple(pool), named.get(role)) for role, pool in pools.items()}
    return {**fallen, **held}


async def assign(uow: UnitOfWork, stored: StoredTicket, role: Role, person_id: UUID | None) -> StoredTicket:
    """Names the person who holds a role on a locked ticket; None gives it back to everyone who has the role."""
    _may_assign(uow, stored, role)
    if person_id is not None:
        await _require_eligible(uow, stored, role, person_id)
    if stored.ticket.assignments.get(role) == person_id:
        return stored
    return await record(uow, stored, RoleAssigned(role=role, person_id=person_id), reason=f"{role} assigned")


async def name_own_consultant(uow: UnitOfWork, stored: StoredTicket, consultant_id: UUID) -> StoredTicket:
    """Of a new ticket: the customer's own consultant holds the role, as long as they are one (§1.2.2). Nobody else is
    named for them.
    """
    able = (await people.with_roles(uow, stored.ticket.customer_id, [Role.CONSULTANT]))[Role.CONSULTANT]
    if stored.ticket.status is TicketStatus.CLOSED or consultant_id not in {named.id for named in able}:
        return stored
    fact = RoleAssigned(role=Role.CONSULTANT, person_id=consultant_id, reason="The customer's own consultant.")
    return await record(uow, stored, fact, reason="own consultant", actor=SYSTEM)


async def override(
    uow: UnitOfWork,
    stored: StoredTicket,
    step: int,
    row: Row | None,
    *,
    reason: str | None = None,
    occurred_at: Instant | None = None,
) -> StoredTicket:
    """Delegates a step on a locked ticket; None gives the matrix back. Recorded late, it takes a reason."""
    section = _section(uow, stored)
    if not (uow.actor.administrator or Role.SUPPORT_MANAGER in uow.actor.roles):
        raise Forbidden("A step is delegated by the accountable support manager.", section=section)
    if row is not None and (fault := fault_of(row)) is not None:
        raise Invalid.at("", "raci", f"Of a step, {fault}.", section=section)
    at = moment_with_reason(uow, stored, occurred_at, reason)
    if stored.ticket.overrides.get(step) == row:
        return stored
    fact = StepOverridden(step=step, raci=None if row is None else dict(row), reason=reason)
    return await record(uow, stored, fact, reason=f"step {step} delegated", occurred_at=at)


def _may_assign(uow: UnitOfWork, stored: StoredTicket, role: Role) -> None:
    """Vendor staff hand out the vendor's roles; the customer's role either side."""
    if uow.actor.administrator or uow.actor.roles & {Role.SUPPORT, Role.SUPPORT_MANAGER}:
        return
    if role is Role.CUSTOMER and uow.actor.is_customer_of(stored.ticket.customer_id):
        return
    who = "support or a support manager" if role in VENDOR_ROLES else "the customer, support or a support manager"
    raise Forbidden(f"The {role} of a ticket is assigned by {who}.", section=_section(uow, stored))


async def _require_eligible(uow: UnitOfWork, stored: StoredTicket, role: Role, person_id: UUID) -> None:
    pool = await people.with_roles(uow, stored.ticket.customer_id, [role])
    if person_id not in {named.id for named in pool[role]}:
        whose = "of this customer" if role is Role.CUSTOMER else "of the vendor"
        raise Conflict(
            f"Only an active person {whose} with the role {role} can hold it.", section=_section(uow, stored)
        )


def _section(uow: UnitOfWork, stored: StoredTicket) -> str:
    return uow.book.agreement_of(stored.ticket, uow.now).raci_section.number


async def count_lapsed(uow: UnitOfWork, person: Person) -> int:
    """On how many tickets that are not closed a role that they are named for has fallen back to all who have it."""
    return await holders.count_lapsed(uow.connection, person.id)
