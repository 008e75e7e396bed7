"""What is decided on a ticket is decided on what is true once its row is held."""

import asyncio
from dataclasses import replace
from uuid import UUID

from sqlalchemy import text

from app.domain.tickets.outputs import Outputs
from app.domain.vocabulary import ClockName, Decision, Role
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.tickets import responsibilities, transitions
from app.tickets.recording import found, found_for_change
from app.tickets.store.ticket_mapping import StoredTicket
from app.tickets.transitions import RequestedDecision
from tests.office import Office

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")


async def held(office: Office, ticket_id: UUID) -> StoredTicket:
    async with office.uow() as uow:
        return await found_for_change(uow, ticket_id)


async def somebody_waits(engine: AsyncEngine) -> None:
    while True:
        async with transaction(engine, SYSTEM) as connection:
            if await connection.scalar(WAITING):
                return
        await asyncio.sleep(0.01)


async def test_whoever_waited_finds_clocks_and_holders_as_they_were_left(busy_office: Office) -> None:
    ticket_id = await busy_office.ticket(await busy_office.customer())
    support = await busy_office.person(Role.SUPPORT)

    async with busy_office.uow() as first:
        stored = await found_for_change(first, ticket_id)
        waiting = asyncio.create_task(held(busy_office, ticket_id))
        await somebody_waits(busy_office.engine)
        stored = await responsibilities.assign(first, stored, Role.SUPPORT, support.id)
        by_support = replace(first, caller=replace(first.caller, actor=support))
        asked = RequestedDecision(Decision.REQUEST_INFORMATION, Outputs(), "Which one?")
        await transitions.take(by_support, stored, await transitions.decide(by_support, stored, asked))
    seen = await waiting

    assert seen.clocks[ClockName.RESOLUTION].clock.paused_for is not None
    assert seen.ticket.assignments == {Role.SUPPORT: support.id}
    async with busy_office.uow() as uow:
        assert seen == await found(uow, ticket_id)
