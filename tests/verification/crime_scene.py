"""A database in which much has happened, for those who tamper with it."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.clock import Instant
from app.domain.vocabulary import Decision, Priority, Role
from tests.office import TO_CUSTOMER, Office
from tests.organisations import MONDAY


async def eventful(office: Office) -> UUID:
    """Asked, answered, announced as breached, raised, delegated, reopened: whatever leaves a trace in a column."""
    support = await office.person(Role.SUPPORT)
    ticket_id = await office.ticket(await office.customer(), Priority.LOW)
    office.now = Instant(MONDAY + timedelta(days=1))
    await office.decide(ticket_id, Decision.REQUEST_INFORMATION)
    await office.assign(ticket_id, Role.SUPPORT, support)
    office.now = Instant(MONDAY + timedelta(days=3))
    await office.decide(ticket_id, Decision.INFORMATION_RECEIVED, by=support)
    await office.ask_priority(ticket_id, Priority.HIGH, accepted=True)
    await office.close_on(date(2026, 12, 1))
    office.now = Instant(MONDAY + timedelta(days=50))
    await office.announce()
    for decision in (Decision.CLEAR, Decision.SOLVED, Decision.CLOSE, Decision.REOPEN):
        await office.decide(ticket_id, decision)
    await office.delegate(ticket_id, 4, TO_CUSTOMER)
    await office.comment(ticket_id)
    return ticket_id


@dataclass(frozen=True)
class Crime:
    """A database as its owner sees it, who may take the guards away; what happens in it is undone after each test."""

    office: Office
    ticket_id: UUID
    other: UUID
    third: UUID
    """Of the same customer as the other one, and the same year."""

    @property
    def named(self) -> dict[str, UUID]:
        return {"here": self.ticket_id, "other": self.other, "third": self.third}
