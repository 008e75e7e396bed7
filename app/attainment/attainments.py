"""The shares of §1.2.3, second table, over all incidents of a period: promised and achieved."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from app.attainment import clocks_then, summed
from app.attainment.clocks_then import Told
from app.attainment.store import attainment_counts
from app.attainment.store.attainment import CourseFilter, CoursesAsked
from app.attainment.store.attainment_counts import Figures
from app.attainment.store.clock_counts import Standings
from app.attainment.store.clock_lists import ClockFilter, Sifting
from app.attainment.store.support_hours import Measured
from app.business_time.limits import FIRST, LAST
from app.clock import Instant
from app.domain.agreement.terms import AttainmentPromise
from app.domain.attainment.attainment import Attainment, Period, together, verdict
from app.domain.attainment.attainment import attainment as attained
from app.tickets.moments import TicketsAsOf
from app.unit_of_work import UnitOfWork


async def summary(then: TicketsAsOf, wanted: CourseFilter, period: Period) -> tuple[Standings, Sequence[Attainment]]:
    """How many stand how, whenever they began, and the figures of a period: of what stands in rows, added up; of what
    stood otherwise then, one by one.
    """
    of_clocks = ClockFilter(**vars(wanted))
    achieved = await one_by_one(then.uow, clocks_then.clocks(then.retold, of_clocks), period)
    standings, attained = await summed.summary(then, wanted, period)
    standings.update(clocks_then.counted(then.retold, of_clocks, then.uow.now))
    return standings, tuple(map(together, achieved, attained))


async def figures(then: TicketsAsOf, wanted: CourseFilter, period: Period) -> Sequence[Attainment]:
    return (await summary(then, wanted, period))[1]


def promises_of(uow: UnitOfWork) -> tuple[AttainmentPromise, ...]:
    return uow.book.in_force(uow.now).terms.attainment


async def one_by_one(uow: UnitOfWork, told: Iterable[Told], period: Period) -> Sequence[Attainment]:
    courses = [(each.course, await uow.book.hours_by(uow.connection, each.listed.calendar)) for each in told]
    return attained(promises_of(uow), courses, period, uow.now)


async def sifting(uow: UnitOfWork, wanted: ClockFilter, without: Sequence[UUID]) -> Sifting | None:
    """How the clocks are found in the database of which a figure says what is sought; None: none asks."""
    if wanted.figure is None:
        return None
    of = CourseFilter(customer_id=wanted.customer_id, service_level=wanted.service_level, priority=wanted.priority)
    period = Period(wanted.begun_from or FIRST, wanted.begun_until or LAST)
    asked = CoursesAsked(uow.scope, of, period, uow.now, without)
    values = attainment_counts.values(asked, await _measured(uow, asked))
    return Sifting(_figures(uow, (wanted.figure,)), wanted.sought, values)


async def sifted(uow: UnitOfWork, several: Iterable[Told], wanted: ClockFilter) -> list[Told]:
    """Of clocks that were told again."""
    promise = wanted.figure
    if promise is None:
        return list(several)
    found: list[Told] = []
    for each in several:
        if promise.asks_of(each.course.clock, each.course.priority):
            hours = await uow.book.hours_by(uow.connection, each.listed.calendar)
            said = verdict(promise, each.course, hours, uow.now)
            if wanted.sought is None or said in wanted.sought.verdicts:
                found.append(each)
    return found


def _figures(uow: UnitOfWork, promises: tuple[AttainmentPromise, ...]) -> Figures:
    return Figures(promises, uow.book.in_force(uow.now).vendor.zone.key)


async def _measured(uow: UnitOfWork, asked: CoursesAsked) -> list[Measured]:
    keys = await attainment_counts.calendars(uow.connection, asked)
    return [Measured(key, await uow.book.hours_by(uow.connection, key), Instant(since)) for key, since in keys.items()]
