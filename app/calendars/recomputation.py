"""Open tickets by another calendar: those that are behind come along in batches.

A closing day is added in one request and may move the due times of every open ticket. The request takes some along,
the worker the rest, and `duetime recompute --apply` does what the worker does, at once and with a bar.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np

from app.agreements.store import calendars
from app.agreements.store.calendars import CalendarRevision
from app.calendars.store import calendar_followers, calendar_moves, follower_columns
from app.calendars.store.calendar_followers import (
    START,
    OutdatedFilter,
    OutdatedReference,
    OutdatedRow,
    RecomputePosition,
)
from app.calendars.store.calendar_moves import Brought, Moves
from app.domain.actor import SYSTEM
from app.domain.clocks.following import (
    CalendarDifferences,
    EventPosition,
    OutdatedTicket,
    RecomputedClocks,
    differences,
    followed,
)
from app.domain.clocks.following_many import Clocks, RecomputedColumns, TermsGroup, Tickets, concerned
from app.domain.clocks.winding import Places
from app.domain.tickets.derived_facts import DueMoved
from app.domain.tickets.facts import CalendarRevised, Event
from app.domain.vocabulary import ClockName
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM as SEES_ALL
from app.tickets.recording import event
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class RecomputeResult:
    """`tickets` open ones now go by the latest revision; the due times of `moved` of them are others than before.

    Up to `last`, the rest was left to others. None: there was nothing.
    """

    tickets: int = 0
    moved: int = 0
    last: RecomputePosition | None = field(default=None, compare=False)


async def follow(
    uow: UnitOfWork,
    limit: int,
    after: RecomputePosition | None = None,
    *,
    only: Sequence[UUID] | None = None,
    without: Sequence[UUID] = (),
) -> RecomputeResult:
    """At most `limit` of the open tickets that go by an older calendar go by the latest one from now on."""
    revision = await calendars.latest(uow.connection)
    wanted = OutdatedFilter(revision.revision, after or START, only, without)
    tickets = await follower_columns.behind(uow.connection, wanted, limit)
    if not tickets.ids:
        return RecomputeResult()
    clocks = await follower_columns.clocks_of(uow.connection, tickets)
    known = await _differences(uow, tickets.calendar_revisions.tolist(), revision)
    outcome = await _outcome(uow, tickets, clocks, concerned(tickets, clocks, known, uow.now), revision)
    moved = await _bring(uow, tickets, outcome, revision)
    return RecomputeResult(
        len(tickets.ids), moved, RecomputePosition(int(tickets.calendar_revisions[-1]), tickets.ids[-1])
    )


async def _outcome(
    uow: UnitOfWork, tickets: Tickets, clocks: Clocks, places: Places, revision: CalendarRevision
) -> RecomputedColumns:
    others = clocks.of(places)
    pauses = await follower_columns.pauses(uow.connection, tickets, places, others)
    outcome = RecomputedColumns(tickets, places, others, pauses, uow.now)
    for number, terms in enumerate(tickets.terms):
        agreement = uow.book.revision(terms.agreement_revision)
        calendar = await uow.book.calendar(uow.connection, agreement, terms.service_level, revision.revision)
        outcome.reckon(TermsGroup(np.flatnonzero(tickets.terms_of[places] == number), terms, agreement, calendar))
    return outcome


async def _bring(uow: UnitOfWork, tickets: Tickets, outcome: RecomputedColumns, revision: CalendarRevision) -> int:
    """How many of them have a due time that is another one."""
    apart = outcome.apart(tickets)
    stayed = ~apart
    stayed[outcome.places] = False
    revised = CalendarRevised(calendar_revision=revision.revision, reason=revision.reason)
    reason = _why(revision)
    due_moved = {name: event(uow, DueMoved(clock=name, reason=reason), 1, actor=SYSTEM) for name in ClockName}
    moves = Moves()
    moves.revise(tickets, np.flatnonzero(~apart), event(uow, revised, 1))
    moves.stay(tickets, np.flatnonzero(stayed))
    moved = moves.rewrite(tickets, outcome, ~apart[outcome.places], due_moved)
    for each in await _one_by_one(uow, tickets, np.flatnonzero(apart), revision, revised):
        moves.add(each)
        moved += any(isinstance(event.fact, DueMoved) for event in each.events)
    await moves.save(uow.connection, revision.revision, uow.now)
    return moved


async def _one_by_one(
    uow: UnitOfWork, tickets: Tickets, places: Places, revision: CalendarRevision, revised: CalendarRevised
) -> Sequence[Brought]:
    several = tickets.several(places)
    stood = await calendar_followers.standing(uow.connection, [each.id for each in several])
    return [await _brought(uow, each, stood[each.id], revision, revised) for each in several]


async def _brought(
    uow: UnitOfWork, ticket: EventPosition, stood: OutdatedRow, revision: CalendarRevision, revised: CalendarRevised
) -> Brought:
    at = max(uow.now, ticket.last_fact_at)  # a clock that was set back turns no history round
    first = event(uow, revised, ticket.event_count + 1, at)
    result = await by_revision(uow, stood, first, revision)
    derived = [event(uow, each, number, at, SYSTEM) for number, each in enumerate(result.derived, first.sequence + 1)]
    return calendar_moves.brought(ticket, stood, result, (first, *derived), uow.now)


async def concerned_by(uow: UnitOfWork, followers: Sequence[OutdatedTicket], revision: CalendarRevision) -> list[UUID]:
    """Those whose clocks may be others by this revision than by the one that they go by."""
    known = await _differences(uow, [follower.calendar_revision for follower in followers], revision)
    return [each.id for each in followers if known[each.calendar_revision].concern(each, uow.now)]


async def _differences(
    uow: UnitOfWork, revisions: Iterable[int], revision: CalendarRevision
) -> Mapping[int, CalendarDifferences]:
    """From each of these revisions."""
    return {
        number: differences(await uow.book.closing_days(uow.connection, number), revision.closing_days)
        for number in set(revisions)
    }


async def by_revision(
    uow: UnitOfWork, stood: OutdatedRow, first: Event, revision: CalendarRevision
) -> RecomputedClocks:
    bound = stood.standing.registration
    agreement = uow.book.revision(bound.agreement_revision)
    calendar = await uow.book.calendar(uow.connection, agreement, bound.service_level, revision.revision)
    return followed(stood.standing, agreement, calendar, first, _why(revision))


def _why(revision: CalendarRevision) -> str:
    return f"calendar revision {revision.revision}: {revision.reason}"


async def next_behind(
    engine: AsyncEngine, limit: int, after: RecomputePosition | None, without: Sequence[UUID]
) -> Sequence[OutdatedReference]:
    """Those whom `follow` would take, and those whom somebody is changing."""
    async with transaction(engine, SEES_ALL) as connection:
        wanted = OutdatedFilter(await calendars.latest_number(connection), after or START, None, without)
        return await calendar_followers.waiting(connection, wanted, limit)


async def waiting(engine: AsyncEngine) -> tuple[int, int]:
    """The latest revision, and how many open tickets go by an older one."""
    async with transaction(engine, SEES_ALL) as connection:
        revision = await calendars.latest_number(connection)
        return revision, await calendar_followers.count_behind(connection, revision)
