"""How long a recovery may take (§5.8.2): in the vendor's own business hours, from the beginning of the outage."""

from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.service_terms import Loss, RecoveryTime, ServiceTerms
from app.domain.clocks.promises import budget_of
from app.domain.clocks.terms import DueTime, breach_of
from app.domain.operations.outage_facts import OutageCategory
from app.domain.operations.outages import Outage
from app.domain.terms.subject_terms import SubjectTerm, TermCalendar, TermKind, TermSubject, TermSubjectType


class PromisedInstance(Protocol):
    """Whose it is, and whether chapter 5 promises anything about it."""

    @property
    def id(self) -> UUID: ...
    @property
    def customer_id(self) -> UUID: ...
    @property
    def is_promised(self) -> bool: ...


def is_recovered(outage: Outage) -> bool:
    """What works poorly, or is withheld, is not."""
    return not outage.degradation and outage.category is OutageCategory.FAILURE


def recovery_time_terms(
    outage_id: UUID,
    began_at: Instant,
    ended_at: Instant | None,
    losses: Iterable[Loss],
    hit: Iterable[PromisedInstance],
    services: ServiceTerms,
) -> tuple[SubjectTerm, ...]:
    """One for each instance that was hit, of those to which something is promised.

    `losses` are all that are found to be, in any order: the worst governs, as if from the beginning, and each has its
    due time among the commitments, the worst first. Without any no due time is known yet.
    """
    rows = _worst_first(losses, services)
    commitments = tuple(DueTime(row.section.number, _due_at(began_at, row, services)) for row in rows)
    section = services.recovery_times[0].section.number
    due_at = commitments[0].due_at if commitments else None
    return tuple(
        SubjectTerm(
            kind=TermKind.RECOVERY_TIME,
            subject=TermSubject(TermSubjectType.OUTAGE, outage_id),
            key=str(instance.id),
            customer_id=instance.customer_id,
            started_at=began_at,
            due_at=due_at,
            stopped_at=ended_at,
            breach_at=breach_of(due_at, ended_at),
            target=rows[0].within if rows else None,
            calendar=TermCalendar.VENDOR_BUSINESS_HOURS,
            section=section,
            commitments=commitments,
            about=tuple(row.loss for row in rows),
        )
        for instance in hit
        if instance.is_promised
    )


def _worst_first(losses: Iterable[Loss], services: ServiceTerms) -> Sequence[RecoveryTime]:
    found = set(losses)
    rows = [row for row in services.recovery_times if row.loss in found]
    return sorted(rows, key=lambda row: row.within.amount, reverse=True)


def _due_at(began_at: Instant, row: RecoveryTime, services: ServiceTerms) -> Instant:
    calendar = services.recovery_calendar
    longest = max(each.closes - each.opens for day in calendar.hours.days for each in day)
    return calendar.due(began_at, budget_of(row.within, longest))
