"""An instance over a period: up, down, left out, in maintenance, unmeasured. Stretches adjoin one another (§5.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.service_terms import LeftOut
from app.domain.availability.exclusions import Claimed, Down, Excused, Work
from app.domain.availability.recorded import Recorded, course
from app.domain.availability.stretches import InstanceSpan, Stretch, moment
from app.domain.availability.sweep import StretchKind, Tile, ids_of
from app.domain.operations.outage_facts import OutageCategory


@dataclass(frozen=True, kw_only=True)
class TimelineStretch:
    """[from_at, until) of one kind.

    `outage_ids` are of what is down: all that count in it, or the one that is left out. `category` is of what counts: a
    block for fair use, as long as nothing has failed besides (§5.6.1). `reason` is why: then
    `maintenance_id` and `announced_at`, or `claim_id` and who decided it; of work on what is up, its maintenance.
    """

    from_at: Instant
    until: Instant
    kind: StretchKind
    outage_ids: tuple[UUID, ...] = ()
    category: OutageCategory | None = None
    reason: LeftOut | None = None
    maintenance_id: UUID | None = None
    announced_at: Instant | None = None
    claim_id: UUID | None = None
    decided_by: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class DegradedStretch:
    """It worked, poorly: shown, and not counted. They may overlap one another and anything else."""

    from_at: Instant
    until: Instant
    outage_id: UUID


@dataclass(frozen=True, kw_only=True)
class ServiceTimeline:
    """[from_at, until) without gap or overlap: the part of the period in which there was the instance, so far."""

    from_at: Instant
    until: Instant
    stretches: tuple[TimelineStretch, ...]
    degraded: tuple[DegradedStretch, ...] = ()


def timeline(span: InstanceSpan, what: Recorded, period: Stretch, now: Instant) -> ServiceTimeline:
    """As decided by now; an outage that goes on lasts until now."""
    went = course(span, what, period, now)
    return ServiceTimeline(
        from_at=went.from_at,
        until=went.until,
        stretches=tuple(map(told, went.tiles)),
        degraded=degraded(went.degraded),
    )


def degraded(downs: Sequence[Down]) -> tuple[DegradedStretch, ...]:
    return tuple(
        DegradedStretch(from_at=moment(each.since), until=moment(each.until), outage_id=each.outage.id)
        for each in downs
    )


def told(tile: Tile) -> TimelineStretch:
    from_at, until = moment(tile.since), moment(tile.until)
    match tile.because:
        case Excused(maintenance_id=maintenance_id, announced_at=announced_at):
            return TimelineStretch(
                from_at=from_at,
                until=until,
                kind=tile.kind,
                outage_ids=ids_of(tile),
                reason=LeftOut.ANNOUNCED_MAINTENANCE,
                maintenance_id=maintenance_id,
                announced_at=announced_at,
            )
        case Claimed(outage=outage, claim=claim):
            return TimelineStretch(
                from_at=from_at,
                until=until,
                kind=tile.kind,
                outage_ids=(outage.id,),
                reason=claim.reason,
                claim_id=claim.id,
                decided_by=None if claim.decision is None else claim.decision.decided_by,
            )
        case Work(maintenance_id=maintenance_id):
            return TimelineStretch(from_at=from_at, until=until, kind=tile.kind, maintenance_id=maintenance_id)
        case None:
            return TimelineStretch(
                from_at=from_at, until=until, kind=tile.kind, outage_ids=ids_of(tile), category=tile.category
            )
