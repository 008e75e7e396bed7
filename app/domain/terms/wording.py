"""What the explanation of a term says, as a table: a language is another `TermWords`, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.agreement.measures import SpanUnit
from app.domain.agreement.service_terms import Loss
from app.domain.terms.subject_terms import TermCalendar, TermKind
from app.domain.vocabulary import ClockState


@dataclass(frozen=True, kw_only=True)
class TermWords:
    """Names in braces are filled in. `span` is the word after one and the word after more.

    `not_known` is for a term without a due time; `also` says what a lesser loss would have been given. `fallen_back` is
    for a recovery point that is due sooner, since the copy is no more; `kept` for what lasts and was not ended;
    `passed` for what is late and goes on; `late` and `early` for less than a second.
    """

    span: Mapping[SpanUnit, tuple[str, str]]
    loss: Mapping[Loss, str]
    state: Mapping[ClockState, str]
    title: Mapping[TermKind, str]
    promised: Mapping[TermKind, str]
    not_known: Mapping[TermKind, str]
    counted: Mapping[TermCalendar, str]
    not_counting: str
    holiday: str
    fallen_back: str
    due: str
    was_due: str
    also: str
    left: str
    kept: Mapping[TermKind, str]
    passed: str
    ended: Mapping[TermKind, str]
    in_time: str
    late_by: str
    late: str
    early_by: str
    early: str
    not_applicable: Mapping[TermKind, str]
