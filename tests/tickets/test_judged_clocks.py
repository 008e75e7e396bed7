"""By which priority the row of each clock is counted and listed: that of the ticket, until the clock stops (§3.1.1)."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

import pytest
from sqlalchemy import select

from app.agreements.book import Agreements
from app.clock import Instant
from app.domain.vocabulary import ClockName, Decision, Priority
from app.postgres.engine import transaction
from app.postgres.tables import clocks
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from tests.office import Office

Change = Callable[[Office, UUID, Priority], Awaitable[None]]


async def assess(office: Office, ticket_id: UUID, priority: Priority) -> None:
    await office.assess(ticket_id, priority)


async def ask(office: Office, ticket_id: UUID, priority: Priority) -> None:
    await office.ask_priority(ticket_id, priority, accepted=True)


RESPONDED: Final = (Decision.START_INVESTIGATION,)
WORKED_AROUND: Final = (Decision.START_INVESTIGATION, Decision.WORKAROUND)
SOLVED: Final = (Decision.START_INVESTIGATION, Decision.CLEAR, Decision.SOLVED)
REOPENED: Final = (*SOLVED, Decision.CLOSE, Decision.REOPEN)


@pytest.mark.parametrize(
    ("decisions", "judged"),
    [
        ((), (Priority.HIGH, Priority.HIGH)),
        (RESPONDED, (Priority.NORMAL, Priority.HIGH)),
        (WORKED_AROUND, (Priority.NORMAL, Priority.NORMAL)),
        (SOLVED, (Priority.NORMAL, Priority.NORMAL)),
        (REOPENED, (Priority.NORMAL, Priority.HIGH)),
    ],
)
@pytest.mark.parametrize("change", [assess, ask])
async def test_a_clock_keeps_the_priority_with_which_it_stopped(
    office: Office, change: Change, decisions: tuple[Decision, ...], judged: tuple[Priority, Priority]
) -> None:
    ticket_id = await office.ticket(await office.customer(), Priority.NORMAL)
    for each in decisions:
        office.now = Instant(office.now + timedelta(minutes=1))
        await office.decide(ticket_id, each)
    office.now = Instant(office.now + timedelta(minutes=1))

    await change(office, ticket_id, Priority.HIGH)

    assert await written(office, ticket_id) == dict(zip(ClockName, judged, strict=True))
    assert await differences(office) == []


async def test_a_clock_that_goes_on_is_judged_by_what_was_decided_meanwhile(office: Office) -> None:
    ticket_id = await office.ticket(await office.customer(), Priority.NORMAL)
    for each in (*WORKED_AROUND, Decision.CLEAR):
        office.now = Instant(office.now + timedelta(minutes=1))
        await office.decide(ticket_id, each)
    await ask(office, ticket_id, Priority.HIGH)

    await office.decide(ticket_id, Decision.NOT_SOLVED)

    assert await written(office, ticket_id) == {
        ClockName.RESPONSE: Priority.NORMAL,
        ClockName.RESOLUTION: Priority.HIGH,
    }
    assert await differences(office) == []


async def written(office: Office, ticket_id: UUID) -> dict[ClockName, Priority]:
    async with transaction(office.engine, SYSTEM) as connection:
        rows = await connection.execute(select(clocks.c.name, clocks.c.priority).where(clocks.c.ticket_id == ticket_id))
        return {ClockName(name): Priority(priority) for name, priority in rows}


async def differences(office: Office) -> list[str]:
    batches = [each async for each in verify(office.engine, Agreements(REVISIONS), TicketSelection())]
    return [each.words for batch in batches for each in batch.differences]
