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
from app.calendars.recomputation import RecomputeResult, follow
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
    followed: RecomputeResult
    waiting: int


async def latest(uow: UnitOfWork) -> CalendarRevision:
    return await calendars.latest(uow.connection)


async def name_of(uow: UnitOfWork, day: date) -> str:
    """NotFound when it is no closing day."""
    known = (await latest(uow)).closing_days
    if day not in known:
        raise NotFound("There is no such closing day.")
    return known[day]


async def add(uow: UnitOfWork, day: date, name: str) -> Revised:
    agreement = uow.book.in_force(uow.now)
    return await _revise(
        uow, lambda days: with_day(days, day, name, agreement, uow.now), f"Closing day added: {day}, {name}"
    )


async def remove(uow: UnitOfWork, day: date) -> Revised:
    agreement = uow.book.in_force(uow.now)
    return await _revise(uow, lambda days: without_day(days, day, agreement, uow.now), f"Closing day taken away: {day}")


async def _revise(uow: UnitOfWork, change: Callable[[ClosingDays], ClosingDays], reason: str) -> Revised:
    require(uow.actor, Operation.KEEP_CALENDAR)
    before = await calendars.latest(uow.connection, for_change=True)
    revision = CalendarRevision(before.revision + 1, change(before.closing_days), reason, uow.now)
    await calendars.add(uow.connection, revision, uow.actor.id)
    followed = await _followed(replace(uow, book=uow.book.supposing(revision)))
    waiting = await calendar_followers.count_behind(uow.connection, revision.revision)
    return Revised(revision, followed, waiting)


async def _followed(uow: UnitOfWork) -> RecomputeResult:
    """With a book of its own, to be forgotten if the revision is rolled back.

    A ticket that cannot follow does not keep the day from being closed: the worker passes it by, and names it.
    """
    try:
        async with attempt(uow.connection):
            return await follow(uow, AT_ONCE)
    except Unavailable:
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with one of them
        _LOG.exception("no ticket follows within the request")
        return RecomputeResult()
