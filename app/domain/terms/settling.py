"""What is news about the terms of a subject after one more fact: what is to be announced, and what to be taken back.

A breach is announced once: when it comes to be by a fact that was recorded as it happened, or still lies ahead when
that is recorded. What late facts make of the past is judged and shown, and no news, as with the clocks of tickets.

    fact → terms before, after → `settle` → notices … the time passes … → `announce` → TermBreached, once
                                        ↘ TermWithdrawn, when a later fact says that it was not so
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from app.clock import Instant
from app.domain.streams import RecordedFact
from app.domain.terms.subject_terms import SubjectTerm
from app.domain.terms.term_facts import TermBreached, TermWithdrawn


@dataclass(frozen=True)
class TermNotice:
    """How far the announcing of a term is: made for a breach, or to be made once this has passed (`announce_at`).

    Neither: there is no breach, or it is no news.
    """

    announced_breach_at: Instant | None = None
    announce_at: Instant | None = None


NO_TERM_NOTICE: Final = TermNotice()
TermNotices = Mapping[UUID, TermNotice]
"""By the id of the term."""


@dataclass(frozen=True, kw_only=True)
class SettledTerms:
    """`gone`: terms of before that the subject no longer makes. `notices` are of all terms after."""

    gone: tuple[SubjectTerm, ...] = ()
    withdrawn: tuple[TermWithdrawn, ...] = ()
    notices: TermNotices = field(default_factory=dict[UUID, TermNotice])


def settle(
    terms_before: Iterable[SubjectTerm],
    terms_after: Iterable[SubjectTerm],
    notices: TermNotices,
    event: RecordedFact[object],
    reason: str,
) -> SettledTerms:
    """By the fact that made the terms of after of those of before; `reason` is told with what is withdrawn.

    Raises ValueError when two terms of one subject are not to be told apart.
    """
    before, after = _by_id(terms_before), _by_id(terms_after)
    gone = tuple(term for id_, term in before.items() if id_ not in after)
    return SettledTerms(
        gone=gone,
        withdrawn=tuple(_withdrawn(before, after, notices, reason)),
        notices={
            id_: _notice_after(before.get(id_), term, notices.get(id_, NO_TERM_NOTICE), event)
            for id_, term in after.items()
        },
    )


def announce(term: SubjectTerm, notice: TermNotice, now: Instant) -> tuple[TermBreached, TermNotice] | None:
    """What is to be said now, and how far the announcing is then; None: nothing, or it has been said."""
    breached_at = notice.announce_at
    if breached_at is None or breached_at != term.may_breach_at or term.breached_at(now) is None:
        return None
    said = TermBreached(kind=term.kind, key=term.key, breached_at=breached_at)
    return said, TermNotice(announced_breach_at=breached_at)


def as_it_follows(term: SubjectTerm, notice: TermNotice, now: Instant) -> TermNotice:
    """How far the announcing is of a term that comes out otherwise than it was written down, by other rules than those
    of then: what lies ahead is announced in its time, and what is past by now is no news.
    """
    breach_at = term.may_breach_at
    if notice.announce_at in (None, breach_at):
        return notice
    return TermNotice(announce_at=breach_at if breach_at is not None and breach_at >= now else None)


def _by_id(terms: Iterable[SubjectTerm]) -> dict[UUID, SubjectTerm]:
    found: dict[UUID, SubjectTerm] = {}
    for term in terms:
        if found.setdefault(term.id, term) is not term:
            raise ValueError(f"two terms {term.kind} {term.key} of one subject")
    return found


def _withdrawn(
    before: Mapping[UUID, SubjectTerm], after: Mapping[UUID, SubjectTerm], notices: TermNotices, reason: str
) -> Iterable[TermWithdrawn]:
    for id_, term in {**before, **after}.items():
        announced = notices.get(id_, NO_TERM_NOTICE).announced_breach_at
        stands = id_ in after and announced == after[id_].may_breach_at
        if announced is not None and not stands:
            yield TermWithdrawn(kind=term.kind, key=term.key, announced_breach_at=announced, reason=reason)


def _notice_after(
    before: SubjectTerm | None, after: SubjectTerm, given: TermNotice, event: RecordedFact[object]
) -> TermNotice:
    """A breach that stays the same stays as announced."""
    if before is not None and before.may_breach_at == after.may_breach_at:
        return given
    breach_at = after.may_breach_at
    is_news = breach_at is not None and (breach_at >= event.recorded_at or not event.is_late)
    return TermNotice(announce_at=breach_at if is_news else None)
