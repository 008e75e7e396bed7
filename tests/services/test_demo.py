"""The demo data shows what the issue of a first look needs: all along the process, some paused, some late."""

from collections import Counter

from app.db import ticket_lists
from app.db.engine import AsyncEngine, transaction
from app.db.sight import SYSTEM
from app.db.ticket_lists import TicketFilter
from app.domain.clocks import state_at
from app.domain.vocabulary import ClockName, ClockState
from app.services import bootstrap, demo, identity
from app.services.book import Book
from app.services.work import Work
from app.sla.agreement import REVISIONS
from tests.organisations import MONDAY


async def test_demo_data_stands_all_along_the_process(engine: AsyncEngine) -> None:
    async with transaction(engine, SYSTEM) as connection:
        key = await bootstrap.bootstrap(connection, MONDAY, None)
        assert key is not None
        actor = await identity.authenticate(connection, key, MONDAY)
        work = Work(connection, actor, MONDAY, Book(REVISIONS))

        await demo.load(work)

        tickets = await ticket_lists.page(connection, work.scope, TicketFilter(), MONDAY, before=None, limit=50)
    states = Counter(
        state_at(kept.clock, MONDAY) for stored in tickets for name, kept in stored.clocks.items() if name in ClockName
    )
    assert len(tickets) == len(demo.STORIES)
    assert len({stored.ticket.step for stored in tickets}) >= 8
    assert len({stored.service_level for stored in tickets}) == 2
    assert states[ClockState.PAUSED] >= 2
    assert states[ClockState.BREACHED] >= 2
    assert set(states) == set(ClockState)
