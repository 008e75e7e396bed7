"""An older database goes on: what decisions brought along, and when tickets were closed, is told from their events."""

from datetime import timedelta

from app.agreements.book import Agreements
from app.clock import Instant
from app.domain.vocabulary import Channel, Decision
from app.postgres import migrations
from app.postgres.engine import AsyncEngine
from app.postgres.urls import DatabaseUrls
from app.sla.agreement import REVISIONS
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from tests.office import Office

OLDER = "0035"
ONCE = (Decision.START_INVESTIGATION, Decision.CLEAR, Decision.SOLVED, Decision.CLOSE)
BUG = (Decision.UNCLEAR, Decision.BUG, Decision.BUG_REGISTERED, Decision.BUG_SOLVED)
AGAIN = (Decision.REOPEN, *BUG, Decision.IMPLEMENTED, Decision.SOLVED, Decision.CLOSE)


async def test_the_rows_are_what_the_events_make_of_them(
    fresh_database: DatabaseUrls, fresh_engine: AsyncEngine
) -> None:
    office = Office(fresh_engine)
    customer_id = await office.customer()
    going, closed, reopened, twice, bug = [await office.ticket(customer_id) for _ in range(5)]
    await office.ticket(customer_id, channel=Channel.PHONE)
    ways = {
        closed: ONCE,
        reopened: (*ONCE, Decision.REOPEN),
        twice: (*ONCE, *AGAIN, *AGAIN),
        bug: BUG,
    }
    for ticket_id, way in ways.items():
        for decision in way:
            office.now = Instant(office.now + timedelta(minutes=1, microseconds=120))
            await office.decide(ticket_id, decision, backlog_item_id=None)  # as nobody could name one then
    before = {each: (await office.stored(each)).ticket for each in (going, *ways)}

    await fresh_engine.dispose()
    await migrations.downgrade(fresh_database.owner, OLDER)
    await migrations.upgrade(fresh_database.owner)

    assert {each: (await office.stored(each)).ticket for each in before} == before
    assert [len(before[each].cycles) for each in (going, closed, reopened, twice)] == [0, 0, 1, 2]
    assert [before[each].closed_at is not None for each in (going, closed, reopened, twice)] == [
        *(False, True, False, True)
    ]
    found = [batch async for batch in verify(fresh_engine, Agreements(REVISIONS), TicketSelection())]
    assert [each.differences for each in found] == [()]
