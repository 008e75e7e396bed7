"""Whoever gets at the tables with all rights, and whatever they do there: it is found, and said of which ticket."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from app.agreements.book import Agreements
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.tickets.store.replay import TicketSelection
from app.verification.verification import Difference, strays, unanchored, verify
from tests.verification.crime_scene import Crime

CRIMES: Final = Path(__file__).with_name("crimes.sql")
CHILDREN: Final = ("ticket_events", "clocks", "clock_pauses", "ticket_assignments")
GUARDS: Final = (
    *(f"ALTER TABLE {table} DROP CONSTRAINT fk_{table}_ticket" for table in CHILDREN),
    *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in (*CHILDREN, "audit_entries", "calendar_revisions")),
)


@dataclass(frozen=True)
class Deed:
    name: str
    accused: tuple[str, ...]
    words: str
    statements: tuple[str, ...]


def deeds() -> Iterator[Deed]:
    _, *told = CRIMES.read_text().split("\n\n")
    for each in told:
        head, _, body = each.removeprefix("-- ").partition("\n")
        name, accused, words = head.split(" | ")
        yield Deed(name, tuple(accused.split()), words, tuple(filter(None, map(str.strip, body.split(";")))))


async def differences(crime: Crime) -> list[Difference]:
    """As the command finds them: with a book that nobody has opened yet."""
    engine, wanted = crime.office.engine, TicketSelection()
    found = [each async for batch in verify(engine, Agreements(REVISIONS), wanted) for each in batch.differences]
    return [*found, *await strays(engine, wanted), *await unanchored(engine, wanted)]


async def commit(crime: Crime, *statements: str) -> None:
    async with transaction(crime.office.engine, SYSTEM) as connection:
        for statement in (*GUARDS, *statements):
            said = statement
            for name, ticket_id in crime.named.items():
                said = said.replace(f":{name}", f"'{ticket_id}'::uuid")
            await connection.ask("execute", said)


@pytest.mark.parametrize("deed", list(deeds()), ids=lambda deed: deed.name)
async def test_it_is_found(crime: Crime, deed: Deed) -> None:
    assert await differences(crime) == []

    await commit(crime, *deed.statements)

    found = await differences(crime)
    assert deed.words in "\n".join(each.words for each in found), [each.words for each in found]
    accused = {each.ticket_id for each in found}
    assert deed.accused == ("anybody",) or accused == {crime.named[name] for name in deed.accused}


async def test_of_one_customer_only_its_own_strays_are_told(crime: Crime) -> None:
    here, theirs = [(await crime.office.stored(each)).ticket.customer_id for each in (crime.ticket_id, crime.third)]
    await commit(crime, "DELETE FROM tickets WHERE id = :other")

    assert await strays(crime.office.engine, TicketSelection(customer_id=here)) == ()
    assert [each.ticket_id for each in await strays(crime.office.engine, TicketSelection(customer_id=theirs))] == [
        crime.other
    ]
    assert await strays(crime.office.engine, TicketSelection(ticket=crime.third)) == ()
