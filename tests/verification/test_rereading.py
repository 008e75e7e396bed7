"""What was recorded while the agreement was read otherwise comes along, and says so."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.audit.sealing import keep
from app.clock import Instant
from app.domain.access.audit import SealedHistory
from app.domain.tickets.derived_facts import BreachAnnounced, BreachWithdrawn, DueMoved
from app.domain.tickets.facts import ReadingsRevised
from app.domain.vocabulary import ClockName, Decision, Priority
from app.postgres.engine import transaction
from app.postgres.streams import append
from app.postgres.tables import ticket_events
from app.postgres.tenancy import SYSTEM
from app.tickets.store.event_mapping import event_rows
from app.tickets.store.replay import TicketSelection
from app.verification.rereading import reread
from app.verification.verification import verify
from tests.office import Office
from tests.organisations import MONDAY

HOUR = timedelta(hours=1)


async def differences(office: Office) -> list[str]:
    found = verify(office.engine, office.book, TicketSelection())
    return [each.words async for batch in found for each in batch.differences]


async def read_anew(office: Office) -> int:
    return sum([each.changed async for each in reread(office.engine, office.book, office.clock)])


async def execute(office: Office, statement: str, **given: Any) -> None:
    async with transaction(office.engine, SYSTEM) as connection:
        await connection.execute(text(statement), given)


async def worked_around(office: Office) -> UUID:
    """And not solved, with rows as they were when a workaround stopped a clock for good."""
    ticket_id = await office.ticket(await office.customer(), Priority.HIGH)
    await office.decide(ticket_id, Decision.WORKAROUND)
    await office.decide(ticket_id, Decision.CLEAR)
    await office.decide(ticket_id, Decision.NOT_SOLVED)
    await execute(
        office,
        "UPDATE clocks SET stopped_at = :at, state = 'met', breach_at = NULL, announce_at = NULL, counted_to = :at"
        " WHERE ticket_id = :id AND name = 'resolution'",
        at=office.now,
        id=ticket_id,
    )
    return ticket_id


async def raised_afterwards(office: Office) -> UUID:
    """Answered in time, raised later, and announced as breached for that, as it once was."""
    ticket_id = await office.ticket(await office.customer(), Priority.NORMAL)
    office.now = Instant(office.now + 3 * HOUR)
    await office.decide(ticket_id, Decision.START_INVESTIGATION)
    await office.assess(ticket_id, Priority.HIGH)
    stored, events = await office.stored(ticket_id), await office.events(ticket_id)
    due_at = Instant(MONDAY + 2 * HOUR)
    moved = DueMoved(clock=ClockName.RESPONSE, from_at=Instant(MONDAY + 4 * HOUR), to_at=due_at, reason="raised")
    announced = BreachAnnounced(clock=ClockName.RESPONSE, due_at=due_at)
    derived = [
        replace(events[-1], sequence=len(events) + number, actor_id=None, fact=fact)
        for number, fact in enumerate((moved, announced), start=1)
    ]
    async with transaction(office.engine, SYSTEM) as connection:
        rows = event_rows(stored.ticket, derived, stored.seal)
        await append(connection, ticket_events, rows)
        last = SealedHistory(stored.ticket.customer_id, rows[-1]["sequence"], rows[-1]["seal"], office.now)
        keep(connection, {ticket_id: last})
    await execute(
        office,
        "UPDATE tickets SET event_count = event_count + 2, seal = :seal WHERE id = :id",
        id=ticket_id,
        seal=last.seal,
    )
    await execute(
        office,
        "UPDATE clocks SET state = 'breached', due_at = :at, breach_at = :at, announced_due_at = :at,"
        " priority = 'high', judged_by = NULL WHERE ticket_id = :id AND name = 'response'",
        at=due_at,
        id=ticket_id,
    )
    return ticket_id


async def test_a_workaround_that_stopped_its_clock_for_good_no_longer_does(office: Office) -> None:
    ticket_id = await worked_around(office)
    assert any("clocks.resolution.stopped_at" in words for words in await differences(office))

    assert await read_anew(office) == 1

    assert await differences(office) == []
    kept = (await office.stored(ticket_id)).clocks[ClockName.RESOLUTION]
    assert kept.clock.stopped_at is None
    assert isinstance((await office.events(ticket_id))[-1].fact, ReadingsRevised)
    assert await read_anew(office) == 0


async def test_what_was_announced_by_older_readings_is_withdrawn(office: Office) -> None:
    ticket_id = await raised_afterwards(office)
    assert await differences(office) != []

    assert await read_anew(office) == 1

    assert await differences(office) == []
    kept = (await office.stored(ticket_id)).clocks[ClockName.RESPONSE]
    assert (kept.notice.announced_due_at, kept.clock.breach_at) == (None, None)
    assert kept.clock.due_at == Instant(MONDAY + 4 * HOUR)
    revised, moved, withdrawn = [event.fact for event in await office.events(ticket_id)][-3:]
    assert isinstance(revised, ReadingsRevised)
    assert isinstance(moved, DueMoved)
    assert isinstance(withdrawn, BreachWithdrawn)
    await office.decide(ticket_id, Decision.CLEAR)
    await office.decide(ticket_id, Decision.SOLVED)
    assert await differences(office) == []


async def test_what_comes_out_as_it_was_is_left_alone(office: Office) -> None:
    ticket_id = await office.ticket(await office.customer())
    before = await office.stored(ticket_id)
    assert await read_anew(office) == 0
    assert await office.stored(ticket_id) == before
    assert before.clocks[ClockName.RESPONSE].clock.stopped_at is None


async def test_all_that_one_transaction_reads_anew_carries_one_moment(office: Office) -> None:
    """So that it anchors them together, and locks the heads of their customers' chains in the one order."""
    ids = [await worked_around(office) for _ in range(3)]

    def ticking() -> Instant:
        office.now = Instant(office.now + timedelta(seconds=1))
        return office.now

    assert sum([each.changed async for each in reread(office.engine, office.book, ticking)]) == 3

    events = [(await office.events(each))[-1] for each in ids]
    assert len({event.recorded_at for event in events if isinstance(event.fact, ReadingsRevised)}) == 1
    assert await differences(office) == []
