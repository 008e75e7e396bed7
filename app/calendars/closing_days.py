"""Days that the vendor is closed beyond the public holidays: each change is a new revision of the calendar, which
registered tickets that are open follow, and closed ones do not.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from app.agreements.store import calendars
from app.agreements.store.calendars import CalendarRevision
from app.calendars.recomputation import Followed, follow
from app.calendars.store import calendar_followers
from app.domain.access.permissions import Operation, require
from app.domain.agreement.closing_days import ClosingDays, with_day, without_day
from app.errors import NotFound, Unavailable
from app.postgres.engine import attempt
from app.unit_of_work import UnitOfWork

_LOG: Final = logging.getLogger("duetime.calendars")

AT_ONCE = 100
"""How many tickets follow within the request that revises the calendar. Their rows are locked meanwhile."""


@dataclass(frozen=True)
class Revised:
    """`waiting` open tickets will follow shortly."""

    revision: CalendarRevision
    followed: Followed
    waiting: int


async def latest(work: UnitOfWork) -> CalendarRevision:
    return await calendars.latest(work.connection)


async def name_of(work: UnitOfWork, day: date) -> str:
    """NotFound when it is no closing day."""
    known = (await latest(work)).closing_days
    if day not in known:
        raise NotFound("There is no such closing day.")
    return known[day]


async def add(work: UnitOfWork, day: date, name: str) -> Revised:
    agreement = work.book.in_force(work.now)
    return await _revise(
        work, lambda days: with_day(days, day, name, agreement, work.now), f"Closing day added: {day}, {name}"
    )


async def remove(work: UnitOfWork, day: date) -> Revised:
    agreement = work.book.in_force(work.now)
    return await _revise(
        work, lambda days: without_day(days, day, agreement, work.now), f"Closing day taken away: {day}"
    )


async def _revise(work: UnitOfWork, change: Callable[[ClosingDays], ClosingDays], reason: str) -> Revised:
    require(work.actor, Operation.KEEP_CALENDAR)
    before = await calendars.latest(work.connection, for_change=True)
    revision = CalendarRevision(before.revision + 1, change(before.closing_days), reason, work.now)
    await calendars.add(work.connection, revision, work.actor.id)
    followed = await _followed(replace(work, book=work.book.supposing(revision)))
    waiting = await calendar_followers.count_behind(work.connection, revision.revision)
    return Revised(revision, followed, waiting)


async def _followed(work: UnitOfWork) -> Followed:
    """With a book of its own, to be forgotten if the revision is rolled back.

    A ticket that cannot follow does not keep the day from being closed: the worker passes it by, and names it.
    """
    try:
        async with attempt(work.connection):
            return await follow(work, AT_ONCE)
    except Unavailable:
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with one of them
        _LOG.exception("no ticket follows within the request")
        return Followed()
