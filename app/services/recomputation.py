"""Open tickets by another calendar: those that are behind come along in batches.

A closing day is added in one request and may move the due times of every open ticket. The request takes some along,
the worker the rest, and `duetime recompute --apply` does what the worker does, at once and with a bar.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.db import calendar_followers, calendar_moves, calendars
from app.db.calendar_followers import Place, Stood
from app.db.calendar_moves import Brought
from app.db.calendars import CalendarRevision
from app.db.engine import AsyncEngine, transaction
from app.db.sight import SYSTEM as SEES_ALL
from app.domain.actor import SYSTEM
from app.domain.facts import CalendarRevised, DueMoved
from app.domain.following import Differences, Follower, Result, differences, followed
from app.services.recording import event
from app.services.work import Work


@dataclass(frozen=True)
class Followed:
    """`tickets` open ones now go by the latest revision; the due times of `moved` of them are others than before."""

    tickets: int = 0
    moved: int = 0
    last: Place | None = field(default=None, compare=False)


async def follow(work: Work, limit: int, after: Place | None = None) -> Followed:
    """At most `limit` of the open tickets that go by an older calendar go by the latest one from now on."""
    revision = await calendars.latest(work.connection)
    behind = await calendar_followers.behind(work.connection, revision.revision, limit, after)
    concerned = await concerned_by(work, behind, revision)
    stood = await calendar_followers.standing(work.connection, concerned)
    brought = [await _brought(work, follower, stood.get(follower.id), revision) for follower in behind]
    await calendar_moves.save(work.connection, brought, revision.revision, work.now)
    moved = sum(any(isinstance(event.fact, DueMoved) for event in each.events) for each in brought)
    last = Place(behind[-1].calendar_revision, behind[-1].id) if behind else after
    return Followed(len(brought), moved, last)


async def concerned_by(work: Work, followers: Sequence[Follower], revision: CalendarRevision) -> list[UUID]:
    """Those whose clocks may be others by this revision than by the one that they go by."""
    known: dict[int, Differences] = {}
    for number in {follower.calendar_revision for follower in followers}:
        before = await work.book.closing_days(work.connection, number)
        known[number] = differences(before, revision.closing_days)
    return [each.id for each in followers if known[each.calendar_revision].concern(each, work.now)]


async def _brought(work: Work, follower: Follower, stood: Stood | None, revision: CalendarRevision) -> Brought:
    fact = CalendarRevised(calendar_revision=revision.revision, reason=revision.reason)
    at = max(work.now, follower.last_fact_at)  # a clock that was set back turns no history round
    revised = event(work, fact, follower.event_count + 1, at)
    if stood is None:
        return Brought(follower, (revised,))
    result = await by_revision(work, stood, revision)
    derived = [
        event(work, each, sequence, at, SYSTEM) for sequence, each in enumerate(result.derived, revised.sequence + 1)
    ]
    return calendar_moves.brought(follower, stood, result, (revised, *derived), work.now)


async def by_revision(work: Work, stood: Stood, revision: CalendarRevision) -> Result:
    bound = stood.standing.registration
    agreement = work.book.revision(bound.agreement_revision)
    calendar = await work.book.calendar(work.connection, agreement, bound.service_level, revision.revision)
    return followed(stood.standing, agreement, calendar, f"calendar revision {revision.revision}: {revision.reason}")


async def waiting(engine: AsyncEngine) -> tuple[int, int]:
    """The latest revision, and how many open tickets go by an older one."""
    async with transaction(engine, SEES_ALL) as connection:
        revision = await calendars.latest_number(connection)
        return revision, await calendar_followers.count_behind(connection, revision)
