"""Whoever owns the database and rewrites what was decided, seals and all, is found out, if by heads kept elsewhere."""

# ruff: noqa: S608 - the statements are made of our own names

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy import Table, bindparam, insert, text, update
from sqlalchemy.dialects.postgresql import JSONB

from app.agreements.book import Agreements
from app.audit.sealing import FIRST
from app.audit.store import audit_chains
from app.audit.store.audit_hashing import GENESIS, link
from app.clock import Instant
from app.domain.access.audit import SEALS
from app.domain.vocabulary import ClockName, ClockState, Decision, Priority
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.tables import audit_entries, audit_heads, clocks, ticket_events, tickets
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.sla.agreement import REVISIONS
from app.tickets.store.event_mapping import event_rows
from app.tickets.store.replay import TicketSelection
from app.verification import audit_verification
from app.verification.audit_verification import KeptHeads
from app.verification.broken_links import Broken, Harm
from app.verification.verification import Difference, unanchored, verify
from tests.office import Office
from tests.organisations import MONDAY

GUARDED = ("ticket_events", "audit_entries", "audit_heads")


@dataclass
class Owner:
    """Of the database: no guard is in the way of what it wants to be true."""

    office: Office
    engine: AsyncEngine
    customer_id: UUID
    late: UUID
    honest: UUID

    async def do(self, *statements: Any) -> None:
        async with transaction(self.engine, SYSTEM) as connection:
            for table in GUARDED:
                await connection.ask("execute", f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for each in statements:
                await connection.execute(text(each) if isinstance(each, str) else each)
            for table in GUARDED:
                await connection.ask("execute", f"ALTER TABLE {table} ENABLE TRIGGER USER")

    async def differences(self, **wanted: Any) -> list[Difference]:
        selection = TicketSelection(**wanted)
        batches = [each async for each in verify(self.office.engine, Agreements(REVISIONS), selection)]
        return [*(each for batch in batches for each in batch.differences), *await unanchored(self.engine, selection)]

    async def broken(self, kept: KeptHeads | None = None) -> list[Broken]:
        found: list[Broken] = []
        for chain in await audit_verification.lengths(self.engine, self.customer_id):
            steps = [step async for step in audit_verification.verify(self.engine, chain, kept)]
            found += [step.broken for step in steps if step.broken is not None]
        return found

    async def heads(self) -> KeptHeads:
        async with transaction(self.engine, SYSTEM) as connection:
            heads = await audit_chains.heads(connection)
        return KeptHeads({chain: {head.position: head.hash} for chain, head in heads.items()})

    async def make_it_met(self) -> None:
        """The history of the honest twin, with seals as they have to be, and rows as they would be."""
        stored = await self.office.stored(self.late)
        rows = event_rows(stored.ticket, await self.office.events(self.honest), FIRST, stored.number)
        names = _names(tickets, "id", "number", "seal")
        of_clocks = _names(clocks, "ticket_id", "name")
        await self.do(
            f"DELETE FROM ticket_events WHERE ticket_id = '{self.late}'",
            *(insert(ticket_events).values(row) for row in rows),
            f"UPDATE tickets SET {_as_there(names)} FROM tickets AS there"
            f" WHERE tickets.id = '{self.late}' AND there.id = '{self.honest}'",
            update(tickets).where(tickets.c.id == self.late).values(seal=rows[-1]["seal"]),
            f"UPDATE clocks SET {_as_there(of_clocks)} FROM clocks AS there WHERE clocks.name = there.name"
            f" AND clocks.ticket_id = '{self.late}' AND there.ticket_id = '{self.honest}'",
        )

    async def make_the_trail_say_so(self) -> None:
        """Every link anew, and the head."""
        async with transaction(self.engine, SYSTEM) as connection:
            entries = (await audit_chains.stretch(connection, self.customer_id, 0, 100)).entries
        seals = {row["sequence"]: row["seal"] for row in await self._events(self.late)}
        previous, statements = GENESIS, list[Any]()
        for entry in entries:
            told = dict(cast("dict[str, str]", entry.act.details.get(SEALS, {})))
            if str(self.late) in told:
                sequence = min(int(told[str(self.late)].split()[0]), max(seals))
                told[str(self.late)] = f"{sequence} {seals[sequence].hex()}"
            forged = replace(entry, act=replace(entry.act, details={**entry.act.details, SEALS: told}))
            previous = link(previous, forged)
            ours = audit_entries.c.chain == self.customer_id, audit_entries.c.position == entry.place.position
            details = bindparam("details", dict(forged.act.details), type_=JSONB())
            statements.append(update(audit_entries).where(*ours).values(hash=previous, details=details))
        await self.do(
            *statements, update(audit_heads).where(audit_heads.c.chain == self.customer_id).values(hash=previous)
        )

    async def _events(self, ticket_id: UUID) -> Sequence[Any]:
        async with transaction(self.engine, SYSTEM) as connection:
            found = await connection.execute(ticket_events.select().where(ticket_events.c.ticket_id == ticket_id))
            return list(found.mappings())


def _names(table: Table, *but: str) -> list[str]:
    return [each.name for each in table.columns if each.computed is None and each.name not in but]


def _as_there(names: Sequence[str]) -> str:
    return ", ".join(f"{name} = there.{name}" for name in names)


@pytest.fixture
async def owner(fresh_database: DatabaseUrls, fresh_engine: AsyncEngine) -> Any:
    """Of two tickets alike the one is looked at in time, the other three days later."""
    office = Office(fresh_engine)
    customer_id = await office.customer()
    late, honest = [await office.ticket(customer_id, Priority.HIGH) for _ in range(2)]
    office.now = Instant(MONDAY + timedelta(minutes=5))
    await office.decide(honest, Decision.START_INVESTIGATION)
    office.now = Instant(MONDAY + timedelta(days=3))
    await office.decide(late, Decision.START_INVESTIGATION)
    engine = create_engine(fresh_database.owner, pool_size=1)
    yield Owner(office, engine, customer_id, late, honest)
    await engine.dispose()


async def state(owner: Owner) -> ClockState:
    async with transaction(owner.engine, SYSTEM) as connection:
        asked = text("SELECT state FROM clocks WHERE ticket_id = :id AND name = 'response'")
        return ClockState((await connection.execute(asked, {"id": owner.late})).scalar_one())


async def test_a_promise_that_was_broken_is_not_made_kept_unseen(owner: Owner) -> None:
    kept = await owner.heads()
    assert (await state(owner), await owner.differences(), await owner.broken(kept)) == (ClockState.BREACHED, [], [])

    await owner.make_it_met()

    assert await state(owner) == ClockState.MET
    assert await owner.broken(kept) == []
    assert {each.ticket_id for each in await owner.differences()} == {owner.late}
    assert await owner.differences(ticket=owner.honest) == []
    assert await owner.differences(ticket=owner.late)

    await owner.make_the_trail_say_so()

    assert (await owner.differences(), await owner.broken()) == ([], [])  # from inside all of it holds
    (found,) = await owner.broken(kept)
    assert found.harm is Harm.REWRITTEN


async def test_events_that_are_removed_with_all_that_tells_of_them_are_found(owner: Owner) -> None:
    await owner.do(
        f"DELETE FROM ticket_events WHERE ticket_id = '{owner.honest}' AND sequence > 1",
        f"UPDATE tickets SET event_count = 1, seal = (SELECT seal FROM ticket_events WHERE ticket_id = tickets.id)"
        f" WHERE id = '{owner.honest}'",
    )

    found = await unanchored(owner.engine, TicketSelection())

    assert {each.ticket_id for each in found} == {owner.honest}
    assert "its events are not those that there were" in found[0].words


async def test_an_event_that_was_put_in_without_an_entry_is_found(owner: Owner) -> None:
    await owner.do(
        f"INSERT INTO ticket_events SELECT (jsonb_populate_record(e, '{{\"sequence\": 9}}')).* FROM ticket_events e"
        f" WHERE ticket_id = '{owner.honest}' AND sequence = 2",
        f"UPDATE tickets SET event_count = 9 WHERE id = '{owner.honest}'",
    )

    assert [each.words for each in await unanchored(owner.engine, TicketSelection(ticket=owner.honest))] == [
        "the audit trail does not tell of its last event"
    ]


async def test_a_ticket_that_no_entry_tells_of_is_found(owner: Owner) -> None:
    await owner.do(
        f"UPDATE audit_entries SET details = details #- '{{seals,{owner.late}}}'"
        f" WHERE details -> 'seals' ? '{owner.late}'"
    )

    assert {each.ticket_id for each in await unanchored(owner.engine, TicketSelection())} == {owner.late}


async def test_a_ticket_that_is_gone_with_its_events_is_found(owner: Owner) -> None:
    tables = ("ticket_events", "clocks", "clock_pauses", "ticket_assignments")
    await owner.do(
        *(f"DELETE FROM {table} WHERE ticket_id = '{owner.late}'" for table in tables),
        f"DELETE FROM tickets WHERE id = '{owner.late}'",
    )

    assert {each.ticket_id for each in await unanchored(owner.engine, TicketSelection())} == {owner.late}


async def test_an_emptied_trail_is_found(owner: Owner) -> None:
    await owner.do("DELETE FROM audit_entries", "DELETE FROM audit_heads")

    assert [(each.chain, each.harm) for each in await owner.broken()] == [(owner.customer_id, Harm.CUT_OFF)]
    assert {each.ticket_id for each in await unanchored(owner.engine, TicketSelection())} == {owner.late, owner.honest}


async def test_whatever_writes_events_leaves_their_seals_in_the_trail(owner: Owner) -> None:
    """Announcing, another calendar, and what is done to many tickets in one transaction."""
    office = owner.office
    several = [await office.ticket(owner.customer_id, Priority.LOW) for _ in range(3)]
    elsewhere = await office.customer()
    several.append(await office.ticket(elsewhere, Priority.LOW))
    await office.close_on(Instant(office.now + timedelta(days=1)).date())
    office.now = Instant(office.now + timedelta(days=60))
    assert await office.announce() > 4
    await office.follow()

    assert await owner.differences() == []
    assert await owner.broken(await owner.heads()) == []
    assert [each async for each in audit_verification.verify(owner.engine, elsewhere)][-1].broken is None
    assert {each.fact.type for each in await office.events(several[3])} >= {"breach_announced", "calendar_revised"}
    assert (await office.stored(several[0])).clocks[ClockName.RESPONSE].clock.due_at is not None
