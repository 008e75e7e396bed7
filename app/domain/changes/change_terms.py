"""By when a change that was not approved beforehand, or did not work, is reviewed (§4.1.3)."""

from app.business_time.calendar import Calendar
from app.domain.agreement.changes import ChangeReviewTerms
from app.domain.agreement.spans import end_of
from app.domain.changes.change_facts import ReviewOverdue
from app.domain.changes.change_record import ChangeRecord
from app.domain.clocks.terms import DueTime, breach_of
from app.domain.terms.subject_terms import SubjectTerm, TermCalendar, TermKind, TermSubject, TermSubjectType
from app.domain.terms.term_facts import TermBreached

REVIEW = "review"
"""The key: there is one of each change."""


def change_terms(change: ChangeRecord, review: ChangeReviewTerms, business_hours: Calendar) -> tuple[SubjectTerm, ...]:
    """From when it was over. `business_hours`: the vendor's own."""
    ended_at = None if change.implementation is None else change.implementation.ended_at
    if ended_at is None or not change.owes_review:
        return ()
    due_at = end_of(review.within, ended_at, business_hours)
    stopped_at = None if change.review is None else change.review.reviewed_at
    section = review.section.number
    term = SubjectTerm(
        kind=TermKind.CHANGE_REVIEW,
        subject=TermSubject(TermSubjectType.CHANGE, change.id),
        key=REVIEW,
        customer_id=change.customer_id,
        started_at=ended_at,
        due_at=due_at,
        stopped_at=stopped_at,
        breach_at=breach_of(due_at, stopped_at),
        target=review.within,
        calendar=TermCalendar.VENDOR_BUSINESS_HOURS,
        section=section,
        commitments=(DueTime(section, due_at),),
    )
    return (term,)


def overdue_review(said: TermBreached) -> ReviewOverdue:
    """How the change tells of a breach that is announced."""
    return ReviewOverdue(due_at=said.breached_at)
