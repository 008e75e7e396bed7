"""A month's notice of a revision, and the month to object to it, as terms of the revision (Wijzigingen).

Both last: nobody is late with them, and both are over at once when the revision is withdrawn.
"""

from datetime import date
from zoneinfo import ZoneInfo

from app.business_time.hours import MIDNIGHT
from app.business_time.wall import to_instant
from app.clock import Instant
from app.domain.agreement.measures import Span
from app.domain.agreement.revising import earliest_in_force
from app.domain.agreement.spans import ONE_DAY
from app.domain.agreement.terms import RevisionTerms
from app.domain.clocks.terms import DueTime
from app.domain.revisions.revisions import AgreementRevision
from app.domain.terms.subject_terms import SubjectTerm, TermCalendar, TermKind, TermSubject, TermSubjectType

ANNOUNCED = "announced"
"""The key: there is one of each kind of each revision."""


def revision_terms(revision: AgreementRevision, rules: RevisionTerms, zone: ZoneInfo) -> tuple[SubjectTerm, ...]:
    """From its announcement. `rules`: those of the agreement that was in force then; `zone`: the vendor's."""
    announced_at, until_on = revision.announced_at, revision.objections_until_on
    if announced_at is None or until_on is None:
        return ()
    section = rules.section.number

    def lasting(kind: TermKind, target: Span, first_day_after: date) -> SubjectTerm:
        due_at = to_instant(first_day_after, MIDNIGHT, zone)
        return SubjectTerm(
            kind=kind,
            subject=TermSubject(TermSubjectType.AGREEMENT, revision.id),
            key=ANNOUNCED,
            customer_id=None,
            started_at=announced_at,
            due_at=due_at,
            stopped_at=None,
            breach_at=None,
            target=target,
            calendar=TermCalendar.CALENDAR_DAYS,
            section=section,
            commitments=(DueTime(section, due_at),),
            not_applicable=_over_before(revision.withdrawn_at, due_at, revision.withdrawn_because),
        )

    in_force_at_earliest = earliest_in_force(rules, announced_at.astimezone(zone).date())
    return (
        lasting(TermKind.REVISION_NOTICE, rules.announced_before, in_force_at_earliest),
        lasting(TermKind.OBJECTION_PERIOD, rules.objection_within, until_on + ONE_DAY),
    )


def _over_before(withdrawn_at: Instant | None, due_at: Instant, reason: str | None) -> str | None:
    return reason if withdrawn_at is not None and withdrawn_at < due_at else None
