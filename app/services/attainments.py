"""The shares of §1.2.3, second table, over all tickets of a period: promised and achieved."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from app.business_time.calendar import Calendar
from app.db import attainment, attainment_counts
from app.db.attainment import CourseFilter, CourseRow
from app.db.attainment_counts import Asked, Day, Figure, Group
from app.db.counted import CalendarKey
from app.domain.attainment import MICROSECOND, Attainment, Course, Period, Sort, Window, counted, together, windows
from app.domain.attainment import attainment as attained
from app.domain.measures import Target, Unit
from app.domain.promises import request_class
from app.domain.terms import AttainmentPromise
from app.services import clocks_then, kept_attainment
from app.services.moments import Then
from app.services.work import Work


async def figures(then: Then, wanted: CourseFilter, period: Period) -> Sequence[Attainment]:
    """From what is kept, and of what has changed since as it is; what stood otherwise then, one by one."""
    achieved = await one_by_one(then.work, promises_of(then.work), clocks_then.courses(then.retold, wanted), period)
    kept = await kept_attainment.kept(then.work, wanted, period, [*then.changed])
    if kept is None:
        others = await as_they_are(then.work, wanted, period, without=[*then.changed])
    else:
        others = await as_they_are(then.work, wanted, period, of=kept.changed) if kept.changed else ()
        achieved = list(map(together, achieved, kept.figures))
    return tuple(map(together, achieved, others)) if others else tuple(achieved)


def promises_of(work: Work) -> Sequence[AttainmentPromise]:
    return work.book.in_force(work.now).terms.attainment


async def as_they_are(
    work: Work,
    wanted: CourseFilter,
    period: Period,
    *,
    of: Sequence[UUID] | None = None,
    without: Sequence[UUID] = (),
) -> Sequence[Attainment]:
    """Counted in the database, from the tickets; what it cannot settle, one by one."""
    promises, zone = promises_of(work), work.book.in_force(work.now).vendor.zone
    asked = Asked(work.scope, wanted, period, zone.key, without, of)
    achieved = await one_by_one(work, promises, (), period)
    for group in await _groups(work, asked, promises):
        unsettled = await attainment.courses(work.connection, work.scope, group.unsettled) if group.unsettled else ()
        by_one = await one_by_one(work, promises, unsettled, period)
        achieved = tuple(
            together(
                figure, one if in_time is None else counted(figure.promise, _sort(group), group.number, in_time=in_time)
            )
            for figure, one, in_time in zip(achieved, by_one, group.in_time, strict=True)
        )
    return achieved


def _sort(group: Group) -> Sort:
    return Sort(
        priority=group.priority,
        request_class=request_class(group.kind),
        is_registered=group.registered,
        is_responded=group.responded,
        is_solved=group.solved,
        resolution_applies=not group.excused,
    )


async def _groups(work: Work, asked: Asked, promises: Sequence[AttainmentPromise]) -> Sequence[Group]:
    days = await attainment_counts.days(work.connection, asked)
    calendars = {key: await work.book.calendar_by(work.connection, key) for key in {*map(_key, days)}}
    by_figure = [
        Figure(promise.clock, promise.priorities, _windows(promise, days, calendars), _budget_us(promise))
        for promise in promises
    ]
    return await attainment_counts.groups(work.connection, asked, days, by_figure, work.now)


def _key(day: CourseRow | Day) -> CalendarKey:
    return day.service_level, day.agreement_revision, day.calendar_revision


def _windows(
    promise: AttainmentPromise, days: Sequence[Day], calendars: Mapping[CalendarKey, Calendar]
) -> list[Window]:
    of = {key: windows(promise.within, calendar) for key, calendar in calendars.items()}
    return [of[_key(day)].on(day.registered_on) for day in days]


def _budget_us(promise: AttainmentPromise) -> int | None:
    if isinstance(promise.within, Target) and promise.within.unit is Unit.HOURS:
        return timedelta(hours=promise.within.amount) // MICROSECOND
    return None


async def one_by_one(
    work: Work, promises: Sequence[AttainmentPromise], rows: Sequence[CourseRow], period: Period
) -> Sequence[Attainment]:
    return attained(promises, [await _course(work, row) for row in rows], period, work.now)


async def _course(work: Work, row: CourseRow) -> Course:
    return Course(
        reported_at=row.reported_at,
        registered_at=row.registered_at,
        responded_at=row.responded_at,
        solved_at=row.solved_at,
        request_class=request_class(row.kind),
        priority=row.priority,
        calendar=await work.book.calendar_by(work.connection, _key(row)),
        resolution_applies=not row.excused,
    )
