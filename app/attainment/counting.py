"""Clocks at rest counted from their rows: where other figures come into force, and to see whether the counts are right.

What rests is otherwise counted by what brings it to rest (`tickets/deadlines.py`). One customer at a time is counted
anew, while nobody stops a clock or has one go on.
"""

from collections.abc import Mapping
from uuid import UUID

from app.agreements.book import Agreements
from app.attainment.store import resting_clocks
from app.attainment.store.attainment_counts import Figures
from app.attainment.store.support_hours import Measured
from app.clock import Instant
from app.domain.agreement.agreement import Agreement
from app.domain.attainment.resting import CountKey, Counts, Numbers, add, figures_mark, together
from app.postgres.connection import Connection
from app.tickets.store import clock_standings


async def begin(connection: Connection, book: Agreements, now: Instant) -> None:
    """Nothing is counted any more: all is to be counted by the figures in force."""
    await resting_clocks.begin(connection, figures_mark(book.in_force(now)))


async def begin_empty(connection: Connection, book: Agreements, now: Instant) -> None:
    """Where there is no customer yet nothing is left to be counted."""
    if await resting_clocks.following(connection, None) is None:
        await begin(connection, book, now)
        await resting_clocks.reach(connection, None)


async def count_customer(connection: Connection, book: Agreements, now: Instant) -> int:
    """The next customer's, if not all are counted by the figures in force. 0: there is nothing left to do."""
    held = await resting_clocks.hold(connection)
    if held is None:
        return 0
    if held.figures != figures_mark(book.in_force(now)):
        await begin(connection, book, now)
        return 1
    if held.complete:
        return 0
    customer_id = await resting_clocks.following(connection, held.reached)
    if customer_id is not None:
        await resting_clocks.lock(connection)
        counts = await counted(connection, book, held.figures, now, customer_id)
        await resting_clocks.replace(connection, customer_id, held.figures, counts)
    await resting_clocks.reach(connection, customer_id)
    return 1


async def counted(
    connection: Connection,
    book: Agreements,
    figures: str,
    now: Instant,
    customer_id: UUID,
    ticket_id: UUID | None = None,
) -> Counts:
    """A customer's clocks at rest, or those of one ticket, as their rows are now."""
    agreement = book.by_figures[figures]
    keys = await resting_clocks.calendars(connection, customer_id, ticket_id)
    measured = [Measured(key, await book.hours_by(connection, key), since) for key, since in keys.items()]
    counts: dict[CountKey, Numbers] = {}
    rows = await resting_clocks.alike(connection, _figures(agreement), measured, now, customer_id, ticket_id)
    for clock, number in rows:
        add(counts, clock, number)
    return counts


async def counted_of(
    connection: Connection, book: Agreements, now: Instant, customer_id: UUID, ticket_id: UUID
) -> Mapping[str, Counts]:
    """A ticket's clocks at rest, by the mark of each of the figures."""
    return {mark: await counted(connection, book, mark, now, customer_id, ticket_id) for mark in book.by_figures}


async def replace(
    connection: Connection, former: Mapping[str, Counts], fresh: Mapping[str, Counts], customer_id: UUID
) -> None:
    """In what is kept, what clocks of a customer were counted as by what they are."""
    more = {mark: together(counts, former[mark], -1) for mark, counts in fresh.items()}
    await clock_standings.stage(connection, customer_id, more)


async def difference(
    connection: Connection, book: Agreements, now: Instant, customer_id: UUID
) -> Mapping[CountKey, tuple[Numbers, Numbers]]:
    """What is kept of a customer's clocks at rest and is not what they are counted as, both. Empty as long as they have
    yet to be counted.
    """
    current = await resting_clocks.current(connection)
    if not current.complete or current.figures not in book.by_figures:
        return {}
    kept = await resting_clocks.kept(connection, customer_id)
    should = await counted(connection, book, current.figures, now, customer_id)
    both = {key: (_plain(kept.get(key, ())), _plain(should.get(key, ()))) for key in kept.keys() | should.keys()}
    return {key: pair for key, pair in both.items() if pair[0] != pair[1]}


def _plain(numbers: Numbers) -> Numbers:
    """What is not there is 0."""
    last = max((place for place, number in enumerate(numbers, start=1) if number), default=0)
    return tuple(numbers[:last])


def _figures(agreement: Agreement) -> Figures:
    return Figures(agreement.terms.attainment, agreement.vendor.zone.key)
