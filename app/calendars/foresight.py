"""Which due times of open tickets another calendar or another agreement would move, without moving any.

Runs beside live traffic; it locks nothing and changes nothing.
"""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Final
from uuid import UUID

from app.agreements.book import Agreements
from app.agreements.store import calendars
from app.agreements.store.calendars import CalendarRevision
from app.calendars import rebinding_many
from app.calendars.rebinding import by_agreement, named, reckons_the_same
from app.calendars.rebinding_many import ReboundTickets
from app.calendars.recomputation import by_revision, concerned_by
from app.calendars.store import calendar_followers
from app.clock import Clock
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.closing_days import with_day, without_day
from app.domain.clocks.following import OutdatedTicket
from app.domain.clocks.moves import Move
from app.domain.tickets.facts import CalendarRevised
from app.errors import NotFound, Unavailable
from app.postgres.engine import AsyncEngine, attempt, transaction
from app.postgres.tenancy import SYSTEM as SEES_ALL
from app.tickets.recording import event
from app.tickets.store.replay import TicketSelection
from app.unit_of_work import UnitOfWork

_LOG: Final = logging.getLogger("duetime.calendars")

BATCH: Final = 500
AT_ONCE: Final = 50
"""Beside requests, which wait while so many are reckoned."""
MOST_MOVES: Final = 500
Moves = Callable[[UnitOfWork, Sequence[OutdatedTicket]], Awaitable[Sequence[Move]]]


@dataclass(frozen=True)
class WhatIf:
    """What if these days were closed, those open again, or the tickets bound to that revision of the agreement."""

    closed: Mapping[date, str]
    opened: Sequence[date] = ()
    agreement_revision: int | None = None


@dataclass(frozen=True)
class ImpactBatch:
    """A batch: so many open tickets, those of their due times that would be others, and by number those that cannot be
    read.
    """

    tickets: int
    moves: tuple[Move, ...]
    stuck: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImpactPreview:
    """`calendar` is what tickets would go by; None: each by the one that it goes by already."""

    engine: AsyncEngine
    clock: Clock
    book: Agreements
    wanted: TicketSelection
    calendar: CalendarRevision | None
    agreement: Agreement | None

    async def count(self) -> int:
        async with transaction(self.engine, SEES_ALL) as connection:
            return await calendar_followers.count_open(connection, self.wanted, self._older_than)

    async def knows_any(self) -> bool:
        """Whether any open ticket is meant, whichever calendar it goes by."""
        async with transaction(self.engine, SEES_ALL) as connection:
            return await calendar_followers.count_open(connection, self.wanted, None) > 0

    async def batches(self, batch: int = BATCH) -> AsyncGenerator[ImpactBatch]:
        """In the order of the tickets' ids."""
        after: UUID | None = None
        while True:
            async with transaction(self.engine, SEES_ALL) as connection:
                page = await calendar_followers.page(connection, self.wanted, self._older_than, batch, after)
                if not page:
                    return
                uow = UnitOfWork(connection, Caller(SYSTEM), self.clock(), self.book)
                seen = await _seen(uow, page, self._moves)
            after = page[-1].id
            yield seen

    @property
    def _older_than(self) -> int | None:
        """Under another agreement every ticket counts, whichever calendar it goes by."""
        return None if self.calendar is None or self.agreement is not None else self.calendar.revision

    async def _moves(self, uow: UnitOfWork, page: Sequence[OutdatedTicket]) -> list[Move]:
        if self.agreement is not None:
            return await by_agreement(uow, page, self.agreement, self.calendar)
        if self.calendar is not None:
            return await _by_calendar(uow, page, self.calendar)
        return []


async def _seen(uow: UnitOfWork, page: Sequence[OutdatedTicket], moves: Moves) -> ImpactBatch:
    """By halves where it fails, down to the tickets that fail alone."""
    try:
        async with attempt(uow.connection):
            return ImpactBatch(len(page), tuple(await moves(uow, page)))
    except Unavailable:
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with one, the others are none the worse
        if len(page) == 1:
            _LOG.exception("ticket %s cannot be looked at", page[0].number)
            return ImpactBatch(1, (), (page[0].number,))
    middle = len(page) // 2
    one, other = await _seen(uow, page[:middle], moves), await _seen(uow, page[middle:], moves)
    return ImpactBatch(len(page), one.moves + other.moves, one.stuck + other.stuck)


@dataclass(frozen=True)
class AgreementImpact:
    """What a revision would move if it bound open tickets, which it does not. `moves`: the first of so many, in the
    order of the tickets' ids; `stuck`: tickets that cannot be read, by number.
    """

    open_tickets: int
    moved_tickets: int
    moved_due_times: int
    moves: tuple[Move, ...]
    stuck: tuple[str, ...]


async def foresee_agreement(uow: UnitOfWork, agreement: Agreement, base: Agreement) -> AgreementImpact:
    """In the caller's transaction, a few tickets at a time, so that others are answered meanwhile. No ticket is read
    where nothing differs from `base` by which due times are reckoned.
    """
    everything = TicketSelection()
    open_tickets = await calendar_followers.count_open(uow.connection, everything, None)
    if reckons_the_same(agreement, base):
        return AgreementImpact(open_tickets, 0, 0, (), ())
    doing = replace(uow, book=uow.book.with_revision(agreement))
    after, impact = rebinding_many.FIRST, AgreementImpact(open_tickets, 0, 0, (), ())
    while (found := await _rebound(doing, agreement, after)).ids:
        after = found.ids[-1]
        impact = await _added(doing, agreement, impact, found)
    return impact


async def _rebound(uow: UnitOfWork, agreement: Agreement, after: UUID) -> ReboundTickets:
    """Where they cannot be read at once, each by itself."""
    try:
        async with attempt(uow.connection):
            return await rebinding_many.rebound(uow, agreement, after, BATCH)
    except Unavailable:
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with one, the others are none the worse
        _LOG.exception("open tickets after %s cannot be looked at at once", after)
        page = await calendar_followers.page(uow.connection, TicketSelection(), None, BATCH, after)
        ids = [each.id for each in page]
        return ReboundTickets(ids, {}, frozenset(ids))


async def _added(
    uow: UnitOfWork, agreement: Agreement, impact: AgreementImpact, found: ReboundTickets
) -> AgreementImpact:
    """Looks closer at what is told apart, and at as many of the others as are shown."""
    shown = islice(found.moved, max(0, MOST_MOVES - len(impact.moves)))
    closer = sorted({*found.apart, *shown})

    async def by_other(uow: UnitOfWork, page: Sequence[OutdatedTicket]) -> list[Move]:
        return await by_agreement(uow, page, agreement, None)

    moves, stuck = list[Move](), list[str]()
    for begin in range(0, len(closer), AT_ONCE):
        page = await calendar_followers.these(uow.connection, closer[begin : begin + AT_ONCE])
        seen = await _seen(uow, page, by_other)
        moves += seen.moves
        stuck += seen.stuck
    apart = [each.ticket_id for each in moves if each.ticket_id in found.apart]
    return AgreementImpact(
        open_tickets=impact.open_tickets,
        moved_tickets=impact.moved_tickets + len(found.moved) + len({*apart}),
        moved_due_times=impact.moved_due_times + sum(found.moved.values()) + len(apart),
        moves=(*impact.moves, *moves)[:MOST_MOVES],
        stuck=(*impact.stuck, *stuck),
    )


async def preview_impact(
    engine: AsyncEngine, clock: Clock, book: Agreements, wanted: TicketSelection, what_if: WhatIf
) -> ImpactPreview:
    """Without any supposition: what the latest revision of the calendar moves once the tickets behind it follow.

    NotFound, Invalid or Conflict when that cannot be supposed.
    """
    agreement = None if what_if.agreement_revision is None else _revision(book, what_if.agreement_revision)
    async with transaction(engine, SEES_ALL) as connection:
        latest = await calendars.latest(connection)
    if not what_if.closed and not what_if.opened:
        return ImpactPreview(engine, clock, book, wanted, latest if agreement is None else None, agreement)
    supposed = _supposed(latest, what_if, book, clock)
    return ImpactPreview(engine, clock, book.supposing(supposed), wanted, supposed, agreement)


def _revision(book: Agreements, number: int) -> Agreement:
    for agreement in book.revisions:
        if agreement.revision == number:
            return agreement
    known = ", ".join(str(agreement.revision) for agreement in book.revisions)
    raise NotFound(f"There is no revision {number} of the agreement; there is {known}.")


def _supposed(latest: CalendarRevision, what_if: WhatIf, book: Agreements, clock: Clock) -> CalendarRevision:
    """By the rules of one that is really made."""
    now = clock()
    agreement, days = book.in_force(now), latest.closing_days
    for day in what_if.opened:
        days = without_day(days, day, agreement, now)
    for day, name in what_if.closed.items():
        days = with_day(days, day, name, agreement, now)
    return CalendarRevision(latest.revision + 1, days, "supposed", now)


async def _by_calendar(uow: UnitOfWork, page: Sequence[OutdatedTicket], calendar: CalendarRevision) -> list[Move]:
    concerned = await concerned_by(uow, page, calendar)
    found = await calendar_followers.standing(uow.connection, concerned)
    moves: list[Move] = []
    revised = event(uow, CalendarRevised(calendar_revision=calendar.revision, reason=calendar.reason), 1)
    for follower in page:
        if (stood := found.get(follower.id)) is not None:
            bound = stood.standing.registration
            agreement = uow.book.revision(bound.agreement_revision)
            now = await uow.book.calendar(uow.connection, agreement, bound.service_level, follower.calendar_revision)
            moves += named(follower, now, (await by_revision(uow, stood, revised, calendar)).derived)
    return moves
