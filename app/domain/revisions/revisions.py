"""A revision of the agreement as its facts add up: drafted, announced a month before, in force (Wijzigingen)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.revising import announced_by, earliest_in_force, last_day_to_object
from app.domain.agreement.terms import RevisionTerms
from app.domain.replacing import replace
from app.domain.revisions.revision_facts import (
    RevisionAnnounced,
    RevisionDrafted,
    RevisionEvent,
    RevisionInForce,
    RevisionWithdrawn,
)
from app.errors import Conflict


class RevisionState(StrEnum):
    """`in_force` and `superseded` follow from the date."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class AgreementRevision:
    """`told_in_force`: whether it was told that it took effect."""

    id: UUID
    number: int
    revises: int
    in_force_on: date
    title: str
    vendor: str
    clauses: list[dict[str, Any]]
    drafted_at: Instant
    announced_at: Instant | None = None
    announcement_id: UUID | None = None
    objections_until_on: date | None = None
    withdrawn_at: Instant | None = None
    withdrawn_because: str | None = None
    told_in_force: bool = False

    @property
    def is_announced(self) -> bool:
        """And stands: it binds, or will."""
        return self.announced_at is not None and self.withdrawn_at is None

    @property
    def kept_as(self) -> RevisionState:
        """As far as it does not depend on the date."""
        if self.withdrawn_at is not None:
            return RevisionState.WITHDRAWN
        return RevisionState.DRAFT if self.announced_at is None else RevisionState.ANNOUNCED

    def state_on(self, today: date, latest_in_force_on: date) -> RevisionState:
        """`latest_in_force_on`: the first day of the revision that is in force."""
        if self.kept_as is not RevisionState.ANNOUNCED or self.in_force_on > today:
            return self.kept_as
        return RevisionState.IN_FORCE if self.in_force_on == latest_in_force_on else RevisionState.SUPERSEDED


def begin_revision(revision_id: UUID, event: RevisionEvent) -> AgreementRevision:
    """ValueError when it was not drafted."""
    match event.fact:
        case RevisionDrafted() as made:
            return AgreementRevision(
                id=revision_id,
                number=made.revision,
                revises=made.revises,
                in_force_on=made.in_force_on,
                title=made.title,
                vendor=made.vendor,
                clauses=made.clauses,
                drafted_at=event.recorded_at,
            )
        case _:
            raise ValueError("a revision begins with its draft")


def advance_revision(revision: AgreementRevision, event: RevisionEvent) -> AgreementRevision:
    match event.fact:
        case RevisionDrafted():
            raise ValueError("a revision is drafted once")
        case RevisionAnnounced(announcement_id=announcement_id, objections_until_on=until_on):
            return replace(
                revision,
                announced_at=event.recorded_at,
                announcement_id=announcement_id,
                objections_until_on=until_on,
            )
        case RevisionWithdrawn(reason=reason):
            return replace(revision, withdrawn_at=event.recorded_at, withdrawn_because=reason)
        case RevisionInForce():
            return replace(revision, told_in_force=True)


@dataclass(frozen=True)
class RevisionNotice:
    """When it may take effect if it is announced that day; `by`: until when it may be announced for its own date."""

    announced_on: date
    earliest_in_force_on: date
    by: date


def notice_on(day: date, in_force_on: date, rules: RevisionTerms) -> RevisionNotice:
    return RevisionNotice(day, earliest_in_force(rules, day), announced_by(rules, in_force_on))


def require_announceable(
    revision: AgreementRevision,
    others: Sequence[AgreementRevision],
    coded: Mapping[date, int],
    today: date,
    rules: RevisionTerms,
) -> date:
    """The last day on which a customer may object. `coded`: the numbers of those that came with the service, by their
    first day. Raises Conflict (Wijzigingen).
    """
    section = rules.section.number
    if revision.kept_as is not RevisionState.DRAFT:
        raise Conflict(f"Revision {revision.number} is {revision.kept_as} already.", section=section)
    notice = notice_on(today, revision.in_force_on, rules)
    if today > notice.by:
        raise Conflict(
            f"It is announced a month before it takes effect on {revision.in_force_on}: by {notice.by}. Announced today"
            f" it takes effect on {notice.earliest_in_force_on} at the earliest.",
            section=section,
        )
    taken = {**coded, **{each.in_force_on: each.number for each in others if each.is_announced}}
    if (same_day := taken.get(revision.in_force_on)) is not None:
        raise Conflict(f"Revision {same_day} takes effect on that day.", section=section)
    return last_day_to_object(rules, today)


def require_withdrawable(revision: AgreementRevision, today: date, rules: RevisionTerms) -> None:
    """Raises Conflict (Wijzigingen)."""
    section = rules.section.number
    if revision.withdrawn_at is not None:
        raise Conflict("It was withdrawn already.", section=section)
    if revision.announced_at is not None and revision.in_force_on <= today:
        raise Conflict("It is in force: what was registered under it stays so. Announce another.", section=section)
