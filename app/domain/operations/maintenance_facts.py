"""What can happen to planned work (§5.4). It begins, ends and is cancelled at the moment that its event occurred; it
was announced when that was recorded, whoever says otherwise.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from uuid import UUID

from app.clock import Instant
from app.domain.streams import RecordedFact


class MaintenanceKind(StrEnum):
    """§5.2: preventive, corrective or adaptive maintenance, or another form of service."""

    PREVENTIVE = "preventive"
    CORRECTIVE = "corrective"
    ADAPTIVE = "adaptive"
    OTHER_SERVICE = "other_service"


@dataclass(frozen=True, kw_only=True)
class MaintenancePlanned:
    """As `MaintenanceAnnounced`, and nobody is told yet."""

    service_id: UUID | None = None
    instance_ids: tuple[UUID, ...]
    kind: MaintenanceKind
    planned_from: Instant
    planned_until: Instant
    change_id: UUID | None = None
    type: Literal["maintenance_planned"] = "maintenance_planned"


@dataclass(frozen=True, kw_only=True)
class MaintenanceAnnounced:
    """For [planned_from, planned_until). `instance_ids`: of a whole service, those that existed then."""

    service_id: UUID | None = None
    instance_ids: tuple[UUID, ...]
    kind: MaintenanceKind
    planned_from: Instant
    planned_until: Instant
    change_id: UUID | None = None
    type: Literal["maintenance_announced"] = "maintenance_announced"


@dataclass(frozen=True, kw_only=True)
class AnnouncementExtended:
    """It takes until then. What this adds is announced by this."""

    planned_until: Instant
    type: Literal["announcement_extended"] = "announcement_extended"


@dataclass(frozen=True, kw_only=True)
class MaintenanceBegun:
    type: Literal["maintenance_begun"] = "maintenance_begun"


@dataclass(frozen=True, kw_only=True)
class MaintenanceEnded:
    type: Literal["maintenance_ended"] = "maintenance_ended"


@dataclass(frozen=True, kw_only=True)
class MaintenanceCancelled:
    """From then on nothing is announced, and what had begun is over."""

    type: Literal["maintenance_cancelled"] = "maintenance_cancelled"


MaintenanceFact = (
    MaintenancePlanned
    | MaintenanceAnnounced
    | AnnouncementExtended
    | MaintenanceBegun
    | MaintenanceEnded
    | MaintenanceCancelled
)

MaintenanceEvent = RecordedFact[MaintenanceFact]
