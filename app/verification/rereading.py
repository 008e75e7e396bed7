"""Histories read anew: where the agreement is read otherwise than when they were recorded, their rows follow.

Nothing that was recorded is touched. A ticket that comes out otherwise gets an event that says so, and with it what
follows: due times that moved, announcements that fall. One whose history was tampered with is left as it is.
"""

from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from app.agreements.book import Agreements
from app.attainment import counting
from app.clock import Clock, Instant
from app.domain.actor import SYSTEM
from app.domain.tickets.derived_facts import BreachWithdrawn, DueMoved
from app.domain.tickets.facts import Event, Fact, ReadingsRevised
from app.domain.vocabulary import ClockName
from app.postgres.engine import AsyncEngine, Connection, transaction
from app.postgres.tenancy import SYSTEM as SEES_ALL
from app.tickets.rebuilding import Retold, retell
from app.tickets.store import replay, rewriting
from app.tickets.store.event_mapping import event_from
from app.tickets.store.replay import StoredRows, TicketSelection
from app.verification.verification import differs, tampered_with

BATCH: Final = 200
MOST_EVENTS: Final = 5_000
REASON: Final = "the agreement is read otherwise than when this was recorded"


@dataclass(frozen=True)
class Reread:
    """A batch: so many tickets, how many of them came out otherwise, and up to and including which."""

    tickets: int
    changed: int
    last: UUID


async def reread(
    engine: AsyncEngine, book: Agreements, clock: Clock, after: UUID | None = None
) -> AsyncGenerator[Reread]:
    """In the order of the tickets' ids. Each batch is a transaction; what others are changing is passed by."""
    while True:
        async with transaction(engine, SEES_ALL) as connection:
            ids = await replay.page(connection, TicketSelection(), after, BATCH, MOST_EVENTS)
            if not ids:
                return
            held = await replay.kept(connection, await rewriting.hold(connection, ids))
            now = clock()  # one for all: the heads of their customers' chains are locked in one order
            changed = [await _reread(connection, book, each, now) for each in held]
        after = ids[-1]
        yield Reread(len(ids), sum(changed), after)


async def _reread(connection: Connection, book: Agreements, kept: StoredRows, now: Instant) -> bool:
    events = [event_from(row) for row in kept.events]
    if tampered_with(kept, events):
        return False
    told = await retell(connection, book, kept.ticket, events)
    if not differs(kept, told):
        return False
    whose = kept.ticket["customer_id"], kept.ticket["id"]
    former = await counting.counted_of(connection, book, now, *whose)
    fresh = list(_events(kept, told, now))
    row = {**kept.ticket, "version": kept.ticket["version"] + 1}
    again = await retell(connection, book, row, [*events, *fresh])
    written = again.rows(again.steps[-1])
    await rewriting.rewrite(
        connection,
        again.steps[-1].ticket,
        kept.ticket["seal"],
        fresh,
        written["tickets"],
        [each for name, each in written.items() if name.startswith("clocks.")],
        [each for name, each in written.items() if name.startswith("clock_pauses.")],
    )
    await counting.replace(connection, former, await counting.counted_of(connection, book, now, *whose), whose[0])
    return True


def _events(kept: StoredRows, told: Retold, now: Instant) -> Iterator[Event]:
    sequence = told.steps[-1].event.sequence
    for number, fact in enumerate(_facts(kept.clocks, told), start=1):
        yield Event(
            sequence=sequence + number,
            occurred_at=now,
            recorded_at=now,
            actor_id=None,
            actor_kind=SYSTEM.kind,
            fact=fact,
        )


def _facts(rows: Mapping[str, Mapping[str, Any]], told: Retold) -> Iterator[Fact]:
    clocks = told.steps[-1].clocks
    yield ReadingsRevised(reason=REASON)
    for name in ClockName:
        was, due_at = rows[name], clocks[name].due_at
        if was["started_at"] is not None and was["due_at"] != due_at:
            yield DueMoved(clock=name, from_at=was["due_at"], to_at=due_at, reason=REASON)
    for name in ClockName:
        announced = rows[name]["announced_due_at"]
        if announced is not None and announced != clocks[name].breach_at:
            yield BreachWithdrawn(clock=name, announced_due_at=announced, reason=REASON)
