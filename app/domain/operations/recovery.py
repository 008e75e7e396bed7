"""How long a recovery may take (§5.8.2): in the vendor's own business hours, from the beginning of the outage."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.service_terms import LeftOut, Loss, RecoveryTime, ServiceTerms
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


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """How it went by the worst loss that was found, in the vendor's business hours: `taken` until it ended, or now.

    `at_provider`: of what is `missed`, as much as lay with the supplier by claims that were accepted (§5.2).
    """

    loss: Loss
    due_at: Instant
    promised: timedelta
    taken: timedelta
    missed: timedelta
    at_provider: timedelta
    section: str


def recovery_of(outage: Outage, services: ServiceTerms, at: Instant) -> Recovery | None:
    """As of the moment. None: nothing is to be recovered, or it is not known yet what was lost."""
    rows = _worst_first((each.loss for each in outage.losses), services) if is_recovered(outage) else ()
    if not rows:
        return None
    row, calendar, began_at = rows[0], services.recovery_calendar, outage.began_at
    until = max(began_at, at if outage.ended_at is None else min(at, outage.ended_at))
    promised, taken = _budget(row, services), calendar.open_time(began_at, until)
    missed = max(taken - promised, timedelta(0))
    at_supplier = sum((calendar.open_time(*each) for each in _at_supplier(outage, until)), timedelta(0))
    return Recovery(
        loss=row.loss,
        due_at=_due_at(began_at, row, services),
        promised=promised,
        taken=taken,
        missed=missed,
        at_provider=min(missed, at_supplier),
        section=row.section.number,
    )


def _at_supplier(outage: Outage, until: Instant) -> Iterator[tuple[Instant, Instant]]:
    """Apart from each other; what several claims are about counts once."""
    held = (each for each in outage.claims.values() if each.reason is LeftOut.SUPPLIER and each.is_accepted)
    told = outage.began_at
    for since, end in sorted((each.from_at, min(each.until or until, until)) for each in held):
        if end > max(since, told):
            yield max(since, told), end
            told = end


def _worst_first(losses: Iterable[Loss], services: ServiceTerms) -> Sequence[RecoveryTime]:
    found = set(losses)
    rows = [row for row in services.recovery_times if row.loss in found]
    return sorted(rows, key=lambda row: row.within.amount, reverse=True)


def _due_at(began_at: Instant, row: RecoveryTime, services: ServiceTerms) -> Instant:
    return services.recovery_calendar.due(began_at, _budget(row, services))


def _budget(row: RecoveryTime, services: ServiceTerms) -> timedelta:
    longest = max(each.closes - each.opens for day in services.recovery_calendar.hours.days for each in day)
    return budget_of(row.within, longest)
