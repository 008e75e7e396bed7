"""A promise with a due time that is not a ticket's clock: what it is of, when it falls due, and how it stands.

It is made anew from the subject whenever that changes; `settling` says what of it is news.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from app.clock import Instant
from app.domain.agreement.measures import Span, Target
from app.domain.clocks.terms import DueTime, state_of
from app.domain.vocabulary import ClockState


class TermKind(StrEnum):
    RECOVERY_TIME = "recovery_time"
    RECOVERY_POINT = "recovery_point"
    WEEKLY_SNAPSHOT = "weekly_snapshot"
    SNAPSHOT_RETENTION = "snapshot_retention"
    AUTHORITY_NOTIFICATION = "authority_notification"
    CUSTOMER_NOTIFICATION = "customer_notification"
    CHANGE_REVIEW = "change_review"
    OBJECTION_PERIOD = "objection_period"
    REVISION_NOTICE = "revision_notice"


LASTING: Final = frozenset({TermKind.SNAPSHOT_RETENTION, TermKind.OBJECTION_PERIOD, TermKind.REVISION_NOTICE})
"""Kept once the time is over, and broken by what ends it before: the others are kept by what happens in time."""


class TermCalendar(StrEnum):
    """What its time is measured in."""

    VENDOR_BUSINESS_HOURS = "vendor_business_hours"
    ELAPSED = "elapsed"
    CALENDAR_DAYS = "calendar_days"


class TermSubjectType(StrEnum):
    INSTANCE = "instance"
    OUTAGE = "outage"
    LEAK = "leak"
    CHANGE = "change"
    AGREEMENT = "agreement"


@dataclass(frozen=True)
class TermSubject:
    """Whose facts the term follows from."""

    type: TermSubjectType
    id: UUID


@dataclass(frozen=True, kw_only=True)
class SubjectTerm:
    """`key` tells the terms of one kind on one subject apart: a copy, an instance that was hit, a customer.

    `stopped_at` may lie ahead: at the planned end of an instance. `breach_at` is the instant after which it is late if
    nothing more happens, or since which it was; None: it can't be, as things are. `not_applicable` is why it does not
    matter. `about` is what its kind says more: the losses found, the worst first, or what the vendor is for the data.
    `commitments` are all that was promised, of which one governs. `customer_id` None: the vendor's own.
    """

    kind: TermKind
    subject: TermSubject
    key: str
    customer_id: UUID | None
    started_at: Instant
    due_at: Instant | None
    stopped_at: Instant | None
    breach_at: Instant | None
    target: Target | Span | None
    calendar: TermCalendar
    section: str
    commitments: tuple[DueTime, ...]
    not_applicable: str | None = None
    about: tuple[str, ...] = ()

    @property
    def id(self) -> UUID:
        """The same for ever, whoever makes the term anew."""
        return uuid5(self.subject.id, f"{self.kind}:{self.key}")

    @property
    def may_breach_at(self) -> Instant | None:
        """`breach_at`, unless it does not matter."""
        return self.breach_at if self.not_applicable is None else None

    def as_at(self, now: Instant) -> "SubjectTerm":
        """A stop that lies ahead is none yet."""
        return replace(self, stopped_at=None) if self.stopped_at is not None and self.stopped_at > now else self

    def state_at(self, now: Instant) -> ClockState:
        state = state_of(self.as_at(now), now)
        is_over = self.kind in LASTING and self.due_at is not None and self.due_at <= now
        return ClockState.MET if is_over and state is ClockState.RUNNING else state

    def breached_at(self, now: Instant) -> Instant | None:
        return self.breach_at if self.state_at(now) is ClockState.BREACHED else None
