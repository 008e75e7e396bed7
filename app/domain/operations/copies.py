"""Copies of an instance's data (§5.8.1): how old the newest may be, a snapshot each week, and how long that is kept.

Each question has one kept term per copy: that it was followed in time by the next. A moment without enough copies is
then the breach of the one before it.

    start ──24 h── copy ──24 h── copy ─ ─24 h─ ─✗ breached ─ ─ copy ──
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from app.business_time.calendar import Calendar
from app.business_time.hours import MIDNIGHT
from app.business_time.wall import Interval, to_instant
from app.clock import Instant
from app.domain.agreement.maintenance import MaintenanceHours
from app.domain.agreement.measures import Span
from app.domain.agreement.service_terms import RecoveryPoint, ServiceTerms
from app.domain.agreement.spans import end_of
from app.domain.clocks.terms import DueTime, breach_of
from app.domain.operations.instance_facts import CopyKind, RecoveryPointExceeded
from app.domain.operations.instances import DataCopy, Instance
from app.domain.terms.subject_terms import SubjectTerm, TermCalendar, TermKind, TermSubject, TermSubjectType
from app.domain.terms.term_facts import TermBreached

START: Final = "start"
"""The key of what has to follow the first day of an instance, before there is any copy."""

ONE_DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True)
class RecoveryTerms:
    """§5.8.1: the two rows of it, and the calendar of §5.4."""

    full_copy: RecoveryPoint
    snapshot: RecoveryPoint
    window: Calendar
    hours: tuple[MaintenanceHours, ...]

    @property
    def oldest(self) -> Span:
        """A full copy may be so old; ValueError for an agreement that does not say."""
        return _said(self.full_copy.at_most_old)

    @property
    def kept(self) -> Span:
        return _said(self.snapshot.kept)


def _said(span: Span | None) -> Span:
    if span is None:
        raise ValueError("the agreement does not say how old a copy may be, or how long it is kept")
    return span


def recovery_terms(services: ServiceTerms) -> RecoveryTerms:
    full_copy = next(row for row in services.recovery_points if row.at_most_old is not None)
    snapshot = next(row for row in services.recovery_points if row.kept is not None)
    return RecoveryTerms(full_copy, snapshot, services.maintenance_calendar, services.maintenance)


def copy_terms(instance: Instance, services: ServiceTerms) -> tuple[SubjectTerm, ...]:
    """All terms about the copies of an instance; none of one to which nothing is promised.

    The last of each stops at the end of the instance, which may still be to come.
    """
    if not instance.is_promised:
        return ()
    terms = recovery_terms(services)
    return (
        *recovery_point_terms(instance, terms),
        *weekly_snapshot_terms(instance, terms),
        *retention_terms(instance, terms),
    )


def recovery_point_terms(instance: Instance, terms: RecoveryTerms) -> tuple[SubjectTerm, ...]:
    """Of each verified full copy from the first day on: it was not too old before the next one's state.

    Where a copy was removed while it was the newest, the one before it is the newest again, with its own age.
    """
    full, began = _full_copies(instance, terms), judged_from(instance, terms)
    stretches = _stretches([(START, began), *((str(copy.id), copy.taken_at) for copy in full)], instance.ended_at)
    removals = sorted(copy.removed_at for copy in full if copy.removed_at is not None)
    made: list[SubjectTerm] = []
    for place, (key, taken_at, stopped_at) in enumerate(stretches):
        upto = len(removals) if stopped_at is None else bisect_left(removals, stopped_at)
        moments = [taken_at, *removals[bisect_right(removals, taken_at) : upto]]
        due_at = _too_old_at(moments, began, full, place, terms)
        breach_at = breach_of(due_at, stopped_at)
        made.append(_term(instance, TermKind.RECOVERY_POINT, key, taken_at, due_at, stopped_at, breach_at, terms))
    return tuple(made)


def _stretches(
    points: Sequence[tuple[str, Instant]], ended: Instant | None
) -> Iterator[tuple[str, Instant, Instant | None]]:
    """From each to the next, the last one open; none after the end of the instance."""
    following = [*(at for _, at in points[1:]), None]
    for (key, at), next_at in zip(points, following, strict=True):
        if ended is None or at < ended:
            yield key, at, min((each for each in (next_at, ended) if each is not None), default=None)


def _term(
    instance: Instance,
    kind: TermKind,
    key: str,
    started_at: Instant,
    due_at: Instant,
    stopped_at: Instant | None,
    breach_at: Instant | None,
    terms: RecoveryTerms,
) -> SubjectTerm:
    target, calendar, row = {
        TermKind.RECOVERY_POINT: (terms.oldest, TermCalendar.ELAPSED, terms.full_copy),
        TermKind.WEEKLY_SNAPSHOT: (terms.snapshot.every, TermCalendar.CALENDAR_DAYS, terms.snapshot),
        TermKind.SNAPSHOT_RETENTION: (terms.kept, TermCalendar.CALENDAR_DAYS, terms.snapshot),
    }[kind]
    return SubjectTerm(
        kind=kind,
        subject=TermSubject(TermSubjectType.INSTANCE, instance.id),
        key=key,
        customer_id=instance.customer_id,
        started_at=started_at,
        due_at=due_at,
        stopped_at=stopped_at,
        breach_at=breach_at,
        target=target,
        calendar=calendar,
        section=row.section.number,
        commitments=(DueTime(row.section.number, due_at),),
    )


def _full_copies(instance: Instance, terms: RecoveryTerms) -> list[DataCopy]:
    began = judged_from(instance, terms)
    verified = (copy for copy in instance.copies if copy.kind is CopyKind.FULL_COPY and copy.verified)
    return [copy for copy in verified if copy.taken_at >= began]


def _too_old_at(
    moments: Sequence[Instant], began: Instant, full: Sequence[DataCopy], taken: int, terms: RecoveryTerms
) -> Instant:
    """The first instant, of those from when the first so many copies were taken, by which the newest is of full age.

    `moments`: when the last of them was taken, and when any was removed since. The first day itself is never removed.
    """
    for since, next_at in pairwise(moments):
        old_at = _old_at(since, began, full, taken, terms)
        if old_at < next_at:
            return max(old_at, since)
    return max(_old_at(moments[-1], began, full, taken, terms), moments[-1])


def _old_at(at: Instant, began: Instant, full: Sequence[DataCopy], taken: int, terms: RecoveryTerms) -> Instant:
    """When what is the newest at this moment has its full age."""
    for place in range(taken - 1, -1, -1):
        copy = full[place]
        if copy.removed_at is None or copy.removed_at > at:
            return end_of(terms.oldest, copy.taken_at, terms.window)
    return end_of(terms.oldest, began, terms.window)


def weekly_snapshot_terms(instance: Instance, terms: RecoveryTerms) -> tuple[SubjectTerm, ...]:
    """Of each verified snapshot: the next was taken before the week after its own was over; and of the first week."""
    began, ended = judged_from(instance, terms), instance.ended_at
    taken = [copy for copy in _snapshots(instance) if copy.taken_at >= began]
    made: list[SubjectTerm] = []
    for key, at, stopped_at in _stretches([(START, began), *((str(copy.id), copy.taken_at) for copy in taken)], ended):
        due_at = week_of(at, terms)[1] if key == START else week_of(week_of(at, terms)[1], terms)[1]
        in_week = stopped_at is not None and (stopped_at < due_at or stopped_at == ended == due_at)
        breach_at = None if in_week else due_at
        made.append(_term(instance, TermKind.WEEKLY_SNAPSHOT, key, at, due_at, stopped_at, breach_at, terms))
    return tuple(made)


def retention_terms(instance: Instance, terms: RecoveryTerms) -> tuple[SubjectTerm, ...]:
    """Of each verified snapshot: it is kept for so long, to the hour at which it was taken."""
    made: list[SubjectTerm] = []
    for copy in _snapshots(instance):
        due_at, removed_at = end_of(terms.kept, copy.taken_at, terms.window), copy.removed_at
        breach_at = removed_at if removed_at is not None and removed_at < due_at else None
        kind, key = TermKind.SNAPSHOT_RETENTION, str(copy.id)
        made.append(_term(instance, kind, key, copy.taken_at, due_at, removed_at, breach_at, terms))
    return tuple(made)


def _snapshots(instance: Instance) -> list[DataCopy]:
    """One that is not verified is none."""
    return [copy for copy in instance.copies if copy.kind is CopyKind.SNAPSHOT and copy.verified]


def exceeded_fact(said: TermBreached) -> RecoveryPointExceeded | TermBreached:
    """How the instance tells of a breach that is announced."""
    if said.kind is not TermKind.RECOVERY_POINT:
        return said
    return RecoveryPointExceeded(copy_id=None if said.key == START else UUID(said.key), exceeded_at=said.breached_at)


def judged_from(instance: Instance, terms: RecoveryTerms) -> Instant:
    """The beginning of its first day."""
    return to_instant(instance.starts_on, MIDNIGHT, terms.window.zone)


def week_of(at: Instant, terms: RecoveryTerms) -> Interval:
    """From Monday to Monday, local midnight."""
    day = at.astimezone(terms.window.zone).date()
    monday = day - day.weekday() * ONE_DAY
    return to_instant(monday, MIDNIGHT, terms.window.zone), to_instant(monday + WEEK, MIDNIGHT, terms.window.zone)


def weeks_without_snapshot(instance: Instance, terms: RecoveryTerms, now: Instant) -> tuple[date, ...]:
    """The Mondays of the weeks that are over, from the first day of the instance on, in which none was taken."""
    begun = {week_of(copy.taken_at, terms)[0] for copy in _snapshots(instance)}
    end = now if instance.ended_at is None else min(now, instance.ended_at)
    missed: list[date] = []
    week = week_of(judged_from(instance, terms), terms)
    while week[1] <= end:
        if week[0] not in begun:
            missed.append(week[0].astimezone(terms.window.zone).date())
        week = week_of(week[1], terms)
    return tuple(missed)


def is_in_window(at: Instant, terms: RecoveryTerms) -> bool:
    """Whether a copy of this state was taken in the maintenance window (§5.4)."""
    return terms.window.is_open(at)


def days_of(at: Instant, terms: RecoveryTerms) -> tuple[date, ...]:
    """Whose window this moment is in: the day on which that began. Two on Saturday until 04:00, or none."""
    zone = terms.window.zone
    today = at.astimezone(zone).date()
    return tuple(
        day
        for day in (today - ONE_DAY, today)
        for row in terms.hours
        if day.weekday() in row.weekdays and _opens(day, row, zone) <= at < _closes(day, row, zone)
    )


def _opens(day: date, row: MaintenanceHours, zone: ZoneInfo) -> Instant:
    return to_instant(day, row.begins, zone)


def _closes(day: date, row: MaintenanceHours, zone: ZoneInfo) -> Instant:
    return to_instant(day if row.begins < row.ends else day + ONE_DAY, row.ends, zone)


def days_without_copy(instance: Instance, terms: RecoveryTerms, now: Instant) -> tuple[date, ...]:
    """The days whose window is over, from the first day of the instance on, in which no full copy was taken."""
    covered = {day for copy in _full_copies(instance, terms) for day in days_of(copy.taken_at, terms)}
    end = now if instance.ended_at is None else min(now, instance.ended_at)
    missed: list[date] = []
    day = instance.starts_on
    while (closes := _closing_of(day, terms)) is None or closes <= end:
        if closes is not None and day not in covered:
            missed.append(day)
        day += ONE_DAY
    return tuple(missed)


def _closing_of(day: date, terms: RecoveryTerms) -> Instant | None:
    zone = terms.window.zone
    return max((_closes(day, row, zone) for row in terms.hours if day.weekday() in row.weekdays), default=None)
