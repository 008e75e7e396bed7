"""Outages and maintenance out of their facts, for tests."""

from collections.abc import Iterable, Sequence
from typing import Final, TypeVar
from uuid import UUID, uuid4

from app.domain.actor import Actor, ActorKind
from app.domain.agreement.service_terms import LeftOut
from app.domain.operations import maintenance_periods, outages
from app.domain.operations.maintenance_facts import (
    AnnouncementExtended,
    MaintenanceAnnounced,
    MaintenanceBegun,
    MaintenanceCancelled,
    MaintenanceEnded,
    MaintenanceEvent,
    MaintenanceFact,
    MaintenanceKind,
)
from app.domain.operations.maintenance_periods import MaintenancePeriod
from app.domain.operations.outage_facts import (
    DetectedBy,
    LeftOutClaimed,
    LeftOutDecided,
    OutageBegun,
    OutageCategory,
    OutageEnded,
    OutageEvent,
    OutageFact,
    RebuttalClaim,
    RebuttalDecided,
    Rebutted,
)
from app.domain.operations.outages import Outage
from app.domain.streams import RecordedFact
from app.domain.vocabulary import Role
from tests.domain.tickets.histories import local

INSTANCE: Final = UUID(int=1)
CUSTOMER: Final = UUID(int=2)
OTHER_CUSTOMER: Final = UUID(int=3)


def person(number: int, role: Role = Role.SUPPORT_MANAGER, customer_id: UUID | None = None) -> Actor:
    return Actor(
        id=UUID(int=number),
        kind=ActorKind.PERSON,
        name=f"Person {number}",
        roles=frozenset({role}),
        customer_id=customer_id,
    )


ADA: Final = person(100)
BOB: Final = person(101)
CAS: Final = person(102, Role.CUSTOMER, CUSTOMER)


def begun(
    *,
    degradation: bool = False,
    summary: str = "Down",
    instances: Sequence[UUID] = (INSTANCE,),
    category: OutageCategory = OutageCategory.FAILURE,
) -> OutageBegun:
    return OutageBegun(
        instance_ids=tuple(instances),
        detected_by=DetectedBy.MONITORING,
        category=category,
        degradation=degradation,
        summary=summary,
    )


class OutageHistory:
    """Facts in the order in which they are recorded; each as it happens unless it says otherwise."""

    def __init__(self, began: str, fact: OutageBegun | None = None, *, id_: UUID | None = None) -> None:
        self.id = id_ or uuid4()
        self.events: list[OutageEvent] = []
        self.add(fact or begun(), began)

    def add(self, fact: OutageFact, at: str, *, recorded: str | None = None, by: Actor = ADA) -> "OutageHistory":
        self.events.append(_event(len(self.events) + 1, fact, at, recorded, by))
        return self

    def end(self, at: str) -> "OutageHistory":
        return self.add(OutageEnded(), at)

    def claim(
        self,
        reason: LeftOut,
        from_at: str,
        until: str | None,
        *,
        accepted: bool | None = True,
        claim_id: UUID | None = None,
    ) -> "OutageHistory":
        """By Ada; decided by Bob unless `accepted` is None."""
        known = claim_id or uuid4()
        end = None if until is None else local(until)
        claimed = LeftOutClaimed(claim_id=known, from_at=local(from_at), until=end, reason=reason, evidence="E-1")
        self.add(claimed, from_at)
        if accepted is not None:
            self.add(LeftOutDecided(claim_id=known, accepted=accepted, reason="Read it."), from_at, by=BOB)
        return self

    def prove(
        self,
        claim: RebuttalClaim,
        from_at: str | None = None,
        until: str | None = None,
        *,
        customer_id: UUID = CUSTOMER,
        accepted: bool | None = True,
    ) -> "OutageHistory":
        known = uuid4()
        fact = Rebutted(
            rebuttal_id=known,
            customer_id=customer_id,
            claim=claim,
            from_at=None if from_at is None else local(from_at),
            until=None if until is None else local(until),
            evidence="A log",
        )
        at = self.events[-1].occurred_at.isoformat()
        self.add(fact, at, by=CAS)
        if accepted is not None:
            self.add(RebuttalDecided(rebuttal_id=known, accepted=accepted, reason="Seen."), at, by=BOB)
        return self

    @property
    def outage(self) -> Outage:
        return outages.replay(self.id, self.events)


def outage(began: str, ended: str | None, *, degradation: bool = False) -> Outage:
    history = OutageHistory(began, begun(degradation=degradation))
    return (history if ended is None else history.end(ended)).outage


class MaintenanceHistory:
    """Announced at `announced` for `planned_from` until `planned_until`."""

    def __init__(
        self, announced: str, planned_from: str, planned_until: str, *, instances: Iterable[UUID] = (INSTANCE,)
    ) -> None:
        self.id = uuid4()
        self.events: list[MaintenanceEvent] = []
        fact = MaintenanceAnnounced(
            instance_ids=tuple(instances),
            kind=MaintenanceKind.PREVENTIVE,
            planned_from=local(planned_from),
            planned_until=local(planned_until),
        )
        self.add(fact, announced)

    def add(self, fact: MaintenanceFact, at: str, recorded: str | None = None) -> "MaintenanceHistory":
        self.events.append(_event(len(self.events) + 1, fact, at, recorded, ADA))
        return self

    def extended(self, at: str, until: str) -> "MaintenanceHistory":
        return self.add(AnnouncementExtended(planned_until=local(until)), at)

    def done(self, begun: str, ended: str | None) -> "MaintenanceHistory":
        self.add(MaintenanceBegun(), begun)
        return self if ended is None else self.add(MaintenanceEnded(), ended)

    def cancelled(self, at: str) -> "MaintenanceHistory":
        return self.add(MaintenanceCancelled(), at)

    @property
    def period(self) -> MaintenancePeriod:
        return maintenance_periods.replay(self.id, self.events)


Fact = TypeVar("Fact")


def _event(sequence: int, fact: Fact, at: str, recorded: str | None, by: Actor) -> RecordedFact[Fact]:
    occurred_at = local(at)
    return RecordedFact(
        sequence=sequence,
        occurred_at=occurred_at,
        recorded_at=occurred_at if recorded is None else local(recorded),
        actor_id=by.id,
        actor_kind=by.kind,
        fact=fact,
    )
