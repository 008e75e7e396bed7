"""What is settled apart from any change: models of standard changes, advisory boards, freezes (§4.1)."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from app.clock import Instant
from app.domain.changes.change_facts import ChangeRisk
from app.errors import Conflict

STANDARD: Final = "4.1.1"


@dataclass(frozen=True, kw_only=True)
class ModelPlan:
    """How every change of the model goes."""

    steps: str
    rollback: str
    test: str


@dataclass(frozen=True, kw_only=True)
class ChangeModel:
    """A standard change whose process and risk are known: approved once, until the end of `valid_until_on`."""

    id: UUID
    name: str
    plan: ModelPlan
    risk: ChangeRisk
    approved_by: UUID
    valid_until_on: date
    made_at: Instant
    withdrawn_at: Instant | None = None
    withdrawn_because: str | None = None

    def holds_on(self, day: date) -> bool:
        return self.withdrawn_at is None and day <= self.valid_until_on


def require_model(model: ChangeModel | None, today: date) -> ChangeModel:
    """Raises Conflict (§4.1.1) where no approval that was given beforehand holds."""
    if model is None:
        raise Conflict("A standard change follows a model that is approved beforehand: name it.", section=STANDARD)
    if model.withdrawn_at is not None:
        raise Conflict(f"The approval of the model {model.name} was withdrawn.", section=STANDARD)
    if not model.holds_on(today):
        raise Conflict(f"The model {model.name} was approved until {model.valid_until_on}.", section=STANDARD)
    return model


@dataclass(frozen=True, kw_only=True)
class AdvisoryBoard:
    """Who decides on changes that are risky (§4.1.2): of the `members` at least `quorum` vote, within so long."""

    id: UUID
    name: str
    members: tuple[UUID, ...]
    quorum: int
    voting_seconds: int
    created_at: Instant
    updated_at: Instant
    version: int


@dataclass(frozen=True, kw_only=True)
class ChangeFreeze:
    """No change in [from_at, until) on these instances; none named: on any. It was lifted at `withdrawn_at`."""

    id: UUID
    name: str
    reason: str
    from_at: Instant
    until: Instant
    instance_ids: tuple[UUID, ...]
    set_at: Instant
    withdrawn_at: Instant | None = None
    withdrawn_because: str | None = None

    def concerns(self, instance_ids: tuple[UUID, ...]) -> bool:
        return not self.instance_ids or not set(self.instance_ids).isdisjoint(instance_ids)
