"""What is said of the terms of a subject, recorded among its facts; the folds ignore it."""

from dataclasses import dataclass
from typing import Literal

from app.clock import Instant
from app.domain.terms.subject_terms import TermKind


@dataclass(frozen=True, kw_only=True)
class TermBreached:
    """It passed unmet at `breached_at`. Said once, however late the announcer is."""

    kind: TermKind
    key: str
    breached_at: Instant
    type: Literal["term_breached"] = "term_breached"


@dataclass(frozen=True, kw_only=True)
class TermWithdrawn:
    """What was said turns out not to be so, by something learnt later. Nothing is deleted."""

    kind: TermKind
    key: str
    announced_breach_at: Instant
    reason: str
    type: Literal["term_withdrawn"] = "term_withdrawn"


TermFact = TermBreached | TermWithdrawn
