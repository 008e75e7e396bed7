"""Tickets of before the lists of work knew every part of §2.1: brought along as they would be stored now."""

from typing import Final

import pytest
from sqlalchemy import text

from app.domain.tickets.raci import Row
from app.domain.vocabulary import Decision, Priority, Responsibility, Role
from app.postgres import migrations
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from tests.office import Office

BEFORE: Final = "0014"
PARTS: Final = text("SELECT id, raci FROM tickets ORDER BY id")


def row(letters: str) -> Row:
    return dict(zip(Role, map(Responsibility, letters), strict=True))


@pytest.fixture
def office(fresh_engine: AsyncEngine) -> Office:
    return Office(fresh_engine)


async def test_what_was_stored_before_is_as_it_would_be_stored_now(
    office: Office, fresh_engine: AsyncEngine, fresh_database: DatabaseUrls
) -> None:
    """Delegated in every way, waiting and not, at other steps and closed; and with a request that was declined."""
    customer = await office.customer()
    for letters in ("CRIA", "IRRA", "ARIC", "AIRR", "RCIA", "AIIR"):
        for waits in (False, True):
            ticket = await office.ticket(customer)
            await office.delegate(ticket, 3, row(letters))
            if waits:
                await office.decide(ticket, Decision.REQUEST_INFORMATION)
    for decisions in ([Decision.UNCLEAR], [Decision.CLEAR], [Decision.CLEAR, Decision.SOLVED, Decision.CLOSE]):
        ticket = await office.ticket(customer)
        for decision in decisions:
            await office.decide(ticket, decision)
    declined = await office.ticket(customer)
    await office.ask_priority(declined, Priority.HIGH, accepted=False)
    accepted = await office.ticket(customer)
    await office.ask_priority(accepted, Priority.HIGH, accepted=True)
    async with transaction(fresh_engine, SYSTEM) as connection:
        parts = (await connection.execute(PARTS)).all()
        later = text("UPDATE tickets SET last_fact_at = last_fact_at + interval '1 s' WHERE id = :id")
        await connection.execute(later, {"id": declined})

    await migrations.downgrade(fresh_database.owner, BEFORE)
    await migrations.upgrade(fresh_database.owner)

    async with transaction(fresh_engine, SYSTEM) as connection:
        assert (await connection.execute(PARTS)).all() == parts
    assert [
        each.words async for batch in verify(fresh_engine, office.book, TicketSelection()) for each in batch.differences
    ] == []
