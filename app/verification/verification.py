"""Holds what is stored against what happened: every ticket from its events, through the functions that made it.

Runs beside live traffic. What differs is looked at once more with the ticket's row locked, so that a ticket that is
being changed is never accused.
"""

import json
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final
from uuid import UUID

from app.agreements.book import Agreements
from app.audit.sealing import FIRST
from app.clock import Instant, instant
from app.domain.tickets.derived_facts import BreachAnnounced, DerivedFact, RiskAnnounced
from app.domain.tickets.facts import DecisionTaken, Event
from app.postgres.engine import AsyncEngine, Connection, transaction
from app.postgres.tenancy import SYSTEM
from app.tickets.rebuilding import Retold, flat, retell
from app.tickets.store import replay
from app.tickets.store.event_mapping import event_columns, event_from
from app.tickets.store.replay import StoredRows, TicketSelection
from app.tickets.store.seals import ALONE_SIZE, SEALED, holds, so_far, text_of
from app.tickets.store.ticket_rows import CLOCK
from app.verification import anchored

BATCH: Final = 500
MOST_EVENTS: Final = 5_000
"""In one batch, unless one ticket alone has more: so much is held in memory at a time."""
SHOWN: Final = 120
_ANCHORED: Final = "its events are not those that there were when entry"
NOT_REPLAYED: Final = ("tickets.version", "tickets.seal")


@dataclass(frozen=True)
class Difference:
    """One thing that is stored otherwise than it happened, in words."""

    ticket_id: UUID
    number: str
    words: str


@dataclass(frozen=True)
class VerifiedTickets:
    """A batch: so many tickets, up to and including `last`."""

    tickets: int
    last: UUID
    differences: tuple[Difference, ...]


async def count(engine: AsyncEngine, wanted: TicketSelection, after: UUID | None) -> int:
    async with transaction(engine, SYSTEM) as connection:
        return await replay.count(connection, wanted, after)


async def verify(
    engine: AsyncEngine, book: Agreements, wanted: TicketSelection, after: UUID | None = None, batch: int = BATCH
) -> AsyncGenerator[VerifiedTickets]:
    """In the order of the tickets' ids, from the one after `after`. Each batch is a transaction of its own."""
    while True:
        async with transaction(engine, SYSTEM) as connection:
            ids = await replay.page(connection, wanted, after, batch, MOST_EVENTS)
            each = await replay.kept(connection, ids)
            suspects = [kept for kept in each if await _faults(connection, book, kept)]
        if not ids:
            return
        after = ids[-1]
        found = [difference for kept in suspects for difference in await _confirmed(engine, book, kept)]
        yield VerifiedTickets(len(ids), after, tuple(found))


async def strays(engine: AsyncEngine, wanted: TicketSelection) -> tuple[Difference, ...]:
    """Tickets whose row is gone, and of which something else still tells."""
    if wanted.ticket is not None:
        return ()
    async with transaction(engine, SYSTEM) as connection:
        told = await replay.strays(connection, wanted.customer_id)
    return tuple(
        Difference(ticket_id, str(ticket_id), f"has no row in tickets; it is told of in {', '.join(tables)}")
        for ticket_id, tables in told.items()
    )


async def unanchored(engine: AsyncEngine, wanted: TicketSelection) -> tuple[Difference, ...]:
    """Histories that are not as the audit trail has them, or that it does not tell of."""
    async with transaction(engine, SYSTEM) as connection:
        others = [
            Difference(each.ticket_id, each.number or str(each.ticket_id), f"{_ANCHORED} {each.position} tells of it")
            for each in await anchored.others(connection, wanted)
        ]
        untold = [
            Difference(ticket_id, number, "the audit trail does not tell of its last event")
            for ticket_id, number in await anchored.untold(connection, wanted)
        ]
    return (*others, *untold)


async def _confirmed(engine: AsyncEngine, book: Agreements, suspect: StoredRows) -> list[Difference]:
    async with transaction(engine, SYSTEM) as connection:
        again = await replay.kept(connection, [suspect.ticket["id"]], lock=True)
        return [
            Difference(kept.ticket["id"], kept.ticket["number"], words)
            for kept in again
            for words in await _faults(connection, book, kept)
        ]


async def _faults(connection: Connection, book: Agreements, kept: StoredRows) -> list[str]:
    try:
        events = [event_from(row) for row in kept.events]
        faults = [*_misplaced(events), *_forged(kept, events)]
        if not events:
            return faults
        told = await retell(connection, book, kept.ticket, events)
        zone = book.in_force(events[0].recorded_at).vendor.zone
    except Exception as error:  # noqa: BLE001 - whatever this history suffers from, the next one is to be verified too
        return [f"its events cannot be replayed: {type(error).__name__}, {' '.join(str(error).split())[:SHOWN]}"]
    return [*faults, *_impossible(told), *_stored_otherwise(kept, told), *_miscounted(kept.ticket, events, zone)]


def tampered_with(kept: StoredRows, events: Sequence[Event]) -> bool:
    return any(_misplaced(events)) or any(_forged(kept, events))


def differs(kept: StoredRows, told: Retold) -> bool:
    """Whether anything is stored, or was derived, otherwise than its history has it."""
    return any(_impossible(told)) or any(_stored_otherwise(kept, told))


def _misplaced(events: Sequence[Event]) -> Iterator[str]:
    """Numbered from 1 without a gap."""
    if not events:
        yield "it has no events"
    missing = set(range(1, max((event.sequence for event in events), default=0))) - {each.sequence for each in events}
    yield from (f"event {number} is missing" for number in sorted(missing))


def _forged(kept: StoredRows, events: Sequence[Event]) -> Iterator[str]:
    """What was changed after it was sealed; or sealed, and yet not what this service would have written."""
    before = FIRST
    for row, event, seal in zip(kept.events, events, so_far(row["seal"] for row in kept.events), strict=True):
        if not any(holds(row["seal"], before, text) for text in _texts(kept, row)):
            what = f"{_named(event)}, or the number of the ticket," if event is events[0] else _named(event)
            yield f"{what} was changed after it was sealed"
        written = event_columns(_Owner(kept.ticket["id"], kept.ticket["customer_id"]), event)
        wrong = [name for name in SEALED if row[name] != written[name]]
        if wrong:
            yield f"{_named(event)} is at odds with itself: {', '.join(wrong)}"
        before = seal
    if before != kept.ticket["seal"]:
        yield "tickets.seal is not that of its events"


def _texts(kept: StoredRows, row: Mapping[str, Any]) -> Iterator[str]:
    """The first event seals the ticket's number with it; before seals were a chain it did not always."""
    is_first = row is kept.events[0]
    if is_first:
        yield text_of(row, kept.ticket["number"])
    if not is_first or len(row["seal"]) == ALONE_SIZE:
        yield text_of(row)


@dataclass(frozen=True)
class _Owner:
    id: UUID
    customer_id: UUID


def _impossible(told: Retold) -> Iterator[str]:
    for step in told.steps:
        if step.fault is not None:
            yield f"{_named(step.event)} {step.fault}"
    if told.steps[-1].owed:
        yield f"{_named(told.steps[-1].event)} is the last, and what follows from it is missing"


def _stored_otherwise(kept: StoredRows, told: Retold) -> Iterator[str]:
    stored, replayed = _columns(kept), told.columns(told.steps[-1])
    for column in sorted(stored.keys() | replayed.keys()):
        was, should = stored.get(column, _ABSENT), replayed.get(column, _ABSENT)
        if was != should and column not in NOT_REPLAYED:
            yield f"{column}: stored {_shown(was)}, replayed {_shown(should)} since {_cause(told, column)}"


def _columns(kept: StoredRows) -> dict[str, Any]:
    rows: dict[str, Mapping[str, Any]] = {"tickets": kept.ticket}
    rows |= {f"clocks.{name}": {column.name: row[column.name] for column in CLOCK} for name, row in kept.clocks.items()}
    rows |= {f"clock_pauses.{row['name']}.{row['number']}": row for row in kept.pauses}
    rows |= {f"ticket_assignments.{row['role']}": row for row in kept.assignments}
    return flat(rows)


def _cause(told: Retold, column: str) -> str:
    """The event that made it what it should be."""
    values = [told.columns(step).get(column, _ABSENT) for step in told.steps]
    last = next((index for index in range(len(values) - 1, 0, -1) if values[index] != values[index - 1]), 0)
    return _named(told.steps[last].event)


def _miscounted(row: Mapping[str, Any], events: Sequence[Event], zone: tzinfo) -> Iterator[str]:
    """How often a client could see it change lies between these; a batch of announcements may be one change or two.

    A number has the vendor's local year of recording; older ones have that of UTC.
    """
    recorded = events[0].recorded_at
    acts = sum(not isinstance(event.fact, DerivedFact) for event in events)
    announcements = sum(isinstance(event.fact, BreachAnnounced | RiskAnnounced) for event in events)
    if not acts <= row["version"] <= acts + announcements:
        yield f"tickets.version: stored {row['version']}, replayed {acts} to {acts + announcements}"
    year = recorded.astimezone(zone).year
    if not row["number"].startswith((f"T-{year}-", f"T-{recorded.year}-")):
        yield f"tickets.number: stored {row['number']}, but {_named(events[0])} is of {year}"


def _named(event: Event) -> str:
    what = event.fact.decision if isinstance(event.fact, DecisionTaken) else event.fact.type
    return f"event {event.sequence} ({what}, {_moment(event.occurred_at)})"


def _moment(at: Instant) -> str:
    return at.isoformat().replace("+00:00", "Z")


_ABSENT: Final = object()


def _shown(value: object) -> str:
    if value is _ABSENT:
        return "no such row"
    if value is None:
        return "nothing"
    if isinstance(value, datetime):
        return _moment(instant(value))
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
